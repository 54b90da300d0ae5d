"""A sheet as text: rows of cells, as people see them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

Chunk = list[list[str]]


class Number(str):
    """The text of a cell that a workbook keeps as a number: its decimals stand behind a point."""

    __slots__ = ()


@dataclass(frozen=True)
class Span:
    """A merged range: rows and columns from 0, the last ones included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def is_single(self) -> bool:
        """Whether it lies in one column."""
        return self.first_column == self.last_column


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook, or a text file.

    Attributes
    ----------
    file
        Name of the file.
    title
        Name of the sheet; "" for a text file.
    rows
        Texts, stripped; of a large text file the first ones only. Rows may differ in length.
    spans
        Merged ranges; ``rows`` have their text in the first cell alone.
    rest
        Hands on all rows of a file of which ``rows`` are the first, these included; None = ``rows`` are all.
    is_hidden
        Whether people do not see the sheet.
    is_only
        Whether the file has no other sheet with anything on it.
    from_1904
        Whether plain numbers of days count from 1904.
    """

    file: str
    title: str
    rows: Sequence[Sequence[str]]
    spans: tuple[Span, ...] = ()
    rest: Callable[[], Iterator[Chunk]] | None = field(default=None, compare=False)
    is_hidden: bool = False
    is_only: bool = True
    from_1904: bool = False

    def at(self, row: int, column: int) -> str:
        """A cell, "" beyond the ends."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else ""

    @property
    def width(self) -> int:
        """Columns of the longest row."""
        return max((len(row) for row in self.rows), default=0)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands on it."""
        return not any(any(row) for row in self.rows)
