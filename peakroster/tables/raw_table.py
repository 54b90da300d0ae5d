"""A table as text: columns recognised, cells not yet interpreted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.tables.specs import TableSpec

SPACES = " \t\r\n\u00a0\u3000\u200b\ufeff，"
"""Stripped from both ends of every cell: what nobody sees, and the comma of a Chinese keyboard."""

NO_VALUE = "#NO VALUE!"
"""Stands in front of a formula whose value a workbook does not hold."""


@dataclass(frozen=True)
class RawTable:
    """The cells of a table as text.

    Attributes
    ----------
    file
        The file's name, for findings.
    headers
        Columns that the file has → their header as it stands there.
    cells
        One str column for every column of the spec, ``""`` where nothing is given. Rows in which no known
        column holds anything are left out.
    rows
        Row numbers in the file, shape (rows,).
    broken
        Rows with a wrong number of cells, shape (rows,). They were reported; their cells may stand in the
        wrong columns.
    from_1904
        Whether a plain number in a column of dates counts days from 1904 instead of 1900.
    own_headers
        Columns whose cells stand in several columns of the file (the days of a matrix) → the header above
        each cell, as many as there are rows.
    """

    file: str
    spec: TableSpec
    headers: Mapping[str, str]
    cells: pd.DataFrame
    rows: NDArray[np.int64]
    broken: NDArray[np.bool_]
    from_1904: bool = False
    own_headers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def header(self, column: str, place: int) -> str:
        """What stands above a cell of this column in the file; the column's name where it has none."""
        if column in self.own_headers:
            return self.own_headers[column][place]
        return self.headers.get(column, column)


def holds_anything(record: Sequence[str]) -> bool:
    """Whether a record has a cell that is not blank."""
    return any(cell.strip(SPACES) for cell in record)
