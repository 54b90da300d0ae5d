"""shifts.csv: the catalogue of shifts."""

from __future__ import annotations

import numpy as np

from peakroster.shop.cells import Cells
from peakroster.shop.clock import format_clock, parse_clock
from peakroster.shop.model import MINUTES_PER_DAY, OFF, Shift, Window
from peakroster.shop.report import Report
from peakroster.shop.tables import Table

OFF_NAMES = (OFF, "休息")
"""What stands for a day without a shift, in any case of letters; no shift may be called so."""


def read_shifts(table: Table, report: Report, interval: int | None) -> tuple[Shift, ...]:
    """The good rows, in the order of the file. interval: planning interval in minutes; None = not checked."""
    if not len(table.rows):
        report.error("no_rows", table.file)
        return ()
    cells = Cells(table, report)
    names = cells.ids("shift", unique=True, reserved=OFF_NAMES)
    starts = cells.parsed("start", parse_clock)
    ends = cells.parsed("end", lambda text: parse_clock(text, end=True))
    meals = cells.numbers("meal_minutes", least=0, most=MINUTES_PER_DAY, whole=True)
    meal_starts = cells.parsed("meal_from", parse_clock)
    meal_ends = cells.parsed("meal_to", lambda text: parse_clock(text, end=True))
    _check_grid(cells, "start", starts, interval)
    _check_grid(cells, "end", ends, interval)
    _check_grid(cells, "meal_minutes", [None if np.isnan(m) else int(m) for m in meals], interval)
    _check_grid(cells, "meal_from", meal_starts, interval)
    _check_grid(cells, "meal_to", meal_ends, interval)
    shifts = []
    for place in range(len(cells)):
        start, end = starts[place], ends[place]
        if (
            start is None
            or end is None
            or np.isnan(meals[place]) != (cells.text("meal_minutes")[place] == "")
        ):
            continue
        end += MINUTES_PER_DAY if end <= start else 0
        minutes = 0 if np.isnan(meals[place]) else int(meals[place])
        window = _meal(cells, place, start, end, minutes, meal_starts[place], meal_ends[place])
        if cells.good[place]:
            shifts.append(Shift(names.iloc[place], start, end, minutes, window, int(table.rows[place])))
    return tuple(shifts)


def _check_grid(cells: Cells, column: str, minutes: list[int | None], interval: int | None) -> None:
    if interval is not None:
        off = np.array([value is not None and value % interval != 0 for value in minutes], dtype=bool)
        cells.fail("shift_off_grid", column, off, {"interval": interval})


def _meal(
    cells: Cells, place: int, start: int, end: int, minutes: int, earliest: int | None, latest: int | None
) -> Window | None:
    """The window of the meal on the clock of the shift; reports one that cannot be."""
    given = [cells.text(column)[place] != "" for column in ("meal_from", "meal_to")]
    if minutes == 0:
        if any(given):
            cells.warn_at("meal_window_unused", "meal_from", place)
        return None
    if not all(given):
        cells.fail_at("meal_without_window", "meal_minutes", place)
        return None
    if earliest is None or latest is None:
        return None  # reported when it was read
    window = Window(_on_shift(earliest, start, end), _on_shift(latest, start, end))
    span = {"shift_start": format_clock(start), "shift_end": format_clock(end)}
    if window.start < start or window.start >= end:
        cells.fail_at("meal_outside_shift", "meal_from", place, span)
    elif window.end > end or window.end <= start:
        cells.fail_at("meal_outside_shift", "meal_to", place, span)
    elif window.end - window.start < minutes:
        room = {"room": max(0, window.end - window.start), "minutes": minutes}
        cells.fail_at("meal_window_too_short", "meal_to", place, room)
    elif minutes == end - start:
        cells.fail_at("meal_fills_shift", "meal_minutes", place)
    return window


def _on_shift(minute: int, start: int, end: int) -> int:
    """A time of day on the clock of a shift: on one past midnight, times before the start are tomorrow's."""
    return minute + MINUTES_PER_DAY if end >= MINUTES_PER_DAY and minute < start else minute
