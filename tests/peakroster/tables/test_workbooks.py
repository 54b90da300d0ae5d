"""What stands in a workbook beside plain cells: merged ranges, formulas, other sheets, what is hidden."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from peakroster.shop.folder import read_shop
from peakroster.shop.table_specs import ADJUSTMENTS
from peakroster.store.editing import edit_table
from peakroster.tables.editing import TableEdit
from peakroster.tables.findings import Finding, InputError
from tests.peakroster.shop.shops import Case, check, findings_of, write_shop

pytestmark = pytest.mark.slow

AGENTS = [
    ["agent_id", "name", "skills", "max_hours_week", "hours"],
    ["007", "王芳", "presale;aftersale", 20, None],
    ["A2", "李雷", "presale", None, None],
    ["A3", "韩梅梅", "aftersale", None, None],
]


def book_of(change: Callable[[Any, Any], None], rows: list[list[Any]] = AGENTS) -> bytes:
    """A workbook of these rows after a change of the book and its sheet."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in rows:
        sheet.append(row)
    change(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def agents_book(folder: Path, content: bytes) -> Path:
    """The sound shop with its agents in a workbook."""
    return write_shop(folder, {"agents.csv": None, "agents.xlsx": content})


def of_code(found: list[Finding] | tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in found if finding.code == code]


def test_a_merged_limit_holds_for_each_of_its_rows(tmp_path: Path) -> None:
    """What people see beside all three names is not the limit of the first alone; and they are told."""
    content = book_of(lambda _, sheet: sheet.merge_cells("D2:D4"))
    shop = read_shop(agents_book(tmp_path / "shop", content))
    assert [agent.max_hours_week for agent in shop.agents] == [20, 20, 20]
    (told,) = of_code(shop.warnings, "merged_cells")
    assert (told.row, told.value) == (2, "D2:D4")
    check(Case("merged_cells", {}, "agents.xlsx"), [told])


def edited(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with a piece of the XML of one of its parts replaced."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode())
            target.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize("merged", ["D2:D9", "D2:D1048576", "D2:E4"])
def test_merged_ranges_beyond_the_table_add_no_rows(merged: str, tmp_path: Path) -> None:
    """A range longer than the table makes no people: a row needs something of its own."""
    rows = [*AGENTS[:1], ["007", "王芳", "presale;aftersale", None, None], *AGENTS[2:]]
    content = book_of(lambda _, sheet: sheet.merge_cells("D2:D4"), rows)
    content = edited(content, "xl/worksheets/sheet1.xml", "D2:D4", merged)
    assert len(read_shop(agents_book(tmp_path / "shop", content)).agents) == 3


def test_a_person_merged_over_several_days(tmp_path: Path) -> None:
    """Leave lists often show a name once for all of its days."""
    rows = [
        ["工号", "日期", "类别"],
        *(["A2" if n == 0 else None, date(2026, 11, 9 + n), "请假"] for n in range(3)),
    ]
    content = book_of(lambda _, sheet: sheet.merge_cells("A2:A4"), rows)
    folder = write_shop(tmp_path / "shop", {"requests.csv": None, "requests.xlsx": content})
    assert [(r.agent_id, r.day.day) for r in read_shop(folder).requests] == [
        ("A2", 9),
        ("A2", 10),
        ("A2", 11),
    ]


def test_a_header_of_two_rows_is_not_repeated(tmp_path: Path) -> None:
    """Merged header cells give no row of headers below the header."""
    rows = [AGENTS[0], [None] * 5, *AGENTS[1:]]

    def change(_: Any, sheet: Any) -> None:
        for column in "ABCDE":
            sheet.merge_cells(f"{column}1:{column}2")

    shop = read_shop(agents_book(tmp_path / "shop", book_of(change, rows)))
    assert [agent.id for agent in shop.agents] == ["007", "A2", "A3"]
    assert of_code(shop.warnings, "merged_cells") == []


def test_a_formula_without_a_value_is_no_empty_cell(tmp_path: Path) -> None:
    """Programs that write workbooks store formulas without results: a limit would be lost in silence."""
    rows = [*AGENTS[:2], ["A2", "李雷", "presale", "=D2*2", None], AGENTS[3]]
    found = findings_of(agents_book(tmp_path / "shop", book_of(lambda *_: None, rows)))
    check(Case("formula_without_value", {}, "agents.xlsx", 3, "max_hours_week", "=D2*2"), found)
    assert {finding.severity for finding in of_code(found, "formula_without_value")} == {"error"}


@pytest.mark.parametrize(
    ("cell", "limit"),
    [("<f>D2*2</f><v>40</v>", 40), ('<f>IF(1,"","x")</f><v></v>', None)],
)
def test_a_formula_with_its_value_is_that_value(cell: str, limit: float | None, tmp_path: Path) -> None:
    """Also where the value is the empty text of an IF."""
    rows = [*AGENTS[:2], ["A2", "李雷", "presale", "=D2*2", None], AGENTS[3]]
    kind = ' t="str"' if limit is None else ""

    def with_value(xml: bytes) -> bytes:
        changed, count = re.subn(rb'<c r="D3"[^>]*>.*?</c>', f'<c r="D3"{kind}>{cell}</c>'.encode(), xml)
        assert count == 1
        return changed

    content = rewritten(book_of(lambda *_: None, rows), with_value)
    shop = read_shop(agents_book(tmp_path / "shop", content))
    assert [agent.max_hours_week for agent in shop.agents] == [20, limit, None]


def rewritten(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with the XML of its first sheet changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == "xl/worksheets/sheet1.xml" else data)
    return stream.getvalue()


def test_numbers_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    """A date formatted as such and a plain number are the same day there, four years after 1900's count."""
    rows = [["agent_id", "date", "shift"], ["007", datetime(2026, 11, 11), "晚班"], ["A2", 44875, "off"]]

    def change(book: Any, _: Any) -> None:
        book.epoch = CALENDAR_MAC_1904

    folder = write_shop(tmp_path / "shop", {"locks.csv": None, "locks.xlsx": book_of(change, rows)})
    shop = read_shop(folder)
    assert {lock.day for lock in shop.locks} == {date(2026, 11, 11)}
    (told,) = of_code(shop.warnings, "number_from_1904")
    assert (told.row, told.column, told.value) == (3, "date", "44875")
    assert told.details["meant"] == "2026-11-11"
    assert told.details["other"] == "2022-11-10"


def test_times_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    """08:00 and 24:00 are no dates of January 1904."""
    rows = [
        ["shift", "start", "end"],
        ["早班", time(8), time(17)],
        ["晚班", time(15), 1],
        ["夜班", time(22), time(7)],
    ]

    def change(book: Any, sheet: Any) -> None:
        book.epoch = CALENDAR_MAC_1904
        sheet["C3"].number_format = "yyyy-mm-dd hh:mm"

    files = {"shifts.csv": None, "shifts.xlsx": book_of(change, rows)}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert [(shift.start, shift.end) for shift in shop.shifts] == [(480, 1020), (900, 1440), (1320, 1860)]


def test_a_table_on_the_second_sheet_is_named(tmp_path: Path) -> None:
    """Neither empty nor without header: it stands on another sheet."""
    for name, notes in (("empty", []), ("notes", [["说明"], ["请填写第二张表"]])):

        def change(book: Any, _: Any) -> None:
            people = book.create_sheet("客服名单")
            for row in AGENTS:
                people.append(row)

        found = findings_of(agents_book(tmp_path / name, book_of(change, notes)))
        (told,) = of_code(found, "table_on_other_sheet")
        assert (told.severity, told.details["other"]) == ("error", "客服名单")
        check(Case("table_on_other_sheet", {}, "agents.xlsx"), found)


def test_an_optional_table_on_the_second_sheet_is_not_absent(tmp_path: Path) -> None:
    """Leave that stands on another sheet would be forgotten with “the file is empty and counts as absent”."""

    def change(book: Any, _: Any) -> None:
        leave = book.create_sheet("请假")
        leave.append(["工号", "日期", "类别"])
        leave.append(["007", "2026-11-09", "请假"])

    folder = write_shop(tmp_path / "shop", {"requests.csv": None, "requests.xlsx": book_of(change, [])})
    assert [finding.severity for finding in of_code(findings_of(folder), "table_on_other_sheet")] == ["error"]


def test_further_sheets_with_the_same_columns_are_told(tmp_path: Path) -> None:
    """One sheet a month is a habit; only the first is read."""

    def change(book: Any, _: Any) -> None:
        book.create_sheet("说明").append(["随便写"])
        second = book.create_sheet("12月")
        for row in AGENTS:
            second.append(row)

    shop = read_shop(agents_book(tmp_path / "shop", book_of(change)))
    (told,) = of_code(shop.warnings, "further_sheets")
    assert told.value == "12月"
    check(Case("further_sheets", {}, "agents.xlsx"), [told])


def test_a_hidden_first_sheet_is_not_what_people_see(tmp_path: Path) -> None:
    """The first visible sheet is read."""

    def change(book: Any, sheet: Any) -> None:
        seen = book.create_sheet("现在")
        for row in AGENTS[:3]:
            seen.append(row)
        sheet.title, sheet.sheet_state = "去年", "hidden"
        book.active = 1

    files = {"agents.csv": None, "agents.xlsx": book_of(change), "requests.csv": None}
    shop = read_shop(write_shop(tmp_path / "shop", files))
    assert [agent.id for agent in shop.agents] == ["007", "A2"]
    (told,) = of_code(shop.warnings, "hidden_sheet")
    assert (told.value, told.details["sheet"]) == ("去年", "现在")
    check(Case("hidden_sheet", {}, "agents.xlsx"), [told])


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    """A filter hides people from the manager, not from the plan."""

    def change(_: Any, sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["D"].hidden = True

    shop = read_shop(agents_book(tmp_path / "shop", book_of(change)))
    assert len(shop.agents) == 3
    (rows,) = of_code(shop.warnings, "hidden_rows")
    assert (rows.row, rows.details["count"]) == (3, 1)
    (column,) = of_code(shop.warnings, "hidden_column")
    assert (column.column, column.value) == ("max_hours_week", "D")
    check(Case("hidden_rows", {}, "agents.xlsx"), [rows])
    check(Case("hidden_column", {}, "agents.xlsx"), [column])


def test_an_edit_that_would_lose_results_of_formulas_is_refused(tmp_path: Path) -> None:
    """The library that writes workbooks keeps formulas and drops their results."""
    rows = [["start", "end", "multiply"], ["2026-11-10T20:00", "2026-11-11T00:00", "=1+0.2"]]
    content = rewritten(
        book_of(lambda *_: None, rows),
        lambda xml: xml.replace(b"<v></v>", b"<v>1.2</v>").replace(b"<v />", b"<v>1.2</v>"),
    )
    (tmp_path / "adjustments.xlsx").write_bytes(content)
    edit = TableEdit(added=[{"start": datetime(2026, 11, 12), "end": datetime(2026, 11, 13), "set": 5.0}])
    from peakroster.shop.inputs.adjustments import read_adjustments

    with pytest.raises(InputError) as refused:
        edit_table(
            tmp_path, ADJUSTMENTS, lambda _: edit, lambda table, report: read_adjustments(table, report, None)
        )
    assert [finding.code for finding in refused.value.findings] == ["formula_without_value"]
    assert (tmp_path / "adjustments.xlsx").read_bytes() == content
