"""When the meal and the short breaks of a shift may be; reports windows that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from peakroster.shop.inputs.shift_times import Moment, WrittenBreak
from peakroster.tables.clock import format_clock
from peakroster.tables.column_parser import ColumnParser
from scheduler.domain.shifts import Break
from scheduler.domain.windows import MINUTES_PER_DAY, Window


@dataclass(frozen=True)
class Shortest:
    """The row's first shift in its shortest length: what lies inside it lies inside all of the row's shifts.

    place: position of the row in ``cells``. start, end: minutes after midnight.
    """

    cells: ColumnParser
    place: int
    start: int
    end: int
    of_pattern: bool

    @property
    def length(self) -> int:
        """Minutes."""
        return self.end - self.start

    @property
    def words(self) -> dict[str, str]:
        """The shift as a message tells it."""
        return {"shift_start": format_clock(self.start), "shift_end": format_clock(self.end)}

    def after_start(self, moment: Moment) -> int:
        """Minutes after the start; in a shift past midnight, times of day before the start are tomorrow's."""
        if moment.after_start:
            return moment.minutes
        next_day = self.end >= MINUTES_PER_DAY and moment.minutes < self.start
        return moment.minutes - self.start + (MINUTES_PER_DAY if next_day else 0)

    def fail(self, code: str, column: str, **details: object) -> None:
        """An error in this row."""
        self.cells.fail_at(code, column, self.place, details)


def meal_of(shift: Shortest, minutes: int, earliest: Moment | None, latest: Moment | None) -> Window | None:
    """The window of the meal in minutes after the start of the shift; None without one."""
    given = [shift.cells.text(column)[shift.place] != "" for column in ("meal_from", "meal_to")]
    if minutes == 0:
        if any(given):
            shift.cells.warn_at("meal_window_unused", "meal_from", shift.place)
        return None
    if not all(given):
        shift.fail("meal_without_window", "meal_minutes")
        return None
    if earliest is None or latest is None:
        return None  # reported when it was read
    for column, moment in (("meal_from", earliest), ("meal_to", latest)):
        if shift.of_pattern and not moment.after_start:
            shift.fail("clock_in_pattern", column)
            return None
    window = Window(shift.after_start(earliest), shift.after_start(latest))
    if not 0 <= window.start < shift.length:
        shift.fail("meal_outside_shift", "meal_from", **shift.words)
    elif not 0 < window.end <= shift.length:
        shift.fail("meal_outside_shift", "meal_to", **shift.words)
    elif window.end - window.start < minutes:
        room = max(0, window.end - window.start)
        shift.fail("meal_window_too_short", "meal_to", room=room, minutes=minutes)
    elif minutes == shift.length:
        shift.fail("meal_fills_shift", "meal_minutes")
    return window


def breaks_of(
    shift: Shortest, written: Sequence[WrittenBreak], meal_minutes: int, meal: Window | None
) -> tuple[Break, ...]:
    """The short breaks by time, their windows in minutes after the start of the shift."""
    breaks: list[Break] = []
    for rest in written:
        if shift.of_pattern and not rest.earliest.after_start:
            shift.fail("clock_in_pattern", "breaks")
            return ()
        window = Window(shift.after_start(rest.earliest), shift.after_start(rest.latest))
        if not 0 <= window.start < shift.length or not 0 < window.end <= shift.length:
            shift.fail("break_outside_shift", "breaks", token=rest.text, **shift.words)
        elif window.end - window.start < rest.minutes:
            room = max(0, window.end - window.start)
            shift.fail("break_window_too_short", "breaks", token=rest.text, room=room, minutes=rest.minutes)
        breaks.append(Break(rest.minutes, window))
    breaks.sort(key=lambda rest: rest.window.start)
    if shift.cells.good[shift.place]:
        _refuse_crowds(shift, breaks, meal_minutes, meal)
    return tuple(breaks)


def _refuse_crowds(shift: Shortest, breaks: Sequence[Break], meal_minutes: int, meal: Window | None) -> None:
    """Windows that overlap; those of two breaks that touch, so that they may become one; no work left."""
    apart = all(before.window.end < after.window.start for before, after in pairwise(breaks))
    beside_meal = meal is None or all(
        rest.window.end <= meal.start or meal.end <= rest.window.start for rest in breaks
    )
    if not apart or not beside_meal:
        shift.fail("break_windows_meet", "breaks")
    elif breaks and meal_minutes + sum(rest.minutes for rest in breaks) >= shift.length:
        shift.fail("breaks_fill_shift", "breaks")
