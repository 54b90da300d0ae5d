"""The stretches of days that limits are about, counted in days from the plan's first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.domain.rules import Per
from scheduler.domain.shifts import Shift

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

    def day(self, when: date) -> int:
        """The number of a date."""
        return (when - self.first_day).days

    def date(self, day: int) -> date:
        """Of a day's number."""
        return self.first_day + timedelta(days=day)

    def has(self, shift: Shift, day: int) -> bool:
        """Whether the shift may start on that day, by the weekdays and dates of its row."""
        date = self.date(day)
        on_weekday = shift.weekdays is None or date.weekday() in shift.weekdays
        return on_weekday and (shift.first_day or date) <= date <= (shift.last_day or date)

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
                stretch = month_of(self.date(day), self.first_day)
            elif per == "quarter":
                stretch = quarter_of(self.date(day), self.first_day)
            else:
                stretch = day - per + 1, day
            if stretch not in seen:
                seen.add(stretch)
                yield stretch

    def asks_for_least(self, stretch: Stretch) -> bool:
        """Whether all of the stretch is known, or lies in the plan's own hands."""
        return self.known_from <= stretch[0] and stretch[1] < self.days


def month_of(day: date, first_day: date) -> Stretch:
    """The calendar month of ``day``, in days from ``first_day``."""
    first = day.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return (first - first_day).days, (following - first_day).days - 1


def quarter_of(day: date, first_day: date) -> Stretch:
    """The calendar quarter of ``day``, in days from ``first_day``."""
    opening = day.replace(month=day.month - (day.month - 1) % 3, day=1)
    closing = opening.replace(month=opening.month + 2)
    return (opening - first_day).days, month_of(closing, first_day)[1]
