"""Parallel LNS: what it merges is a roster, and the same on every run."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.cpsat.lns import ParallelLns, improve_in_parallel
from scheduler.roster.cpsat.model import CpSolution, assignments_of, build, complete_fixed_shifts
from scheduler.roster.cpsat.progress import ProgressReporter
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Limits, Progress
from tests.scheduler.roster.problems import agent, problem

pytestmark = pytest.mark.slow


def week() -> Problem:
    """Ten people, with need that differs from hour to hour."""
    return problem(
        [agent(f"{place}", max_minutes_week=2400) for place in range(10)],
        need=np.random.default_rng(4).integers(0, 4, size=(1, 7 * 24 + 12)).astype(float),
        rules=Rules(min_rest_hours=11, max_consecutive_days=5),
    )


def improved() -> tuple[CpSolution, list[Progress]]:
    """From nobody at work on."""
    model, reported = build(week()), list[Progress]()
    start = complete_fixed_shifts(model, (), Budget(Limits()))
    assert start is not None
    found = improve_in_parallel(
        model, start, Budget(Limits(seconds=3600.0, work=0.3)), ProgressReporter(reported.append)
    )
    again = complete_fixed_shifts(model, assignments_of(model, found), Budget(Limits()))
    assert again is not None
    # Shifts that break a rule could not stand still; meals and queues are placed as well as they can be.
    assert again.cost == found.cost < start.cost / 2
    return found, reported


def test_merged_solutions_are_rosters_of_the_reported_cost() -> None:
    """Legal, far better than nobody at work, and every roster that is reported better than the one before.

    The same once more: lanes are joined at the same work, whichever is quicker.
    """
    found, reported = improved()
    costs = [progress.objective for progress in reported]
    assert costs == sorted(costs, key=float, reverse=True)
    assert costs[-1] == found.cost / 1000
    assert improved()[0].values == found.values


def test_parallel_lns_ends() -> None:
    """Nobody is needed: nothing to find, also among the hardest neighbourhoods."""
    model = build(problem([agent("x"), agent("y")]))
    budget = Budget(Limits(1, 3600.0, 50.0))
    known = complete_fixed_shifts(model, (), budget)
    assert known is not None
    lns = ParallelLns(model, 1)
    while lns.may_improve:
        assert not budget.spent
        assert lns.round(known, budget) is known
    lns.restart(is_better=True)
    assert lns.may_improve
