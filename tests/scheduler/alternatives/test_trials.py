"""Trials: one yardstick for all rosters, never dearer than where they begin, the same every time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.alternatives.standing_roster import standing_roster
from scheduler.alternatives.trials import Roster, improved, measured
from scheduler.domain.overtime import Overtime
from scheduler.domain.rules import Rules
from scheduler.roster.problem.meetings import Meeting
from scheduler.roster.problem.problem import Lock
from scheduler.roster.problem.solution import Assignment
from tests.scheduler.alternatives.test_exchanges import random_case
from tests.scheduler.roster.problems import EARLY, LATE, agent, problem

pytestmark = pytest.mark.slow

WORK = 0.01


def as_roster(case: object, assignments: object) -> tuple[Roster, float]:
    team = standing_roster(case, assignments, ()).team  # type: ignore[arg-type]
    return Roster(team.pattern.copy(), team.placed.copy()), team.cost


@pytest.mark.parametrize("seed", range(15))
def test_the_yardstick_tells_the_same_difference_as_the_search(seed: int) -> None:
    """Between a roster and the one without its first person; whatever rules the problem has."""
    case, assignments = random_case(seed)
    one, cost = as_roster(case, assignments)
    other, fewer = as_roster(case, [each for each in assignments if each.agent != assignments[0].agent])
    differs = measured(case, other).points - measured(case, one).points
    assert 1000 * differs == pytest.approx(fewer - cost, abs=0.6)
    loose = replace(case, rules=replace(case.rules, max_consecutive_days=None, min_rest_hours=None))
    assert measured(loose, one).points == pytest.approx(measured(case, one).points)


@pytest.mark.parametrize("seed", range(10))
def test_a_trial_is_never_dearer_and_repeats_itself(seed: int) -> None:
    """And it keeps every rule and lock of a roster that kept them."""
    case, assignments = random_case(seed)
    first = assignments[0]
    case = replace(case, locks=(Lock(first.agent, first.day, first.shift),))
    begin, _ = as_roster(case, assignments)
    found, again = improved(case, begin, WORK), improved(case, begin, WORK)
    assert (found.pattern == again.pattern).all()
    assert (found.placed == again.placed).all()
    assert measured(case, found).points <= measured(case, begin).points + 1e-6
    roster = standing_roster(case, found.assignments, ())
    assert all(roster.is_legal(who) for who in range(len(case.agents)))
    assert found.pattern[first.agent, first.day] == first.shift


def test_one_more_who_is_off_costs_nothing() -> None:
    """Also where overtime has a price, which the search counts from an empty week on; and a meeting that
    nobody attends costs its points."""
    rules = Rules(overtime=Overtime(ordinary_hours_day=8, ordinary_hours_week=8))
    people = [agent("a", overtime_minutes=(960,)), agent("b", overtime_minutes=(960,))]
    case = problem(people, shifts=(EARLY, LATE), rules=rules, days=5)
    roster, _ = as_roster(case, [Assignment(0, 0, 0), Assignment(0, 1, 0)])
    alone = replace(case, agents=case.agents[:1])
    first = Roster(roster.pattern[:1], roster.placed[:1])
    assert measured(case, roster).points == pytest.approx(measured(alone, first).points)
    met = replace(case, meetings=(Meeting(2, 60, 540, 960, frozenset({0, 1})),))
    missed = measured(met, roster).points - measured(case, roster).points
    assert missed == pytest.approx(2 * case.weights.meeting)


def test_values_by_hand() -> None:
    """Two are needed from 8 to 16, one is there: 8 hours missing, 8 paid at 30 an hour."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 2
    case = problem([agent("a", hourly_cost=30.0), agent("b")], shifts=(EARLY, LATE), need=need, days=1)
    roster, _ = as_roster(case, [Assignment(0, 0, 0)])
    found = measured(case, roster)
    assert (found.service.missing_hours, found.paid_hours, found.pay) == (8.0, 8.0, 240.0)
    better = measured(case, improved(case, roster, WORK))
    assert better.service.missing_hours == 0.0
    # The second of two missing: from 20 points at none missing to 40 at half of them, 30 on average an hour.
    assert found.points - better.points == pytest.approx(8 * 30)
