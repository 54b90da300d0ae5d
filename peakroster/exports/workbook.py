"""The workbook: a grid for people, and the neutral table on a second sheet; its bytes are reproducible."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from peakroster.exports.grid import fill_grid, fit_to_width
from peakroster.exports.neutral import neutral_table
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.tables.formula_guard import is_formula
from scheduler.domain.plan import Plan

NEUTRAL_SHEET = "neutral"
_WIDTHS = {"employee_id": 14, "employee_name": 14, "start_at": 27, "end_at": 27, "break_start": 27}
_WIDTHS |= {"break_end": 27, "queue": 20, "work_date": 12, "shift_code": 12, "shift_name": 12}
_WIDTHS |= {"short_breaks": 54}
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip archive can say."""


def workbook(
    shop: ShopFolder, plan: Plan, *, version: int, translate: Translator, meals: bool = False
) -> bytes:
    """An .xlsx: sheet 1 for people, in the translator's language; sheet 2 the neutral table, all of it text
    but the minutes, the version and the two yes-or-no columns. Sheet 2 is hidden, so that nobody prints it.

    meals: whether sheet 1 has each meal's time under its shift.
    """
    table = neutral_table(shop, plan, version=version)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = translate("exports.grid_sheet")
    fill_grid(sheet, shop, plan, table, translate, meals=meals)
    if sheet.oddFooter is not None:
        sheet.oddFooter.left.text = translate("exports.grid_footer", version=version).replace("&", "&&")
        sheet.oddFooter.right.text = translate("exports.grid_pages", page="&P", pages="&N")
    neutral = book.create_sheet(NEUTRAL_SHEET)
    _fill_neutral(neutral, table)
    neutral.sheet_state = "hidden"
    return _stable_bytes(book, datetime.combine(plan.first_day, time()))


def _fill_neutral(sheet: Worksheet, table: pd.DataFrame) -> None:
    for place, column in enumerate(table.columns, start=1):
        sheet.cell(1, place, column)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 14)
        text = not (pd.api.types.is_numeric_dtype(table[column]) or pd.api.types.is_bool_dtype(table[column]))
        for line, value in enumerate(table[column].tolist(), start=2):
            if not text:
                sheet.cell(line, place, value)
            elif value:
                cell = sheet.cell(line, place, ILLEGAL_CHARACTERS_RE.sub("", value))
                cell.data_type = "s"  # a text that begins with = is no formula
                cell.number_format = "@"  # and 007 stays 007 when somebody edits the cell
                cell.quotePrefix = is_formula(value)  # as if typed with an apostrophe: also after an edit
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    fit_to_width(sheet)


def _stable_bytes(book: Workbook, moment: datetime) -> bytes:
    """The bytes of the workbook, which depend on its content alone.

    openpyxl stamps the time of saving into the document's properties and into every entry of the
    archive; both are written anew with fixed times.
    """
    written = io.BytesIO()
    book.properties.creator = "peakroster"
    book.properties.created = moment
    book.save(written)
    book.properties.modified = moment
    stable = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(stable, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                content = tostring(book.properties.to_tree())
            fixed = zipfile.ZipInfo(entry.filename, _ZIP_DATE)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.create_system = 0  # the same on every system
            target.writestr(fixed, content)
    return stable.getvalue()
