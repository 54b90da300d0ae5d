"""``max_night_shifts_per_week``: shifts that touch the night hours, from Monday to Sunday."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.problem.problem import MINUTES_PER_DAY, PastShift, Problem, Shift
from scheduler.roster.rules.calendar_weeks import weeks
from scheduler.roster.rules.constraint_forms import Count, count
from scheduler.roster.rules.eligibility import touches_night


def counts(problem: Problem, agent: int) -> Iterator[Count]:
    """Night shifts of each week, those of earlier plans included, at most the maximum."""
    most = problem.rules.max_night_shifts_per_week
    if most is None:
        return
    night = problem.rules.night_hours
    nights = np.array([touches_night(shift, night) for shift in problem.shifts], dtype=np.int64)
    for week in weeks(problem, agent):
        worked = sum(touches_night(_on_its_date(shift), night) for shift in week.past)
        amounts = np.broadcast_to(nights, (len(week.days), len(nights)))
        yield count("max_night_shifts_per_week", week.days[0], amounts, most=max(0, most - worked))


def _on_its_date(past: PastShift) -> Shift:
    offset = past.day * MINUTES_PER_DAY
    return Shift("past", past.start - offset, past.end - offset)
