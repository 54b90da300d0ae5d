from __future__ import annotations

from datetime import date, datetime

from peakroster.plans.activities import with_shifts
from peakroster.plans.tables import empty_table
from tests.peakroster.plans.conftest import activity_rows, roster_rows, typed

DAY = date(2026, 11, 9)


def test_each_activity_finds_its_shift() -> None:
    """By agent and time; two agents at the same time are kept apart, also over midnight."""
    rows = roster_rows(DAY, [("a", 0, "night"), ("b", 0, "night"), ("a", 2, "day")])
    found = with_shifts(typed("activities", activity_rows(rows)), typed("roster", rows))
    assert sorted(zip(found["agent_id"], found["start"].dt.day, found["shift"], strict=True)) == [
        ("a", 9, 0),
        ("a", 10, 0),
        ("a", 11, 2),
        ("a", 11, 2),
        ("b", 9, 1),
        ("b", 10, 1),
    ]


def test_what_lies_outside_of_every_shift() -> None:
    """Before a shift, from its end on, or of somebody who has none: left out."""
    roster = typed("roster", roster_rows(DAY, [("a", 0, "day")]))
    hours = [("a", 7), ("a", 8), ("a", 16), ("a", 17), ("b", 8)]
    rows = [
        (agent, datetime(2026, 11, 9, hour), datetime(2026, 11, 9, hour + 1), "q") for agent, hour in hours
    ]
    rows.append(("a", datetime(2026, 11, 9, 16, 30), datetime(2026, 11, 9, 17), "q"))
    found = with_shifts(typed("activities", rows), roster)
    assert found["start"].dt.hour.tolist() == [8, 16]
    assert found["start"].dt.minute.tolist() == [0, 0]


def test_nothing_to_find() -> None:
    """Without activities or without shifts there is no row, and the column is there."""
    rows = roster_rows(DAY, [("a", 0, "day")])
    for activities, roster in (
        (empty_table("activities"), typed("roster", rows)),
        (typed("activities", activity_rows(rows)), empty_table("roster")),
    ):
        found = with_shifts(activities, roster)
        assert len(found) == 0
        assert list(found.columns) == ["agent_id", "start", "end", "activity", "shift"]
