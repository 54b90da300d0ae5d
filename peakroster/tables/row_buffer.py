"""Collects the records of a file, chunk by chunk, into columns of text."""

from __future__ import annotations

from itertools import chain, compress

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.tables.errors import UnreadableError
from peakroster.tables.headers import Headers
from peakroster.tables.raw_table import SPACES, RawTable, holds_anything
from peakroster.tables.report import Report
from peakroster.tables.specs import TableSpec

_MOST_BLANK = 1_100_000  # rows in a row; a worksheet has no more than 1,048,576
_ENOUGH_WRONG = 1000  # rows with a wrong number of cells; when most are wrong, nobody reads more of them


class RowBuffer:
    """A table that is still being read.

    next_row: number of the row that comes next.
    """

    def __init__(
        self,
        file: str,
        spec: TableSpec,
        headers: Headers,
        width: int,
        first_row: int,
        *,
        from_1904: bool = False,
    ) -> None:
        self.file = file
        self._from_1904 = from_1904
        self.next_row = first_row
        self._spec = spec
        self._headers = headers
        self._width = width
        required = {column.name for column in spec.columns if column.required}
        last = max((place for name, place in headers.places.items() if name in required), default=-1)
        # A row of a workbook ends with its last filled cell, one of a text file with its last comma.
        self._needed = 0 if file.casefold().endswith(".xlsx") else last + 1
        self._columns: dict[str, list[pd.Series]] = {
            name: [pd.Series([], dtype="str")] for name in headers.places
        }
        self._rows: list[NDArray[np.int64]] = [np.array([], dtype=np.int64)]
        self._wrong: dict[int, int] = {}
        self._count = 0
        self._blank = 0

    @property
    def has_rows(self) -> bool:
        """Whether any row that is not blank was added."""
        return self._count > 0

    def add(self, chunk: list[list[str]]) -> None:
        """Add records, blank ones too. Raises UnreadableError ``mostly_unreadable`` for nonsense."""
        rows = np.arange(self.next_row, self.next_row + len(chunk), dtype=np.int64)
        self.next_row += len(chunk)
        filled = np.fromiter(map(any, chunk), dtype=bool, count=len(chunk))
        self._blank = 0 if filled.any() else self._blank + len(chunk)
        if self._blank > _MOST_BLANK:
            raise UnreadableError("mostly_unreadable", last=self.next_row - 1)
        chunk, rows = list(compress(chunk, filled)), rows[filled]
        self._even_out(chunk, rows)
        flat = list(chain.from_iterable(chunk))
        for name, place in self._headers.places.items():
            self._columns[name].append(pd.Series(flat[place :: self._width], dtype="str"))
        self._rows.append(rows)
        self._count += len(rows)
        if len(self._wrong) > max(_ENOUGH_WRONG, self._count / 2):
            self._wrong.clear()
            self._count = 0
            raise UnreadableError("mostly_unreadable", last=self.next_row - 1)

    def _even_out(self, chunk: list[list[str]], rows: NDArray[np.int64]) -> None:
        """Give every record as many cells as the header, and note those that had a wrong number.

        Empty cells too many do not count, nor do cells too few where only optional ones are missing:
        Excel itself leaves out the delimiters at the end of a row when the last columns are empty.
        """
        lengths = np.fromiter(map(len, chunk), dtype=np.int64, count=len(chunk))
        for place in np.flatnonzero(lengths != self._width):
            record = chunk[place]
            found = len(record)
            if holds_anything(record[self._width :]) or (found < self._needed and holds_anything(record)):
                self._wrong[int(rows[place])] = found
            chunk[place] = record[: self._width] + [""] * (self._width - found)

    def table(self, report: Report) -> RawTable:
        """The rows added so far; reports those with a wrong number of cells, and too many rows."""
        cells = pd.DataFrame(
            {
                name: pd.concat(parts, ignore_index=True).str.strip(SPACES)
                for name, parts in self._columns.items()
            }
        )
        rows = np.concatenate(self._rows)
        filled = (cells != "").any(axis=1).to_numpy(dtype=bool)
        cells, rows = cells[filled].reset_index(drop=True), rows[filled]
        if len(rows) > self._spec.most_rows:
            raise UnreadableError("too_many_rows", count=len(rows), most=self._spec.most_rows)
        for column in self._spec.columns:
            if column.name not in cells:
                cells[column.name] = pd.Series("", index=cells.index, dtype="str")
        wrong = np.array(sorted(self._wrong), dtype=np.int64)
        found = [str(self._wrong[int(row)]) for row in wrong]
        report.rows("error", "row_cells", self.file, None, wrong, found, {"expected": self._width})
        return RawTable(
            self.file, self._spec, self._headers.texts, cells, rows, np.isin(rows, wrong), self._from_1904
        )
