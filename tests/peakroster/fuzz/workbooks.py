"""Seeded workbooks that hold a sound table with cells of every kind that Excel knows."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.exceptions import IllegalCharacterError

from tests.peakroster.fuzz.values import CELLS

CONTENTS = (
    *(None, True, False, 0, -1, 7, 1.5, 1e308, -1e308, 1e-300, 10**20, 123456789012345678, 46000),
    *(46000.5, 0.75, date(2026, 11, 9), datetime(2026, 11, 9, 8)),
    *(datetime(2026, 11, 9, 8, 0, 0, 500000), datetime(1900, 1, 1), datetime(9999, 12, 31)),
    *(datetime(1904, 1, 2), time(8), time(23, 59, 59), timedelta(hours=30), timedelta(days=-1)),
    *("=A1", "=1/0", "=SUM(A1:A9)", "=TODAY()", "#REF!", "#N/A"),
)
FORMATS = (
    *("General", "000", "0%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "[h]:mm", "hh:mm", "@", '"x"0'),
    *("0.00E+00", "[$-804]d"),
)


def mutated_workbook(text: str, draw: random.Random) -> bytes:
    """The table in a workbook, with some cells, sheets and bytes changed."""
    rows = list(csv.reader(io.StringIO(text)))[:40]
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append([_typed(cell, draw) for cell in row])
    for _ in range(draw.choice((0, 1, 3, 8))):
        cell = sheet.cell(draw.randint(1, len(rows)), draw.randint(1, len(rows[0])))
        value = draw.choice((draw.choice(CONTENTS), draw.choice(CELLS)))
        try:
            cell.value = value
            cell.number_format = draw.choice(FORMATS)
        except (ValueError, IllegalCharacterError):  # what no workbook can hold
            cell.value = None
    for _ in range(draw.choice((0, 0, 1, 2))):
        draw.choice((_merge, _hide, _more_sheets, _epoch, _far))(book, sheet, draw)
    written = io.BytesIO()
    try:
        book.save(written)
    except (ValueError, TypeError, AttributeError):
        return b"PK\x03\x04"
    content = written.getvalue()
    return content if draw.random() < 0.85 else _damaged(content, draw)


def _typed(cell: str, draw: random.Random) -> Any:
    if draw.random() < 0.5:
        return cell
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(cell)
    except ValueError:
        return cell


def _merge(book: Any, sheet: Any, draw: random.Random) -> None:
    row, column = draw.randint(1, 4), draw.randint(1, 4)
    sheet.merge_cells(
        start_row=row,
        end_row=row + draw.choice((0, 1, 3)),
        start_column=column,
        end_column=column + draw.choice((0, 1, 300)),
    )


def _hide(book: Any, sheet: Any, draw: random.Random) -> None:
    sheet.row_dimensions[draw.randint(1, 5)].hidden = True
    sheet.column_dimensions["B"].hidden = draw.random() < 0.5


def _more_sheets(book: Any, sheet: Any, draw: random.Random) -> None:
    other = book.create_sheet("第二", draw.choice((0, 1)))
    other["A1"] = draw.choice(CELLS[:40]) or "x"
    draw.choice((sheet, other)).sheet_state = draw.choice(("visible", "hidden"))


def _epoch(book: Any, sheet: Any, draw: random.Random) -> None:
    book.epoch = CALENDAR_MAC_1904


def _far(book: Any, sheet: Any, draw: random.Random) -> None:
    sheet.cell(draw.choice((2, 5000)), draw.choice((1, 400))).value = "far"


def _damaged(content: bytes, draw: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(draw.choice((1, 20))):
        changed[draw.randrange(len(changed))] = draw.randrange(256)
    return bytes(changed[: draw.choice((len(changed), draw.randrange(len(changed))))])
