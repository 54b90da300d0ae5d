"""``max_days_per_week``: days worked in a calendar week."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.calendar_weeks import calendar_weeks
from scheduler.roster.rules.constraint_forms import SumConstraint, hard_sum


def sum_constraints(problem: Problem, agent: int) -> Iterator[SumConstraint]:
    """Days worked in each week, earlier plans included."""
    maximum = problem.rules.max_days_per_week
    if maximum is None:
        return
    for week in calendar_weeks(problem, agent):
        left = max(0, maximum - len({shift.day for shift in week.past}))
        amounts = np.ones((len(week.days), len(problem.shifts)), dtype=np.int64)
        yield hard_sum("max_days_per_week", week.days[0], amounts, maximum=left)
