"""``max_days_per_week``: days worked from Monday to Sunday."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.calendar_weeks import weeks
from scheduler.roster.rules.constraint_forms import Count, count


def counts(problem: Problem, agent: int) -> Iterator[Count]:
    """Days of each week, those of earlier plans included, at most the maximum."""
    most = problem.rules.max_days_per_week
    if most is None:
        return
    for week in weeks(problem, agent):
        left = max(0, most - len({shift.day for shift in week.past}))
        amounts = np.ones((len(week.days), len(problem.shifts)), dtype=np.int64)
        yield count("max_days_per_week", week.days[0], amounts, most=left)
