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
from peakroster.planning.roster.overtime import Worked
from peakroster.planning.roster.plan_days import PlanDays, Stretch, month_of
from peakroster.planning.roster.terms import month_hours
from peakroster.shop.settings.office_hours import OfficeHours
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Limit as WrittenLimit
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.weights import Weights
from scheduler.roster.problem.problem import Limit, Measure, PastShift
from scheduler.roster.problem.weekends import FreeWeekends

_SATURDAY = 5
_AHEAD = 1.5
"""How many times its share by days a plan may take of what is left of a quarter: room for a sale."""


def limits_of(
    agent: Agent,
    rules: Rules,
    plan: PlanDays,
    leave: Leave,
    past: Sequence[PastShift],
    shifts: Sequence[Shift],
    office: OfficeHours,
    locked: Sequence[Worked] = (),
) -> tuple[Limit, ...]:
    """Every limit that the agent is under. leave: also of days before the plan. shifts: the catalogue.
    office: the agent's. locked: day and paid minutes of shifts that are locked in the plan."""
    shift_at = {shift.name: place for place, shift in enumerate(shifts)}
    due = LeastDue(agent, rules.ordinary, plan, leave, past, shifts, office)
    own = agent.rules
    written = (
        *(("shift_limits", limit, False) for limit in (*rules.shift_limits, *own.shift_limits)),
        *(("hours_limits", limit, True) for limit in rules.hours_limits),
    )
    found: list[Limit] = []
    longest = max((shift.paid_minutes for shift in shifts), default=0)
    for rule, limit, in_hours in written:
        found += _limits(rule, limit, in_hours, due, past, shift_at, longest, locked)
    months = list(plan.stretches("month"))
    bounds = [month_hours(agent, plan, month) for month in months]
    least = [("min_hours_month", WrittenLimit("month", low, None)) for low, _ in bounds]
    most = [("max_hours_month", WrittenLimit("month", None, high)) for _, high in bounds]
    for month, (rule, limit) in zip([*months, *months], [*least, *most], strict=True):
        found += _limits(rule, limit, True, due, past, shift_at, longest, locked, [month])
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
    longest: int,
    locked: Sequence[Worked],
    stretches: Sequence[Stretch] | None = None,
) -> Iterator[Limit]:
    """stretches: None = all of the plan."""
    shifts = None if written.shifts is None else frozenset(shift_at[name] for name in written.shifts)
    counted_past = [each for each in past if shifts is None or each.shift in shifts]
    counted = {each.day for each in counted_past}
    for first, last in due.plan.stretches(written.per) if stretches is None else stretches:
        most, least = None, 0
        # Of any days in a row, one stretch says what another does that starts later and counts as much.
        rolls = isinstance(written.per, int)
        said_later = rolls and first < 0 and first not in counted and last + 1 < due.plan.days
        if written.most is not None and not said_later:
            most = _most(written.most, in_hours, last - first + 1)
        if most is not None and written.per == "quarter":
            most = _paced(most, in_hours, (first, last), due.plan.days, counted_past, longest, locked)
        if written.least is not None and due.plan.asks_for_least((first, last)):
            least = due.of(written.least, in_hours, shifts, (first, last))
        measure: Measure = "minutes" if in_hours else "shifts"
        if most is not None and least > most:  # between two whole minutes: nobody can keep that
            yield Limit(rule, measure, first, last, 0, most, shifts)
            most = None
        if most is not None or least > 0:
            yield Limit(rule, measure, first, last, least, most, shifts)


def _paced(
    most: int,
    in_hours: bool,
    quarter: Stretch,
    days: int,
    past: Sequence[PastShift],
    longest: int,
    locked: Sequence[Worked],
) -> int:
    """What a plan may bring a quarter's sum to: of what is left, its share by days and half as much again.

    All of what is left where the quarter ends within the plan; and never less than what is locked, nor than
    one shift: a share that holds none would leave a short plan without anybody. longest: minutes of a shift.
    """
    first, last = quarter
    if last < days:
        return most
    inside = [each for each in past if each.day >= first]
    done = sum(each.paid_minutes for each in inside) if in_hours else len(inside)
    begun = max(0, first)
    share = min(1.0, _AHEAD * (days - begun) / (last + 1 - begun))
    fixed = [minutes for day, minutes in locked if day >= begun]
    needed = max(sum(fixed), longest) if in_hours else len(fixed)
    left = max(0, most - done)
    return min(most, done + max(needed, math.ceil(left * share))) if done < most else most


def _most(most: float, in_hours: bool, days: int) -> int | None:
    """Minutes or shifts; None for more than so many days hold at all."""
    if in_hours:
        return math.floor(most * 60 + 1e-6) if most < 24 * days else None
    return int(most) if most < days else None


def _weekends(most: int | None, plan: PlanDays) -> Iterator[Limit]:
    """One for each month that has the Saturday of a weekend of the plan."""
    if most is None:
        return
    for first, last, _ in _weekend_stretches(plan):
        yield Limit("max_weekends_per_month", "weekends", first, last, 0, most)


def free_weekends(weights: Weights, plan: PlanDays) -> tuple[FreeWeekends, ...]:
    """How many weekends of each month of the plan may be worked for nothing; empty without a price."""
    if not weights.free_weekend:
        return ()
    free = round(weights.free_weekends)
    return tuple(
        FreeWeekends(first, last, max(0, number - free)) for first, last, number in _weekend_stretches(plan)
    )


def _weekend_stretches(plan: PlanDays) -> Iterator[tuple[int, int, int]]:
    """First and last day of the weekends of each month that has the Saturday of one of the plan's, and their
    number."""
    weekdays = [(day, plan.date(day).weekday()) for day in range(plan.days)]
    saturdays = [day - (weekday - _SATURDAY) for day, weekday in weekdays if weekday >= _SATURDAY]
    for first, last in dict.fromkeys(month_of(plan.date(day), plan.first_day) for day in saturdays):
        inside = [day for day in range(first, last + 1) if plan.date(day).weekday() == _SATURDAY]
        yield inside[0], inside[-1] + 1, len(inside)
