"""Changes single rows of a table (.csv or .xlsx) and leaves the rest of the file as it is."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

from peakroster.tables.csv_records import find_delimiter, text_records
from peakroster.tables.decoding import text_encoding
from peakroster.tables.findings import Finding, InputError, printable
from peakroster.tables.headers import recognised
from peakroster.tables.raw_table import SPACES, RawTable
from peakroster.tables.reader import find_file, read_table
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec
from peakroster.tables.workbook_records import WorkbookSheet, first_visible

CellValue = str | float | date | datetime | None
RowValues = Mapping[str, CellValue]
"""Column → what stands in it; None = an empty cell."""


@dataclass(frozen=True)
class TableEdit:
    """changed: row of the file → the cells of it that change. removed: rows. added: rows at the end."""

    changed: Mapping[int, RowValues] = field(default_factory=dict)
    removed: frozenset[int] = frozenset()
    added: Sequence[RowValues] = ()


def read_for_edit(folder: Path, spec: TableSpec) -> RawTable | None:
    """The table as it is; None without a file, or with an empty one.

    Raises InputError when the file that is there cannot be read as that table.
    """
    report = Report()
    path = find_file(folder, spec, report)
    table = None
    if path is not None and path.stat().st_size:
        table = read_table(path, spec, report)
    if report.has("error"):
        raise InputError(report.findings("error"))
    return table


def edited_table(
    folder: Path,
    spec: TableSpec,
    edit: Callable[[RawTable | None], TableEdit],
    check: Callable[[RawTable, Report], object] | None = None,
) -> tuple[Path, bytes | None]:
    """A table as an edit makes it: its file, and the bytes that shall stand there; None = nothing changes.

    edit: given the table as it is now, says what changes; it raises InputError where the table is not what
    whoever wants the change has seen (:func:`changed_meanwhile`). Rows and columns that are not meant stay,
    in their order; a CSV keeps its separator, its encoding and its ends of lines. Where there is no file, one
    is made in UTF-8 with BOM.
    Columns that the file lacks are added where they are needed. check: reads the table as it would be.

    Raises InputError of ``edit``, with the errors of ``check``, or when the file that is there cannot be read
    as that table.
    """
    table = read_for_edit(folder, spec)
    change = edit(table)
    found = find_file(folder, spec, Report())
    path = found or folder / f"{spec.stem}.csv"
    if not (change.changed or change.removed or change.added):
        return path, None
    if table is None or found is None:
        header = [column.name for column in spec.columns]
        rows = [header, *([_text(row.get(name)) for name in header] for row in change.added)]
        content = _csv(rows, ",", "utf-8-sig", "\n")
    elif path.suffix.casefold() == ".xlsx":
        content = _edited_workbook(path, table, change)
    else:
        content = _edited_csv(path, table, change)
    if check is not None:
        check_content(path.name, spec, content, check)
    return path, content


def changed_meanwhile(file: str, expected: Sequence[str], found: Sequence[str]) -> InputError:
    """The refusal of a change by somebody who has not seen what a file says now.

    expected, found: what the file said to them and what it says, one text for each row or cell concerned.
    """
    return InputError(
        [
            Finding(
                "error",
                "changed_meanwhile",
                file,
                value=printable("; ".join(found)) or None,
                details={"expected": printable("; ".join(expected)) or "–", "found": "; ".join(found) or "–"},
            )
        ]
    )


def check_content(
    name: str, spec: TableSpec, content: bytes, check: Callable[[RawTable, Report], object]
) -> None:
    """Read a table as it would be. Raises InputError with its errors."""
    report = Report()
    folder = Path(tempfile.mkdtemp(prefix="peakroster-"))
    try:
        (folder / name).write_bytes(content)
        table = read_table(folder / name, spec, report)
        if table is not None:
            check(table, report)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if report.has("error"):
        raise InputError(report.findings("error"))


def _places(header: Sequence[str], table: RawTable, edit: TableEdit) -> tuple[dict[str, int], list[str]]:
    """Where the columns stand (0 = first), those included that are added behind the others; and these."""
    places = {
        name: [cell.strip(SPACES) for cell in header].index(text) for name, text in table.headers.items()
    }
    used = {name for row in chain(edit.changed.values(), edit.added) for name, value in row.items() if value}
    missing = [column.name for column in table.spec.columns if column.name in used - places.keys()]
    return {**places, **{name: len(header) + n for n, name in enumerate(missing)}}, missing


def _header_row(records: Sequence[Sequence[str]]) -> int:
    return next(n for n, row in enumerate(records) if any(cell.strip() for cell in row))


def _edited_csv(path: Path, table: RawTable, edit: TableEdit) -> bytes:
    spec, encoding = table.spec, text_encoding(path, table.spec.megabytes).codec
    delimiter = find_delimiter(path, encoding, lambda cells: recognised(cells, spec))
    records = list(chain.from_iterable(text_records(path, encoding, delimiter)))
    head = _header_row(records)
    places, missing = _places(records[head], table, edit)
    width = max(len(records[head]) + len(missing), 1 + max(places.values()))
    rows = []
    for number, record in enumerate(records, start=1):
        if number in edit.removed:
            continue
        if number == head + 1:
            record = [*record, *missing]
        if number in edit.changed:
            record = [*record, *[""] * (width - len(record))]
            for name, value in edit.changed[number].items():
                if name in places:
                    record[places[name]] = _text(value)
        rows.append(record)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    for added in edit.added:
        row = [""] * width
        for name, value in added.items():
            if name in places:
                row[places[name]] = _text(value)
        rows.append(row)
    return _csv(rows, delimiter, *_manner(path, encoding))


def _manner(path: Path, codec: str) -> tuple[str, str]:
    """How a text file is written: its encoding, with a mark or without, and how its lines end."""
    start = path.read_bytes()
    if codec == "utf-8-sig" and not start.startswith(codecs.BOM_UTF8):
        codec = "utf-8"
    return codec, "\r\n" if b"\r\n" in start else "\n"


def _csv(rows: list[list[str]], delimiter: str, codec: str, line_end: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(rows)
    return text.getvalue().encode(codec)


def _text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else f"{value:.15g}"


def _edited_workbook(path: Path, table: RawTable, edit: TableEdit) -> bytes:
    records = list(chain.from_iterable(WorkbookSheet(path).records()))
    head = _header_row(records)
    places, missing = _places(records[head], table, edit)
    import openpyxl

    book = openpyxl.load_workbook(path)
    sheet: Any = book.worksheets[first_visible(book)]
    for name in missing:
        sheet.cell(head + 1, places[name] + 1).value = name
    last = sheet.max_row
    new = {last + n: row for n, row in enumerate(edit.added, start=1)}
    for number, row in chain(edit.changed.items(), new.items()):
        for name, value in row.items():
            if name in places:
                _fill(sheet.cell(number, places[name] + 1), value)
    for number in sorted(edit.removed, reverse=True):
        sheet.delete_rows(number)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _fill(cell: Any, value: CellValue) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"  # ids stay text
    elif isinstance(value, datetime):
        cell.number_format = "yyyy-mm-dd hh:mm"
    elif isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"
