"""shifts.csv: the catalogue of shifts, and the patterns that the program makes shifts of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.inputs.shift_patterns import MOST_OF_PATTERN, MOST_SHIFTS, Row, starts_of
from peakroster.shop.inputs.shift_times import (
    Moment,
    WrittenBreak,
    parse_breaks,
    parse_lengths,
    parse_moment,
)
from peakroster.shop.inputs.shift_windows import Shortest, breaks_of, meal_of
from peakroster.shop.table_specs import SHIFTS
from peakroster.tables.clock import parse_clock
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.weekdays import parse_weekdays
from peakroster.tables.yes_no import parse_yes_no
from scheduler.domain.shifts import OFF, Shift
from scheduler.domain.windows import MINUTES_PER_DAY

OFF_NAMES = (OFF, "休息", "休")
"""What stands for a day without a shift, in any case of letters; no shift may be called so."""
MOST_WANTED = 100_000


@dataclass(frozen=True)
class _Columns:
    """What stands in the cells, None where nothing does or nothing readable."""

    starts: list[int | None]
    latest_starts: list[int | None]
    steps: list[int | None]
    ends: list[int | None]
    lengths: list[tuple[int, ...] | None]
    meals: list[int | None]
    meal_starts: list[Moment | None]
    meal_ends: list[Moment | None]
    breaks: list[tuple[WrittenBreak, ...] | None]
    wanted: list[int | None]
    weekdays: list[frozenset[int] | None]
    first_days: list[date | None]
    last_days: list[date | None]
    reserves: list[bool | None]


def read_shifts(table: RawTable, report: Report, interval: int | None) -> tuple[Shift, ...]:
    """The shifts of the good rows, in the order of the file; a pattern's by start, then length.

    interval: planning interval in minutes; None = not checked.
    """
    if not len(table.rows):
        report.error("no_rows", table.file)
        return ()
    if not {"end", "lengths"} & set(table.headers):
        (end,) = (column for column in SHIFTS.columns if column.name == "end")
        report.error("missing_column", table.file, column=end.name, chinese=end.chinese)
        return ()
    cells = ColumnParser(table, report)
    names = cells.ids("shift", unique=True, reserved=OFF_NAMES)
    columns = _read(cells, interval)
    rows = [
        row
        for place, name in enumerate(names)
        if (row := _row(cells, columns, place, name)) is not None and cells.good[place]
    ]
    shifts = tuple(shift for row in rows for shift in row.shifts())
    _refuse_taken_names(cells, shifts)
    if len(shifts) > MOST_SHIFTS:
        report.error("too_many_shifts", table.file, value=f"{len(shifts):,}", most=f"{MOST_SHIFTS:,}")
    return shifts


def _read(cells: ColumnParser, interval: int | None) -> _Columns:
    """Every column, with the minutes in it held against the planning interval."""
    first, last = cells.days("from"), cells.days("until")
    cells.fail(
        "until_before_from",
        "until",
        last < first,
        lambda place: {"first_day": f"{first.iloc[place]:%Y-%m-%d}"},
    )
    columns = _Columns(
        starts=cells.parsed("start", parse_clock),
        latest_starts=cells.parsed("start_to", parse_clock),
        steps=_whole(cells.numbers("start_step", least=1, most=MINUTES_PER_DAY, whole=True)),
        ends=cells.parsed("end", lambda text: parse_clock(text, end=True)),
        lengths=cells.parsed("lengths", parse_lengths),
        meals=_whole(cells.numbers("meal_minutes", least=0, most=MINUTES_PER_DAY, whole=True)),
        meal_starts=cells.parsed("meal_from", parse_moment),
        meal_ends=cells.parsed("meal_to", lambda text: parse_moment(text, end=True)),
        breaks=cells.parsed("breaks", parse_breaks),
        wanted=_whole(cells.numbers("wanted", least=0, most=MOST_WANTED, whole=True)),
        weekdays=cells.parsed("weekdays", parse_weekdays),
        first_days=_dates(first),
        last_days=_dates(last),
        reserves=cells.parsed("reserve", parse_yes_no),
    )
    minutes: dict[str, Iterable[Iterable[int | None]]] = {
        "start": ([value] for value in columns.starts),
        "start_to": ([value] for value in columns.latest_starts),
        "start_step": ([value] for value in columns.steps),
        "end": ([value] for value in columns.ends),
        "lengths": (value or () for value in columns.lengths),
        "meal_minutes": ([value] for value in columns.meals),
        "meal_from": (_minutes(value) for value in columns.meal_starts),
        "meal_to": (_minutes(value) for value in columns.meal_ends),
        "breaks": ([m for rest in value or () for m in rest.all_minutes] for value in columns.breaks),
    }
    for column, values in minutes.items():
        if interval is not None:
            off = [any(value is not None and value % interval for value in cell) for cell in values]
            cells.fail("shift_off_grid", column, np.array(off, dtype=bool), {"interval": interval})
    return columns


def _whole(values: NDArray[np.float64]) -> list[int | None]:
    return [int(value) if value >= 0 and value % 1 == 0 else None for value in values]


def _dates(days: pd.Series) -> list[date | None]:
    return [None if pd.isna(day) else day.date() for day in days]


def _minutes(moment: Moment | None) -> list[int]:
    return [] if moment is None else [moment.minutes]


def _row(cells: ColumnParser, columns: _Columns, place: int, name: str) -> Row | None:
    """What the row says; None, after a report, where that cannot be known."""
    is_pattern = any(cells.text(column)[place] for column in ("start_to", "start_step", "lengths"))
    starts = _starts(cells, columns, place)
    lengths = _lengths(cells, columns, place, is_pattern)
    if not starts or not lengths:
        return None
    count = len(starts) * len(lengths)
    if count > MOST_OF_PATTERN:
        details = {"count": f"{count:,}", "most": f"{MOST_OF_PATTERN:,}"}
        cells.fail_at("pattern_too_large", "start_step", place, details)
        return None
    if columns.meals[place] is None and cells.text("meal_minutes")[place]:
        return None  # reported when it was read
    shortest = Shortest(cells, place, starts[0], starts[0] + lengths[0], is_pattern)
    minutes = columns.meals[place] or 0
    meal = meal_of(shortest, minutes, columns.meal_starts[place], columns.meal_ends[place])
    breaks = breaks_of(shortest, columns.breaks[place] or (), minutes, meal)
    row, wanted = int(cells.table.rows[place]), columns.wanted[place]
    reserve = bool(columns.reserves[place])
    if reserve and (minutes or breaks):
        cells.fail_at("reserve_with_rests", "reserve", place)
        return None
    return Row(
        name,
        starts,
        lengths,
        minutes,
        meal,
        breaks,
        row,
        is_pattern,
        wanted,
        columns.weekdays[place],
        columns.first_days[place],
        columns.last_days[place],
        reserve,
    )


def _starts(cells: ColumnParser, columns: _Columns, place: int) -> list[int]:
    """Minutes after midnight of every start; none, after a report, where they cannot be known."""
    start, latest, step = columns.starts[place], columns.latest_starts[place], columns.steps[place]
    given = {column: cells.text(column)[place] != "" for column in ("start_to", "start_step")}
    if not any(given.values()):
        return [] if start is None else [start]
    for column, other in (("start_to", "start_step"), ("start_step", "start_to")):
        if not given[column]:
            cells.fail_at("starts_incomplete", column, place, {"other": cells.table.headers[other]})
            return []
    return [] if start is None or latest is None or not step else starts_of(start, latest, step)


def _lengths(cells: ColumnParser, columns: _Columns, place: int, is_pattern: bool) -> tuple[int, ...]:
    """Minutes of every length, ascending; none, after a report, where they cannot be known."""
    start, end, lengths = columns.starts[place], columns.ends[place], columns.lengths[place]
    if cells.text("lengths")[place]:
        if cells.text("end")[place]:
            cells.fail_at("end_and_lengths", "lengths", place)
            return ()
        return lengths or ()
    if is_pattern:
        cells.fail_at("pattern_without_lengths", "lengths", place)
        return ()
    if not cells.text("end")[place]:
        cells.fail_at("missing_value", "end", place)
    if start is None or end is None:
        return ()
    return (end - start if end > start else end - start + MINUTES_PER_DAY,)


def _refuse_taken_names(cells: ColumnParser, shifts: tuple[Shift, ...]) -> None:
    """A row may not be called what the program calls a shift of a pattern."""
    made = {shift.name: shift for shift in shifts if shift.pattern is not None}
    names = cells.text("shift")
    details = {name: {"pattern": shift.pattern, "pattern_row": shift.row} for name, shift in made.items()}
    cells.fail("name_of_pattern", "shift", names.isin(list(made)), lambda place: details[names.iloc[place]])
