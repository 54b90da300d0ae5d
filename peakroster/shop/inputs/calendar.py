"""calendar.csv: closing days, hours of single dates, and dates that are worked as another weekday."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from peakroster.messages import Term
from peakroster.shop.settings.opening import parse_spells, spells_term, weekday_term
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.names import KnownNames
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report
from peakroster.tables.weekdays import parse_weekdays
from peakroster.tables.yes_no import parse_yes_no
from scheduler.domain.opening import CalendarRow

MOST_DAYS = 400
"""From the first to the last date of a row; a longer one is a wrong year."""
_CLOSED = ("closed", "休息", "休", "关", "关门", "停业", "放假")
_OPEN = ("open", "营业", "开", "开门")
OPEN, SHUT = Term("open", "营业"), Term("closed", "休息")


def read_calendar(table: RawTable, report: Report, queues: KnownNames | None) -> tuple[CalendarRow, ...]:
    """The good rows, in the order of the file. queues: known ids and names; None = not checked.

    Rows that say different things of the same queue and date are an error that names both.
    """
    cells = ColumnParser(table, report)
    first, last = cells.days("date"), cells.days("until")
    cells.fail(
        "until_before_from",
        "until",
        last < first,
        lambda place: {"first_day": f"{first.iloc[place]:%Y-%m-%d}"},
    )
    too_long = {"most": MOST_DAYS}
    cells.fail("calendar_too_long", "until", (last - first).dt.days >= MOST_DAYS, lambda place: too_long)
    concerned = cells.known("queue", queues, "unknown_queue")
    closed = cells.parsed("closed", _is_closed)
    spells = cells.parsed("open", parse_spells)
    weekdays = cells.parsed("as", _one_weekday)
    notes = cells.text("note")
    shut = [answer or hours == () for answer, hours in zip(closed, spells, strict=True)]
    also = [
        (one and (bool(hours) or as_ is not None)) or (answer is False and hours == ())
        for one, answer, hours, as_ in zip(shut, closed, spells, weekdays, strict=True)
    ]
    cells.fail("calendar_closed_and_open", "closed", np.array(also, dtype=bool))
    nothing = [
        one is None and hours is None and as_ is None and not note
        for one, hours, as_, note in zip(closed, spells, weekdays, notes, strict=True)
    ]
    cells.fail("calendar_says_nothing", "date", np.array(nothing, dtype=bool) & cells.good)
    found = {
        place: CalendarRow(
            first.iloc[place].date(),
            (first if pd.isna(last.iloc[place]) else last).iloc[place].date(),
            concerned.iloc[place] or None,
            True if shut[place] else closed[place],
            spells[place] or None,
            weekdays[place],
            notes.iloc[place],
            int(table.rows[place]),
        )
        for place in np.flatnonzero(cells.good).tolist()
    }
    _refuse_contradictions(cells, found)
    return tuple(row for place, row in found.items() if cells.good[place])


def _is_closed(text: str) -> bool:
    word = text.strip().casefold()
    return word in _CLOSED or (word not in _OPEN and parse_yes_no(text))


def _one_weekday(text: str) -> int:
    days = parse_weekdays(text)
    if len(days) != 1:
        raise UnreadableError("calendar_one_weekday")
    return next(iter(days))


def _refuse_contradictions(cells: ColumnParser, rows: dict[int, CalendarRow]) -> None:
    """An error in the later of two rows that say different things of the same queue on the same day."""
    ordered = sorted(rows.items(), key=lambda item: item[1].first)
    for (place, row), (other, before) in combinations(ordered, 2):
        if before.first > row.last or row.queue != before.queue:
            continue
        mine, its = _said(row, before), _said(before, row)
        if mine is None or its is None:
            continue
        later, earlier = (row, before) if row.row > before.row else (before, row)
        details = {
            "first": earlier.row,
            "day": f"{max(row.first, before.first):%Y-%m-%d}",
            "own": mine if later is row else its,
            "other": its if later is row else mine,
        }
        cells.fail_at("calendar_contradicts", "date", place if later is row else other, details)


def _said(row: CalendarRow, other: CalendarRow) -> Term | None:
    """What a row says that contradicts another of the same days; None where it fits."""
    if bool(row.closed) != bool(other.closed) and _speaks(row) and _speaks(other):
        if row.closed:
            return SHUT
        return OPEN if row.open is None else spells_term(row.open)
    if row.open and other.open and row.open != other.open:
        return spells_term(row.open)
    if None not in (row.as_weekday, other.as_weekday) and row.as_weekday != other.as_weekday:
        return weekday_term(row.as_weekday or 0)
    return None


def _speaks(row: CalendarRow) -> bool:
    return row.closed is not None or row.open is not None or row.as_weekday is not None
