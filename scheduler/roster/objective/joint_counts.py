"""What the joint rows count in a finished roster, and what meetings change of it.

The search knows no meetings: to it, whoever takes part is at the desk. At a meeting somebody is at work, and
neither at the desk nor on the meal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.problem.joint_rows import AT_DESK, ON_BREAK, ON_MEAL
from scheduler.roster.problem.meetings import FIRST_MEETING
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
    place |= {FIRST_MEETING - number: ON_BREAK for number in range(len(problem.meetings))}
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


def cost_of_meetings(
    problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]
) -> int:
    """What rules of the team cost more or less as people are at meetings, not at the desk, in units."""
    if not problem.joint_rows or not problem.meetings:
        return 0
    at_desk = [replace(row, what=0) if row.what <= FIRST_MEETING else row for row in activities]
    before, after = (joint_counts(problem, assignments, rows) for rows in (at_desk, activities))
    return sum(
        int((row.cost(now) - row.cost(then)).sum())
        for row, then, now in zip(problem.joint_rows, before, after, strict=True)
    )


def most_relief_of_meetings(problem: Problem) -> int:
    """By how much meetings make any roster's rules of the team cheaper at most, in units.

    Each slot of a meeting takes each of its people off the desk, where that helps a row at its price.
    """
    relief = 0
    for row in problem.joint_rows:
        if not row.by_day:
            less = row.counts[:, AT_DESK] - row.counts[:, ON_BREAK]
            of_agent = np.maximum(row.above * less, -row.below * less)
            for meeting in problem.meetings:
                slots = meeting.minutes // problem.interval_minutes
                relief += slots * int(of_agent[sorted(meeting.agents)].sum())
    return relief
