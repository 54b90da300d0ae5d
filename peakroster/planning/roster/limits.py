"""The limits of one person as the roster problem has them: each rule, stretch by stretch, in day numbers.

A stretch is a week, a calendar month, the plan, or any so many days in a row: then there is one for each of
the plan's days, which ends with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from peakroster.planning.roster.least_due import LeastDue
from peakroster.planning.roster.leave import Leave
from peakroster.planning.roster.plan_days import PlanDays, month_of
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Limit as WrittenLimit
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.roster.problem.problem import Limit, Measure, PastShift

_SATURDAY = 5


def limits_of(
    agent: Agent,
    rules: Rules,
    plan: PlanDays,
    leave: Leave,
    past: Sequence[PastShift],
    shifts: Sequence[Shift],
) -> tuple[Limit, ...]:
    """Every limit that the agent is under. leave: also of days before the plan. shifts: the
    catalogue."""
    shift_at = {shift.name: place for place, shift in enumerate(shifts)}
    due = LeastDue(agent, rules.ordinary, plan, leave, past, shifts)
    own = agent.rules
    month_least = WrittenLimit("month", own.min_hours_month, None)
    month_most = WrittenLimit("month", None, own.max_hours_month)
    written = (
        *(("shift_limits", limit, False) for limit in (*rules.shift_limits, *own.shift_limits)),
        *(("hours_limits", limit, True) for limit in rules.hours_limits),
        ("min_hours_month", month_least, True),
        ("max_hours_month", month_most, True),
    )
    found: list[Limit] = []
    for rule, limit, in_hours in written:
        found += _limits(rule, limit, in_hours, due, past, shift_at)
    weekends = own.max_weekends_per_month
    return (*found, *_weekends(rules.max_weekends_per_month if weekends is None else weekends, plan))


def without_stretches(rules: Rules) -> Rules:
    """The rules without those that :func:`limits_of` turns into limits of stretches of days."""
    return replace(
        rules,
        shift_limits=(),
        hours_limits=(),
        max_weekends_per_month=None,
        min_hours_month=None,
        max_hours_month=None,
        max_overtime_month=None,
    )


def _limits(
    rule: str,
    written: WrittenLimit,
    in_hours: bool,
    due: LeastDue,
    past: Sequence[PastShift],
    shift_at: Mapping[str, int],
) -> Iterator[Limit]:
    shifts = None if written.shifts is None else frozenset(shift_at[name] for name in written.shifts)
    counted = {each.day for each in past if shifts is None or each.shift in shifts}
    for first, last in due.plan.stretches(written.per):
        most, least = None, 0
        # Of any days in a row, one stretch says what another does that starts later and counts as much.
        rolls = isinstance(written.per, int)
        said_later = rolls and first < 0 and first not in counted and last + 1 < due.plan.days
        if written.most is not None and not said_later:
            most = _most(written.most, in_hours, last - first + 1)
        if written.least is not None and due.plan.asks_for_least((first, last)):
            least = due.of(written.least, in_hours, shifts, (first, last))
        measure: Measure = "minutes" if in_hours else "shifts"
        if most is not None and least > most:  # between two whole minutes: nobody can keep that
            yield Limit(rule, measure, first, last, 0, most, shifts)
            most = None
        if most is not None or least > 0:
            yield Limit(rule, measure, first, last, least, most, shifts)


def _most(most: float, in_hours: bool, days: int) -> int | None:
    """Minutes or shifts; None for more than so many days hold at all."""
    if in_hours:
        return math.floor(most * 60 + 1e-6) if most < 24 * days else None
    return int(most) if most < days else None


def _weekends(most: int | None, plan: PlanDays) -> Iterator[Limit]:
    """One for each month that has the Saturday of a weekend of the plan."""
    if most is None:
        return
    weekdays = [(day, plan.date(day).weekday()) for day in range(plan.days)]
    saturdays = [day - (weekday - _SATURDAY) for day, weekday in weekdays if weekday >= _SATURDAY]
    for first, last in dict.fromkeys(month_of(plan.date(day), plan.first_day) for day in saturdays):
        inside = [day for day in range(first, last + 1) if plan.date(day).weekday() == _SATURDAY]
        yield Limit("max_weekends_per_month", "weekends", inside[0], inside[-1] + 1, 0, most)
