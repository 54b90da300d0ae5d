"""``max_hours_per_week``: paid hours of a calendar week; an agent's own maximum may be lower."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.problem.problem import Problem, whole_minutes
from scheduler.roster.problem.terms import most_minutes
from scheduler.roster.rules.calendar_weeks import calendar_weeks
from scheduler.roster.rules.constraint_forms import SumConstraint, hard_sum


def sum_constraints(problem: Problem, agent: int) -> Iterator[SumConstraint]:
    """Paid minutes of each week, earlier plans included, within both maxima.

    With overtime both bound ordinary minutes only: see ``overtime``.
    """
    if problem.rules.overtime is not None:
        return
    everybody, person = whole_minutes(problem.rules.max_hours_per_week), problem.agents[agent]
    paid = np.array([shift.paid_minutes for shift in problem.shifts], dtype=np.int64)
    for number, week in enumerate(calendar_weeks(problem, agent)):
        maxima = (everybody, most_minutes(person, number))
        known = [maximum for maximum in maxima if maximum is not None]
        if not known:
            continue
        left = max(0, min(known) - week.elsewhere - sum(shift.paid_minutes for shift in week.past))
        amounts = np.broadcast_to(paid, (len(week.days), len(paid)))
        yield hard_sum("max_hours_per_week", week.days[0], amounts, maximum=left)
