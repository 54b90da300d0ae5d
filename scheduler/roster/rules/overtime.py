"""Overtime: at most so much of it in a shift and in each week.

Of a shift, the minutes beyond the ordinary day are *extended*; the others are ordinary, and what of them lies
beyond a week's ordinary minutes is *rest-day* work. Together they are a week's overtime, at most ``most``
where extended minutes are at most that, and all minutes at most that beyond the ordinary week. Days that are
paid as a holiday stand apart: their minutes are neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.roster.problem.problem import PastShift, Problem, whole_minutes
from scheduler.roster.problem.terms import most_minutes
from scheduler.roster.rules.calendar_weeks import calendar_weeks
from scheduler.roster.rules.constraint_forms import Integers, SumConstraint, hard_sum


@dataclass(frozen=True)
class OvertimeWeek:
    """One week of an agent: days of the plan, what earlier plans leave of the ordinary minutes, and how much
    overtime was worked in it before. most: overtime of the whole week."""

    days: range
    ordinary_left: int
    extended_before: int
    rest_day_before: int
    most: int


def ordinary_day(problem: Problem) -> int:
    """Minutes of a shift beyond which overtime begins."""
    minutes = whole_minutes(problem.rules.ordinary.max_hours_per_day)
    assert minutes is not None
    return minutes


def ordinary_week(problem: Problem, agent: int, week: int) -> int:
    """Ordinary minutes of a week of the plan beyond which overtime begins."""
    stated = (
        whole_minutes(problem.rules.ordinary.max_hours_per_week),
        most_minutes(problem.agents[agent], week),
    )
    return min(minutes for minutes in stated if minutes is not None)


def longest_shift(problem: Problem) -> int | None:
    """Paid minutes that a shift may have; None = any."""
    overtime = problem.rules.overtime
    if overtime is None:
        return whole_minutes(problem.rules.max_hours_per_day)
    return ordinary_day(problem) + round(60 * overtime.max_hours_day)


def ordinary_and_extended(problem: Problem, days: range) -> tuple[Integers, Integers]:
    """Minutes of each kind that a shift adds on these days, each (days, shifts)."""
    paid = np.array([shift.paid_minutes for shift in problem.shifts], dtype=np.int64)
    counts = np.array([day not in problem.pay_factors for day in days], dtype=np.int64)[:, None]
    ordinary = np.minimum(paid, ordinary_day(problem))
    return counts * ordinary, counts * (paid - ordinary)


def overtime_weeks(problem: Problem, agent: int) -> Iterator[OvertimeWeek]:
    """Every week that the plan touches."""
    most = problem.agents[agent].overtime_minutes
    for number, week in enumerate(calendar_weeks(problem, agent)):
        ordinary, extended = _worked(problem, week.past)
        whole = max(0, ordinary_week(problem, agent, number) - week.elsewhere)
        yield OvertimeWeek(
            days=week.days,
            ordinary_left=max(0, whole - ordinary),
            extended_before=extended,
            rest_day_before=max(0, ordinary - whole),
            most=most[number] if most else 0,
        )


def sum_constraints(problem: Problem, agent: int) -> Iterator[SumConstraint]:
    """Overtime of each week, earlier plans included."""
    if problem.rules.overtime is None:
        return
    for week in overtime_weeks(problem, agent):
        ordinary, extended = ordinary_and_extended(problem, week.days)
        left = max(0, week.most - week.extended_before - week.rest_day_before)
        yield hard_sum("overtime", week.days[0], ordinary + extended, maximum=week.ordinary_left + left)
        if extended.any():
            yield hard_sum("overtime", week.days[0], extended, maximum=left)


def _worked(problem: Problem, past: Iterable[PastShift]) -> tuple[int, int]:
    day_minutes = ordinary_day(problem)
    paid = [shift.paid_minutes for shift in past if shift.day not in problem.pay_factors]
    return sum(min(each, day_minutes) for each in paid), sum(max(0, each - day_minutes) for each in paid)
