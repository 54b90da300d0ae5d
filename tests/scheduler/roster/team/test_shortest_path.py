"""The shortest path of one agent: against all patterns that the model allows."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.roster.rules import restrictions
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import EARLY, LATE, problem
from tests.scheduler.roster.rules.test_rules import Feasibility
from tests.scheduler.roster.teams import PATTERN_RULES, limited_agent

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", range(12))
def test_the_shortest_path_is_the_cheapest_pattern_that_the_model_allows(seed: int) -> None:
    """Six days, two shifts, random prices, runs, weekends, caps and a contract: as cheap as the cheapest."""
    rng, days = np.random.default_rng(seed), 6
    case = problem(
        [limited_agent(rng, days)],
        shifts=(EARLY, LATE),
        days=days,
        first_weekday=int(rng.integers(7)),
        rules=PATTERN_RULES,
        plan_before=bool(rng.integers(2)),
    )
    team = Team(case, restrictions(case))
    price = np.where(team.model.agents[0].start_cost < NEVER, rng.integers(-9_000, 4_000, (days, 2)), NEVER)
    team.model.agents[0] = replace(team.model.agents[0], start_cost=price)
    cost, bound, patterns = team.cheapest_patterns(0, price, 64)
    feasible = Feasibility(case)
    costs = [
        team.individual_cost(0, np.array(pattern))
        for pattern in product((-1, 0, 1), repeat=days)
        if feasible("".join("EL-"[s] for s in pattern))
    ]
    assert cost == pytest.approx(min(costs))
    assert bound == pytest.approx(min(costs))
    assert team.individual_cost(0, patterns[0]) == pytest.approx(cost)


@pytest.mark.parametrize("seed", range(20))
def test_several_patterns_are_distinct_and_the_cheapest_first(seed: int) -> None:
    """Asked for eight patterns below a limit: all legal, none twice, their costs as said and rising."""
    rng, days = np.random.default_rng(seed), 6
    case = problem([limited_agent(rng, days)], shifts=(EARLY, LATE), days=days, rules=PATTERN_RULES)
    team = Team(case, restrictions(case))
    price = np.where(team.model.agents[0].start_cost < NEVER, rng.integers(-9_000, 4_000, (days, 2)), NEVER)
    team.model.agents[0] = replace(team.model.agents[0], start_cost=price)
    best = team.cheapest_patterns(0, price, 64)
    limit = best.cost + 5_000
    found = [pattern.copy() for pattern in team.cheapest_patterns(0, price, 64, limit, 8).patterns]
    costs = [team.individual_cost(0, pattern) for pattern in found]
    assert costs[0] == pytest.approx(best.cost)
    assert costs == sorted(costs)
    assert costs[-1] < limit
    assert len({pattern.tobytes() for pattern in found}) == len(found)
    feasible = Feasibility(case)
    assert all(feasible("".join("EL-"[s] for s in pattern)) for pattern in found)
    assert team.cheapest_patterns(0, price, 64, best.cost, 8).cost == NEVER
