"""Destroy and repair: feasible, and never dearer."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.roster.column_generation.destroy_repair import DestroyRepair
from scheduler.roster.column_generation.generation import ColumnGenerationResult, generate_columns
from scheduler.roster.local_search.construction import construct_initial
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team
from tests.scheduler.roster.teams import starts_of_pattern, week_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def first() -> tuple[Team, ColumnGenerationResult]:
    """Best responses of twelve people, and the columns generated from there. Only to be copied and read."""
    case = week_of(12)
    team = Team(case, restrictions(case))
    budget = Budget(Limits(work=5.0))
    construct_initial(team, (), budget)
    team.soften(0)
    published: list[ColumnGenerationResult] = []
    generated = generate_columns(team.copy(), budget, published.append, 0.5)
    assert len(published) == 1
    return team, generated


@pytest.mark.parametrize("seed", range(10))
def test_destroy_and_repair_never_costs_more(first: tuple[Team, ColumnGenerationResult], seed: int) -> None:
    """Half of the people, then everybody: never dearer, the cost is that of the roster, everybody legal."""
    team, generated = first[0].copy(), first[1]
    operator = DestroyRepair(team, generated)
    for agents in (np.random.default_rng(seed).choice(12, 6, replace=False).tolist(), list(range(12))):
        before = team.cost
        assert operator.apply(agents, Budget(Limits(work=5.0))) == (team.cost < before)
        assert team.cost <= before
        assert team.cost == pytest.approx(team.true_cost)
        assert generated.bound <= team.cost + 1e-6
        for a in range(12):
            again = team.cheapest_patterns(
                a, np.where(starts_of_pattern(team.pattern[a], 4), -1e6, NEVER), 64
            )
            assert (again.patterns[0] == team.pattern[a]).all()
