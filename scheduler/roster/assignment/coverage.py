"""What activities cover, and what that costs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.objective.costs import coverage_costs, idle_cost
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.served import served_by
from scheduler.roster.problem.solution import Activity


def scheduled_agents(problem: Problem, activities: Sequence[Activity]) -> NDArray[np.int64]:
    """Thousandths of an agent who serve each queue in each slot, earlier plans included, shape (queues,
    slots)."""
    return served_by(problem, activities)


def coverage_cost(problem: Problem, scheduled: NDArray[np.integer], standby: int) -> int:
    """Cost of so many thousandths of an agent, (queues, slots), and so many slots on standby, in units of
    1/1000 point."""
    coverage = sum(cost.at(int(scheduled[key])) for key, cost in coverage_costs(problem).items())
    return coverage + standby * idle_cost(problem)
