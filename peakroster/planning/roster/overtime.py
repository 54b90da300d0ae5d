"""Overtime that each person may work in each week of a plan, and the days that are paid as holidays.

The week's limit is the shop's; that of the month counts over the weeks whose Monday it has. What earlier
plans leave of it is shared out over the plan's weeks before the search, by the agent-hours that each
requires: so no week takes what a later, busier one needs. A plan of one week has all that is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.roster.plan_days import PlanDays
from peakroster.planning.roster.terms import week_hours
from scheduler.domain.agents import Agent
from scheduler.domain.overtime import Holiday
from scheduler.domain.rules import Rules
from scheduler.roster.problem.problem import MINUTES_PER_DAY, PastShift

_UNBOUNDED = 7 * MINUTES_PER_DAY
"""As much overtime bounds no week."""

Worked = tuple[int, int]
"""Day from the plan's first, and paid minutes."""


@dataclass(frozen=True)
class OvertimeLeft:
    """Reads the limits of overtime for one plan.

    needed: agent-hours that each of the plan's weeks requires, by week from that of the first day on.
    """

    rules: Rules
    plan: PlanDays
    pay_factors: Mapping[int, float]
    needed: Sequence[float]

    def of(self, agent: Agent, past: Sequence[PastShift], locked: Sequence[Worked]) -> tuple[int, ...]:
        """Minutes by week, what was worked before in it included; empty where there is no overtime.

        locked: shifts that are locked in the plan; a week has at least what they make of it, if the month has
        it.
        """
        overtime = self.rules.overtime
        if overtime is None:
            return ()
        own = agent.rules.max_overtime_month
        month = overtime.max_hours_month if own is None else own
        week_most = _UNBOUNDED if overtime.max_hours_week is None else round(60 * overtime.max_hours_week)
        if own == 0:
            week_most = 0
        if month is None:
            return (week_most,) * len(self.needed)
        worked = [(each.day, each.paid_minutes) for each in past]
        taken = self._by_week(agent, [*worked, *locked])
        before = self._by_week(agent, worked)
        result = [0] * len(self.needed)
        for named, weeks in self._months().items():
            earlier = sum(
                minutes for week, minutes in before.items() if week < 0 and self._month(week) == named
            )
            certain = {week: min(week_most, taken.get(week, 0)) for week in weeks}
            left = max(0, round(60 * month) - earlier - sum(certain.values()))
            shares = self._shares(weeks)
            for week in weeks:
                result[week] = min(week_most, certain[week] + int(left * shares[week]))
        return tuple(result)

    def _shares(self, weeks: Sequence[int]) -> dict[int, float]:
        total = sum(self.needed[week] for week in weeks)
        if not total:
            return dict.fromkeys(weeks, 1 / len(weeks))
        return {week: self.needed[week] / total for week in weeks}

    def _months(self) -> dict[tuple[int, int], list[int]]:
        """The plan's weeks by the month of their Monday."""
        months: dict[tuple[int, int], list[int]] = {}
        for week in range(len(self.needed)):
            months.setdefault(self._month(week), []).append(week)
        return months

    def _month(self, week: int) -> tuple[int, int]:
        monday = self._monday() + timedelta(weeks=week)
        return monday.year, monday.month

    def _monday(self) -> date:
        return self.plan.first_day - timedelta(days=self.plan.first_day.weekday())

    def _by_week(self, agent: Agent, worked: Sequence[Worked]) -> dict[int, int]:
        """Minutes of overtime by week, negative before that of the plan's first day."""
        rules = self.rules.ordinary
        assert rules.max_hours_per_day is not None
        assert rules.max_hours_per_week is not None
        day_minutes = round(60 * rules.max_hours_per_day)
        most = rules.max_hours_per_week

        def week_minutes(week: int) -> int:
            own = week_hours(agent, self._monday() + timedelta(weeks=week))[1]
            return round(60 * min(most, 168.0 if own is None else own))

        ordinary: dict[int, int] = {}
        extended: dict[int, int] = {}
        for day, paid in worked:
            if day not in self.pay_factors:
                week = (day + self.plan.first_day.weekday()) // 7
                ordinary[week] = ordinary.get(week, 0) + min(paid, day_minutes)
                extended[week] = extended.get(week, 0) + max(0, paid - day_minutes)
        elsewhere: dict[int, int] = {}
        for one in agent.credits:
            week = ((one.day - self.plan.first_day).days + self.plan.first_day.weekday()) // 7
            elsewhere[week] = elsewhere.get(week, 0) + one.at_work
        return {
            week: extended[week]
            + max(0, ordinary[week] - max(0, week_minutes(week) - elsewhere.get(week, 0)))
            for week in ordinary
        }


def needed_by_week(required: NDArray[np.int64], plan: PlanDays, slots_per_day: int) -> list[float]:
    """Agent-intervals required in each of the plan's weeks, its tail left out. required: (queues, slots)."""
    by_day = required[:, : plan.days * slots_per_day].sum(axis=0).reshape(plan.days, slots_per_day)
    weeks = (np.arange(plan.days) + plan.first_day.weekday()) // 7
    return np.bincount(weeks, weights=by_day.sum(axis=1)).tolist()


def pay_factors(holidays: Sequence[Holiday], plan: PlanDays, days_back: int = 45) -> dict[int, float]:
    """Factor by day number, of days of the plan and so many before it."""
    days = {(each.day - plan.first_day).days: each.factor for each in holidays}
    return {day: factor for day, factor in days.items() if -days_back <= day < plan.days}
