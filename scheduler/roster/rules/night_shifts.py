"""``max_night_shifts_per_week``: shifts of a calendar week that touch the night hours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.calendar_weeks import calendar_weeks
from scheduler.roster.rules.constraint_forms import SumConstraint, hard_sum
from scheduler.roster.rules.eligibility import on_its_date, touches_night


def sum_constraints(problem: Problem, agent: int) -> Iterator[SumConstraint]:
    """Night shifts of each week, earlier plans included."""
    maximum = problem.rules.max_night_shifts_per_week
    if maximum is None:
        return
    night = problem.rules.night_hours
    nights = np.array([touches_night(shift, night) for shift in problem.shifts], dtype=np.int64)
    for week in calendar_weeks(problem, agent):
        worked = sum(touches_night(on_its_date(shift), night) for shift in week.past)
        amounts = np.broadcast_to(nights, (len(week.days), len(nights)))
        yield hard_sum("max_night_shifts_per_week", week.days[0], amounts, maximum=max(0, maximum - worked))
