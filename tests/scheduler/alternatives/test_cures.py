"""Cures of a shortage on a tiny team, where each is worth what can be counted by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.alternatives.cures import Clinic, Cure, Cures, Stretch, _with_shift_of_catalogue
from scheduler.alternatives.standing_roster import standing_roster
from scheduler.alternatives.trials import Roster
from scheduler.domain.rules import Rules
from scheduler.domain.weights import NO_PATTERNS, Weights
from scheduler.roster.problem.credits import Credit
from scheduler.roster.problem.problem import Lock, Problem, Shift
from scheduler.roster.problem.rotations import Rotation
from scheduler.roster.problem.solution import Assignment
from tests.scheduler.roster.problems import EARLY, LATE, agent, problem

pytestmark = pytest.mark.slow

WORK = 0.02
EVENING = slice(18, 22)


def cured(case: Problem, assignments: list[Assignment], queue: int = 0, hours: slice = EVENING) -> Cures:
    team = standing_roster(case, assignments, ()).team
    roster = Roster(team.pattern.copy(), team.placed.copy())
    return Clinic(case, roster, Stretch(queue, hours.start, hours.stop), WORK).run()


def only(found: Cures, kind: str) -> Cure:
    (one,) = [each for each in found.found if each.kind == kind]
    return one


def evening(people: int, queues: int = 1) -> np.ndarray:
    need = np.zeros((queues, 36))
    need[0, EVENING] = people
    return need


def test_a_lock_and_a_part_timer() -> None:
    """One is needed from 18 to 22, and the only late worker is locked off: 4 hours are missing. Releasing the
    lock costs the 4 hours beyond need, a part-timer of 18 to 22 nothing."""
    people = [agent("early", shifts=frozenset({0})), agent("late", shifts=frozenset({1}))]
    case = problem(people, shifts=(EARLY, LATE), need=evening(1), days=1, locks=[Lock(1, 0, None)])
    found = cured(case, [])
    assert found.missing == 4.0
    lock, part_timer = only(found, "lock"), [one for one in found.found if one.kind == "part_timer"]
    assert (lock.agent, lock.day, lock.shift, lock.left) == (1, 0, None, 0.0)
    assert lock.measured.service.spare_hours == 4.0
    assert part_timer[0].minutes == (18 * 60, 22 * 60)
    assert part_timer[0].left == 0.0
    assert part_timer[0].measured.service.spare_hours == 0.0
    assert found.found[0] == part_timer[0]
    # All four hours at an empty desk: 40 points each, of which the part-timer saves all.
    assert found.base.points - part_timer[0].measured.points == pytest.approx(160.0)


def test_training() -> None:
    """Who is at the other queue's desk without need there cures all four hours once trained."""
    people = [agent("a", skills=(1,), shifts=frozenset({1}))]
    case = problem(
        people,
        shifts=(EARLY, LATE),
        need=evening(1, 2),
        days=1,
        queues=("q", "r"),
        locks=[Lock(0, 0, 1)],
    )
    found = cured(case, [Assignment(0, 0, 1)])
    training = only(found, "training")
    assert (training.agent, training.left) == (0, 0.0)
    assert training.measured.paid_hours == found.base.paid_hours


def test_an_extra_shift_of_somebody_dear() -> None:
    """The search leaves the shortage, since the only one who could come costs more than it; told all the
    same, behind what costs less."""
    people = [agent("dear", hourly_cost=1000.0)]
    case = problem(people, shifts=(LATE,), need=evening(1), days=1, weights=Weights(cost=1.0, **NO_PATTERNS))
    found = cured(case, [])
    assert found.missing == 4.0
    extra = only(found, "extra_shift")
    assert (extra.agent, extra.day, extra.shift, extra.left) == (0, 0, 0, 0.0)
    assert extra.measured.points > found.base.points
    assert extra.measured.pay == 8000.0


def test_a_shift_that_begins_earlier() -> None:
    """From 15 to 16 nobody is there; the late shift an hour earlier covers it, and one is late as before."""
    need = np.zeros((1, 36))
    need[0, 15:24] = 1
    people = [agent("a"), agent("b")]
    case = problem(people, shifts=(Shift("late", 960, 1440),), need=need, days=1)
    found = cured(case, [Assignment(0, 0, 0)], hours=slice(15, 16))
    moved = [one for one in found.found if one.kind == "shift_moved"]
    assert [one.minutes for one in moved] == [(15 * 60, 23 * 60)]
    assert moved[0].left == 0.0


def test_how_many_to_hire() -> None:
    """Three are missing every evening: one and two are not enough, four are, and then three are found."""
    people = [agent("never", shifts=frozenset()), agent("late"), agent("late too")]
    case = problem(people, shifts=(LATE,), need=evening(5), days=1)
    found = cured(case, [Assignment(1, 0, 0), Assignment(2, 0, 0)])
    assert found.missing == 12.0
    assert [(one.people, one.enough) for one in found.hired] == [(1, False), (2, False), (3, True), (4, True)]
    left = [one.left for one in found.hired]
    assert left == [8.0, 4.0, 0.0, 0.0]
    assert found.hired[2].measured.paid_hours == found.base.paid_hours + 24.0


def test_who_is_hired_has_no_history() -> None:
    """The usual one is on leave in the evening and owes nights, and a course fills the week; who comes new is
    there, and owes nothing."""
    course = {"credits": (Credit(0, 2400, 2400),), "max_minutes_week": 2400}
    one = agent("a", away=((18 * 60, 22 * 60),), balances=(("night", 3000),), **course)
    case = problem([one], shifts=(LATE,), need=evening(1), days=1)
    found = cured(case, [])
    assert [(one.people, one.left) for one in found.hired] == [(1, 0.0)]
    assert found.hired[0].measured.points < found.base.points - 100


def test_who_is_hired_is_in_nobodys_rotation() -> None:
    """The usual one has this day off in a hard rotation; who comes new has none yet."""
    off = Rotation((frozenset(),), hard=True)
    case = problem([agent("a", rotation=off)], shifts=(LATE,), need=evening(1), days=1)
    assert [(one.people, one.left) for one in cured(case, []).hired] == [(1, 0.0)]


def test_a_moved_shift_is_forbidden_where_its_like_is() -> None:
    """The late shift may not precede the early one; an hour earlier it still may not."""
    rules = Rules(forbidden_successions=(("late", "early"),))
    case = problem([agent()], shifts=(EARLY, LATE), rules=rules, days=2)
    moved = replace(LATE, name="late-60", start=LATE.start - 60, end=LATE.end - 60)
    more = _with_shift_of_catalogue(case, moved, (1,))
    assert set(more.forbidden_pairs) == {(1, 0), (2, 0)}


def test_nothing_is_told_that_cures_nothing() -> None:
    """Nobody to unlock, to train or to ask; one more person of four hours leaves two of three missing."""
    case = problem([agent("a", shifts=frozenset())], shifts=(LATE,), need=evening(3), days=1)
    found = cured(case, [])
    assert {one.kind for one in found.found} == {"part_timer"}
    assert all(one.left < found.missing for one in found.found)
