"""Finds the table in an exported sheet: titles above it, headers in one row or two, unknown columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from peakroster.attendance.columns import ATTENDANCE, IN, OUT, PEOPLE
from peakroster.tables.csv_records import DELIMITERS, text_records
from peakroster.tables.decoding import check_size, text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.headers import Headers, match_headers, normalised, recognised
from peakroster.tables.raw_table import SPACES, RawTable, holds_anything
from peakroster.tables.reader import warn_of_guess
from peakroster.tables.report import Report
from peakroster.tables.row_buffer import RowBuffer
from peakroster.tables.specs import TableSpec
from peakroster.tables.workbook_records import WorkbookSheet

ENDINGS = (".csv", ".xlsx")
_HEAD = 12
"""Rows among which the headers are looked for: titles and the time of the report stand above them."""
_FEWEST = 2
"""Columns that must be recognised in a row of headers."""
_MOST_SHOWN = 40


@dataclass(frozen=True)
class _Head:
    """A possible row of headers. rows: how many rows it takes."""

    place: int
    rows: int
    cells: tuple[str, ...]


def read_sheet(path: Path, columns: Mapping[str, str], report: Report) -> RawTable | None:
    """The table of a file with the columns of ATTENDANCE; None when it is none, with a finding.

    columns: column → the header that it has in this file, where nobody could know it. A header of these that
    the file lacks is left to the usual ones.
    """
    file = path.name
    if not path.exists():
        report.error("no_such_file", file, path=str(path))
        return None
    if path.suffix.casefold() not in ENDINGS:
        report.error("wrong_kind_of_file", file, value=file)
        return None
    spec = with_columns(columns)
    try:
        records, from_1904 = _records(path, spec, report)
    except UnreadableError as problem:
        report.error(problem.code, file, problem.row, **problem.details)
        return None
    head = _head(records[:_HEAD], spec)
    if head is None:
        first = next((record for record in records if holds_anything(record)), None)
        if first is None:
            report.error("empty_file", file)
        else:
            shown = " | ".join(cell for cell in first if cell)
            report.error("attendance_no_header", file, value=shown, known=ATTENDANCE.headers)
        return None
    headers = _matched(head, spec, file, report)
    if headers is None or not _whole(headers, head, file, report):
        return None
    below = head.place + head.rows
    buffer = RowBuffer(file, spec, headers, len(head.cells), below + 1, from_1904=from_1904)
    try:
        buffer.add([[*record] for record in records[below:]])
        return buffer.table(report)
    except UnreadableError as problem:
        report.error(problem.code, file, problem.row, **problem.details)
        return None


def with_columns(columns: Mapping[str, str]) -> TableSpec:
    """The columns with headers of one's own, which go before the usual ones."""
    own = tuple(
        replace(spec, chinese=columns[spec.name], synonyms=(spec.chinese, *spec.synonyms))
        if spec.name in columns
        else spec
        for spec in ATTENDANCE.columns
    )
    return replace(ATTENDANCE, columns=own)


def _records(path: Path, spec: TableSpec, report: Report) -> tuple[list[list[str]], bool]:
    """All rows, blank ones too, and whether plain numbers count days from 1904."""
    if path.suffix.casefold() == ".xlsx":
        check_size(path, spec.megabytes)
        sheet = WorkbookSheet(path)
        return list(chain.from_iterable(sheet.records())), sheet.from_1904
    encoding = text_encoding(path, spec.megabytes)
    warn_of_guess(encoding, path.name, report)
    best: list[list[str]] = []
    most = -1
    for delimiter in DELIMITERS:
        try:
            records = list(chain.from_iterable(text_records(path, encoding.codec, delimiter)))
        except UnreadableError:
            if delimiter == DELIMITERS[-1] and most < 0:
                raise
            continue
        found = max((recognised(head.cells, spec) for head in _heads(records[:_HEAD], spec)), default=0)
        if found > most:
            best, most = records, found
    return best, False


def _head(records: Sequence[Sequence[str]], spec: TableSpec) -> _Head | None:
    """The row, or the two rows, with the most known headers; the first of several."""
    best, most = None, _FEWEST - 1
    for head in _heads(records, spec):
        if (found := recognised(head.cells, spec)) > most:
            best, most = head, found
    return best


def _heads(records: Sequence[Sequence[str]], spec: TableSpec) -> Iterator[_Head]:
    rows = [[cell.strip(SPACES) for cell in record] for record in records]
    for place, row in enumerate(rows):
        if not any(row):
            continue
        yield _Head(place, 1, tuple(_trimmed(row)))
        if place + 1 < len(rows) and any(rows[place + 1]):
            yield _Head(place, 2, tuple(_trimmed(_joined(row, rows[place + 1], spec))))


def _joined(upper: Sequence[str], lower: Sequence[str], spec: TableSpec) -> list[str]:
    """Two rows of headers as one: a header over several columns stands in the first of them."""
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    found, group = [], ""
    for over, under in zip(above, below, strict=True):
        group = over or (group if under else "")
        both = group + under
        known = (text for text in (both, under, over) if text and recognised([text], spec))
        found.append(next(known, both))
    return found


def _trimmed(row: Sequence[str]) -> list[str]:
    cells = list(row)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _matched(head: _Head, spec: TableSpec, file: str, report: Report) -> Headers | None:
    """The columns; what else the file has is nobody's business, so only what is ambiguous is told."""
    silent = Report()
    headers = match_headers(head.cells, spec, file, head.place + 1, silent)
    for finding in silent.findings("error"):
        if finding.code == "ambiguous_header":
            report.error(finding.code, file, finding.row, column=finding.column, value=finding.value)
    if headers is None or report.has("error"):
        return None
    places, texts = dict(headers.places), dict(headers.texts)
    paired = any(column.name in places for column in (*IN, *OUT))
    if "date" not in places and paired and normalised(texts.get("punch", "")) in ("时间", "time"):
        # WeCom calls the day of a row 时间.
        places["date"], texts["date"] = places.pop("punch"), texts.pop("punch")
    return Headers(places, texts)


def _whole(headers: Headers, head: _Head, file: str, report: Report) -> bool:
    """Whether there is somebody, a day and a punch; what is missing is told with what the file has."""
    places = headers.places
    punches = [column.name for column in (*IN, *OUT)]
    needs = (
        ("attendance_no_person", [column.name for column in PEOPLE], "agent_id"),
        ("attendance_no_day", ["date", "punch"], "date"),
        ("attendance_no_punch", [*punches, "punch"], "clock_in"),
    )
    shown = " | ".join([cell for cell in head.cells if cell][:_MOST_SHOWN])
    missing = [(code, option) for code, names, option in needs if not any(name in places for name in names)]
    for code, option in missing:
        report.error(code, file, head.place + 1, column=option, value=shown, option=option)
    return not missing
