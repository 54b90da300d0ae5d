"""How large the CP-SAT model of a problem will be, before it is built.

Two shops with the same people may differ by a factor of ten: every group of agents with the same skills has
counts of its own for each shift and meal and, where it can serve several queues, for each of them in every
interval.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.objective.costs import coverage_costs
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import rest_groups

Mask = NDArray[np.bool_]


def variables_by_day(problem: Problem, allowed: Mask) -> NDArray[np.int64]:
    """Variables of the model by the day they belong to, but for those of soft sums, (days,).

    allowed: where a shift may start, (agents, days, shifts). What the last day's shifts serve after midnight
    counts for the last day.
    """
    counts: NDArray[np.int64] = allowed.sum(axis=(0, 2)).astype(np.int64)
    slots_a_day, pieces = problem.slots_per_day, _pieces(problem)
    reached = np.zeros_like(problem.open)
    meals = np.array([_meal_starts(problem, shift) for shift in range(len(problem.shifts))], dtype=np.int64)
    for group in rest_groups(problem):
        works: Mask = np.logical_or.reduce(allowed[list(group.agents)], axis=0)
        counts += (works * (1 + meals)).sum(axis=1)
        there = _at_desks(problem, works)
        served = problem.open[list(group.skills)] & there
        reached[list(group.skills)] |= served
        several = served.sum(axis=0)
        counts += _by_day(np.where(several > 1, several, 0), problem.days, slots_a_day)
    counts += _by_day((pieces * reached).sum(axis=0), problem.days, slots_a_day)
    return counts


def _pieces(problem: Problem) -> NDArray[np.int64]:
    """Pieces of each interval's cost, (queues, slots)."""
    pieces = np.zeros(problem.open.shape, dtype=np.int64)
    for at, cost in coverage_costs(problem).items():
        pieces[at] = len(cost.below) + len(cost.above)
    return pieces


def _meal_starts(problem: Problem, shift: int) -> int:
    """Variables of the starts of a shift's meal: none where there is one start only."""
    one = problem.shifts[shift]
    if not one.meal_minutes:
        return 0
    starts = (one.meal_to - one.meal_from - one.meal_minutes) // problem.interval_minutes + 1
    return starts if starts > 1 else 0


def _at_desks(problem: Problem, works: Mask) -> Mask:
    """Slots in which somebody may be at a desk. works: shifts that somebody may work, (days, shifts)."""
    there = np.zeros(problem.slots, dtype=bool)
    for day, shift in np.argwhere(works).tolist():
        midnight, one = day * problem.slots_per_day, problem.shifts[shift]
        first = midnight + one.start // problem.interval_minutes
        there[first : midnight + one.end // problem.interval_minutes] = True
    return there


def _by_day(counts: NDArray[np.int64], days: int, slots_a_day: int) -> NDArray[np.int64]:
    day_of = np.minimum(np.arange(len(counts)) // slots_a_day, days - 1)
    return np.bincount(day_of, weights=counts, minlength=days).astype(np.int64)
