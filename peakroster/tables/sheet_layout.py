"""What a sheet's XML says beside its values: merged ranges, what is hidden, formulas without a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_NO_FORMULA = "…"  # a shared formula stands only in the first of its cells


@dataclass(frozen=True)
class Merged:
    """A merged range: rows and columns from 1, the last ones included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @property
    def reference(self) -> str:
        """The range as a spreadsheet names it: ``E2:E6``."""
        ends = (self.first_column, self.first_row), (self.last_column, self.last_row)
        return ":".join(f"{column_letters(column)}{row}" for column, row in ends)


@dataclass
class SheetLayout:
    """Rows and columns from 1.

    merged: in the order of their first rows. hidden_rows: those that hold anything. formulas: row → column →
    formula of the cells for which the file has no value.
    """

    merged: list[Merged] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    formulas: dict[int, dict[int, str]] = field(default_factory=dict)


def read_layout(xml: IO[bytes]) -> SheetLayout:
    """Read the layout of one sheet; it streams, so that a million rows need no memory."""
    layout = SheetLayout()
    parents: list[ElementTree.Element] = []
    row = 0
    for event, element in ElementTree.iterparse(xml, events=("start", "end")):
        kind = _kind(element)
        if event == "start":
            if kind == "sheetData":
                parents.append(element)
            continue
        if kind == "row":
            row = int(element.get("r") or row + 1)
            _read_row(element, row, layout)
            parents[-1].clear()
        elif kind == "col" and element.get("hidden") in ("1", "true"):
            layout.hidden_columns.append((int(element.get("min", 0)), int(element.get("max", 0))))
        elif kind == "mergeCell" and (range_ := _range(element.get("ref", ""))) is not None:
            layout.merged.append(range_)
    layout.merged.sort(key=lambda range_: range_.first_row)
    return layout


def _read_row(element: ElementTree.Element, row: int, layout: SheetLayout) -> None:
    column, holds_anything = 0, False
    for cell in element:
        place = _CELL.fullmatch(cell.get("r", ""))
        column = column_number(place[1]) if place else column + 1
        parts = {_kind(part): part for part in cell}
        value, formula = parts.get("v"), parts.get("f")
        empty = (value is None or not value.text) and "is" not in parts
        holds_anything |= not empty
        # A formula that gives an empty text says so by its type; one that was never calculated has none.
        if formula is not None and empty and cell.get("t") != "str":
            layout.formulas.setdefault(row, {})[column] = f"={formula.text or _NO_FORMULA}"
    if holds_anything and element.get("hidden") in ("1", "true"):
        layout.hidden_rows.append(row)


def _kind(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _range(reference: str) -> Merged | None:
    ends = [_CELL.fullmatch(end) for end in reference.replace("$", "").split(":")]
    if len(ends) != 2 or ends[0] is None or ends[1] is None:
        return None
    columns = sorted(column_number(end[1]) for end in ends if end)
    rows = sorted(int(end[2]) for end in ends if end)
    return Merged(rows[0], rows[1], columns[0], columns[1])


def column_number(letters: str) -> int:
    """``A`` is 1, ``AA`` 27."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is ``A``, 27 ``AA``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def filled_in(
    numbered: Iterator[tuple[int, list[str]]],
    merged: Sequence[Merged],
    formulas: Mapping[int, Mapping[int, str]],
    *,
    mark: str,
    most_columns: int,
) -> Iterator[list[str]]:
    """Rows with each cell of a merged range holding what its first cell holds, as people read it.

    A range that begins in the header, or above it, stays as it is: it is a title over several columns, or a
    header two rows high. So do rows that hold nothing of their own: the range is longer than the table.
    mark: stands in front of a formula that takes the place of its missing value.
    """
    waiting, active = list(reversed(merged)), dict[Merged, str]()
    header: int | None = None
    for number, cells in numbered:
        for column, formula in formulas.get(number, {}).items():
            _put(cells, column, mark + formula)
        own = any(cell.strip() for cell in cells)
        if header is None and own:
            header = number
        active = {range_: text for range_, text in active.items() if range_.last_row >= number}
        while waiting and waiting[-1].first_row <= number:
            range_ = waiting.pop()
            text = cells[range_.first_column - 1] if range_.first_column <= len(cells) else ""
            if header is not None and range_.first_row > header and text.strip():
                active[range_] = text
        if own:
            for range_, text in active.items():
                for column in range(range_.first_column, min(range_.last_column, most_columns) + 1):
                    _put(cells, column, text)
        yield cells


def _put(cells: list[str], column: int, text: str) -> None:
    cells.extend([""] * (column - len(cells)))
    cells[column - 1] = text
