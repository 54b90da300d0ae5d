from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from peakroster.exports.dispatch import export
from peakroster.exports.neutral import neutral_table
from peakroster.exports.workbook import workbook
from peakroster.messages import Translator
from peakroster.shop.inputs.roster_names import RosterNames
from peakroster.shop.model import ShopFolder
from scheduler.domain.plan import Plan
from scheduler.domain.requests import Request
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import Window
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, make_plan


def test_the_same_bytes_at_any_time(shop: Shop, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Written again two days later, the workbook is the same file, byte for byte."""
    (path,) = export(shop, plan, "xlsx")
    first = path.read_bytes()
    path.unlink()
    later = time.time() + 2 * 86400
    monkeypatch.setattr(time, "time", lambda: later)
    (path,) = export(shop, plan, "xlsx")
    assert path.read_bytes() == first
    properties = openpyxl.load_workbook(path).properties
    assert str(properties.created) == str(properties.modified) == "2026-11-09 00:00:00"


def test_the_neutral_sheet(shop: Shop, plan: Plan) -> None:
    """Sheet 2 is the neutral table, with ids as text that stay text when they are edited."""
    (path,) = export(shop, plan, "xlsx", version=4)
    sheet = openpyxl.load_workbook(path)["neutral"]
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == ("007", "s", "@")
    read = pd.read_excel(path, sheet_name="neutral", dtype={"employee_id": str}, keep_default_na=False)
    expected = neutral_table(shop, plan, version=4)
    pd.testing.assert_frame_equal(read, expected, check_dtype=False)


def test_a_name_is_no_formula(shop: Shop, plan: Plan) -> None:
    """A name that begins with = is shown, not calculated."""
    (path,) = export(shop, plan, "xlsx")
    book = openpyxl.load_workbook(path)
    for sheet, cell in ((book.worksheets[0], "B6"), (book.worksheets[1], "B8")):
        assert (sheet[cell].value, sheet[cell].data_type) == ("=Zhao", "s")


def test_a_plan_of_42_days(tmp_path: Path, shop: Shop) -> None:
    """Six weeks across: three pages wide that can be read, frozen names and dates, headers on each page."""
    worked = [("007", day, "夜班") for day in range(42)]
    (path,) = export(shop, make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=42), "xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.max_column == 2 + 42 + 3
    assert [cell.value for cell in sheet[4]][-3:] == [42, 0, 336]
    assert sheet.freeze_panes == "C4"
    assert (sheet.print_title_rows, sheet.print_title_cols) == ("$1:$3", "$A:$B")
    assert sheet.page_setup.orientation == "landscape"
    assert [found.id for found in sheet.col_breaks.brk] == [2 + 14, 2 + 28]
    assert sheet.page_setup.scale >= 80
    assert sheet.sheet_properties.pageSetUpPr is None or not sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_month_has_short_names_that_are_read_back(tmp_path: Path, shop: Shop) -> None:
    """Beyond sixteen days a cell says 夜, the legend says what that is, and ``adopt`` reads 夜班."""
    (path,) = export(shop, make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "夜班")], days=31), "xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["C4"].value == "夜"
    assert (sheet["A1"].value, sheet["S1"].value) == (None, sheet["C1"].value)
    legend = {row[0].value: row[2].value for row in sheet.iter_rows() if isinstance(row[2].value, str)}
    assert legend["夜班"].startswith("夜 = ")
    assert RosterNames(shop).meant("夜") == "夜班"
    assert [found.id for found in sheet.col_breaks.brk] == [2 + 16]


def test_what_is_printed(shop: Shop, plan: Plan) -> None:
    """Sheet 2 is hidden, the footer has version and page, meals stand under shifts where asked for."""
    (path,) = export(shop, plan, "xlsx", version=4)
    book = openpyxl.load_workbook(path)
    assert [sheet.sheet_state for sheet in book.worksheets] == ["visible", "hidden"]
    sheet = book.worksheets[0]
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.left.text == "第 4 版"
    assert sheet.oddFooter.right.text == "第 &P 页，共 &N 页"
    plain = cells_of_people(path)
    (path,) = export(shop, plan, "xlsx", version=4, meals=True)
    neutral = neutral_table(shop, plan, version=4)
    eating = neutral[neutral["break_start"] != ""]
    meals = (
        eating["shift_name"] + "\n" + eating["break_start"].str[11:16] + "–" + eating["break_end"].str[11:16]
    )
    assert len(meals)
    assert set(meals) == cells_of_people(path) - plain


def cells_of_people(path: Path) -> set[object]:
    """What stands in the rows of the three people."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {cell.value for row in sheet.iter_rows(min_row=4, max_row=6) for cell in row}


def test_leave_is_no_rest(shop: ShopFolder, plan: Plan) -> None:
    """Whole days of leave have a column once anybody has any; an afternoon of it makes no day."""
    first = SHANGHAI_FIRST_DAY
    rows = [
        Request("A9", first, "leave", None, 1.0, 2),
        Request("A9", first + timedelta(days=1), "leave", None, 1.0, 3, hours=Window(720, 1440)),
        Request("007", first, "leave", None, 1.0, 4, hours=Window(720, 1440)),
        Request("客服/01", first, "prefer_off", None, 1.0, 5),
    ]
    (path,) = export(replace(shop, requests=tuple(rows)), plan, "xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    ends = [[cell.value for cell in sheet[line]][-4:] for line in (2, 4, 5, 6)]
    assert ends == [
        ["出勤天数", "休息天数", "请假天数", "计薪工时"],
        [2, 1, 0, 16],
        [1, 2, 0, 8],
        [0, 2, 1, 0],
    ]


def test_a_shift_that_left_the_catalogue(shop: Shop, plan: Plan) -> None:
    """A shift of the roster that shifts.csv no longer has is shown and counted."""
    (path,) = export(replace(shop, shifts=shop.shifts[:1]), plan, "xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    first_column = [cell.value for cell in sheet["A"]]
    assert [cell.value for cell in sheet[first_column.index("夜班") + 1]][2:6] == [0, 0, 1, 1]


def test_letters_that_a_workbook_cannot_hold(shop: Shop, plan: Plan) -> None:
    """A control letter in a name does not stop the export."""
    agents = (replace(shop.agents[0], name="王\x07芳"), *shop.agents[1:])
    (path,) = export(replace(shop, agents=agents), plan, "xlsx")
    assert openpyxl.load_workbook(path).worksheets[0]["B4"].value == "王芳"


def test_of_a_pattern_only_what_is_worked_is_listed(tmp_path: Path, shop: Shop) -> None:
    """Hundreds of shifts of a pattern would bury the counts; they share the colour of their row."""
    made = tuple(
        Shift(f"晚 {hour}:00–{hour + 4}:00", hour * 60, hour * 60 + 240, 0, None, 4, pattern="晚")
        for hour in range(10, 20)
    )
    shop = replace(shop, shifts=(*shop.shifts, *made))
    worked = [("007", 0, "早班"), ("A9", 0, made[3].name), ("A9", 1, made[5].name)]
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, worked, days=2, catalogue=shop.shifts)
    content = workbook(shop, plan, version=1, translate=Translator("zh"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    first = [cell.value for cell in sheet["A"]]
    assert [first.count(shift.name) for shift in shop.shifts] == [
        2,
        2,
        *(2 if n in (3, 5) else 0 for n in range(10)),
    ]
    colours = {
        cell.fill.start_color.rgb for row in sheet for cell in row if str(cell.value).startswith("晚 ")
    }
    assert len(colours) == 1
