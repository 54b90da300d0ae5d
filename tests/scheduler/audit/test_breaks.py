"""Short breaks: in each window one of the right length; paid, and nobody at the desk meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from scheduler.audit import PlanData, audit
from scheduler.domain.shifts import Break
from scheduler.domain.windows import Window
from tests.scheduler.audit.world import (
    EARLY,
    LATE,
    NIGHT,
    ROSTER,
    SATURDAY,
    SUNDAY,
    at,
    change,
    put,
    shop,
    written,
)
from tests.scheduler.statements import a_wish, changed

EARLY_WITH_BREAKS = changed(
    EARLY, breaks=(Break(30, Window(9 * 60, 10 * 60)), Break(60, Window(15 * 60, 16 * 60 + 30)))
)
NIGHT_WITH_BREAK = changed(NIGHT, breaks=(Break(30, Window(28 * 60, 29 * 60)),))
SHOP = shop(shifts=(EARLY_WITH_BREAKS, LATE, NIGHT_WITH_BREAK))
WITH_BREAKS = {"早班": EARLY_WITH_BREAKS, "夜班": NIGHT_WITH_BREAK}
PLAN = written(SHOP, [(agent, day, WITH_BREAKS.get(shift.name, shift)) for agent, day, shift in ROSTER])
# Rows of activities.csv: 0-6 a1 on Saturday, 7-13 a1 on Sunday (presale, break, presale, meal, presale,
# break, presale), 14-18 a2 on Sunday night (presale, meal, presale, break, presale), 19 and 20 a3.


def codes(facts: PlanData) -> list[str]:
    return [violation.code for violation in audit(facts, ("activities",))]


def test_breaks_in_their_places_are_right() -> None:
    """Nothing is found in the whole plan: hours are paid in full, those on a break are not counted."""
    assert list(audit(PLAN)) == []
    paid = PLAN.plan.roster["paid_hours"]  # type: ignore[index]
    assert paid.tolist() == written(shop()).plan.roster["paid_hours"].tolist()  # type: ignore[index]


@pytest.mark.parametrize(
    ("position", "cells", "expected"),
    [
        (1, {"activity": "presale"}, ["activity_repeated", "activity_repeated", "break_missing"]),
        (1, {"activity": "standby"}, ["break_missing"]),
        (1, {"activity": "meal"}, ["break_missing", "meal_surplus", "meal_length", "meal_window"]),
        (3, {"activity": "break"}, ["break_surplus", "meal_missing"]),
        (20, {"activity": "break"}, ["break_surplus"]),
        (17, {"activity": "standby"}, ["break_missing"]),
    ],
)
def test_a_wrong_activity_is_found(position: int, cells: dict[str, Any], expected: list[str]) -> None:
    """A break that is not there, one too many, one where a meal should be."""
    assert sorted(codes(put(PLAN, "activities", position, **cells))) == sorted(expected)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("09:30", "10:00", []),
        ("08:30", "09:00", ["break_window"]),
        ("09:30", "10:30", ["break_length", "break_window"]),
        ("09:00", "10:00", ["break_length"]),
        ("10:30", "11:00", ["break_window"]),
    ],
)
def test_a_break_at_another_time(start: str, end: str, expected: list[str]) -> None:
    """It may be anywhere in its window, and nowhere else, and only as long as it is."""
    facts = put(PLAN, "activities", 0, end=at(SATURDAY, start))
    facts = put(facts, "activities", 1, start=at(SATURDAY, start), end=at(SATURDAY, end))
    facts = put(facts, "activities", 2, start=at(SATURDAY, end))
    if end == "11:00":  # the meal begins there: no row is left between them
        facts = change(facts, "activities", lambda frame: frame.drop(index=2))
    assert codes(facts) == expected


def test_a_misplaced_break_takes_no_other_break_s_window() -> None:
    """The first one moved to 14:00, near the window of the second: one window is missed, not two."""
    facts = put(PLAN, "activities", 1, activity="standby")
    facts = put(facts, "activities", 4, end=at(SATURDAY, "14:30"), activity="break")
    facts = put(facts, "activities", 4, start=at(SATURDAY, "14:00"))
    found = codes(facts)
    assert found.count("break_window") == 1
    assert "break_missing" not in found


def test_a_missing_break_says_whose_when_and_how_long() -> None:
    """With the row of the shift."""
    (found,) = audit(put(PLAN, "activities", 1, activity="standby"), ("activities",))
    assert (found.agent, found.day, found.interval, found.expected) == (
        "a1",
        SATURDAY,
        at(SATURDAY, "09:00"),
        30,
    )
    assert [reference.row for reference in found.references] == [2]


def test_somebody_on_a_break_is_not_at_the_desk() -> None:
    """coverage.csv that counts them is wrong in just that interval."""
    frame = PLAN.plan.coverage
    assert frame is not None
    (place,) = frame.index[(frame["timestamp"] == at(SUNDAY, "15:00")) & (frame["queue"] == "presale")]
    counted = put(PLAN, "coverage", place, scheduled=int(frame.loc[place, "scheduled"]) + 1)
    assert [violation.code for violation in audit(counted, ("coverage",))] == ["coverage_scheduled"]


@pytest.mark.parametrize(
    ("kind", "also", "kept"),
    [
        ("prefer", {"早班", "夜班"}, 1),
        ("avoid", {"早班", "夜班"}, 0),
        ("prefer", set(), 0),
        ("avoid", set(), 1),
    ],
)
def test_a_wish_for_one_of_several_shifts(kind: Any, also: set[str], kept: int) -> None:
    """a1 works 早班 on Saturday: what is wished for, or avoided, is any of the shifts."""
    wish = a_wish("a1", SATURDAY, kind, "夜班", 2, frozenset(also))
    facts = changed(PLAN, wishes=(wish,))
    found = {v.column: v.expected for v in audit(facts, ("summary",)) if v.code == "summary_figure"}
    assert found["wishes_kept"] == kept
