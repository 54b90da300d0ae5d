"""CP-SAT as an operator on a team's roster, and in the portfolio of the hybrid."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.cpsat.model import build, complete_fixed_shifts
from scheduler.roster.hybrid.cpsat_moves import CpSatOperator
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import find_roster
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, LATE, agent, problem
from tests.scheduler.roster.teams import fortnight

pytestmark = pytest.mark.slow


def test_improved_rosters_cost_the_team_what_the_model_says() -> None:
    """Meals, queues and shifts come back into the team: no dearer, of the model's cost, all rules kept."""
    case = fortnight()
    team, budget = Team(case, restrictions(case)), Budget(Limits(1, 3600.0, 5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    before, model = team.cost, build(case)
    CpSatOperator(team, budget).improve(1.0)
    assert team.cost < before
    assert team.cost == pytest.approx(team.true_cost)
    known = complete_fixed_shifts(model, team.assignments, budget)
    assert known is not None
    assert known.cost == pytest.approx(team.cost, abs=1.0)


def test_a_small_plan_is_solved_to_optimality() -> None:
    """Ten days, two people who work two days in a row or more: the least that there is, and who works it."""
    rules = Rules(min_rest_hours=11, min_consecutive_days=2, min_consecutive_days_off=2)
    case = problem([agent("x"), agent("y")], shifts=(EARLY, LATE), need=1.0, days=10, rules=rules)
    team, budget = Team(case, restrictions(case)), Budget(Limits(1, 3600.0, 5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    proven = CpSatOperator(team, budget).solve_exactly(4.0)
    least = find_roster(case, Limits(1, 3600.0, 20.0, "cp-sat"))
    assert least.status == "optimal"
    assert proven == team.cost == pytest.approx(1000 * (least.objective - least.unavoidable))
    assert 1.0 <= budget.work_left < 5.0
    assert find_roster(case, Limits(1, 3600.0, 5.0, "hybrid")).bound == pytest.approx(least.objective)


def test_without_work_nothing_is_proven() -> None:
    """The roster stays as it is, and what is reported is no more than a bound."""
    case = fortnight()
    team, budget = Team(case, restrictions(case)), Budget(Limits(1, 3600.0, 5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    before = team.cost
    assert CpSatOperator(team, budget).solve_exactly(0.0) < team.cost <= before


def test_same_seed_same_roster_with_cpsat_in_the_portfolio() -> None:
    """One seed, one roster that keeps all rules, not far above what is proven; as a start it is kept."""
    case, limits = fortnight(), Limits(1, 3600.0, 0.8)
    found = find_roster(case, limits)
    assert found.activities == find_roster(case, limits).activities
    assert found.gap < 0.2
    model = build(case)
    assert complete_fixed_shifts(model, found.assignments, Budget(Limits())) is not None
    again = find_roster(case, replace(limits, work=0.3), found.assignments)
    assert again.objective <= found.objective + 1e-6
