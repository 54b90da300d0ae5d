"""What a reader of tables has to know about a table: its columns, their names, and its limits."""

from __future__ import annotations

from dataclasses import dataclass

from peakroster.messages import Term


@dataclass(frozen=True)
class ColumnSpec:
    """One column of a table.

    A header is matched without regard to case, spaces, ``_``, ``-`` and width; a unit or a translation in
    brackets behind it is dropped.

    Attributes
    ----------
    name, chinese
        The two official headers.
    required
        Whether the header must be there, and every cell filled unless ``blank``.
    synonyms
        Further headers; they count only where no other header claims the column.
    blank
        Whether the cells of a required column may be empty.
    """

    name: str
    chinese: str
    required: bool = False
    synonyms: tuple[str, ...] = ()
    blank: bool = False


@dataclass(frozen=True)
class TableSpec:
    """One table.

    Attributes
    ----------
    stem
        The file's name without its ending.
    required
        Whether the file must be there and have rows.
    megabytes, most_rows
        Larger files are refused unread: they cannot be what they should be.
    """

    stem: str
    columns: tuple[ColumnSpec, ...]
    required: bool = False
    megabytes: int = 20
    most_rows: int = 1_000_000

    @property
    def headers(self) -> Term:
        """The official headers as a message names them."""
        return Term.listed((Term(column.name, column.chinese) for column in self.columns), ", ")
