"""Hours in queues that are secondary to the agent, each at the price of the skill's level."""

from __future__ import annotations

from collections.abc import Sequence

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity


def slot_units(problem: Problem, points: float) -> int:
    """Cost of a slot at so many points an hour, in units of 1/1000 point."""
    return round(POINT * points * problem.interval_minutes / 60)


def secondary_queues(problem: Problem, activities: Sequence[Activity]) -> tuple[float, float]:
    """Hours in queues that have a price to who serves them, and their points."""
    prices = {
        (place, queue): slot_units(problem, points)
        for place, agent in enumerate(problem.agents)
        for queue, points in agent.queue_points
    }
    if not prices:
        return 0.0, 0.0
    slots = units = 0
    for one in activities:
        price = prices.get((one.agent, one.what))
        if price is not None:
            length = (one.end - one.start) // problem.interval_minutes
            slots += length
            units += price * length
    return slots * problem.interval_minutes / 60, units / POINT
