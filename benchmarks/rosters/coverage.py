"""Who is at which queue when, counted from the activities of a roster; and what call-centre weeks cost."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import Activity, Assignment


def serving(problem: Problem, activities: Iterable[Activity]) -> NDArray[np.int64]:
    """Whole agents at each queue in each slot, those of earlier plans included, shape (queues, slots)."""
    counts = problem.scheduled_before // THOUSANDTHS
    for activity in activities:
        if activity.what >= 0:
            first, last = (m // problem.interval_minutes for m in (activity.start, activity.end))
            counts[activity.what, first:last] += 1
    return counts


def missing(problem: Problem, activities: Iterable[Activity]) -> NDArray[np.float64]:
    """Agents missing at each queue in each slot that the plan can reach, shape (queues, slots)."""
    short = problem.required - THOUSANDTHS * serving(problem, activities)
    return np.maximum(0, np.where(problem.unplannable, 0, short)) / THOUSANDTHS


def uncovered_share(problem: Problem, activities: Iterable[Activity]) -> float:
    """Missing agents over wanted ones, all slots together; 0 where nothing is wanted by slot."""
    wanted = np.where(problem.unplannable, 0, problem.required).sum() / THOUSANDTHS
    return float(missing(problem, activities).sum() / wanted) if wanted else 0.0


def paid_slots(problem: Problem, assignments: Iterable[Assignment]) -> int:
    """Intervals that somebody is paid for: shifts without their meals."""
    minutes = sum(
        problem.shifts[a.shift].end - problem.shifts[a.shift].start - problem.shifts[a.shift].meal_minutes
        for a in assignments
    )
    return minutes // problem.interval_minutes
