"""Every message of the readers is tried."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.peakroster.shop import (
    test_broken_files,
    test_broken_settings,
    test_broken_tables,
    test_broken_teams,
    test_opening,
)
from tests.peakroster.shop.checks import test_driver_warnings, test_rotation_checks, test_team_rule_checks
from tests.peakroster.shop.checks import test_warnings as test_oddities
from tests.peakroster.shop.inputs import (
    test_adopted,
    test_contracts,
    test_drivers,
    test_performance,
    test_roster_files,
    test_shift_patterns,
)

ROOT = Path(__file__).parents[3]
SINGLE_TESTS = {
    "bad_sender",
    "bad_half_day",
    "unknown_status",
    "hours_said_twice",
    "hours_of_range",
    "leave_of_nothing",
    "contract_gap",
    "skill_without_language",
    "share_cell_in_per_cent",
    "chat_log_without_queue",
    "sender_without_id",
    "request_decided",
    "opening_seen",
    "opening_beyond_hour",
    "opening_not_followed",
    "opening_not_moved",
    "reserve_with_rests",
    "meeting_name_taken",
    "meeting_too_long",
    "meeting_too_often",
    "bad_yes_no",
    "absence_too_long",
    "no_folder",
    "no_such_file",
    "no_history",
    "unreadable_file",
    "not_a_file",
    "more_like_this",
    "layout_open",
    "layout_read",
    "decimal_commas",
    "equal_rows",
    "signs_for_numbers",
    "units_behind_numbers",
    "unknown_column_of_many",
    "endless_line",
    "file_too_big",
    "mostly_unreadable",
    "table_on_other_sheet",
    "further_sheets",
    "hidden_sheet",
    "hidden_rows",
    "hidden_column",
    "merged_cells",
    "formula_without_value",
    "number_from_1904",
    "matrix_year",
    "matrix_shared_name",
    "shift_when_closed",
    "min_agents_unused",
    "calendar_hours_unseen",
    "hours_silent",
    "hours_unrecorded",
}
"""Tried outside the tables of cases."""


TESTED_ELSEWHERE = {"locks_file.py", "new_folder.py", "editing.py", "atomic_files.py", "locking.py"}
"""Files of the package that write."""


def codes_of_the_readers() -> set[str]:
    """String constants of the readers that are keys of the catalogue ``check``."""
    from tests.peakroster.test_messages import catalogue

    words = {key for key in catalogue("en", "check") if not key.endswith("_remedy")}
    constants: set[str] = set()
    rooms = (ROOT / "peakroster" / room for room in ("shop", "tables"))
    for path in (path for room in rooms for path in sorted(room.rglob("*.py"))):
        if path.name in TESTED_ELSEWHERE:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants.add(node.value)
    return words & constants


def test_every_code_of_the_readers_has_a_test() -> None:
    """A finding that no test makes might never be made."""
    tables = (
        test_broken_files,
        test_broken_settings,
        test_broken_teams,
        test_broken_tables,
        test_oddities,
        test_shift_patterns,
        test_drivers,
        test_driver_warnings,
        test_team_rule_checks,
        test_rotation_checks,
        test_performance,
        test_contracts,
    )
    tried = {case.code for module in tables for case in module.CASES}
    tried |= {case[1] for case in [*test_opening.OPEN_CASES, *test_opening.CALENDAR_CASES]}
    tried |= {
        case[0] for case in [*test_adopted.ROSTER_CASES, *test_roster_files.MATRIX_CASES]
    } | SINGLE_TESTS
    assert codes_of_the_readers() - tried == set()
