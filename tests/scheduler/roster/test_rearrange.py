"""A roster changed by hand: who was not touched keeps meal, breaks and queues."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster import rearrange
from scheduler.roster.assignment.coverage import scheduled_agents
from scheduler.roster.problem.problem import Break, Problem, Shift
from scheduler.roster.problem.solution import BREAK, MEAL, Activity, Assignment, Limits
from scheduler.roster.rearrange import points_of, rearrange_roster
from scheduler.roster.solve import arrange_roster, find_roster
from tests.scheduler.roster import problems
from tests.scheduler.roster.problems import agent, problem, random_problem

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=20.0, work=4.0)
HOUR = 60
DAY = Shift("day", 9 * HOUR, 17 * HOUR, HOUR, 11 * HOUR, 15 * HOUR)
PAUSE = Shift("pause", 9 * HOUR, 17 * HOUR, HOUR, 12 * HOUR, 15 * HOUR, (Break(HOUR, 10 * HOUR, 12 * HOUR),))


def rows_of(activities: tuple[Activity, ...], one: int) -> list[Activity]:
    return [row for row in activities if row.agent == one]


@pytest.mark.parametrize("seed", range(12))
def test_nothing_changed_nothing_moves(seed: int) -> None:
    """The activities of a roster, whoever made them, stay for the same shifts, at the same points."""
    case = random_problem(seed)
    found = find_roster(case, LIMITS)
    again = rearrange_roster(case, LIMITS, found.assignments, found.activities)
    assert again.activities == found.activities
    assert again.assignments == found.assignments
    assert again.objective == pytest.approx(found.objective, abs=0.01)


@pytest.mark.parametrize("shift", [DAY, PAUSE])
def test_one_taken_off_leaves_the_others_alone(shift: Shift) -> None:
    """Eight people of two queues; without one of them, the seven keep what they do, even if another
    arrangement would cost less; back again, that one gets the best place that is left."""
    team = [agent(str(i), (0, 1)) for i in range(8)]
    case = problem(team, shifts=[shift], queues=("x", "y"), days=1, need=3)
    everybody = tuple(Assignment(i, 0, 0) for i in range(8))
    before = arrange_roster(case, LIMITS, everybody).activities
    for gone in range(8):
        rest = tuple(one for one in everybody if one.agent != gone)
        after = rearrange_roster(case, LIMITS, rest, before)
        assert after.activities == tuple(row for row in before if row.agent != gone)
        back = rearrange_roster(case, LIMITS, everybody, after.activities)
        assert set(after.activities) < set(back.activities)
        assert back.objective == points_of(case, everybody, back.activities)
        assert back.objective <= rearranged_by_hand(case, everybody, after.activities, gone) + 1e-6
        again = rearrange_roster(case, LIMITS, everybody, after.activities, before)
        assert again.activities == before


def rearranged_by_hand(
    case: Problem, everybody: tuple[Assignment, ...], others: tuple[Activity, ...], one: int
) -> float:
    """Points with this agent at every possible meal, all day in the first queue; the least of them."""
    shift = case.shifts[0]
    points = []
    for meal in range(shift.meal_from, shift.meal_to, HOUR):
        borders = [shift.start, meal, meal + HOUR, shift.end]
        if shift.breaks:
            borders = [shift.start, 10 * HOUR, 11 * HOUR, *borders[1:]]
        whats = [0, BREAK, 0, MEAL, 0] if shift.breaks else [0, MEAL, 0]
        rows = [
            Activity(one, start, end, what)
            for start, end, what in zip(borders, borders[1:], whats, strict=False)
            if start < end
        ]
        activities = tuple(sorted([*others, *rows], key=lambda row: (row.agent, row.start)))
        points.append(points_of(case, everybody, activities))
    return min(points)


def all_day(one: int, queue: int, meal: int = 11) -> tuple[Activity, ...]:
    return (
        Activity(one, 9 * HOUR, meal * HOUR, queue),
        Activity(one, meal * HOUR, (meal + 1) * HOUR, MEAL),
        Activity(one, (meal + 1) * HOUR, 17 * HOUR, queue),
    )


def test_a_neighbour_moves_only_where_nobody_would_be_left() -> None:
    """The only one of a queue goes: of the two who serve the other queue, the one who knows both moves there.
    With two more there, points are lost as well, and still nobody is moved."""
    need = np.zeros((2, 36))
    need[:, 9:17] = 2
    team = [agent("a", (0, 1)), agent("b", (0,)), agent("c", (1,)), agent("d", (0,)), agent("e", (0,))]
    case = problem(team, shifts=[DAY], queues=("x", "y"), days=1, need=need)
    before = (*all_day(0, 1, 11), *all_day(1, 0, 12), *all_day(2, 1, 13))
    without = (Assignment(0, 0, 0), Assignment(2, 0, 0))
    after = rearrange_roster(case, LIMITS, without, before)
    assert rows_of(after.activities, 2) == list(all_day(2, 1, 13))
    assert scheduled_agents(case, after.activities)[0, 9:17].sum() == 7000
    more = (*before, *all_day(3, 0, 13), *all_day(4, 0, 14))
    after = rearrange_roster(case, LIMITS, (*without, Assignment(3, 0, 0), Assignment(4, 0, 0)), more)
    assert after.activities == tuple(row for row in more if row.agent != 1)


@pytest.mark.parametrize(
    "wrong",
    [
        all_day(0, 1),  # not a skill
        all_day(0, 0, 15),  # a meal outside of its window
        all_day(0, 0)[:-1],  # ends early
        (Activity(0, 9 * HOUR, 17 * HOUR, 0),),  # no meal
        (*all_day(0, 0)[:2], Activity(0, 13 * HOUR, 17 * HOUR, 0)),  # a gap
    ],
)
def test_what_does_not_fill_the_shift_is_arranged_anew(wrong: tuple[Activity, ...]) -> None:
    """Activities of another shift, skill or meal do not stay; those of everybody else do."""
    need = np.ones((2, 36))
    team = [agent("a", (0,)), agent("b", (1,))]
    case = problem(team, shifts=[DAY], queues=("x", "y"), days=1, need=need)
    both = (Assignment(0, 0, 0), Assignment(1, 0, 0))
    after = rearrange_roster(case, LIMITS, both, (*wrong, *all_day(1, 1, 14)))
    assert rows_of(after.activities, 1) == list(all_day(1, 1, 14))
    mine = rows_of(after.activities, 0)
    assert [row.what for row in mine].count(MEAL) == 1
    assert (mine[0].start, mine[-1].end) == (9 * HOUR, 17 * HOUR)
    assert {row.what for row in mine} == {0, MEAL}


def test_a_queue_that_closed_is_left() -> None:
    """Who served it in hours when it is shut now is arranged anew; standby stays where nothing is open."""
    case = problem([agent("a", (0,))], shifts=[problems.EARLY], days=1, need=1.0)
    open_ = case.open.copy()
    open_[0, 12:] = False
    shut = replace(case, open=open_, required=np.where(open_, case.required, 0), rules=Rules())
    row = (Activity(0, 8 * HOUR, 16 * HOUR, 0),)
    after = rearrange_roster(shut, LIMITS, (Assignment(0, 0, 0),), row)
    assert [(one.start, one.end) for one in after.activities] == [(480, 720), (720, 960)]
    again = rearrange_roster(shut, LIMITS, (Assignment(0, 0, 0),), after.activities)
    assert again.activities == after.activities


@pytest.mark.parametrize("seed", range(6))
def test_shifts_are_arranged_alone_as_with_everybody(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the people who have none of the changed shifts the model is small, and its answer the same, to
    the choice among equals."""
    case = random_problem(seed)
    found = find_roster(case, LIMITS)
    rng, alone, together = random.Random(seed), rearrange._arranged_alone, arrange_roster
    asked = []

    def both(around: Problem, limits: Limits, free: tuple[Assignment, ...]) -> tuple[Activity, ...]:
        asked.append((alone(around, limits, free), together(around, limits, free).activities))
        return asked[-1][0]

    monkeypatch.setattr(rearrange, "_arranged_alone", both)
    for one in rng.sample(found.assignments, min(5, len(found.assignments))):
        other = Assignment(one.agent, one.day, rng.randrange(len(case.shifts)))
        shifts = tuple(sorted({*found.assignments} - {one} | {other}, key=lambda a: (a.agent, a.day)))
        rearrange_roster(case, LIMITS, shifts, found.activities)
    assert all(few == all_of_them for few, all_of_them in asked)


@pytest.mark.parametrize("seed", range(6))
def test_a_second_change_knows_what_the_first_one_found(seed: int) -> None:
    """What is remembered with a problem from one change to the next alters nothing."""
    case = random_problem(seed)
    found = find_roster(case, LIMITS)
    rows: tuple[Activity, ...] = found.activities
    shifts = found.assignments
    for one in random.Random(seed).sample(found.assignments, min(4, len(found.assignments))):
        shifts = tuple(each for each in shifts if each != one)
        after = rearrange_roster(case, LIMITS, shifts, rows)
        anew = rearrange_roster(replace(case), LIMITS, shifts, rows)
        assert replace(after, seconds={}) == replace(anew, seconds={})
        rows = after.activities
