"""Rows of roster.csv against the catalogues, the contracts, leave and locks."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from scheduler.audit import PlanData, Reference, audit
from scheduler.audit.facts.calendar import lies_inside
from scheduler.domain.requests import Lock
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import (
    EARLY,
    MONDAY,
    NIGHT,
    ROSTER,
    SATURDAY,
    SUNDAY,
    TUESDAY,
    at,
    change,
    put,
    shop,
    written,
)
from tests.scheduler.statements import a_leave, changed

PLAN = written(shop())


def roster_codes(facts: PlanData) -> list[str]:
    return [violation.code for violation in audit(facts, ("roster",))]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"agent_id": "a9"}, "agent_unknown", "agent_id"),
        ({"shift": "中班"}, "shift_unknown", "shift"),
        ({"date": TUESDAY}, "shift_outside_plan", "date"),
        ({"paid_hours": 7.5}, "shift_paid_hours", "paid_hours"),
        ({"paid_hours": float("nan")}, "shift_paid_hours", "paid_hours"),
        ({"start": at(SUNDAY, "08:30")}, "shift_times", "start"),
        ({"end": at(SUNDAY, "17:30")}, "shift_times", "end"),
    ],
)
def test_a_wrong_cell_is_found_at_its_row(cells: dict[str, Any], code: str, column: str) -> None:
    """One wrong cell in the second row of roster.csv (row 3 of the file) is named with its column."""
    found = audit(put(PLAN, "roster", 1, **cells), ("roster",))
    assert (found[0].code, found[0].row, found[0].column) == (code, 3, column)
    rest = {violation.code for violation in found[1:]}
    assert rest <= ({"shift_times"} if "date" in cells else set())


def test_a_second_shift_on_one_day_is_found() -> None:
    """The same row twice: one shift a day, and nothing else."""
    doubled = change(PLAN, "roster", lambda frame: pd.concat([frame, frame.iloc[[1]]]))
    found = audit(doubled, ("roster",))
    assert [(violation.code, violation.row) for violation in found] == [("one_shift_a_day", 6)]
    assert found[0].references == (Reference("roster.csv", 3, SUNDAY, "早班"),)


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        ({"shifts": frozenset({"夜班"})}, "shift_not_allowed"),
        ({"weekdays": frozenset({0, 5})}, "weekday"),
        ({"hours": Window(9 * 60, 18 * 60)}, "hours"),
        ({"first_day": MONDAY}, "employment"),
        ({"last_day": SATURDAY}, "employment"),
    ],
)
def test_a_contract_that_forbids_the_shift_is_found(contract: dict[str, Any], code: str) -> None:
    """a1 works Saturday and Sunday; each restriction forbids at least the Sunday shift."""
    agents = (changed(shop().agents[0], **contract), *shop().agents[1:])
    found = audit(changed(PLAN, agents=agents), ("roster",))
    assert {violation.code for violation in found} == {code}
    assert {violation.agent for violation in found} == {"a1"}
    assert found[-1].day == SUNDAY
    assert found[-1].references == (Reference("agents.csv", 2),)


def test_contracts_that_just_allow_the_shift_are_kept() -> None:
    """Bounds are included: the first and the last day, a window that the shift fills."""
    contract = {
        "shifts": frozenset({"早班"}),
        "weekdays": frozenset({5, 6}),
        "hours": Window(8 * 60, 17 * 60),
        "first_day": SATURDAY,
        "last_day": SUNDAY,
    }
    agents = (changed(shop().agents[0], **contract), *shop().agents[1:])  # type: ignore[arg-type]
    assert audit(changed(PLAN, agents=agents), ("roster",)) == []


@pytest.mark.parametrize(
    ("window", "shift", "inside"),
    [
        (Window(1080, 1410), (1080, 1410), True),
        (Window(1080, 1410), (1080, 1440), False),
        (Window(1320, 1800), (1320, 1800), True),  # 22:00-06:00 runs over midnight
        (Window(1320, 1800), (30, 300), True),  # 00:30-05:00 lies in the window of the evening before
        (Window(1320, 1800), (30, 390), False),
        (Window(0, 1440), (1320, 1800), False),  # the window ends at midnight, literally
    ],
)
def test_a_shift_lies_inside_a_window_of_its_day_or_of_the_evening_before(
    window: Window, shift: tuple[int, int], inside: bool
) -> None:
    """The availability window taken literally, over midnight too."""
    assert lies_inside(window, *shift) is inside


def test_leave_forbids_the_shift_that_starts_that_day() -> None:
    """A shift on a day of leave is found with the row of the leave."""
    found = audit(changed(PLAN, leave=(a_leave("a1", SUNDAY, 7),)), ("roster",))
    assert [(violation.code, violation.row) for violation in found] == [("leave", 3)]
    assert found[0].references == (Reference("requests.csv", 7, SUNDAY),)


def test_leave_does_not_forbid_the_night_shift_that_ends_that_morning() -> None:
    """a2 is on leave on Monday and works the night from Sunday to Monday."""
    assert ("a2", SUNDAY, NIGHT) in ROSTER
    assert a_leave("a2", MONDAY, 2) in PLAN.leave
    assert audit(PLAN) == []


@pytest.mark.parametrize(
    ("day", "shift", "row", "found_shift"),
    [
        (SUNDAY, "off", 3, "早班"),
        (SUNDAY, "夜班", 3, "早班"),
        (MONDAY, "早班", None, "off"),
    ],
)
def test_a_lock_that_is_not_kept_is_found(day: date, shift: str, row: int | None, found_shift: str) -> None:
    """Another shift, a shift on a locked rest day, no shift on a locked working day."""
    found = audit(changed(PLAN, locks=(Lock("a1", day, shift, 9),)), ("roster",))
    assert [(violation.code, violation.row, violation.expected, violation.found) for violation in found] == [
        ("lock", row, shift, found_shift)
    ]
    assert found[0].references == (Reference("locks.csv", 9, day, shift),)


def test_leave_and_locks_outside_the_plan_are_ignored() -> None:
    """A lock of the day after the plan asks for nothing."""
    assert audit(changed(PLAN, locks=(Lock("a1", TUESDAY, "早班", 9),)), ("roster",)) == []


def test_the_horizon_is_checked_up_to_its_last_day() -> None:
    """A shift on the last day counts, one on the day after lies outside."""
    last = written(shop(locks=()), roster=[*ROSTER, ("a1", MONDAY, EARLY)])
    assert roster_codes(last) == []
    after = written(shop(locks=()), roster=[*ROSTER, ("a1", TUESDAY, EARLY)])
    assert roster_codes(after) == ["shift_outside_plan"]
