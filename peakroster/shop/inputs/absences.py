"""A file of absences: who is away from when until when, and why. Each is leave, by days or by hours."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.shop.model import ShopFolder
from peakroster.shop.table_specs import ABSENCES
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report
from peakroster.tables.timestamps import parse_day, parse_timestamps
from scheduler.domain.requests import Request
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_DAY = timedelta(days=1)
LONGEST = 366
"""Days of an absence; a longer one is a wrong year, or the end of an employment."""


@dataclass(frozen=True)
class Absence:
    """Somebody away. end: excluded; start and end are midnights where the file names days."""

    agent_id: str
    start: datetime
    end: datetime
    reason: str
    row: int

    def as_leave(self) -> Iterator[Request]:
        """A row of leave for each date that it touches: whole days, or the hours of a day."""
        day = self.start.date()
        while datetime.combine(day, time()) < self.end:
            midnight = datetime.combine(day, time())
            first, last = max(self.start, midnight), min(self.end, midnight + _DAY)
            whole = first == midnight and last == midnight + _DAY
            hours = None if whole else Window(_minutes(first - midnight), _minutes(last - midnight))
            yield Request(self.agent_id, day, "leave", None, 1.0, self.row, (), hours)
            day += _DAY


def absences_of(file: Path, shop: ShopFolder) -> tuple[Absence, ...]:
    """The rows of a .csv or .xlsx file. Raises InputError with everything wrong in it."""
    report = Report()
    if not file.exists():
        report.error("no_such_file", file.name, path=str(file))
        raise InputError(report.findings("error"))
    table = read_table(file, ABSENCES, report)
    found = () if table is None else read_absences(table, report, shop.people)
    if report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    return found


def read_absences(table: RawTable, report: Report, agents: Collection[str]) -> tuple[Absence, ...]:
    """The good rows, in the order of the file. agents: known ids, and names.

    A date stands for the whole day, also as ``until``; without ``until`` it is one day, or the rest of a day.
    """
    cells = ColumnParser(table, report)
    ids = cells.known("agent_id", agents, "unknown_agent")
    starts = cells.parsed("from", _moment)
    ends = cells.parsed("until", _moment)
    reasons = cells.text("reason")
    found = []
    for place in np.flatnonzero(cells.good).tolist():
        start, end = starts[place], ends[place]
        assert start is not None
        first = _at(start)
        day = start if isinstance(start, date) and not isinstance(start, datetime) else first.date()
        last = _after(day) if end is None else _at(end) if isinstance(end, datetime) else _after(end)
        row = int(table.rows[place])
        if last <= first:
            text = cells.text("until").iloc[place]
            report.error(
                "until_before_from",
                table.file,
                row,
                column="until",
                value=text,
                first_day=f"{first.date()}",
            )
            continue
        if last - first > LONGEST * _DAY or last.year == date.max.year:
            report.error(
                "absence_too_long", table.file, row, column="until", first=first.date(), most=LONGEST
            )
            continue
        found.append(Absence(ids.iloc[place], first, last, reasons.iloc[place], row))
    return tuple(found)


def _moment(text: str) -> date | datetime:
    """A date, or a time of a date. Raises UnreadableError."""
    try:
        return parse_day(text)
    except UnreadableError:
        values, codes = parse_timestamps(pd.Series([text], dtype="str"))
        if codes.iloc[0]:
            raise UnreadableError(str(codes.iloc[0])) from None
        found: datetime = values.iloc[0].to_pydatetime()
        return found


def _at(moment: date | datetime) -> datetime:
    return moment if isinstance(moment, datetime) else datetime.combine(moment, time())


def _after(day: date) -> datetime:
    """The midnight that ends a day; of the calendar's last one, a moment before it."""
    return datetime.max if day == date.max else _at(day) + _DAY


def _minutes(span: timedelta) -> int:
    return min(MINUTES_PER_DAY, int(span.total_seconds() // 60))
