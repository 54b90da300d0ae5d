"""The Lagrangian bound: valid at any prices, and tight at those of column generation."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.roster.column_generation.columns import DualPrices, agent_classes
from scheduler.roster.column_generation.lagrangian import LagrangianBound
from scheduler.roster.column_generation.pricing import solve_pricing
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import find_roster
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team
from tests.scheduler.roster.teams import week_of

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=0.6, engine="hybrid")


def test_any_prices_bound_every_roster() -> None:
    """Whatever the prices, the bound is below the cost of any roster; the search's own bound closes in."""
    case = week_of(12)
    team = Team(case, restrictions(case))
    construct_initial(team, (), Budget(Limits(work=5.0)))
    team.soften(0)
    lagrangian, classes = LagrangianBound(team), agent_classes(team, range(12))
    sizes, unknown = np.array([one.size for one in classes]), np.full(len(classes), NEVER)
    rng = np.random.default_rng(1)
    for _ in range(5):
        prices = DualPrices(
            rng.uniform(-1_000, 20_000, team.model.marginal_cost.shape[:2]),
            rng.uniform(0, 3_000, 1),
            np.zeros(team.model.joint_range.least.shape),
        )
        result = solve_pricing(team, classes, prices, 512, unknown, 1, lambda: False)
        assert result.lower_bounds is not None
        assert lagrangian.coverage_term(prices) + sizes @ result.lower_bounds <= team.cost + 1e-6
    found = find_roster(case, replace(LIMITS, work=1.2))
    assert 0 < found.bound <= found.objective
    assert found.gap < 0.05
