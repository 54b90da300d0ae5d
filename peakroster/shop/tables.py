"""One input table of the shop folder: found, decoded, its columns recognised, its cells as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.columns import SHOP_TABLES, TableSpec
from peakroster.shop.decoding import check_size, text_encoding
from peakroster.shop.headers import Headers, match_headers, recognised
from peakroster.shop.report import Report
from peakroster.shop.similar import closest
from peakroster.shop.text_table import find_delimiter, text_records
from peakroster.shop.unreadable import UnreadableError
from peakroster.shop.workbook_table import workbook_records

SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff，"
"""Stripped from both ends of every cell: what nobody sees, and the comma of a Chinese keyboard."""

_OTHER_KINDS = (".xls", ".xlsm", ".xlsb", ".et", ".ods", ".txt", ".tsv", ".numbers")
_MOST_COLUMNS = 200
_STEMS = [spec.stem for spec in SHOP_TABLES]


@dataclass(frozen=True)
class Table:
    """A table's cells as text, before anybody looked at what they say.

    cells: one str column for every column of the table, ``""`` where nothing is given; rows in which no
    known column holds anything are left out. rows: their numbers in the file. broken: rows whose number
    of cells is wrong; that was reported, and their cells may stand in the wrong columns.
    headers: columns that the file has → their header as it stands there.
    """

    file: str
    spec: TableSpec
    headers: Mapping[str, str]
    cells: pd.DataFrame
    rows: NDArray[np.int64]
    broken: NDArray[np.bool_]


def find_file(folder: Path, spec: TableSpec, report: Report) -> Path | None:
    """The .csv or .xlsx of that table, in any case of letters; None (and a finding, if so) without it."""
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
    near = closest(spec.stem, [stem for stem in stems if stem.casefold() not in _STEMS])
    if near is not None and spec.required:
        report.error("missing_file_similar", name, value=stems[near])
    elif near is not None:
        report.warning("similar_file", name, value=stems[near])
    elif spec.required:
        report.error("missing_file", name)
    return None


def _other_kind(entry: Path) -> bool:
    return entry.suffix.casefold() in _OTHER_KINDS


def read_table(path: Path, spec: TableSpec, report: Report) -> Table | None:
    """Read a table; None when it is no table at all. A file without rows gives a table without rows."""
    file = path.name
    try:
        records = _records(path, spec, report)
        first = next(records, [])
        place = next((place for place, record in enumerate(first) if _holds_anything(record)), None)
        if place is None:
            raise UnreadableError("empty_file")
        header = _trimmed(first[place])
        if len(header) > _MOST_COLUMNS:
            expected = ", ".join(column.name for column in spec.columns)
            raise UnreadableError("no_header", row=place + 1, value=" | ".join(header[:6]), expected=expected)
        headers = match_headers(header, spec, file, place + 1, report)
        if headers is None:
            return None
        chunks = chain([first[place + 1 :]], records)
        return _assemble(chunks, place + 2, len(header), headers, spec, file, report)
    except UnreadableError as problem:
        if problem.code == "empty_file" and not spec.required:
            report.warning("empty_optional_file", file)
        else:
            report.error(problem.code, file, problem.row, **problem.details)
        return None


def _records(path: Path, spec: TableSpec, report: Report) -> Iterator[list[list[str]]]:
    if path.suffix.casefold() == ".xlsx":
        check_size(path, spec.megabytes)
        return workbook_records(path)
    encoding = text_encoding(path, spec.megabytes)
    delimiter = find_delimiter(path, encoding, lambda cells: recognised(cells, spec))
    if delimiter != ",":
        shown = {";": ";", "\t": "TAB", "，": "，"}[delimiter]
        report.warning("other_delimiter", path.name, value=shown)
    return text_records(path, encoding, delimiter)


def _holds_anything(record: Sequence[str]) -> bool:
    return any(cell.strip(SPACES) for cell in record)


def _trimmed(header: Sequence[str]) -> list[str]:
    """The header row without the empty columns at its end."""
    cells = [cell.strip(SPACES) for cell in header]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _assemble(
    chunks: Iterator[list[list[str]]],
    first_row: int,
    width: int,
    headers: Headers,
    spec: TableSpec,
    file: str,
    report: Report,
) -> Table:
    """Put the records into columns of text; report those with the wrong number of cells."""
    required = {column.name for column in spec.columns if column.required}
    needed = 1 + max((place for name, place in headers.places.items() if name in required), default=0)
    if file.casefold().endswith(".xlsx"):
        needed = 0  # a row of a workbook ends with its last filled cell
    parts: dict[str, list[pd.Series]] = {name: [pd.Series([], dtype="str")] for name in headers.places}
    uneven: dict[int, int] = {}
    count = 0
    try:
        for chunk in chunks:
            for position, found in _even_out(chunk, width, needed):
                uneven[first_row + count + position] = found
            flat = list(chain.from_iterable(chunk))
            for name, place in headers.places.items():
                parts[name].append(pd.Series(flat[place::width], dtype="str"))
            count += len(chunk)
    except UnreadableError as problem:
        report.error(problem.code, file, problem.row, **problem.details)
    columns = {name: pd.concat(series, ignore_index=True).str.strip(SPACES) for name, series in parts.items()}
    cells = pd.DataFrame(columns)
    rows = np.arange(first_row, first_row + count, dtype=np.int64)
    filled = (cells != "").any(axis=1).to_numpy(dtype=bool)
    cells, rows = cells[filled].reset_index(drop=True), rows[filled]
    for column in spec.columns:
        if column.name not in cells:
            cells[column.name] = pd.Series("", index=cells.index, dtype="str")
    if len(rows) > spec.most_rows:
        raise UnreadableError("too_many_rows", count=len(rows), most=spec.most_rows)
    wrong = np.array(sorted(uneven), dtype=np.int64)
    numbers = [str(uneven[int(row)]) for row in wrong]
    report.rows("error", "row_cells", file, None, wrong, numbers, {"expected": width})
    return Table(file, spec, headers.texts, cells, rows, np.isin(rows, wrong))


def _even_out(chunk: list[list[str]], width: int, needed: int) -> Iterator[tuple[int, int]]:
    """Give every record ``width`` cells; yields (position, cells found) of those that had a wrong number.

    Empty cells too many do not count, nor do cells too few where only optional ones are missing:
    Excel itself leaves out the delimiters at the end of a row when the last columns are empty.
    """
    lengths = np.fromiter(map(len, chunk), dtype=np.int64, count=len(chunk))
    for position in np.flatnonzero(lengths != width):
        record = chunk[position]
        found = len(record)
        wrong = _holds_anything(record[width:]) or (found < needed and _holds_anything(record))
        chunk[position] = record[:width] + [""] * (width - found)
        if wrong:
            yield int(position), found
