"""How much of a least number of shifts or hours is due from somebody who is away on some of the days."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from peakroster.planning.roster.leave import Leave
from peakroster.planning.roster.plan_days import PlanDays, Stretch
from peakroster.planning.roster.terms import on_day, week_hours
from peakroster.shop.eligibility import may_work, touches
from peakroster.shop.settings.office_hours import OfficeHours
from scheduler.domain.agents import Agent
from scheduler.domain.leave_kinds import LeaveCredit
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.roster.problem.problem import MINUTES_PER_DAY, PastShift, whole_minutes
from scheduler.roster.rules.week_reach import Choice, WeekCaps, WeekChoices, at_most_reached


@dataclass(frozen=True)
class LeastDue:
    """Reads the least numbers of one agent.

    leave: also of days before the plan. past: shifts of earlier plans. shifts: the catalogue. office: the
    agent's.
    """

    agent: Agent
    rules: Rules
    plan: PlanDays
    leave: Leave
    past: Sequence[PastShift]
    shifts: Sequence[Shift]
    office: OfficeHours

    def of(self, least: float, in_hours: bool, counted: Collection[int] | None, stretch: Stretch) -> int:
        """What is due in the stretch: minutes, or shifts. counted: positions of the shifts; None = all.

        It is the share of the days on which the agent can work in those on which the agent is available at
        all, and never more than these days can still hold. A least that the stretch could not hold if the
        agent were there on all of its days is a contradiction of the files: asked for as it stands, so that
        it is told.
        """
        available = [day for day in range(stretch[0], stretch[1] + 1) if self._available(day)]
        choices_of = self._choices_of(in_hours, counted)
        choices = {day: self._on(choices_of(day), day) for day in available}
        there = [day for day in available if self._employed(day) and self._is_there(day, choices[day])]
        whole = math.ceil(least * 60 - 1e-6) if in_hours else math.floor(least + 1e-9)
        if not there:
            return 0
        credited = self._credited(stretch) if in_hours and counted is None else []
        if there == available and stretch[0] >= 0 and not credited:
            return whole
        also = [one for one in credited if one.alone and self.plan.day(one.day) in {*available} - {*there}]
        share = least * (len(there) + len(also)) / len(available) - sum(one.minutes for one in credited) / 60
        share = max(0.0, share)
        due = math.ceil(share * 60 - 1e-6) if in_hours else math.floor(share + 1e-9)
        always = {day: self._existing(choices_of(day), day) for day in available}
        if at_most_reached(whole, self._weeks(available, always, ())) < whole:
            return due
        done = sum(
            each.paid_minutes if in_hours else 1
            for each in self.past
            if each.day >= stretch[0] and (counted is None or each.shift in counted)
        )
        to_come = [day for day in there if day >= 0]
        left = max(0, due - done)
        return due - left + at_most_reached(left, self._weeks(to_come, choices, self.past))

    def _credited(self, stretch: Stretch) -> list[LeaveCredit]:
        """Leave of these days that counts as worked."""
        return [one for one in self.agent.credits if stretch[0] <= self.plan.day(one.day) <= stretch[1]]

    def _available(self, day: int) -> bool:
        weekdays = on_day(self.agent, self.plan)(day).weekdays
        on_weekday = weekdays is None or self.plan.date(day).weekday() in weekdays
        return on_weekday and self._turn(day) != ()

    def _turn(self, day: int) -> Collection[str] | None:
        """What a hard rotation has on the day; None = any shift."""
        own = self.agent.rotation
        return own.on(self.plan.date(day)) if own is not None and own.hard else None

    def _employed(self, day: int) -> bool:
        first, last = self.agent.first_day, self.agent.last_day
        date = self.plan.date(day)
        return (first is None or first <= date) and (last is None or date <= last)

    def _is_there(self, day: int, choices: frozenset[Choice]) -> bool:
        """Leave by hours is leave where it leaves nothing of the day, and so is a closing day."""
        if self.office.is_closed_by_calendar(self.plan.date(day)):
            return False
        return day not in self.leave.days and (bool(choices) or not self.leave.takes_from(day))

    def _choices_of(
        self, in_hours: bool, counted: Collection[int] | None
    ) -> Callable[[int], list[tuple[Shift, Choice]]]:
        """By day, the shifts that the agent may start, as they add to the sum."""
        if not self.agent.terms:
            always = self._choices(self.agent, in_hours, counted)
            return lambda day: always
        # What a week may have is counted over the week.
        on, made = on_day(self.agent, self.plan), dict[int, list[tuple[Shift, Choice]]]()

        def of(day: int) -> list[tuple[Shift, Choice]]:
            then = on(day)
            if id(then) not in made:
                made[id(then)] = self._choices(replace(then, max_hours_week=None), in_hours, counted)
            return made[id(then)]

        return of

    def _choices(
        self, agent: Agent, in_hours: bool, counted: Collection[int] | None
    ) -> list[tuple[Shift, Choice]]:
        return [
            (
                shift,
                Choice(
                    shift.paid_minutes if in_hours else 1,
                    shift.paid_minutes,
                    touches(shift.start, shift.end, self.rules.night_hours),
                ),
            )
            for place, shift in enumerate(self.shifts)
            if (counted is None or place in counted) and may_work(agent, shift, self.rules)
        ]

    def _existing(self, choices: Sequence[tuple[Shift, Choice]], day: int) -> frozenset[Choice]:
        """Those of the shifts that there are on the day."""
        turn, date = self._turn(day), self.plan.date(day)
        return frozenset(
            choice
            for shift, choice in choices
            if self.plan.has(shift, day)
            and shift.is_for(self.agent.id, self.plan.date(day))
            and (turn is None or shift.name in turn)
            and not self.office.forbids(shift.start, shift.end, date)
        )

    def _on(self, choices: Sequence[tuple[Shift, Choice]], day: int) -> frozenset[Choice]:
        """Those that leave by hours lets the agent start on the day."""
        return self._existing(
            [each for each in choices if not self.leave.overlaps(day, each[0].start, each[0].end)], day
        )

    def _weeks(
        self, days: Sequence[int], choices: Mapping[int, frozenset[Choice]], past: Sequence[PastShift]
    ) -> Iterator[tuple[WeekChoices, WeekCaps]]:
        """The days by calendar week, with what its limits leave after what was worked in it."""
        for monday, inside in groupby(days, key=self._monday):
            yield (
                tuple(choices[day] for day in inside),
                self._caps(
                    self.plan.date(monday),
                    [each for each in past if self._monday(each.day) == monday],
                    self._elsewhere(monday),
                ),
            )

    def _monday(self, day: int) -> int:
        return day - self.plan.date(day).weekday()

    def _elsewhere(self, monday: int) -> int:
        """Minutes of the week that are work elsewhere."""
        days = range(monday, monday + 7)
        return sum(one.at_work for one in self.agent.credits if self.plan.day(one.day) in days)

    def _caps(self, monday: date, past: Sequence[PastShift], elsewhere: int) -> WeekCaps:
        rules, paid = self.rules, elsewhere + sum(each.paid_minutes for each in past)
        nights = sum(_is_night(each, rules) for each in past)
        most = [whole_minutes(rules.max_hours_per_week), whole_minutes(week_hours(self.agent, monday)[1])]
        minutes = min((limit for limit in most if limit is not None), default=None)
        return WeekCaps(
            _left(rules.max_days_per_week, len({each.day for each in past})),
            _left(rules.max_night_shifts_per_week, nights),
            _left(minutes, paid),
        )


def _is_night(past: PastShift, rules: Rules) -> bool:
    offset = past.day * MINUTES_PER_DAY
    return touches(past.start - offset, past.end - offset, rules.night_hours)


def _left(most: int | None, taken: int) -> int | None:
    return None if most is None else max(0, most - taken)
