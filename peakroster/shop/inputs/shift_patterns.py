"""A row of shifts.csv on its way to shifts: one of them, or every start with every length of a pattern."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peakroster.tables.clock import format_clock
from scheduler.domain.shifts import Break, Shift
from scheduler.domain.windows import MINUTES_PER_DAY, Window

MOST_OF_PATTERN = 2_000
MOST_SHIFTS = 10_000
"""Of all rows together; beyond that nobody meant it."""


@dataclass(frozen=True)
class Row:
    """What a row says; the windows of meal and breaks are in minutes after the start of the shift.

    starts: minutes after midnight; lengths: minutes, ascending. A row that is no pattern has one of each.
    """

    name: str
    starts: Sequence[int]
    lengths: Sequence[int]
    meal_minutes: int
    meal: Window | None
    breaks: tuple[Break, ...]
    row: int
    is_pattern: bool
    wanted: int | None = None
    weekdays: frozenset[int] | None = None
    first_day: date | None = None
    last_day: date | None = None
    reserve: bool = False

    def shifts(self) -> Iterator[Shift]:
        """The shifts by start, then length; those of a pattern are named like ``晚 18:30–23:30``."""
        for start in self.starts:
            meal = None if self.meal is None else _moved(self.meal, start)
            breaks = tuple(Break(rest.minutes, _moved(rest.window, start)) for rest in self.breaks)
            for length in self.lengths:
                end = start + length
                if self.reserve:
                    breaks = (Break(length, Window(start, end)),)
                if self.is_pattern:
                    name, pattern = f"{self.name} {format_clock(start)}–{format_clock(end)}", self.name
                else:
                    name, pattern = self.name, None
                yield Shift(
                    name,
                    start,
                    end,
                    self.meal_minutes,
                    meal,
                    self.row,
                    breaks,
                    pattern,
                    self.wanted,
                    self.weekdays,
                    self.first_day,
                    self.last_day,
                    self.reserve,
                )


def starts_of(first: int, latest: int, step: int) -> list[int]:
    """Every ``step`` minutes from the first on, none later than the latest; minutes of the day.

    A latest start before the first lies past midnight; shifts that start there belong to the date on which
    they start.
    """
    latest += MINUTES_PER_DAY if latest < first else 0
    return [start % MINUTES_PER_DAY for start in range(first, latest + 1, step)]


def _moved(window: Window, minutes: int) -> Window:
    return Window(window.start + minutes, window.end + minutes)
