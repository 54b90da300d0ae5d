"""Merged ranges spelt out: every cell of a range has its text, but a title stays where it begins."""

from __future__ import annotations

from peakroster.layouts.grid import Number, Sheet

_MOST_COLUMNS = 400
_TITLE_SHARE = 0.6


def spread_rows(sheet: Sheet) -> tuple[list[list[str]], frozenset[tuple[int, int]]]:
    """The rows, and the places of numbers that stand in merged ranges: nobody knows whose they are.

    A range over one row that begins in the first column and takes most of the width is a title.
    """
    rows = [list(row) for row in sheet.rows]
    width = max(2, sheet.width)
    shared: set[tuple[int, int]] = set()
    for span in sheet.spans:
        text = sheet.at(span.first_row, span.first_column)
        if not text or span.first_row >= len(rows):
            continue
        last = min(span.last_column, _MOST_COLUMNS)
        wide = last - span.first_column + 1
        if span.first_column == 0 and wide >= _TITLE_SHARE * width and wide > 1:
            continue
        is_number = isinstance(text, Number) or text.isdigit()
        for place in range(span.first_row, min(span.last_row, len(rows) - 1) + 1):
            cells = rows[place]
            cells.extend([""] * (last + 1 - len(cells)))
            for column in range(span.first_column, last + 1):
                cells[column] = text
                if is_number:
                    shared.add((place, column))
    return rows, frozenset(shared)
