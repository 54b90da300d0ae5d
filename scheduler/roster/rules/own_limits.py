"""``Agent.limits``: at least or at most so many paid minutes, shifts or weekends in any stretch of days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from scheduler.roster.problem.problem import Limit, PastShift, Problem
from scheduler.roster.rules.constraint_forms import Booleans, Integers, SumConstraint

_SATURDAY, _SUNDAY = 5, 6


def sum_constraints(problem: Problem, agent: int) -> Iterator[SumConstraint]:
    """Each limit, less what was worked in its stretch before the plan."""
    past = problem.agents[agent].past
    for limit in problem.agents[agent].limits:
        days = range(max(0, limit.first_day), min(problem.days - 1, limit.last_day) + 1)
        if not days:
            continue
        before = [shift for shift in past if limit.first_day <= shift.day and _matters(limit, shift)]
        if limit.measure == "weekends":
            amounts, after_off, worked = weekend_amounts(problem, days, before)
        else:
            amounts, after_off, worked = _sum(problem, limit, days, before)
        most = None if limit.most is None else max(0, limit.most - worked)
        least = max(0, limit.least - worked)
        yield SumConstraint(limit.rule, days[0], amounts, after_off, least, most)


def _matters(limit: Limit, past: PastShift) -> bool:
    return limit.shifts is None or past.shift in limit.shifts


def _each(problem: Problem, limit: Limit) -> Integers:
    """What a shift adds on a day that counts."""
    minutes = limit.measure == "minutes"
    return np.array(
        [
            (shift.paid_minutes if minutes else 1) * (limit.shifts is None or s in limit.shifts)
            for s, shift in enumerate(problem.shifts)
        ],
        dtype=np.int64,
    )


def _sum(
    problem: Problem, limit: Limit, days: range, before: list[PastShift]
) -> tuple[Integers, Booleans, int]:
    each = _each(problem, limit)
    worked = sum(shift.paid_minutes for shift in before) if limit.measure == "minutes" else len(before)
    return np.broadcast_to(each, (len(days), len(each))), np.zeros(len(days), dtype=np.bool_), worked


def weekend_amounts(
    problem: Problem, days: range, before: Sequence[PastShift]
) -> tuple[Integers, Booleans, int]:
    """Weekends worked as a sum: what each shift adds on these days of the plan, the days on which it adds
    only after a day off, and the weekends already worked. before: shifts before the plan that count.

    A Sunday adds only after a free Saturday, if that Saturday is in the stretch.
    """
    amounts = np.zeros((len(days), len(problem.shifts)), dtype=np.int64)
    after_off = np.zeros(len(days), dtype=np.bool_)
    done = {problem.week(shift.day) for shift in before if problem.weekday(shift.day) >= _SATURDAY}
    for place, day in enumerate(days):
        sunday = problem.weekday(day) == _SUNDAY
        if not sunday and problem.weekday(day) != _SATURDAY:
            continue
        if problem.week(day) in done and day < days[0] + 1:
            continue
        amounts[place] = 1
        after_off[place] = sunday and day - 1 >= days[0]
    return amounts, after_off, len(done)
