"""A roster made anew: few changes, none before the moment it is known, never dearer than doing nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.weights import Weights
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.changes import change_costs, changed
from scheduler.roster.problem.meetings import Meeting
from scheduler.roster.problem.problem import Lock, Problem, Told
from scheduler.roster.problem.solution import Activity, Assignment, Limits
from scheduler.roster.rearrange import points_of
from scheduler.roster.replan import replan_roster
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.solve import arrange_roster, find_roster
from tests.scheduler.roster.problems import EARLY, LATE, PLAIN, agent, problem, random_problem

LIMITS = Limits(seconds=60.0, work=2.0)


def told_all(case: Problem, roster: tuple[Assignment, ...], points: float) -> Problem:
    """Everybody was told this roster, and each change costs so much."""
    works = {(one.agent, one.day): one.shift for one in roster}
    told = tuple(
        Told(a, d, works.get((a, d)), points, points if (a, d) in works else 0.0)
        for a in range(len(case.agents))
        for d in range(case.days)
    )
    return replace(case, told=told)


def two_days(points: float) -> tuple[Problem, tuple[Assignment, ...]]:
    """One is needed early on two days; a was told both, b and c were told to be off. Now a is ill on the
    second."""
    need = np.zeros((1, 60))
    need[0, 8:16] = need[0, 32:40] = 1
    roster = (Assignment(0, 0, 0), Assignment(0, 1, 0))
    team = [agent("a", leave=frozenset({1})), agent("b"), agent("c")]
    case = problem(team, shifts=(EARLY, LATE), need=need, days=2)
    told = tuple(one for one in told_all(case, roster, points).told if (one.agent, one.day) != (0, 1))
    return replace(case, told=told), roster[:1]


def test_somebody_is_called_in_where_that_pays() -> None:
    """Eight missing hours of the only one who is needed cost 320 points more than somebody there."""
    case, present = two_days(points=100.0)
    arranged = arrange_roster(case, LIMITS, present).activities
    found = replan_roster(case, LIMITS, present, arranged)
    assert found.is_legal
    assert [(shift, one.shift, one.day) for one, shift in changed(case, found.solution.assignments)] == [
        (0, None, 1)
    ]
    saved = found.standing.objective - found.solution.objective
    assert saved == pytest.approx(8 * (20 + 20) - 100)
    kept = {row for row in found.solution.activities if row.start < 1440}
    assert kept == set(arranged)


def test_nobody_is_called_in_where_that_costs_more() -> None:
    """Then doing nothing is the answer, activities and all."""
    case, present = two_days(points=400.0)
    arranged = arrange_roster(case, LIMITS, present).activities
    found = replan_roster(case, LIMITS, present, arranged)
    assert found.solution.assignments == present
    assert set(found.solution.activities) == set(arranged)
    assert found.solution.objective == found.standing.objective


def test_nothing_starts_before_it_is_known() -> None:
    """From 09:00 of the second day on the early shift is over with, but for whoever is locked to it."""
    case, present = two_days(points=1.0)
    late = replace(case, not_before=1440 + 540, locks=(Lock(1, 1, 0),))
    may = eligible(late)
    assert not may[2, 1, 0]
    assert may[2, 1, 1]
    assert may[1, 1, 0]
    assert not may[:, 0].any()
    open_ = replace(late, locks=(Lock(0, 0, 0),))
    found = replan_roster(open_, LIMITS, present, arrange_roster(open_, LIMITS, present).activities)
    assert all(one.shift == 1 for one in found.solution.assignments if one.day == 1)


@pytest.mark.parametrize("not_before", [None, 540])
def test_what_has_begun_is_not_told_otherwise(not_before: int | None) -> None:
    """All day a serves a queue that nobody asks, and the one called in for the evening starts anew: a is put
    where they are needed, unless the shift has begun when it is known. Nor is a sent to a meeting then."""
    need = np.zeros((2, 36))
    need[1, 8:16] = need[0, 16:24] = 1
    team = [agent("a", (0, 1)), agent("b")]
    case = problem(team, shifts=(EARLY, LATE), need=need, days=1, queues=("p", "q"))
    case = replace(
        case,
        not_before=not_before,
        locks=(Lock(0, 0, 0),),
        meetings=(Meeting(0, 60, 480, 600, frozenset({0})),),
        told=(Told(1, 0, None, 4.5),),
    )
    served = (Activity(0, 480, 960, 0),)
    found = replan_roster(case, LIMITS, (Assignment(0, 0, 0),), served)
    assert found.solution.assignments == (Assignment(0, 0, 0), Assignment(1, 0, 1))
    own = tuple(row for row in found.solution.activities if row.agent == 0)
    assert (own == served) == (not_before is not None)


def test_prices_by_hand() -> None:
    """Another shift and no shift where there was one, any shift where there was none."""
    case = problem([agent("a"), agent("b")], shifts=(EARLY, LATE), days=1)
    case = replace(case, told=(Told(0, 0, 1, 3.0, 2.0), Told(1, 0, None, 4.5)))
    price, nobody = change_costs(case)
    assert price[:, 0].tolist() == [[1000, -2000], [4500, 4500]]
    assert nobody == 2000


@pytest.mark.parametrize("seed", range(12))
def test_both_engines_price_changes_alike(seed: int) -> None:
    """They find rosters of the same cost, and that is what the parts sum to."""
    case, rng = random_problem(seed), np.random.default_rng(seed)
    roster = tuple(
        Assignment(a, d, int(rng.integers(len(case.shifts))))
        for a in range(len(case.agents))
        for d in range(case.days)
        if rng.random() < 0.5
    )
    case = told_all(replace(case, weights=replace(PLAIN, wish=1.0)), roster, float(rng.integers(1, 60)))
    exact = find_roster(case, Limits(seconds=60.0, work=5.0, engine="cp-sat"))
    other = find_roster(case, Limits(seconds=60.0, work=5.0, engine="hybrid"))
    assert exact.status == "optimal"
    assert other.objective == pytest.approx(exact.objective, abs=0.01)
    assert points_of(case, exact.assignments, exact.activities) == pytest.approx(exact.objective, abs=0.1)
    parts = {one.name: one for one in objective_parts(case, exact.assignments, exact.activities)}
    assert parts["changes"].amount == len(changed(case, exact.assignments))


@pytest.mark.parametrize("seed", range(12))
def test_never_dearer_than_doing_nothing_and_never_below_the_best(seed: int) -> None:
    """From the best roster, with one person gone for a day."""
    case = random_problem(seed)
    best = find_roster(case, Limits(seconds=60.0, work=5.0, engine="cp-sat"))
    if not best.assignments:
        return
    gone = best.assignments[seed % len(best.assignments)]
    ill = replace(case.agents[gone.agent], leave=case.agents[gone.agent].leave | {gone.day})
    agents = tuple(ill if a == gone.agent else who for a, who in enumerate(case.agents))
    anew = told_all(replace(case, agents=agents, weights=Weights()), best.assignments, 5.0)
    told = tuple(one for one in anew.told if (one.agent, one.day) != (gone.agent, gone.day))
    anew = replace(anew, told=told)
    present = tuple(one for one in best.assignments if one != gone)
    found = replan_roster(anew, LIMITS, present, best.activities)
    assert found.is_legal
    assert found.solution.objective <= found.standing.objective
    exact = find_roster(
        replace(anew, weights=replace(anew.weights, regular_start=0.0)),
        Limits(seconds=60.0, work=5.0, engine="cp-sat"),
    )
    assert found.solution.objective >= exact.bound - 0.01  # whole units of 1/1000 by interval
