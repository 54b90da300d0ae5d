"""DingTalk's own sheet, filled in whatever layout it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from peakroster.exports.dispatch import export_into_sheet
from peakroster.exports.platforms.dingtalk_sheet import filled_sheet
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, agent, make_plan, make_shop

DAYS = [SHANGHAI_FIRST_DAY + timedelta(days=offset) for offset in range(3)]

WEEK = "一二三四五六日"


def sheet_of(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def read(path: Path) -> Worksheet:
    return openpyxl.load_workbook(path).worksheets[0]


LAYOUTS = {
    "days of a month": [["2026年11月排班表"], ["姓名", "工号", *range(1, 32)]],
    "month and day": [["姓名", "工号", *(f"{day:%m-%d}" for day in DAYS)]],
    "with weekdays": [["UserId", "姓名", *(f"{day:%m-%d}\n周{WEEK[day.weekday()]}" for day in DAYS)]],
    "real dates": [["考勤组：客服"], [], ["员工姓名", "员工工号", *DAYS]],
    "weekdays below": [["姓名", "工号", 9, 10, 11], ["", "", "一", "二", "三"]],
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_shifts_stand_where_the_days_are(layout: str, shop: ShopFolder, plan: Plan, tmp_path: Path) -> None:
    """007 works days on the first and nights on the third; others are as they were."""
    head = LAYOUTS[layout]
    names = [str(cell) for cell in head[-1 if layout != "weekdays below" else 0]]
    ids = next(n for n, name in enumerate(names) if name in ("工号", "UserId", "员工工号"))
    called = next(n for n, name in enumerate(names) if "姓名" in name)

    def row(mine: str, name: str) -> list[object]:
        cells: list[object] = ["旧"] * len(names)
        cells[ids], cells[called] = mine, name
        return cells

    own = "manager4220" if layout == "with weekdays" else "007"
    rows = [*head, row(own, "王芳"), row("x9", "别的组"), row("A9", "=Zhao")]
    template = sheet_of(tmp_path / "表.xlsx", rows)
    (path,), warnings, cells = export_into_sheet(shop, plan, template, target=tmp_path / "out")
    written = read(path)
    line = len(head) + 1
    first = 2 + (8 if layout == "days of a month" else 0)
    found = [[cell.value for cell in written[at]][first : first + 3] for at in range(line, line + 3)]
    assert found[0] == ["早班", "休息", "夜班"]
    assert found[1] == ["旧", "旧", "旧"]
    assert found[2] == ["休息", "休息", "休息"]
    assert cells == 6
    assert [(each.code, each.value) for each in warnings] == [("sheet_lacks_agent", "客服/01")]
    if layout == "days of a month":
        assert written.cell(line, 3).value == "旧"


def test_all_else_stays_as_it_was(shop: ShopFolder, plan: Plan, tmp_path: Path) -> None:
    """Colours, widths, remarks, other sheets."""
    template = sheet_of(tmp_path / "表.xlsx", [["姓名", *DAYS, "备注"], ["王芳", "", "", "", "带教"]])
    book = openpyxl.load_workbook(template)
    sheet = book.worksheets[0]
    sheet["B2"].fill = PatternFill("solid", start_color="FF00FF00")
    sheet.column_dimensions["B"].width = 33
    book.create_sheet("说明")["A1"] = "不要改"
    book.save(template)
    again = openpyxl.load_workbook(export_into_sheet(shop, plan, template, target=tmp_path / "out")[0][0])
    first = again.worksheets[0]
    assert (first["B2"].value, first["B2"].fill.start_color.rgb) == ("早班", "FF00FF00")
    assert first.column_dimensions["B"].width == 33
    assert first["E2"].value == "带教"
    assert again["说明"]["A1"].value == "不要改"


def test_a_plan_over_two_months_is_filled_as_far_as_the_sheet_goes(tmp_path: Path) -> None:
    """The rest is told."""
    shop = make_shop(tmp_path, agents=[agent("1", "甲", 2)])
    plan = make_plan(tmp_path, date(2026, 11, 29), [("1", 0, "早班"), ("1", 3, "夜班")], days=4)
    template = sheet_of(tmp_path / "表.xlsx", [["2026-11"], ["姓名", *range(1, 31)], ["甲", *[""] * 30]])
    filled = filled_sheet(shop, plan, template)
    assert filled.cells == 2
    assert [(each.code, each.value) for each in filled.warnings] == [("sheet_lacks_days", "2026-12-01")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["姓名", "早", "晚"], ["王芳", "", ""]], "sheet_without_days"),
        ([["姓名", *DAYS], ["谁", "", "", ""]], "sheet_of_others"),
        ([["姓名", "2020-01-01", "2020-01-02", "2020-01-03"], ["王芳", "", "", ""]], "sheet_of_others"),
    ],
)
def test_a_sheet_of_something_else_is_refused(
    rows: list[list[object]], code: str, shop: ShopFolder, plan: Plan, tmp_path: Path
) -> None:
    """And nothing is written."""
    template = sheet_of(tmp_path / "表.xlsx", rows)
    with pytest.raises(InputError) as problem:
        export_into_sheet(shop, plan, template, target=tmp_path / "out")
    assert [each.code for each in problem.value.findings] == [code]
    assert not (tmp_path / "out").exists()


def test_a_name_of_two_and_a_file_that_is_none(shop: ShopFolder, plan: Plan, tmp_path: Path) -> None:
    """Nobody guesses who is meant."""
    two = replace(shop, agents=(*shop.agents, agent("B1", "王芳", 9)))
    template = sheet_of(tmp_path / "表.xlsx", [["姓名", *DAYS], ["王芳", "", "", ""]])
    with pytest.raises(InputError) as problem:
        filled_sheet(two, plan, template)
    assert [(each.code, each.row) for each in problem.value.findings] == [("sheet_shared_name", 2)]
    (tmp_path / "x.xlsx").write_text("no workbook", encoding="utf-8")
    with pytest.raises(InputError) as problem:
        filled_sheet(shop, plan, tmp_path / "x.xlsx")
    assert [each.code for each in problem.value.findings] == ["sheet_unreadable"]
