"""What somebody had before: both engines, and every roster tried, agree on who has the next night."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.domain.weights import Weights
from scheduler.roster.column_generation.columns import agent_classes
from scheduler.roster.objective.preferences import balance_cost, fairness
from scheduler.roster.problem.errors import ProblemError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Engine, Limits
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import arrange_roster, find_roster
from scheduler.roster.team.team import Team
from tests.scheduler.roster.problems import NIGHT, PLAIN, agent, problem

pytestmark = pytest.mark.slow

WEIGHTS = replace(PLAIN, balance=0.2, wish=0.0, contract=0.0)


def one_night(*begins: int, days: int = 1) -> Problem:
    """One person is needed each night, of people whose counts begin so."""
    need = np.zeros((1, days * 24 + 12))
    for day in range(days):
        need[0, 24 * day + 22 : 24 * day + 30] = 1.0
    people = [agent(f"{i}", balances=(("night", each),)) for i, each in enumerate(begins)]
    return problem(people, shifts=[NIGHT], need=need, days=days, weights=WEIGHTS)


def optimum(case: Problem) -> float:
    """Of all rosters, tried one by one."""
    limits, best = Limits(seconds=3600.0, work=5.0), np.inf
    cells = list(product(range(len(case.agents)), range(case.days)))
    for worked in product((False, True), repeat=len(cells)):
        roster = tuple(Assignment(a, d, 0) for (a, d), on in zip(cells, worked, strict=True) if on)
        best = min(best, arrange_roster(case, limits, roster).objective)
    return float(best)


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_who_is_behind_has_the_next_night(engine: Engine) -> None:
    """Three nights for counts of 2, 0 and 1: two for the second, one for the third."""
    case = one_night(2_000, 0, 1_000, days=3)
    found = find_roster(case, Limits(seconds=3600.0, work=5.0, engine=engine))
    counts = [sum(a.agent == who for a in found.assignments) for who in range(3)]
    assert counts in ([0, 2, 1], [0, 1, 2], [1, 2, 0], [1, 1, 1])  # all end at 2, or a step away at no more
    # 0.2 · (0 + 1 + 1) where everybody is at 2, and 0.05 for a second night of one.
    assert found.objective == pytest.approx(min(0.2 * 2 + 0.05, 0.2 * (0 + 1 + 2)))


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
@pytest.mark.parametrize("seed", range(4))
def test_the_engines_find_the_best_of_all_rosters(engine: Engine, seed: int) -> None:
    """Two or three people, two or three nights, counts at random."""
    rng = np.random.default_rng(seed)
    begins = rng.integers(0, 4_001, size=int(rng.integers(2, 4))).tolist()
    case = one_night(*begins, days=6 // len(begins))
    found = find_roster(case, Limits(seconds=3600.0, work=5.0, engine=engine))
    assert found.objective == pytest.approx(optimum(case), abs=2e-3)
    assert found.bound <= found.objective + 1e-6


def test_people_with_other_balances_are_no_longer_interchangeable() -> None:
    """Classes of columns: the same count, another count, and none at all."""
    case = one_night(1_000, 1_000, 2_000, days=2)
    case = replace(case, agents=(*case.agents, replace(agent("x"), id="x")))
    team = Team(case, restrictions(case))
    assert [one.agents for one in agent_classes(team, range(4))] == [(0, 1), (2,), (3,)]
    spread = fairness(case)
    assert spread[0] is spread[2]
    assert [each[0].marginal_penalty for each in spread] == [250, 250, 250, 50]


def test_a_balance_is_priced_to_the_thousandth() -> None:
    """Half up: 0.2 points for 1.0025 shifts are 0.2005, which is 0.201."""
    case = replace(one_night(0), weights=Weights(balance=0.2))
    assert [balance_cost(case, begins) for begins in (0, 1_000, 1_002, 1_003)] == [0, 200, 200, 201]


def test_a_balance_of_no_kind_is_refused() -> None:
    """Nor one below 0: the least of the team is 0."""
    for kind, begins in (("early", 1), (SPREAD_KINDS[0], -1)):
        with pytest.raises(ProblemError):
            agent("a", balances=((kind, begins),))
