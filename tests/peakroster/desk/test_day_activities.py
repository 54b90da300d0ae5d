"""A day moved by hand: what is asked for is done, nobody else moves, and what cannot be is refused."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from peakroster.desk.day_activities import ActivityEdit, DayActivity, day_of, edited_days
from peakroster.desk.draft import Draft
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.stored import shifts_of
from peakroster.tables.findings import InputError
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
HELD = ("005", FIRST_DAY)
"""Works the early shift, 8 to 16, in both queues; a lock says so."""


@pytest.fixture(scope="module")
def desk(small_shop: Path) -> Desk:
    return open_desk(small_shop, FIRST_DAY)


@pytest.fixture(scope="module")
def draft(desk: Desk) -> Draft:
    return Draft.of(desk)


def rows(draft: Draft) -> set[tuple[object, ...]]:
    table = draft.outcome.plan.activities
    assert table is not None
    return set(table.itertuples(index=False, name=None))


def meal(day: tuple[DayActivity, ...]) -> DayActivity:
    return next(row for row in day if row.activity == "meal")


def at(hour: int) -> datetime:
    return datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, hour)


def moved_meal(desk: Desk, to: int) -> ActivityEdit:
    before = meal(day_of(desk, HELD))
    return ActivityEdit(*HELD, before, DayActivity(at(to), at(to) + HOUR, "meal"))


def test_a_meal_is_moved_and_nobody_else(desk: Desk, draft: Draft) -> None:
    """The shift stays filled from start to end, all other rows stay, and the coverage follows."""
    there = meal(day_of(desk, HELD)).start.hour
    to = next(hour for hour in (11, 12, 13) if hour != there)
    moved = draft.with_activities([moved_meal(desk, to)])
    day = day_of(moved.working_desk(), HELD)
    assert meal(day).start == at(to)
    assert (day[0].start, day[-1].end) == (at(8), at(16))
    assert all(one.end == other.start for one, other in pairwise(day))
    assert {row[0] for row in rows(moved) ^ rows(draft)} == {"005"}
    assert moved.differences() == []
    assert moved.step.moved == {HELD}
    before, after = draft.outcome.plan.coverage, moved.outcome.plan.coverage
    assert before is not None
    assert after is not None
    assert not before["scheduled"].equals(after["scheduled"])
    assert not [v for v in moved.outcome.violations if v.code in ("meal", "scheduled", "objective_total")]


def test_the_audit_says_what_is_broken(desk: Desk, draft: Draft) -> None:
    """A meal out of its window is moved all the same; the audit names the rule."""
    moved = draft.with_activities([moved_meal(desk, 14)])
    assert len(moved.outcome.violations) == len(draft.outcome.violations) + 1


def test_what_was_moved_stays(desk: Desk, draft: Draft) -> None:
    """Another cell changed, and changed back: the meal stays where it was put, broken rule and all."""
    moved = draft.with_activities([moved_meal(desk, 14)])
    other = ("001", FIRST_DAY)
    present = shifts_of(desk.plan).get(other)
    gone = moved.with_change(other, "晚班" if present != "晚班" else None)
    back = gone.with_change(other, present)
    for each in (gone, back):
        assert meal(day_of(each.working_desk(), HELD)).start == at(14)
    assert rows(back) != rows(draft)


def test_put_back_is_unchanged(desk: Desk, draft: Draft) -> None:
    """Moved there and back, step by step or by undoing, is the plan itself."""
    first = meal(day_of(desk, HELD))
    moved = draft.with_activities([moved_meal(desk, 14)])
    back = moved.with_days({HELD: day_of(desk, HELD)})
    assert back.outcome.plan is draft.outcome.plan
    assert back.step.moved == frozenset()
    assert moved.undone().outcome is draft.outcome
    assert draft.with_activities([ActivityEdit(*HELD, first, first)]) is draft


def test_a_stretch_is_given_to_another_queue(desk: Desk, draft: Draft) -> None:
    """A new stretch takes the time of queues and goes around the meal."""
    new = DayActivity(at(9), at(15), "aftersale")
    moved = draft.with_activities([ActivityEdit(*HELD, None, new)])
    day = day_of(moved.working_desk(), HELD)
    assert meal(day) == meal(day_of(desk, HELD))
    served = [row for row in day if row.activity == "aftersale"]
    assert sum((row.end - row.start for row in served), timedelta()) >= 5 * HOUR


def test_a_stretch_that_shrinks_or_goes_leaves_no_gap(desk: Desk) -> None:
    """What is left is filled with what lies beside it."""
    day = day_of(desk, HELD)
    for row in day:
        for after in (None, DayActivity(row.start, row.start + HOUR, row.activity)):
            edited = edited_days(desk, [ActivityEdit(*HELD, row, after)])[HELD]
            assert (edited[0].start, edited[-1].end) == (at(8), at(16))
            assert all(one.end == other.start for one, other in pairwise(edited))


def test_what_cannot_be_is_refused(desk: Desk) -> None:
    """Out of the shift, between intervals, onto the meal, of nothing: one clear finding, nothing changed."""
    there = meal(day_of(desk, HELD))
    half = timedelta(minutes=30)
    wrong = {
        "activity_outside_shift": (there, DayActivity(at(16), at(17), "meal")),
        "activity_off_grid": (there, DayActivity(at(9) + half, at(10) + half, "meal")),
        "activity_overlaps": (None, DayActivity(there.start, there.end, "break")),
        "activity_unknown": (None, DayActivity(at(9), at(10), "tennis")),
        "activity_gone": (DayActivity(at(3), at(4), "meal"), there),
    }
    for code, (before, after) in wrong.items():
        with pytest.raises(InputError) as raised:
            edited_days(desk, [ActivityEdit(*HELD, before, after)])
        assert [finding.code for finding in raised.value.findings] == [code]


def test_some_differences_taken_back_alone(desk: Desk, draft: Draft) -> None:
    """The named cells are as saved, shift, lock and day; the others stay changed; it is one step."""
    one, two = ("001", FIRST_DAY), ("004", FIRST_DAY)
    saved = shifts_of(desk.plan)
    other = {cell: None if saved.get(cell) else "早班" for cell in (one, two)}
    changed = draft.with_changes(other).with_locks(frozenset({one, two}))
    changed = changed.with_activities([moved_meal(changed.working_desk(), 14)])
    less = changed.without_changes([one, HELD])
    assert [cell for cell, _, _ in less.differences()] == [two]
    assert set(less.step.changes) == {two}
    assert less.step.locked == {two}
    assert day_of(less.working_desk(), HELD) == day_of(desk, HELD)
    assert less.without_changes([one]) is less
    none = less.without_changes([two])
    assert not none.differences()
    assert none.outcome.plan is draft.outcome.plan
    assert changed.without_changes([one, two, HELD]).outcome.plan is draft.outcome.plan
