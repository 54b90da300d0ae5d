"""A roster in a file of any form that people have: one row a shift, a matrix, or an export of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from peakroster.shop.inputs.roster_matrix import HEAD, Times, looks_like_matrix, matrix_table
from peakroster.shop.inputs.roster_names import RosterNames
from peakroster.shop.table_specs import NEUTRAL, ROSTER
from peakroster.tables.csv_records import DELIMITERS, text_records
from peakroster.tables.decoding import check_size, text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.formula_guard import without_guard
from peakroster.tables.headers import normalised
from peakroster.tables.raw_table import SPACES, RawTable
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report
from peakroster.tables.workbook_records import workbook_records
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop

ENDINGS = (".csv", ".xlsx")
NEUTRAL_SHEET = "neutral"
"""The sheet of an exported workbook that holds the neutral table."""

_MARKS = {normalised(name) for name in ("employee_id", "work_date")}
_SOURCES = ("employee_id", "work_date", "shift_name", "start_at", "end_at", "paid_minutes")
_OFFSET = r"(?:Z|[+-]\d\d:\d\d)$"


def read_roster(path: Path, shop: Shop, report: Report, near: date | None = None) -> RawTable | None:
    """The roster of a file as a table with the columns of ROSTER; None when it is no table at all.

    Shifts carry the names of shifts.csv where they are known, days off are ``off``. Read are the columns of
    roster.csv, the neutral table, and a matrix of people and days: that of roster.xlsx, whose times come from
    its neutral sheet where both name the same shift, or a manager's own. near: a day of the roster, for
    dates without a year; without it, today.
    """
    if not path.exists():
        report.error("no_such_file", path.name, path=str(path))
        return None
    if path.suffix.casefold() not in ENDINGS:
        report.error("wrong_kind_of_file", path.name, value=path.name)
        return None
    head, delimiter = _head(path)
    names = RosterNames(shop)
    table: RawTable | None
    if any(_is_neutral(row) for row in head[:1]):
        found = read_table(path, NEUTRAL, report)
        table = None if found is None else _of_neutral(found, shop)
    elif looks_like_matrix(head):
        records = _all_records(path, delimiter, report)
        near, times = near or date.today(), _times(path, shop)
        table = None
        if records is not None:
            table = matrix_table(records, path.name, shop, report, near, times)
    else:
        table = read_table(path, ROSTER, report)
    if table is None:
        return None
    cells = table.cells.assign(
        agent_id=without_guard(table.cells["agent_id"]),
        shift=names.meant_by(without_guard(table.cells["shift"])),
    )
    return replace(table, cells=cells)


def _head(path: Path) -> tuple[list[list[str]], str]:
    """The first rows and, of a .csv file, its delimiter: one with which they look like a matrix, if any.

    What cannot be read has no rows here; the reader of tables reports it.
    """
    for delimiter in DELIMITERS:
        try:
            head = next(_records(path, delimiter), [])[: HEAD + 1]
        except (UnreadableError, UnicodeDecodeError):
            continue
        if path.suffix.casefold() == ".xlsx" or looks_like_matrix(head) or any(map(_is_neutral, head[:1])):
            return head, delimiter
    return [], DELIMITERS[0]


def _records(path: Path, delimiter: str, sheet: str | None = None) -> Iterator[list[list[str]]]:
    if path.suffix.casefold() == ".xlsx":
        check_size(path, ROSTER.megabytes)
        return workbook_records(path, sheet)
    return text_records(path, text_encoding(path, ROSTER.megabytes).codec, delimiter)


def _all_records(path: Path, delimiter: str, report: Report) -> list[list[str]] | None:
    try:
        return list(chain.from_iterable(_records(path, delimiter)))
    except UnreadableError as problem:
        report.error(problem.code, path.name, problem.row, **problem.details)
        return None


def _is_neutral(row: Sequence[str]) -> bool:
    return {normalised(cell.strip(SPACES)) for cell in row} >= _MARKS


def _of_neutral(table: RawTable, shop: Shop) -> RawTable:
    """The neutral table with the columns of ROSTER: times by the shop's clock, hours for minutes."""
    cells = table.cells
    resting = cells["is_rest"].str.casefold().isin(("true", "1"))
    minutes = pd.to_numeric(cells["paid_minutes"], errors="coerce") / 60
    columns = {
        "agent_id": cells["employee_id"],
        "date": cells["work_date"],
        "shift": cells["shift_name"].mask(resting, OFF),
        "start": _on_the_clock(cells["start_at"], shop),
        "end": _on_the_clock(cells["end_at"], shop),
        "paid_hours": minutes.map("{:.10g}".format).where(minutes.notna(), cells["paid_minutes"]),
    }
    sources = dict(zip(columns, _SOURCES, strict=True))
    headers = {name: table.headers[source] for name, source in sources.items() if source in table.headers}
    converted = pd.DataFrame(columns).astype("str")
    return RawTable(table.file, ROSTER, headers, converted, table.rows, table.broken)


def _on_the_clock(texts: pd.Series, shop: Shop) -> pd.Series:
    """Times with an offset as the clock of the shop shows them; other texts stay as they are."""
    zoned = texts.str.contains(_OFFSET, regex=True).astype(bool)
    moments = pd.to_datetime(texts.where(zoned), errors="coerce", utc=True, format="ISO8601")
    local = moments.dt.tz_convert(shop.settings.timezone).dt.strftime("%Y-%m-%dT%H:%M:%S")
    return texts.where(local.isna(), local)


def _times(path: Path, shop: Shop) -> Times:
    """What the neutral sheet beside an exported matrix says; {} where there is none that can be read."""
    if path.suffix.casefold() != ".xlsx":
        return {}
    try:
        records = list(chain.from_iterable(_records(path, "", NEUTRAL_SHEET)))
    except UnreadableError:
        return {}
    if not records or not _is_neutral(records[0]):
        return {}
    header, *rows = records
    places = {normalised(column.name): column.name for column in NEUTRAL.columns}
    width = len(header)
    table = pd.DataFrame([(row + [""] * width)[:width] for row in rows], columns=header, dtype="str")
    table = table.rename(columns=lambda name: places.get(normalised(name), name)).reindex(
        columns=[column.name for column in NEUTRAL.columns], fill_value=""
    )
    raw = RawTable("", NEUTRAL, {}, table, np.arange(len(rows)), np.zeros(len(rows), dtype=bool))
    cells = _of_neutral(raw, shop).cells
    worked = cells[(cells["shift"] != OFF) & (cells["shift"] != "")]
    return {
        (row["agent_id"], row["date"]): {key: row[key] for key in ("shift", "start", "end", "paid_hours")}
        for row in worked.to_dict("records")
    }
