"""Reads a table from a folder: the file found, decoded, its columns recognised, its cells as text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

from peakroster.tables.csv_records import find_delimiter, text_records
from peakroster.tables.decoding import Encoding, check_size, text_encoding
from peakroster.tables.errors import UnreadableError
from peakroster.tables.headers import match_headers, recognised
from peakroster.tables.raw_table import SPACES, RawTable, holds_anything
from peakroster.tables.report import Report
from peakroster.tables.row_buffer import RowBuffer
from peakroster.tables.specs import TableSpec
from peakroster.tables.suggestions import closest
from peakroster.tables.workbook_records import WorkbookSheet
from peakroster.tables.workbook_warnings import other_sheet, warn_of_sheet

GUESS = "guessed_gbk"
"""Code of the warning that a file was read in an encoding that it does not name."""

_OTHER_KINDS = (".xls", ".xlsm", ".xlsb", ".et", ".ods", ".txt", ".tsv", ".numbers")
_MOST_COLUMNS = 200
_LARGE = 20_000_000  # bytes: from here on the first rows are looked at before the rest is read


def find_file(folder: Path, spec: TableSpec, report: Report, siblings: Collection[str] = ()) -> Path | None:
    """The .csv or .xlsx file of a table, its name in upper or lower case.

    Parameters
    ----------
    report
        Gets a finding where there is no such file but one is required or a similar name is there.
    siblings
        Stems of the folder's other tables, which are not suggested as misspellings of this one.

    Returns
    -------
    Path | None
        None without a file that can be read as the table.
    """
    entries = sorted(folder.iterdir())
    wanted = (f"{spec.stem}.csv", f"{spec.stem}.xlsx")
    found = [entry for entry in entries if entry.name.casefold() in wanted]
    if len(found) == 1:
        return found[0]
    name = wanted[0]
    if found:
        report.error("two_files", name, value=" + ".join(entry.name for entry in found))
        return None
    other = [entry.name for entry in entries if entry.stem.casefold() == spec.stem and _other_kind(entry)]
    if other:
        report.error("wrong_kind_of_file", name, value=other[0])
        return None
    stems = {entry.stem: entry.name for entry in entries if entry.suffix.casefold() in (".csv", ".xlsx")}
    near = closest(spec.stem, [stem for stem in stems if stem.casefold() not in siblings])
    if near is not None and spec.required:
        report.error("missing_file_similar", name, value=stems[near])
    elif near is not None:
        report.warning("similar_file", name, value=stems[near])
    elif spec.required:
        report.error("missing_file", name)
    return None


def _other_kind(entry: Path) -> bool:
    return entry.suffix.casefold() in _OTHER_KINDS


def read_table(
    path: Path, spec: TableSpec, report: Report, looks_sound: Callable[[RawTable], bool] | None = None
) -> RawTable | None:
    """Read a table; None when it is no table at all. A file without rows gives a table without rows.

    looks_sound: asked about the first rows of a large file; where it says no, the rest is not read.
    """
    file = path.name
    try:
        sheet = _sheet(path, spec)
        records = _text(path, spec, report) if sheet is None else sheet.records()
        first = next(records, [])
        place = next((place for place, record in enumerate(first) if holds_anything(record)), None)
        if sheet is not None and (elsewhere := other_sheet(sheet, first, place, spec)) is not None:
            raise UnreadableError("table_on_other_sheet", sheet=sheet.title, other=elsewhere)
        if place is None:
            raise UnreadableError("empty_file")
        header = _trimmed(first[place])
        if len(header) > _MOST_COLUMNS:
            value = " | ".join(header[:6])
            raise UnreadableError("no_header", row=place + 1, value=value, expected=spec.headers)
        headers = match_headers(header, spec, file, place + 1, report)
        if headers is None:
            return None
        from_1904 = sheet is not None and sheet.from_1904
        buffer = RowBuffer(file, spec, headers, len(header), place + 2, from_1904=from_1904)
        if sheet is not None:
            warn_of_sheet(sheet, file, spec, headers, place + 1, report)
        probe = looks_sound if path.stat().st_size > _LARGE else None
        _read_rows(chain([first[place + 1 :]], records), buffer, report, probe)
        return buffer.table(report)
    except UnreadableError as problem:
        if problem.code == "empty_file" and not spec.required:
            report.warning("empty_optional_file", file)
        else:
            report.error(problem.code, file, problem.row, **problem.details)
        return None


def _read_rows(
    chunks: Iterator[list[list[str]]],
    buffer: RowBuffer,
    report: Report,
    probe: Callable[[RawTable], bool] | None,
) -> None:
    """All rows, or those before the file broke off or turned out to be nonsense."""
    try:
        for chunk in chunks:
            buffer.add(chunk)
            if probe is not None and not probe(buffer.table(Report())):
                raise UnreadableError("mostly_unreadable", last=buffer.next_row - 1)
            probe = None
    except UnreadableError as problem:
        if not buffer.has_rows:
            raise
        report.error(problem.code, buffer.file, problem.row, **problem.details)


def _sheet(path: Path, spec: TableSpec) -> WorkbookSheet | None:
    """The sheet of a workbook; None for a text file."""
    if path.suffix.casefold() != ".xlsx":
        return None
    check_size(path, spec.megabytes)
    return WorkbookSheet(path)


def _text(path: Path, spec: TableSpec, report: Report) -> Iterator[list[list[str]]]:
    encoding = text_encoding(path, spec.megabytes)
    warn_of_guess(encoding, path.name, report)
    delimiter = find_delimiter(path, encoding.codec, lambda cells: recognised(cells, spec))
    if delimiter != ",":
        shown = {";": ";", "\t": "TAB", "，": "，"}[delimiter]
        report.warning("other_delimiter", path.name, value=shown)
    return text_records(path, encoding.codec, delimiter)


def warn_of_guess(encoding: Encoding, file: str, report: Report) -> None:
    """Show what a guessed encoding makes of the file: nobody but its writer can tell whether it is right."""
    if encoding.example is not None:
        report.warning(GUESS, file, value=encoding.example)


def _trimmed(header: Sequence[str]) -> list[str]:
    """The header row without the empty columns at its end."""
    cells = [cell.strip(SPACES) for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    return cells
