"""Workbooks as sheets: .xlsx by openpyxl, which knows formats of cells; .xls and large ones by calamine."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from peakroster.layouts.grid import Number, Sheet, Span
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import NO_VALUE, SPACES
from peakroster.tables.sheet_layout import Merged, read_layout
from peakroster.tables.workbook_records import cell_text, checked_workbook, value_text

_LARGE = 8_000_000
"""Bytes from which on reading an .xlsx cell by cell takes minutes. Formats such as 0000 are then unknown."""


def workbook_sheets(path: Path) -> tuple[Sheet, ...]:
    """All sheets. Raises UnreadableError ``bad_workbook``, ``file_too_big``."""
    with path.open("rb") as file:
        is_xlsx = file.read(2) == b"PK"
    try:
        sheets = _by_openpyxl(path) if is_xlsx and path.stat().st_size <= _LARGE else _by_calamine(path)
    except UnreadableError:
        raise
    except Exception as problem:  # a damaged workbook fails in any way its libraries can fail
        raise UnreadableError("bad_workbook", reason=type(problem).__name__) from problem
    return sheets


def _by_openpyxl(path: Path) -> tuple[Sheet, ...]:
    book = checked_workbook(path)
    try:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        from_1904 = book.epoch == CALENDAR_MAC_1904
        found = []
        for sheet in book.worksheets:
            with sheet._get_source() as xml:
                layout = read_layout(xml)
            sheet.reset_dimensions()
            rows = [_row(cells) for cells in sheet.iter_rows()]
            for number, formulas in layout.formulas.items():
                for column, formula in formulas.items():
                    _put(rows, number - 1, column - 1, NO_VALUE + formula)
            found.append((str(sheet.title), rows, _spans(layout.merged), sheet.sheet_state != "visible"))
        return _sheets(path, found, from_1904)
    finally:
        book.close()


def _by_calamine(path: Path) -> tuple[Sheet, ...]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = CalamineWorkbook.from_path(str(path))
    found = []
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        rows = [[_value(value) for value in row] for row in _whole(sheet)]
        spans = [Span(a, c, b, d) for (a, b), (c, d) in sheet.merged_cell_ranges or ()]
        found.append((meta.name, rows, spans, meta.visible != SheetVisibleEnum.Visible))
    return _sheets(path, found, False)


def _whole(sheet: Any) -> Iterator[list[Any]]:
    """All rows from the first of the sheet on."""
    return iter(sheet.to_python(skip_empty_area=False))


def _sheets(
    path: Path, found: Iterable[tuple[str, list[list[str]], Iterable[Span], bool]], from_1904: bool
) -> tuple[Sheet, ...]:
    filled = [each for each in found if any(map(any, each[1]))]
    return tuple(
        Sheet(
            path.name,
            title,
            rows,
            tuple(spans),
            is_hidden=hidden,
            is_only=len(filled) == 1,
            from_1904=from_1904,
        )
        for title, rows, spans, hidden in filled
    )


def _row(cells: Iterable[Any]) -> list[str]:
    return [_typed(cell.value, cell_text(cell)) for cell in cells]


def _value(value: Any) -> str:
    if value == "" or value is None:
        return ""
    if isinstance(value, datetime) and value.time() == datetime.min.time() and value.year > 1900:
        value = value.date()
    return _typed(value, value_text(value))


def _typed(value: Any, text: str) -> str:
    text = text.strip(SPACES)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return Number(text)
    if isinstance(value, date) and text.replace(".", "", 1).isdigit():
        return Number(text)
    return text


def _spans(merged: Iterable[Merged]) -> list[Span]:
    return [
        Span(each.first_row - 1, each.last_row - 1, each.first_column - 1, each.last_column - 1)
        for each in merged
    ]


def _put(rows: list[list[str]], row: int, column: int, text: str) -> None:
    rows.extend([] for _ in range(row + 1 - len(rows)))
    rows[row].extend([""] * (column + 1 - len(rows[row])))
    rows[row][column] = text
