"""Locks that collide with the rules, with leave and with one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from peakroster.auditing import lock_collisions
from peakroster.messages import LANGUAGES, Translator
from peakroster.plans.tables import empty_table
from scheduler.domain.overtime import Overtime
from scheduler.domain.plan import EarlierWork
from scheduler.domain.requests import Lock, Request
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.windows import Window
from tests.peakroster.auditing.test_auditing import agent, make_shop
from tests.scheduler.audit import world

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 9)
SHIFT_OF = {"E": "早班", "L": "晚班", "N": "夜班"}


def locks_of(pattern: str) -> tuple[Lock, ...]:
    """Locks of a1 from Monday on, a letter a day; ``.`` no lock, ``o`` locked off; rows from 2 on."""
    return tuple(
        Lock("a1", MONDAY + timedelta(days=offset), SHIFT_OF.get(letter, "off"), offset + 2)
        for offset, letter in enumerate(pattern)
        if letter != "."
    )


def worked_before(pattern: str) -> EarlierWork:
    """Shifts of a1 that end on the Sunday before."""
    letters = {"E": world.EARLY, "L": world.LATE, "N": world.NIGHT}
    first = MONDAY - timedelta(days=len(pattern))
    rows: Sequence[world.Assignment] = [
        ("a1", first + timedelta(days=offset), letters[letter])
        for offset, letter in enumerate(pattern)
        if letter != "."
    ]
    return EarlierWork(world.roster_frame(rows), empty_table("activities"), bool(pattern))


@pytest.mark.parametrize(
    ("locks", "before", "contract", "code", "row", "rows"),
    [
        ("EEEEE", "", {}, None, None, ""),
        ("LE", "", {}, "min_rest_hours", 3, "locks.csv:2"),
        ("E", "L", {}, "min_rest_hours", 2, "plans/ 2026-11-08 晚班"),
        (
            "EEEEEE",
            "",
            {},
            "max_hours_per_week",
            7,
            "locks.csv:2; locks.csv:3; locks.csv:4; locks.csv:5; locks.csv:6",
        ),
        (
            "EEE.",
            "",
            {"max_hours_week": 20.0},
            "agent_hours_per_week",
            4,
            "locks.csv:2; locks.csv:3; agents.csv:2",
        ),
        ("NN.NN", "", {}, "max_night_shifts_per_week", 6, "locks.csv:2; locks.csv:3; locks.csv:5"),
        ("E", "EEEEEE", {}, "max_consecutive_days", 2, "plans/ 2026-11-03 早班"),
        ("o", "EEEEEE", {}, None, None, ""),
        ("..L", "", {"shifts": ("早班",)}, "shift_not_allowed", 4, "agents.csv:2"),
        ("..E", "", {"weekdays": frozenset({0, 1})}, "weekday", 4, "agents.csv:2"),
        ("N", "", {"hours": Window(480, 1320)}, "hours", 2, "agents.csv:2"),
        ("E", "", {"first_day": date(2026, 11, 10)}, "employment", 2, "agents.csv:2"),
        (".......E", "", {"last_day": date(2026, 11, 10)}, None, None, ""),  # after the plan
    ],
)
def test_locks_that_collide(
    tmp_path: Path,
    locks: str,
    before: str,
    contract: dict[str, Any],
    code: str | None,
    row: int | None,
    rows: str,
) -> None:
    """Locks alone against every rule, together with what was worked before; nothing else collides."""
    agents = (agent("a1", 2, **contract),)
    shop = make_shop(tmp_path, agents=agents, requests=(), locks=locks_of(locks))
    found = lock_collisions(shop, MONDAY, 7, worked_before(before))
    assert [finding.code for finding in found] == ([] if code is None else [f"collision_{code}"])
    for finding in found:
        assert (finding.severity, finding.file, finding.row) == ("collision", "locks.csv", row)
        assert finding.details["rows"].startswith(rows)
        for language in LANGUAGES:
            words = finding.message(Translator(language)) + finding.remedy(Translator(language))
            assert "locks.csv" in words
            assert "—" not in words


@pytest.mark.parametrize(
    ("locks", "before", "rules", "code", "row", "rows"),
    [
        ("NE", "", {"forbidden_successions": (("夜班", "早班"),)}, "forbidden_successions", 3, "locks.csv:2"),
        ("E", "N", {"forbidden_successions": (("夜班", "早班"),)}, "forbidden_successions", 2, "plans/ "),
        ("N.E", "", {"forbidden_successions": (("夜班", "早班"),)}, None, None, ""),
        ("N.E", "", {"days_off_after_nights": 2}, "days_off_after_nights", 4, "locks.csv:2"),
        (".E", "N", {"days_off_after_nights": 2}, "days_off_after_nights", 3, "plans/ "),
        ("N..E", "", {"days_off_after_nights": 2}, None, None, ""),
        (".....E......E", "", {"max_weekends_per_month": 1}, "max_weekends_per_month", 14, "locks.csv:7"),
        (".....EE", "", {"max_weekends_per_month": 1}, None, None, ""),
        ("NNN", "", {"shift_limits": (Limit("plan", None, 2, ("夜班",)),)}, "shift_limit_most", 4, "locks"),
        ("NEN", "N", {"shift_limits": (Limit("plan", None, 2, ("夜班",)),)}, None, None, ""),
        (
            "EEE",
            "",
            {"hours_limits": (Limit(3, None, 16),)},
            "hours_limit_most",
            4,
            "locks.csv:2; locks.csv:3",
        ),
        ("E", "", {"overtime": Overtime(6, 20, 1)}, "overtime_hours_day", 2, ""),
        ("EEE", "", {"overtime": Overtime(8, 20, 1, 3)}, "overtime_hours_week", 4, "locks.csv:2"),
        ("E", "EEE", {"overtime": Overtime(6, 40, 2, None, 7)}, "overtime_hours_month", 2, "plans/ "),
        ("EEE", "", {"overtime": Overtime(6, 40, 2, None, 5)}, "overtime_hours_month", 4, "locks.csv:2"),
        ("E.oE", "", {"min_consecutive_days": 2, "min_consecutive_days_off": 3}, None, None, ""),
        ("E", "", {"shift_limits": (Limit("week", 4, None),)}, None, None, ""),
        ("E", "", {"hours_limits": (Limit("week", 30, None),)}, None, None, ""),
    ],
)
def test_locks_against_further_rules(
    tmp_path: Path,
    locks: str,
    before: str,
    rules: dict[str, Any],
    code: str | None,
    row: int | None,
    rows: str,
) -> None:
    """Upper limits collide with locks alone; least numbers do not, for another shift may make them up."""
    shop = make_shop(tmp_path, agents=(agent("a1", 2),), requests=(), locks=locks_of(locks))
    only = replace(Rules(*(None,) * 6, Window(0, 360)), **rules)
    shop = replace(shop, settings=replace(shop.settings, rules=only))
    found = lock_collisions(shop, MONDAY, 14, worked_before(before))
    assert [finding.code for finding in found] == ([] if code is None else [f"collision_{code}"])
    for finding in found:
        assert (finding.file, finding.row) == ("locks.csv", row)
        assert finding.details["rows"].startswith(rows)
        for language in LANGUAGES:
            words = finding.message(Translator(language)) + finding.remedy(Translator(language))
            assert "—" not in words
            assert "locks.csv" in words


def test_limits_of_a_plan_do_not_collide_over_days_of_several(tmp_path: Path) -> None:
    """``check`` holds all locks against each other, but does not know how the days will be cut into plans."""
    own = (Limit("plan", None, 2, ("夜班",)), Limit("week", None, 3, ("夜班",)))
    people = (agent("a1", 2, shift_limits=own),)
    shop = make_shop(tmp_path, agents=people, requests=(), locks=locks_of("NN.....N"))
    rules = replace(Rules(*(None,) * 6, Window(0, 360)), hours_limits=(Limit("plan", None, 16),))
    shop = replace(shop, settings=replace(shop.settings, rules=rules))
    codes = [finding.code for finding in lock_collisions(shop, MONDAY, 14, worked_before(""))]
    assert codes == ["collision_shift_limit_most", "collision_hours_limit_most"]
    assert lock_collisions(shop, MONDAY, 14, worked_before(""), one_plan=False) == []
    more = replace(shop, locks=locks_of("NNNN"))
    (finding,) = lock_collisions(more, MONDAY, 14, worked_before(""), one_plan=False)
    assert finding.details["last"] == "2026-11-15"


def test_own_hours_of_a_month_collide_with_locks(tmp_path: Path) -> None:
    """Named with the row of agents.csv and the month."""
    shop = make_shop(
        tmp_path, agents=(agent("a1", 2, max_hours_month=10.0),), requests=(), locks=locks_of("EE")
    )
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert finding.code == "collision_max_hours_month"
    assert (finding.details["first"], finding.details["last"]) == ("2026-11-01", "2026-11-30")
    assert finding.details["rows"].endswith("agents.csv:2")


def test_a_lock_on_a_day_of_leave_collides(tmp_path: Path) -> None:
    """Named with the row of the leave; a lock that keeps the agent off does not collide."""
    leave = (Request("a1", MONDAY, "leave", None, 1.0, 8),)
    shop = make_shop(tmp_path, requests=leave, locks=locks_of("E"))
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert (finding.code, finding.value, finding.details["rows"]) == (
        "collision_leave",
        "早班",
        "requests.csv:8",
    )
    off = make_shop(tmp_path, requests=leave, locks=locks_of("o"))
    assert lock_collisions(off, MONDAY, 7, worked_before("")) == []


def test_two_locks_that_contradict_each_other_collide_in_their_plan_only(tmp_path: Path) -> None:
    """Early and off on one day: both rows are named; a plan of the next week does not mind."""
    locks = (Lock("a1", MONDAY, "早班", 3), Lock("a1", MONDAY, "off", 5))
    shop = make_shop(tmp_path, locks=locks)
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert (finding.code, finding.row, finding.details["first"]) == ("locks_collide", 5, 3)
    for language in LANGUAGES:
        assert finding.message(Translator(language))
    assert lock_collisions(shop, MONDAY + timedelta(days=7), 7, worked_before("")) == []


def test_a_contradiction_hides_no_other_collision(tmp_path: Path) -> None:
    """Locks of others, and what each of the two would break by itself, are told with it."""
    locks = (
        Lock("a1", MONDAY, "早班", 3),
        Lock("a1", MONDAY, "夜班", 5),
        Lock("a1", MONDAY + timedelta(days=1), "早班", 6),
        Lock("a2", MONDAY, "夜班", 7),
        Lock("a2", MONDAY + timedelta(days=1), "早班", 8),
    )
    found = lock_collisions(make_shop(tmp_path, locks=locks), MONDAY, 7, worked_before(""))
    assert [(finding.code.removeprefix("collision_"), finding.row) for finding in found] == [
        ("locks_collide", 5),
        ("leave", 7),
        ("min_rest_hours", 8),
        ("min_rest_hours", 6),
    ]


def test_a_lock_on_a_shift_that_is_too_long_collides(tmp_path: Path) -> None:
    """Paid hours of one shift above the daily limit: the lock alone is the reason."""
    shop = make_shop(tmp_path, locks=locks_of("E"))
    rules = replace(shop.settings.rules, max_hours_per_day=7.5)
    shop = replace(shop, settings=replace(shop.settings, rules=rules))
    (finding,) = lock_collisions(shop, MONDAY, 7, worked_before(""))
    assert finding.code == "collision_max_hours_per_day"
    assert finding.details["found"] == "8"
