"""A catalogue as shifts.csv, in the form that the shop's own file has."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from peakroster.tables.clock import format_clock
from scheduler.domain.shifts import Shift
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_COLUMNS = ("shift", "start", "end", "meal_minutes", "meal_from", "meal_to")


def shift_file(shifts: Sequence[Shift]) -> bytes:
    """UTF-8 with a BOM, a row for each shift; times past midnight as times of day."""
    table = pd.DataFrame([_row(shift) for shift in shifts], columns=list(_COLUMNS))
    if any(shift.breaks for shift in shifts):
        table["breaks"] = [
            ";".join(f"{rest.minutes}@{'-'.join(_window(rest.window))}" for rest in shift.breaks)
            for shift in shifts
        ]
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _row(shift: Shift) -> tuple[str | int, ...]:
    meal = ("", "", "") if shift.meal is None else (shift.meal_minutes, *_window(shift.meal))
    return shift.name, *_window(Window(shift.start, shift.end)), *meal


def _window(window: Window) -> tuple[str, str]:
    """Two times of day; an end at midnight is 24:00, a start 00:00."""
    return format_clock(window.start % MINUTES_PER_DAY), format_clock(window.end)
