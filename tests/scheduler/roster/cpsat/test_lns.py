"""Neighbourhoods in lanes beside each other: what they join is a roster, and the same every time."""

from __future__ import annotations

import numpy as np

from scheduler.domain.rules import Rules
from scheduler.roster.cpsat.lns import improve_together
from scheduler.roster.cpsat.model import Known, build, stand_still, worked
from scheduler.roster.cpsat.progress import Reports
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Limits, Progress
from tests.scheduler.roster.problems import agent, problem


def week() -> Problem:
    """Ten people, with need that differs from hour to hour."""
    return problem(
        [agent(f"{place}", max_minutes_week=2400) for place in range(10)],
        need=np.random.default_rng(4).integers(0, 4, size=(1, 7 * 24 + 12)).astype(float),
        rules=Rules(min_rest_hours=11, max_consecutive_days=5),
    )


def improved() -> tuple[Known, list[Progress]]:
    """From nobody at work on."""
    model, told = build(week()), list[Progress]()
    start = stand_still(model, (), Budget(Limits()))
    assert start is not None
    found = improve_together(model, start, Budget(Limits(seconds=3600.0, work=2.0)), Reports(told.append))
    again = stand_still(model, worked(model, found), Budget(Limits()))
    assert again is not None
    # Shifts that break a rule could not stand still; meals and queues are placed as well as they can be.
    assert again.cost == found.cost < start.cost / 2
    return found, told


def test_what_lanes_join_is_a_roster_of_the_cost_that_is_told() -> None:
    """Legal, far better than nobody at work, and every roster that is told better than the one before."""
    found, told = improved()
    costs = [progress.objective for progress in told]
    assert costs == sorted(costs, key=float, reverse=True)
    assert costs[-1] == found.cost / 1000


def test_the_same_every_time() -> None:
    """Lanes are joined at the same work, whichever is quicker."""
    assert improved()[0].values == improved()[0].values
