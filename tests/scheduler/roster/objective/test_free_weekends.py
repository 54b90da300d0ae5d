"""Free weekends: what a weekend beyond the allowance costs, in both engines, against brute force."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.weights import Weights
from scheduler.roster.cpsat.weekly_subproblems import fairness_multipliers, week_subproblem
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.free_weekends import free_weekend_sums, weekends_beyond
from scheduler.roster.problem.problem import PastShift, Problem
from scheduler.roster.problem.solution import Assignment, Engine, Limits
from scheduler.roster.problem.weekends import FreeWeekends
from scheduler.roster.rules import restrictions
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.solve import find_roster
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, PLAIN, agent, problem, random_problem
from tests.scheduler.roster.test_solve import cheapest, choices_of

PRICED = replace(PLAIN, free_weekend=2.0)
SATURDAY, SUNDAY = 5, 6


def month(most: int, days: int = 28, past: tuple[PastShift, ...] = (), first_weekday: int = 0) -> Problem:
    """One person, four weekends from a Monday on; ``most`` of them may be worked for nothing."""
    stretch = FreeWeekends(-14, days - 1, most)
    who = agent(past=past, free_weekends=(stretch,))
    return problem([who], shifts=(EARLY,), days=days, first_weekday=first_weekday, weights=PRICED)


def worked(*days: int) -> tuple[Assignment, ...]:
    return tuple(Assignment(0, day, 0) for day in days)


def past(*days: int) -> tuple[PastShift, ...]:
    return tuple(PastShift(day, day * 1440 + 480, day * 1440 + 960, 480, 0) for day in days)


@pytest.mark.parametrize(
    ("days", "beyond"),
    [
        ((), 0),
        ((0, 1, 2, 3, 4), 0),  # no weekend
        ((5, 12, 20), 0),  # three of four, whichever of their days
        ((5, 6, 12, 13, 19, 20), 0),  # both days are one weekend
        ((5, 13, 19, 27), 1),
        ((5, 6, 12, 13, 19, 20, 26, 27), 1),
    ],
)
def test_the_last_of_four_weekends_costs(days: tuple[int, ...], beyond: int) -> None:
    """Three are free of charge; what the search adds up and what the finished roster says are the same."""
    case = month(3)
    assert weekends_beyond(case, worked(*days)) == beyond
    part = next(one for one in objective_parts(case, worked(*days), ()) if one.name == "free_weekends")
    assert (part.amount, part.points) == (beyond, 2.0 * beyond)
    pattern = np.full(28, -1, dtype=np.int64)
    pattern[list(days)] = 0
    free = replace(case, weights=PLAIN)
    priced, plain = (Team(one, restrictions(one)).individual_cost(0, pattern) for one in (case, free))
    assert priced - plain == 2000 * beyond


def test_weekends_of_earlier_plans_count_and_are_not_paid_again() -> None:
    """Two of the two that are free were worked before: each more costs, and those two cost nothing now."""
    case = month(2, days=7, past=past(-9, -1))
    assert weekends_beyond(case, ()) == 0
    assert weekends_beyond(case, worked(6)) == 1
    # Three were worked already, one too many: that one is the earlier plan's.
    assert weekends_beyond(month(1, days=7, past=past(-9, -1)), worked(5, 6)) == 1


def test_a_sunday_after_a_saturday_of_the_plan_before_is_no_weekend_more() -> None:
    """The plan begins on a Sunday."""
    case = month(0, days=3, past=past(-1), first_weekday=SUNDAY)
    assert weekends_beyond(case, worked(0)) == 0
    assert free_weekend_sums(case) == ((),)
    assert weekends_beyond(month(0, days=3, first_weekday=SUNDAY), worked(0)) == 1


def test_nothing_is_asked_of_a_plan_that_cannot_use_the_month_up() -> None:
    """One weekend of three that are free: no sum for the search; nor without a price."""
    assert free_weekend_sums(month(3, days=7)) == ((),)
    assert len(free_weekend_sums(month(3, days=28))[0]) == 1
    assert free_weekend_sums(replace(month(3), weights=PLAIN)) == ((),)


def test_a_shop_without_the_price_has_no_such_part() -> None:
    """Its summaries stay as they were."""
    assert "free_weekends" not in {part.name for part in objective_parts(problem([agent()]), (), ())}


def test_no_week_on_its_own_charges_more_than_the_whole() -> None:
    """As the decomposition by weeks sees it: the first knows the past, each has the whole allowance."""
    case = month(1, past=past(-1))
    allowed = eligible(case)
    multipliers = fairness_multipliers(case, allowed, ())
    weeks = [week_subproblem(case, allowed, multipliers, range(day, day + 7)) for day in range(0, 28, 7)]
    alone = [weekends_beyond(week, worked(SATURDAY)) for week in weeks]
    assert alone == [1, 0, 0, 0]
    assert weekends_beyond(case, worked(5, 12, 19, 26)) == 4


def with_weekends(seed: int) -> Problem:
    case, rng = random_problem(seed), np.random.default_rng(seed)
    case = replace(case, first_weekday=int(rng.choice([4, SATURDAY, SUNDAY])))
    team = []
    for who in case.agents:
        before = tuple(shift for shift in past(-8, -1) if rng.random() < 0.5)
        stretch = FreeWeekends(-9, case.days - 1, int(rng.integers(0, 3)))
        # Hours of the week apart, which work before the plan would be part of.
        free = replace(who, min_minutes_week=None, max_minutes_week=None)
        team.append(replace(free, past=before, free_weekends=(stretch,)))
    # Without regular starts, which a search finds first and a roster alone does not have.
    priced = float(rng.choice([0.5, 7.5, 200.0]))
    weights = replace(case.weights, free_weekend=priced, regular_start=0.0)
    return replace(case, agents=tuple(team), weights=weights)


def _few(case: Problem) -> bool:
    return int(np.prod([len(shifts) for shifts in choices_of(case).values()])) <= 100


ENUMERABLE = [seed for seed in range(60) if _few(with_weekends(seed))][:10]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
@pytest.mark.parametrize("seed", ENUMERABLE)
def test_equal_to_brute_force(seed: int, engine: Engine) -> None:
    """The cost of the best of all legal rosters, tried one by one."""
    case = with_weekends(seed)
    best = cheapest(case)
    found = find_roster(case, Limits(work=1.0, engine=engine))
    parts = objective_parts(case, found.assignments, found.activities)
    assert found.objective == pytest.approx(sum(part.points for part in parts), abs=0.01)
    assert found.objective == pytest.approx(best, abs=1e-6)
    assert found.bound <= best + 1e-6


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_two_people_share_two_weekends(engine: Engine) -> None:
    """One is needed on both; each may work one for nothing, and neither saves on anything else."""
    need = np.zeros((1, 14 * 24 + 12))
    for day in (5, 6, 12, 13):
        need[0, day * 24 + 8 : day * 24 + 16] = 1
    free = (FreeWeekends(5, 13, 1),)
    team = [agent("a", free_weekends=free), agent("b", free_weekends=free)]
    case = problem(team, shifts=(EARLY,), days=14, need=need, weights=Weights(fairness=0.0, free_weekend=1.0))
    found = find_roster(case, Limits(work=0.5, engine=engine))
    assert weekends_beyond(case, found.assignments) == 0
    assert sorted(one.day for one in found.assignments) == [5, 6, 12, 13]
