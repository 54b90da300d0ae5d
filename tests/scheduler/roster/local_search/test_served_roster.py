"""A roster whose people keep their queues: it costs what the objective says; what nobody touches stays."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from scheduler.domain.weights import Weights
from scheduler.roster.local_search.served_roster import ServedRoster
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.problem import Break, Problem, Shift
from scheduler.roster.problem.solution import Activity, Assignment, Limits
from scheduler.roster.rearrange import rearrange_roster
from scheduler.roster.team.arrays import Floats
from tests.scheduler.roster.problems import agent, problem

pytestmark = pytest.mark.slow

DAY = Shift("day", 480, 1020, 60, 660, 900)
EVENING = Shift("evening", 720, 1260, 60, 960, 1140, breaks=(Break(60, 780, 900),))
LIMITS = Limits(seconds=3600.0, work=1.0)


def case_of(seed: int, parts: bool = False) -> Problem:
    """Four people of two queues over three days, with a price of restless changes."""
    rng = np.random.default_rng(seed)
    skills = [(0, 1), (0, 1), (0,), (1,)]
    people = [agent(f"{place}", own) for place, own in enumerate(skills)]
    if parts:
        people[0] = replace(people[0], contribution=(700, 500))
    need = np.zeros((2, 84))
    for day in range(3):
        need[:, 24 * day + 8 : 24 * day + 21] = rng.integers(0, 3, (2, 13))
    weights = Weights(queue_change=0.5, short_stretch=0.0)
    return problem(people, shifts=(DAY, EVENING), need=need, days=3, queues=("p", "q"), weights=weights)


def roster_of(case: Problem) -> tuple[ServedRoster, tuple[Activity, ...]]:
    shifts = tuple(
        Assignment(who, day, (who + day) % 2) for who in range(4) for day in range(3) if (who + day) % 3
    )
    given = rearrange_roster(case, LIMITS, shifts, ())
    return ServedRoster(case, given.assignments, given.activities), given.activities


def give(roster: ServedRoster, who: int, row: list[int], prices: Floats | None = None) -> None:
    """Give somebody these shifts, their queues as they cost least at these prices of slots."""
    roster.remove(who)
    worked = roster.off()
    if prices is None:
        prices = np.zeros((len(roster.desks[who].able), 2))
    for day, shift in enumerate(row):
        if shift >= 0:
            worked.pattern[day] = shift
            activity, placed, _ = roster.cheapest_sequence(who, day, shift, prices)
            worked.activity[day], worked.placed[day] = activity, placed
    roster.insert(who, worked)


def points(case: Problem, roster: ServedRoster) -> float:
    return sum(part.points for part in objective_parts(case, roster.assignments, roster.activities))


@pytest.mark.parametrize("parts", [False, True])
def test_the_cost_is_that_of_the_objective_but_for_a_constant(parts: bool) -> None:
    case = case_of(3, parts)
    roster, _ = roster_of(case)
    constant = points(case, roster) - roster.cost / 1000
    for who, row in ((2, [0, -1, 1]), (0, [1, 1, -1]), (3, [-1, 0, 0]), (0, [0, 1, 1])):
        give(roster, who, row)
        assert points(case, roster) - roster.cost / 1000 == pytest.approx(constant, abs=0.05)


def test_what_is_not_touched_is_given_back() -> None:
    roster, given = roster_of(case_of(4))
    assert roster.activities == given
    own = roster.remove(1)
    roster.insert(1, own)
    assert roster.activities == given


def test_changed_shifts_have_their_rests_and_no_gap() -> None:
    case = case_of(5)
    roster, _ = roster_of(case)
    for who in range(4):
        give(roster, who, [who % 2, 1 - who % 2, 1])
    for one in roster.assignments:
        shift, midnight = case.shifts[one.shift], 1440 * one.day
        begin, end = midnight + shift.start, midnight + shift.end
        rows = [row for row in roster.activities if row.agent == one.agent and begin <= row.start < end]
        assert (rows[0].start, rows[-1].end) == (begin, end)
        assert all(a.end == b.start for a, b in pairwise(rows))
        rests = sorted(row.what for row in rows if row.what in (-1, -3))
        assert rests == ([-3, -1] if shift.breaks else [-1])


def test_a_start_is_priced_by_what_its_changes_of_queue_cost() -> None:
    """Need that changes queue each hour: without a price somebody follows it, with a high one they stay."""
    need = np.zeros((2, 36))
    need[0, 8:12:2] = need[1, 9:12:2] = 1.0
    short = Shift("short", 480, 720)
    weights = Weights(queue_change=0.0, short_stretch=0.0)
    case = problem(
        [agent("a", (0, 1))], shifts=(short,), need=need, days=1, queues=("p", "q"), weights=weights
    )
    assert [row.what for row in _with_shift(case)] == [0, 1, 0, 1]
    dear = replace(case, weights=replace(weights, queue_change=500.0))
    assert sum(a.what != b.what for a, b in pairwise(_with_shift(dear))) <= 2


def _with_shift(case: Problem) -> tuple[Activity, ...]:
    """Activities of one person who takes the first shift, paid for in each slot by whom it misses."""
    roster = ServedRoster(case, (), ())
    prices = np.zeros((len(roster.desks[0].able), 2))
    prices[: case.slots] = -case.required.T.astype(np.float64)
    give(roster, 0, [0], prices)
    return roster.activities
