"""What the joint rows count in a finished roster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.problem.joint_rows import AT_DESK, ON_BREAK, ON_MEAL
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import BREAK, MEAL, Activity, Assignment


def joint_counts(
    problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]
) -> list[NDArray[np.int64]]:
    """Count of each row in each slot, earlier plans included, each (slots,).

    Whose activities are not among them is counted by day alone.
    """
    counts = [row.before.copy() for row in problem.joint_rows]
    if not counts:
        return counts
    place = {MEAL: ON_MEAL, BREAK: ON_BREAK}
    rows = [(row, count) for row, count in zip(problem.joint_rows, counts, strict=True) if not row.by_day]
    for activity in activities:
        first, last = activity.start // problem.interval_minutes, activity.end // problem.interval_minutes
        for row, count in rows:
            count[first:last] += row.counts[activity.agent, place.get(activity.what, AT_DESK)]
    by_day = [(row, count) for row, count in zip(problem.joint_rows, counts, strict=True) if row.by_day]
    for one in assignments:
        for row, count in by_day:
            count[one.day * problem.slots_per_day] += row.counts[one.agent, AT_DESK]
    return counts
