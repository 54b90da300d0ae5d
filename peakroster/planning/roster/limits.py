"""The limits of one person as the roster problem has them: each rule, stretch by stretch, in day numbers.

A stretch is a week, a calendar month, the plan, or any so many days in a row: then there is one for each of
the plan's days, which ends with it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.domain.agents import Agent
from scheduler.domain.rules import Limit as WrittenLimit
from scheduler.domain.rules import Per, Rules
from scheduler.roster.problem.problem import Limit, Measure, PastShift

_SATURDAY = 5
Stretch = tuple[int, int]
"""First and last day, counted from the plan's first."""


@dataclass(frozen=True)
class PlanDays:
    """The days that limits are about.

    known_from: number of the day from which on everything is planned or was planned before, <= 0.
    """

    first_day: date
    days: int
    known_from: int

    def date(self, day: int) -> date:
        """Of a day's number."""
        return self.first_day + timedelta(days=day)

    def stretches(self, per: Per) -> Iterator[Stretch]:
        """Those that have a day in the plan."""
        seen: set[Stretch] = set()
        for day in range(self.days):
            if per == "plan":
                stretch = 0, self.days - 1
            elif per == "week":
                monday = day - self.date(day).weekday()
                stretch = monday, monday + 6
            elif per == "month":
                stretch = _month(self.date(day), self.first_day)
            else:
                stretch = day - per + 1, day
            if stretch not in seen:
                seen.add(stretch)
                yield stretch

    def asks_for_least(self, stretch: Stretch) -> bool:
        """Whether all of the stretch is known, or lies in the plan's own hands."""
        return self.known_from <= stretch[0] and stretch[1] < self.days


def limits_of(
    agent: Agent,
    rules: Rules,
    plan: PlanDays,
    leave: frozenset[int],
    past: Sequence[PastShift],
    shift_at: Mapping[str, int],
) -> tuple[Limit, ...]:
    """Every limit that the agent is under. leave: day numbers, also of days before the plan."""
    there = _There(agent, plan, leave)
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
        found += _limits(rule, limit, in_hours, there, past, shift_at)
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
    )


@dataclass(frozen=True)
class _There:
    """The days on which an agent is employed and not on leave."""

    agent: Agent
    plan: PlanDays
    leave: frozenset[int]

    def share(self, stretch: Stretch) -> tuple[int, int]:
        """Of so many days of the stretch, and how many days it has."""
        agent, days = self.agent, range(stretch[0], stretch[1] + 1)
        there = sum(
            day not in self.leave
            and (agent.first_day is None or agent.first_day <= self.plan.date(day))
            and (agent.last_day is None or self.plan.date(day) <= agent.last_day)
            for day in days
        )
        return there, len(days)


def _limits(
    rule: str,
    written: WrittenLimit,
    in_hours: bool,
    there: _There,
    past: Sequence[PastShift],
    shift_at: Mapping[str, int],
) -> Iterator[Limit]:
    shifts = None if written.shifts is None else frozenset(shift_at[name] for name in written.shifts)
    counted = {each.day for each in past if shifts is None or each.shift in shifts}
    for first, last in there.plan.stretches(written.per):
        most, least = None, 0
        # Of any days in a row, one stretch says what another does that starts later and counts as much.
        rolls = isinstance(written.per, int)
        said_later = rolls and first < 0 and first not in counted and last + 1 < there.plan.days
        if written.most is not None and not said_later:
            most = _most(written.most, in_hours, last - first + 1)
        if written.least is not None and there.plan.asks_for_least((first, last)):
            least = _least(written.least, in_hours, *there.share((first, last)))
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


def _least(least: float, in_hours: bool, there: int, days: int) -> int:
    """What is asked of somebody who is there on some of the days, in minutes or shifts."""
    if in_hours:
        return math.ceil(least * 60 * there / days - 1e-6)
    return math.floor(least * there / days + 1e-9)


def _weekends(most: int | None, plan: PlanDays) -> Iterator[Limit]:
    """One for each month that has the Saturday of a weekend of the plan."""
    if most is None:
        return
    weekdays = [(day, plan.date(day).weekday()) for day in range(plan.days)]
    saturdays = [day - (weekday - _SATURDAY) for day, weekday in weekdays if weekday >= _SATURDAY]
    for first, last in dict.fromkeys(_month(plan.date(day), plan.first_day) for day in saturdays):
        inside = [day for day in range(first, last + 1) if plan.date(day).weekday() == _SATURDAY]
        yield Limit("max_weekends_per_month", "weekends", inside[0], inside[-1] + 1, 0, most)


def _month(day: date, first_day: date) -> Stretch:
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return (first - first_day).days, (following - first_day).days - 1
