"""Adds locks to locks.csv (or .xlsx) and takes them away, leaving the rest of the file as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from peakroster.exports.files import write_file
from peakroster.shop.columns import LOCKS
from peakroster.shop.decoding import text_encoding
from peakroster.shop.findings import InputError
from peakroster.shop.headers import recognised
from peakroster.shop.report import Report
from peakroster.shop.tables import Table, find_file, read_table
from peakroster.shop.text_table import find_delimiter, text_records
from peakroster.shop.timestamps import parse_days
from peakroster.shop.workbook_table import workbook_records

Cell = tuple[str, date]


@dataclass(frozen=True)
class _Edit:
    """What changes in a table of locks.

    columns: where agent_id, date and shift stand (0 = first). shifts: row of the file → its new shift.
    gone: rows that repeat a lock which is set anew, and removed locks. added: locks that had no row.
    """

    columns: tuple[int, int, int]
    shifts: Mapping[int, str]
    gone: frozenset[int]
    added: Mapping[Cell, str]


def add_locks(folder: Path, locks: Mapping[tuple[str, date], str]) -> Path:
    """Lock these (agent id, date) to a shift or ``off``; an older lock of the same cell is replaced.

    Other rows, unknown columns and the order stay; a CSV is written in UTF-8 with BOM. The file is replaced
    whole or not at all. Raises OSError when it cannot be, InputError when the file that is there cannot be
    read as a table of locks.
    """
    path = _find(folder)
    if path is None or path.stat().st_size == 0:
        rows = [[column.name for column in LOCKS.columns]]
        rows += [[agent, day.isoformat(), shift] for (agent, day), shift in sorted(locks.items())]
        return write_file(path or folder / f"{LOCKS.stem}.csv", _csv(rows, ","))
    return _rewritten(path, locks, frozenset())


def remove_locks(folder: Path, cells: Collection[tuple[str, date]]) -> Path | None:
    """Take away all locks of these (agent id, date); cells without a lock are passed over.

    Returns the file, None if there is none. What stays and what is raised: as :func:`add_locks`.
    """
    path = _find(folder)
    if path is None or path.stat().st_size == 0:
        return path
    return _rewritten(path, {}, frozenset(cells))


def _find(folder: Path) -> Path | None:
    report = Report()
    path = find_file(folder, LOCKS, report)
    if report.has("error"):
        raise InputError(report.findings("error"))
    return path


def _rewritten(path: Path, locks: Mapping[Cell, str], removed: frozenset[Cell]) -> Path:
    report = Report()
    table = read_table(path, LOCKS, report)
    if table is None or report.has("error"):
        raise InputError(report.findings("error"))
    if path.suffix.casefold() == ".xlsx":
        records = list(chain.from_iterable(workbook_records(path)))
        return write_file(path, _edited_workbook(path, _edit(table, records, locks, removed)))
    encoding = text_encoding(path, LOCKS.megabytes)
    delimiter = find_delimiter(path, encoding, lambda cells: recognised(cells, LOCKS))
    records = list(chain.from_iterable(text_records(path, encoding, delimiter)))
    return write_file(path, _csv(_edited(records, _edit(table, records, locks, removed)), delimiter))


def _edit(
    table: Table, records: Sequence[Sequence[str]], locks: Mapping[Cell, str], removed: frozenset[Cell]
) -> _Edit:
    header = [cell.strip() for cell in next(row for row in records if any(cell.strip() for cell in row))]
    agent, day, shift = (header.index(table.headers[column.name]) for column in LOCKS.columns)
    dated = (table.cells["date"] != "").to_numpy(dtype=bool)
    days, _ = parse_days(table.cells["date"][dated])
    agents = table.cells["agent_id"][dated]
    shifts: dict[int, str] = {}
    gone: set[int] = set()
    met: set[Cell] = set()
    for row, agent_id, moment in zip(table.rows[dated].tolist(), agents, days, strict=True):
        if pd.isna(moment):
            continue  # no date, so not ours to touch
        cell = (str(agent_id), moment.date())
        if cell in met or cell in removed:
            gone.add(row)
        elif cell in locks:
            shifts[row] = locks[cell]
            met.add(cell)
    added = {cell: locks[cell] for cell in sorted(locks) if cell not in met}
    return _Edit((agent, day, shift), shifts, frozenset(gone), added)


def _edited(records: list[list[str]], edit: _Edit) -> list[list[str]]:
    """The records of a CSV with the change made; rows are counted from 1."""
    agent, day, shift = edit.columns
    width = max(len(records[0]), 1 + max(edit.columns))
    rows = []
    for number, record in enumerate(records, start=1):
        if number in edit.gone:
            continue
        if number in edit.shifts:
            record = [*record, *[""] * (shift + 1 - len(record))]
            record[shift] = edit.shifts[number]
        rows.append(record)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    for (agent_id, on), name in edit.added.items():
        row = [""] * width
        row[agent], row[day], row[shift] = agent_id, on.isoformat(), name
        rows.append(row)
    return rows


def _csv(rows: list[list[str]], delimiter: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def _edited_workbook(path: Path, edit: _Edit) -> bytes:
    agent, day, shift = (position + 1 for position in edit.columns)
    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[0]
    for row, name in edit.shifts.items():
        sheet.cell(row, shift).value = name
    line = sheet.max_row
    for (agent_id, on), name in edit.added.items():
        line += 1
        cell = sheet.cell(line, agent)
        cell.value, cell.data_type, cell.number_format = agent_id, "s", "@"
        sheet.cell(line, day).value = on
        sheet.cell(line, day).number_format = "yyyy-mm-dd"
        sheet.cell(line, shift).value = name
    for row in sorted(edit.gone, reverse=True):
        sheet.delete_rows(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
