"""CP-SAT's bound beside the search: never above the least cost, and it ends when the search does."""

from __future__ import annotations

import time

import pytest

from scheduler.roster.hybrid.concurrent_proof import ConcurrentProof
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Limits
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import random_problem

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=10.0)


def test_the_bound_is_the_least_cost_where_it_is_proven() -> None:
    for seed in (1, 2, 3):
        case = random_problem(seed)
        least = find_roster(case, Limits(seconds=3600.0, work=10.0, engine="cp-sat"))
        with ConcurrentProof(case, Budget(LIMITS), 0.5, lambda: True) as proof:
            bound = unavoidable_points(case) + proof.final_bound() / POINT
        assert bound == pytest.approx(least.objective, abs=1e-3)


def test_it_does_not_hold_up_a_search_that_has_ended() -> None:
    begun = time.perf_counter()
    with ConcurrentProof(random_problem(1), Budget(LIMITS), 0.5, lambda: False):
        pass
    assert time.perf_counter() - begun < 5


def test_little_work_proves_nothing() -> None:
    with ConcurrentProof(random_problem(1), Budget(LIMITS), 0.1, lambda: True) as proof:
        assert proof.final_bound() == 0
