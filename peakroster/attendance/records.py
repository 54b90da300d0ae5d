"""Reads a file of an attendance system: who punched when, and what it says of those who did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from peakroster.attendance.cells import Away, Cell, Clock, read_cell, read_date
from peakroster.attendance.columns import IN, OUT, STATUS
from peakroster.attendance.people import People, Who
from peakroster.attendance.sheet import read_sheet
from peakroster.tables.column_parser import ColumnParser
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.formula_guard import without_guard
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report

Direction = Literal["in", "out"]
_IN = ("上班", "签到", "进", "入", "in", "onduty", "on duty", "check in", "clock in")
_OUT = ("下班", "签退", "出", "离", "out", "offduty", "off duty", "check out", "clock out")
_MOST_NAMED = 12
_WORST: tuple[Away, ...] = ("leave", "absent", "missing", "rest")


@dataclass(frozen=True)
class Punch:
    """A clock, and whether somebody came or went; None = the file does not say."""

    clock: Clock
    direction: Direction | None = None


@dataclass(frozen=True)
class Record:
    """A row of one of our agents.

    day: the date that the row belongs to; None where only the punches have dates. pairs: clock-in and
    clock-out of each spell, None where there is none. punches: of files that do not pair them.
    """

    agent: str
    day: date | None
    row: int
    pairs: tuple[tuple[Clock | None, Clock | None], ...] = ()
    punches: tuple[Punch, ...] = ()
    away: Away | None = None

    @property
    def says_anything(self) -> bool:
        """Whether the row has a punch, or says that somebody who was due was away."""
        return bool(self.pairs or self.punches) or self.away in ("leave", "absent", "missing")


@dataclass(frozen=True)
class AttendanceFile:
    """records: of the shop's agents. strangers: rows of nobody in it. headers: column → its header."""

    file: str
    records: tuple[Record, ...]
    strangers: int
    headers: Mapping[str, str]
    warnings: tuple[Finding, ...]


def read_attendance(path: Path, people: People, columns: Mapping[str, str]) -> AttendanceFile:
    """Read a .csv or .xlsx file. columns: as :func:`read_sheet` takes them.

    Raises InputError with everything that cannot be read, or when nobody in it is in agents.csv.
    """
    report = Report()
    table = read_sheet(path, columns, report)
    records, strangers = ([], 0) if table is None else _read(table, people, report)
    if table is None or report.has("error"):
        raise InputError(report.findings("error"), report.findings("warning"))
    warnings = report.findings("warning")
    return AttendanceFile(table.file, tuple(records), strangers, table.headers, warnings)


def _read(table: RawTable, people: People, report: Report) -> tuple[list[Record], int]:
    cells = ColumnParser(table, report)
    ids, platform, names = (without_guard(cells.text(each)) for each in ("agent_id", "platform_id", "name"))
    dates = cells.parsed("date", read_date)
    who = [people.who(*each) for each in zip(ids, platform, names, strict=True)]
    _tell_people(cells, who, (ids, platform, names), report)
    ours = pd.Series([one.agent is not None for one in who], index=table.cells.index, dtype=bool)
    parts = {
        column.name: cells.parsed(column.name, read_cell, where=ours)
        for column in (*IN, *OUT)
        if column.name in table.headers
    }
    punches = cells.parsed("punch", read_cell, where=ours) if not parts else []
    directions = cells.parsed("direction", _direction, where=ours)
    status = [cells.parsed(each, _status, where=ours) for each in STATUS if each in table.headers]
    has_date = "date" in table.headers
    records = []
    for place in np.flatnonzero(cells.good & ours.to_numpy()).tolist():
        if has_date and dates[place] is None:
            cells.fail_at("missing_value", "date", place)
            continue
        row = {name: cell for name, found in parts.items() if (cell := found[place]) is not None}
        read = [*row.values(), *([punches[place]] if punches else [])]
        said = [each.away for each in read if each is not None] + [each[place] for each in status]
        record = Record(
            agent=who[place].agent or "",
            day=dates[place],
            row=int(table.rows[place]),
            pairs=_pairs(row),
            punches=_punches(row, punches[place] if punches else None, directions[place]),
            away=next((away for away in _WORST if away in said), None),
        )
        if record.day is None and any(punch.clock.day is None for punch in record.punches):
            cells.fail_at("attendance_no_date", "punch", place)
            continue
        records.append(record)
    if not records and not report.has("error"):
        report.error("attendance_nobody" if len(who) else "no_rows", table.file, value=_example(ids, names))
    return records, sum(one.agent is None for one in who)


def _tell_people(
    cells: ColumnParser, who: list[Who], texts: tuple[pd.Series, pd.Series, pd.Series], report: Report
) -> None:
    """Names that several bear are errors; people of other departments are counted, and left out."""
    shared = np.array([bool(one.rivals) for one in who], dtype=bool)
    column = next(each for each in ("name", "platform_id", "agent_id") if each in cells.table.headers)
    cells.fail("attendance_shared_name", column, shared, lambda place: {"ids": "; ".join(who[place].rivals)})
    named = [any(text.iloc[place] for text in texts) for place in range(len(who))]
    nobody = np.array([not each for each in named], dtype=bool)
    dated = (cells.text("date") != "").to_numpy() if "date" in cells.table.headers else ~nobody
    cells.fail("missing_value", column, nobody & dated)
    unknown = [
        next(text.iloc[place] for text in reversed(texts) if text.iloc[place])
        for place, one in enumerate(who)
        if one.agent is None and not one.rivals and named[place]
    ]
    if unknown:
        different = list(dict.fromkeys(unknown))
        shown = "; ".join(different[:_MOST_NAMED]) + ("; …" if len(different) > _MOST_NAMED else "")
        report.warning("attendance_strangers", cells.table.file, value=shown, count=len(different))


def _pairs(row: Mapping[str, Cell]) -> tuple[tuple[Clock | None, Clock | None], ...]:
    """The spells of a row whose cells hold one time each."""
    if any(len(cell.clocks) > 1 for cell in row.values()):
        return ()
    found = []
    for came, went in zip(IN, OUT, strict=True):
        pair = tuple(row[each.name].clocks[:1] if each.name in row else () for each in (came, went))
        if any(pair):
            found.append((pair[0][0] if pair[0] else None, pair[1][0] if pair[1] else None))
    return tuple(found)


def _punches(row: Mapping[str, Cell], cell: Cell | None, direction: Direction | None) -> tuple[Punch, ...]:
    """The times of a cell that holds all of a day, or the one of a row that is a punch."""
    several = any(len(each.clocks) > 1 for each in row.values())
    clocks = [clock for each in row.values() for clock in each.clocks] if several else []
    clocks += [] if cell is None else list(cell.clocks)
    return tuple(Punch(clock, direction if len(clocks) == 1 else None) for clock in clocks)


def _direction(text: str) -> Direction | None:
    plain = text.strip().casefold()
    for words, meant in ((_OUT, "out"), (_IN, "in")):
        if any(plain == word or (len(word) > 1 and not word.isascii() and word in plain) for word in words):
            return meant  # type: ignore[return-value]
    return None


def _status(text: str) -> Away | None:
    """What a column of results says; its times are those of other columns, unknown words no error."""
    try:
        return read_cell(text, words_known=False).away
    except UnreadableError:
        return None


def _example(ids: pd.Series, names: pd.Series) -> str:
    shown = [text for text in (*names.head(3), *ids.head(3)) if text]
    return ", ".join(shown[:3])
