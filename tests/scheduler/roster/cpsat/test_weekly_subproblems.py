"""Weekly decomposition: the bound of the weeks holds for the whole plan, and the result is a roster."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.domain.rules import Rules
from scheduler.roster.cpsat.full_horizon import solve_full_horizon
from scheduler.roster.cpsat.model import AggregatedSolution
from scheduler.roster.cpsat.weekly_decomposition import solve_by_weeks
from scheduler.roster.cpsat.weekly_subproblems import (
    fairness_multipliers,
    is_separable_by_week,
    plan_weeks,
    week_subproblem,
)
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.meetings import Meeting
from scheduler.roster.problem.problem import Limit, PastShift, Problem, Wish
from scheduler.roster.problem.solution import Assignment, Limits, Progress
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import arrange_roster
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, PLAIN, agent, problem

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=20.0)


def long_problem(seed: int) -> Problem:
    """Nine to twelve days that begin anywhere in a week, with rules that reach over its borders."""
    rng = np.random.default_rng(seed)
    days, people = int(rng.integers(9, 13)), int(rng.integers(2, 4))
    agents = [
        agent(
            f"{i}",
            min_minutes_week=int(rng.choice([960, 1920])),
            max_minutes_week=2400,
            leave=frozenset({int(rng.integers(days))}),
            employed_from=int(rng.integers(-3, 5)) if rng.random() < 0.3 else None,
            past=(PastShift(-1, -480, 0, 480, 1),) if rng.random() < 0.5 else (),
            limits=(
                Limit("shifts", "shifts", 2, days - 2, 0, days // 2),
                Limit("minutes", "minutes", 0, 6, 0, 1920),
                Limit("weekends", "weekends", -2, days, 0, 2),
            ),
            hourly_cost=float(rng.integers(20, 40)),
            balances=tuple((kind, int(rng.integers(0, 4_001))) for kind in SPREAD_KINDS if seed % 2),
        )
        for i in range(people)
    ]
    wishes = [
        Wish(i, int(rng.integers(days)), ("prefer_off", "prefer", "avoid")[int(rng.integers(3))], None, 150)
        for i in range(people)
    ]
    case = problem(
        agents,
        need=np.repeat(rng.integers(0, 3, size=(1, days * 3 + 2)), 8, axis=1)[:, : days * 24 + 12],
        days=days,
        first_weekday=int(rng.integers(7)),
        rules=Rules(
            min_rest_hours=11,
            max_consecutive_days=int(rng.integers(3, 6)),
            min_consecutive_days=2 if rng.random() < 0.3 else None,
            max_night_shifts_per_week=2,
        ),
        wishes=wishes,
        plan_before=bool(rng.random() < 0.5),
        special_days=frozenset(range(5, 9)),
    )
    return replace(case, weights=replace(PLAIN, fairness=1.0, cost=0.02))


def solved(case: Problem) -> AggregatedSolution:
    """By the search over the whole, to its end."""
    found = solve_full_horizon(case, Budget(LIMITS), (), lambda progress: None)
    assert found.stopped_by == "optimal"
    return found


@pytest.mark.parametrize("seed", range(1, 7))
def test_the_bound_of_the_weeks_is_valid(seed: int) -> None:
    """Their bound is not above the optimum, their roster is legal and not below it, and near."""
    case = long_problem(seed)
    best = solved(case).objective
    reported: list[Progress] = []
    found = solve_by_weeks(case, Budget(Limits(seconds=3600.0, work=1.5)), (), reported.append)
    assert found.bound <= best <= found.objective <= 1.1 * best
    arranged = arrange_roster(case, LIMITS, found.assignments)
    assert found.objective == round(1000 * (arranged.objective - arranged.unavoidable))
    costs = [progress.objective for progress in reported if progress.objective is not None]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == pytest.approx(found.objective / 1000)


def test_weeks_that_share_nothing_cost_as_much_as_the_whole() -> None:
    """No fairness, no rest, no rows of days: the sum of the weeks is the optimum."""
    case = replace(long_problem(3), rules=Rules(max_days_per_week=3))
    case = replace(case, weights=replace(PLAIN, fairness=0.0, balance=0.0))
    case = replace(case, agents=tuple(replace(who, limits=(), past=()) for who in case.agents))
    allowed = restrictions(case).allowed
    parts = [
        week_subproblem(case, allowed, fairness_multipliers(case, allowed, ()), days)
        for days in plan_weeks(case)
    ]
    assert sum(solved(part).objective for part in parts) == solved(case).objective


def test_fairness_is_priced_exactly_where_nights_are_spread_evenly() -> None:
    """Two nights a week for two people: two weeks at a night each cost what two nights of each cost."""
    case = problem([agent("a"), agent("b")], shifts=[NIGHT], days=14)
    case = replace(case, weights=replace(PLAIN, fairness=1.0))
    nights = tuple(Assignment(who, day, 0) for who, day in ((0, 1), (1, 2), (0, 8), (1, 9)))
    multipliers = fairness_multipliers(case, restrictions(case).allowed, nights)
    # The second night costs one unit; so does a night at 1.5 each, less 2 for each person, twice.
    assert multipliers.per_start[0, 1, 0] == 1500
    assert 4 * 1500 - multipliers.conjugate == 2 * 1000


def test_the_tangents_of_who_had_more_before_suppose_fewer() -> None:
    """Of four nights three for who is two behind: 0 + 1 + 2 for them, 2 for the other."""
    ahead = agent("a", balances=(("night", 2_000),))
    case = problem([ahead, agent("b", balances=(("night", 0),))], shifts=[NIGHT], days=14)
    case = replace(case, weights=replace(PLAIN, fairness=0.0, balance=1.0))
    nights = tuple(Assignment(who, day, 0) for who, day in ((0, 1), (1, 2), (1, 8), (1, 9)))
    multipliers = fairness_multipliers(case, restrictions(case).allowed, nights)
    assert multipliers.per_start[:, 1, 0].tolist() == [500 + 2_000, 2_500]
    assert 4 * 2_500 - multipliers.conjugate == 5 * 1_000


def test_what_nobody_can_do_costs_no_week() -> None:
    """A Sunday and a Monday; after the night before it, a may work nothing but nights for two days. The whole
    plan cannot give a meeting, the contracted day shifts or the desk at noon, so Monday on its own may not
    charge them."""
    past = (PastShift(-1, -120, 360, 480, 1),)
    need = np.zeros((1, 60))
    need[0, 32:40] = 2
    case = problem(
        [agent("a", past=past, shifts=frozenset({0}), min_minutes_week=2400)],
        shifts=(EARLY, NIGHT),
        days=2,
        first_weekday=6,
        need=need,
        rules=Rules(days_off_after_nights=2),
    )
    case = replace(case, meetings=(Meeting(1, 60, 540, 720, frozenset({0})),))
    allowed = restrictions(case).allowed
    assert not allowed.any()
    monday = week_subproblem(case, allowed, fairness_multipliers(case, allowed, ()), range(1, 2))
    found = solve_full_horizon(monday, Budget(LIMITS), (), lambda progress: None)
    assert (found.bound, found.objective) == (0, 0)


def test_weeks_begin_on_mondays() -> None:
    """A plan of nine days from a Thursday: four days, then five; a plan from a Monday: seven, then two."""
    assert plan_weeks(problem([], days=9, first_weekday=3)) == (range(4), range(4, 9))
    assert plan_weeks(problem([], days=9)) == (range(7), range(7, 9))
    assert plan_weeks(problem([], days=7)) == (range(7),)


def test_intervals_served_from_two_weeks_are_not_separable() -> None:
    """A night that ends at six and an early shift at five serve the same hour of a Monday."""
    assert is_separable_by_week(problem([], shifts=[EARLY, LATE, NIGHT]))
    assert not is_separable_by_week(problem([], shifts=[replace(EARLY, start=300), NIGHT]))


def test_same_seed_same_roster() -> None:
    """Weeks are solved in parallel; which ends first changes nothing."""
    case = long_problem(7)
    first, second = (
        solve_by_weeks(case, Budget(Limits(seconds=3600.0, work=0.5)), (), lambda progress: None)
        for _ in range(2)
    )
    assert (first.assignments, first.bound) == (second.assignments, second.bound)
