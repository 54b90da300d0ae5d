"""Workbooks of the old kind, as an old Excel or a system writes them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlwt

from peakroster.importing import understand
from peakroster.layouts.sheets.reading import read_sheets


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A history with a merged title, numbers, days as Excel has them, a word; and a sheet of people."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("咨询量")
    sheet.write_merge(0, 0, 0, 25, "小店 2026年咨询人数")
    for place, head in enumerate(["日期", *(f"{hour}点" for hour in range(24)), "合计"]):
        sheet.write(1, place, head)
    style = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for day in range(10):
        sheet.write(2 + day, 0, datetime(2026, 3, 1 + day), style)
        for hour in range(24):
            sheet.write(2 + day, 1 + hour, day * 24 + hour)
        sheet.write(2 + day, 25, sum(day * 24 + hour for hour in range(24)))
    people = book.add_sheet("人员")
    for row, cells in enumerate(
        [["工号", "姓名", "部门", "入职日期"], ["007", "林晓", "售前组", "2025-01-06"]]
    ):
        for place, text in enumerate(cells):
            people.write(row, place, text)
    path = tmp_path / "旧表.xls"
    book.save(str(path))
    return path


def test_an_xls_is_read_cell_by_cell(old: Path) -> None:
    """Texts keep their zeros, whole numbers have no point, merged titles are known."""
    history, people = read_sheets(old)
    assert (history.title, people.title) == ("咨询量", "人员")
    assert history.rows[2][:3] == ["2026-03-01", "0", "1"]
    assert people.rows[1] == ["007", "林晓", "售前组", "2025-01-06"]
    assert [(span.first_row, span.last_row) for span in history.spans] == [(0, 0)]


def test_an_xls_is_understood(old: Path) -> None:
    """As the same table in an .xlsx is."""
    found = understand([old])
    history, people = found.sheets
    assert (history.reading.kind, people.reading.kind) == ("history", "staff")
    table = history.reading.table
    assert table is not None
    assert table["inquiries"].tolist() == list(range(240))
    assert {each.date() for each in table["timestamp"]} == {date(2026, 3, day) for day in range(1, 11)}


def test_text_that_is_called_xls(tmp_path: Path) -> None:
    """Systems export text under that name; Excel opens it with a warning."""
    path = tmp_path / "导出.xls"
    path.write_bytes("工号\t姓名\t部门\n007\t林晓\t售前组\n".encode("gb18030"))
    (sheet,) = understand([path]).sheets
    assert sheet.reading.kind == "staff"
    assert sheet.before[1][:2] == ("007", "林晓")
