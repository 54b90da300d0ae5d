"""When a queue is staffed: by weekday, and otherwise on single dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from scheduler.domain.validation import require
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Spells = tuple[Window, ...]
"""The staffed spells that begin on one day, in order of time; none = closed."""

DAYS_IN_WEEK = 7


@dataclass(frozen=True)
class Opening:
    """The staffed hours of a queue.

    week: spells of each weekday, Monday first. dates: spells of the days that differ from their weekday, in
    order of time. A spell belongs to the day on which it begins, and may end on the next one: a queue that is
    closed on Sunday may be staffed until 02:00 of Sunday.
    """

    week: tuple[Spells, ...]
    dates: tuple[tuple[date, Spells], ...] = ()

    def __post_init__(self) -> None:
        require(len(self.week) == DAYS_IN_WEEK, f"opening: {len(self.week)} weekdays")
        for spells in (*self.week, *(spells for _, spells in self.dates)):
            fits = all(0 <= one.start < min(one.end, MINUTES_PER_DAY) for one in spells)
            fits = fits and all(one.end <= 2 * MINUTES_PER_DAY for one in spells)
            require(fits, f"opening: spells {spells} do not begin on their day, or end after the next one")
            apart = all(before.end <= after.start for before, after in pairwise(spells))
            require(apart, f"opening: spells {spells} are not one after the other")
        days = [day for day, _ in self.dates]
        require(days == sorted(set(days)), f"opening: dates {days} not in order, or not once each")

    @classmethod
    def daily(cls, window: Window) -> Opening:
        """The same spell every day."""
        return cls(((window,),) * DAYS_IN_WEEK)

    @property
    def every_day(self) -> Window | None:
        """The spell of a queue that is staffed alike on all days; None of any other."""
        alike = not self.dates and len(set(self.week)) == 1 and len(self.week[0]) == 1
        return self.week[0][0] if alike else None

    def on(self, day: date) -> Spells:
        """The spells that begin on this day."""
        return self._of_dates.get(day, self.week[day.weekday()])

    def differs_on(self, day: date) -> bool:
        """Whether the calendar says something of the day's hours."""
        return day in self._of_dates

    def closes(self, day: date) -> bool:
        """Whether the calendar takes all hours of a day whose weekday has some."""
        return self._of_dates.get(day) == () and bool(self.week[day.weekday()])

    @cached_property
    def _of_dates(self) -> Mapping[date, Spells]:
        return dict(self.dates)


@dataclass(frozen=True)
class CalendarRow:
    """A row of calendar.csv: what is different from one date to another, both included.

    queue: None = all queues. closed: None = not said. open: the spells of each of the days; None = not said.
    as_weekday: 0 for Monday … 6 for Sunday, the weekday whose hours and customers the days have. note: what
    the days are called.
    """

    first: date
    last: date
    queue: str | None = None
    closed: bool | None = None
    open: Spells | None = None
    as_weekday: int | None = None
    note: str = ""
    row: int = 0

    def holds(self, day: date) -> bool:
        """Whether it speaks of this day."""
        return self.first <= day <= self.last
