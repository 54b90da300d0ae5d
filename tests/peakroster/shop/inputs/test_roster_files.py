"""A roster in whatever form people have it: our own exports, and a manager's matrix of people and days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from peakroster.exports.dispatch import export
from peakroster.exports.neutral import NEUTRAL_COLUMNS
from peakroster.exports.workbook import NEUTRAL_SHEET
from peakroster.planning.roster.warm_start import file_cells, starting_roster
from peakroster.shop.folder import read_shop
from peakroster.shop.inputs import roster_files
from peakroster.shop.inputs.adopted import adopted_roster
from peakroster.shop.inputs.matrix_dates import dated, written_day
from peakroster.shop.model import ShopFolder
from peakroster.shop.table_specs import NEUTRAL
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import ROSTER_COLUMNS, Plan
from tests.peakroster.exports.conftest import (
    AGENTS,
    BERLIN_FIRST_DAY,
    SHANGHAI_FIRST_DAY,
    make_plan,
    make_shop,
)
from tests.peakroster.shop.shops import write_shop

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 2)
Rows = list[list[object]]


@pytest.fixture
def shop(tmp_path: Path) -> ShopFolder:
    """早班, 晚班 and 夜班; 007 王芳, A2 李雷 and A3 韩梅梅."""
    return read_shop(write_shop(tmp_path / "shop"))


def workbook(path: Path, rows: Rows) -> Path:
    """An .xlsx with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def cells(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Agent, month and day, shift."""
    rows = zip(frame["agent_id"], frame["date"], frame["shift"], strict=True)
    return [(agent, f"{day:%m-%d}", shift) for agent, day, shift in rows]


def findings(path: Path, shop: ShopFolder, near: date = MONDAY) -> list[Finding]:
    """What is said of a file, errors first."""
    try:
        return list(adopted_roster(path, shop, near).attrs["warnings"])
    except InputError as error:
        return list(error.findings)


def late_night(folder: Path, first_day: date) -> Plan:
    """Two people; one 早班 lasted two hours longer than shifts.csv says, one person has no shift at all."""
    plan = make_plan(
        folder, first_day, [("007", 0, "夜班"), ("007", 1, "早班"), ("客服/01", 1, "早班")], days=3
    )
    assert plan.roster is not None
    roster = plan.roster.copy()
    roster.loc[1, "end"] += pd.Timedelta(hours=2)
    roster.loc[1, "paid_hours"] += 2
    return replace(plan, roster=roster)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "Europe/Berlin"])
@pytest.mark.parametrize("form", ["csv", "xlsx-zh", "xlsx-en", "neutral sheet"])
def test_an_export_reads_back_as_the_roster_it_was_made_from(form: str, zone: str, tmp_path: Path) -> None:
    """Shift for shift, with times and paid hours that differ from shifts.csv, without a warning; days off
    at the end are days of it. So do ``--start`` and the desk."""
    agents = (*AGENTS[:2], replace(AGENTS[2], id="-A9", name="@Zhao"))
    shop = make_shop(tmp_path, zone=zone, agents=agents)
    first_day = SHANGHAI_FIRST_DAY if zone.startswith("Asia") else BERLIN_FIRST_DAY
    plan = late_night(tmp_path, first_day)
    format, _, language = form.partition("-")
    (file,) = export(shop, plan, "csv" if format == "csv" else "xlsx", language=language or "zh")
    if form == "neutral sheet":
        book = openpyxl.load_workbook(file)
        book.remove(book.worksheets[0])
        book.worksheets[0].sheet_state = "visible"
        book.save(file)
    found = adopted_roster(file, shop)
    assert plan.roster is not None
    expected = plan.roster[list(ROSTER_COLUMNS)]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_like=True)
    assert found.attrs["warnings"] == ()
    assert found.attrs["span"] == (first_day, first_day + timedelta(days=2))
    start = starting_roster(shop, str(file), first_day, 3)
    assert [(a.agent, a.day, a.shift) for a in start.assignments] == [(0, 0, 1), (0, 1, 0), (1, 1, 0)]
    assert start.warnings == ()
    on_desk, warnings = file_cells(shop, file, first_day, 3)
    assert len(on_desk) == 9
    assert {cell for cell, shift in on_desk.items() if shift} == set(
        zip(expected["agent_id"], expected["date"], strict=True)
    )
    assert warnings == ()


def test_a_cell_changed_by_hand_goes_before_the_neutral_sheet(tmp_path: Path) -> None:
    """The sheet for people is what they see: its 夜班 is a 夜班 with the times of shifts.csv."""
    shop = make_shop(tmp_path)
    plan = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "早班")], days=2)
    (file,) = export(shop, plan, "xlsx")
    book = openpyxl.load_workbook(file)
    assert (book.worksheets[0]["C4"].value, book.worksheets[0]["D4"].value) == ("早班", "休")
    book.worksheets[0]["C4"] = "假"
    book.worksheets[0]["D4"] = "夜"
    book.save(file)
    found = adopted_roster(file, shop)
    assert cells(found) == [("007", "11-10", "夜班")]
    assert found["start"].tolist() == [pd.Timestamp("2026-11-10T22:00")]
    assert found.attrs["span"] == (date(2026, 11, 9), date(2026, 11, 10))


MANAGERS: Rows = [
    ["客服部排班表 11月2日-11月4日"],
    ["工号", "姓名", "11月2日", "11月3日", "11月4日", "工时"],
    [None, None, "一", "二", "三"],
    ["007", "王芳", "早", "休", "夜班", 16],
    ["A2", "李雷", None, "假", "9:00-18:00", 8],
    [],
    ["A3", "韩梅梅", "休", "年假", "病假", 0],
    ["合计", None, 1, 0, 2],
    ["备注：临时调班请找主管"],
    [None, "星期", "一", "二", "三"],
    [None, None, None, "大促", None],
]


@pytest.mark.parametrize("form", ["xlsx", "csv", "gbk", "semicolons"])
def test_a_managers_own_matrix(form: str, shop: ShopFolder, tmp_path: Path) -> None:
    """A title, weekdays, totals and a remark; short names of shifts; 休, 假 and blank cells are days off;
    hours in a cell. The year, which is not written, is told."""
    file = workbook(tmp_path / "last.xlsx", MANAGERS)
    if form != "xlsx":
        file = file.with_suffix(".csv")
        mark = ";" if form == "semicolons" else ","
        lines = [mark.join("" if cell is None else str(cell) for cell in row) for row in MANAGERS]
        file.write_text("\n".join(lines), encoding="gbk" if form == "gbk" else "utf-8")
    found = adopted_roster(file, shop, MONDAY)
    assert cells(found) == [
        ("007", "11-02", "早班"),
        ("007", "11-04", "夜班"),
        ("A2", "11-04", "9:00-18:00"),
    ]
    assert found["end"].tolist()[2] == pd.Timestamp("2026-11-04T18:00")
    assert found.attrs["span"] == (date(2026, 11, 2), date(2026, 11, 4))
    (warning,) = found.attrs["warnings"]
    assert (warning.code, warning.details) == ("matrix_year", {"first": "2026-11-02", "last": "2026-11-04"})
    on_desk, _ = file_cells(shop, file, MONDAY, 7)
    assert on_desk["A3", date(2026, 11, 4)] is None
    assert on_desk["A2", MONDAY] is None
    assert ("A2", date(2026, 11, 4)) not in on_desk  # hours that no shift has
    assert ("007", date(2026, 11, 5)) not in on_desk


MATRIX_CASES: list[tuple[str, int, str, str, tuple[int, int, object]]] = [
    ("adopted_no_times", 4, "11月3日", "中", (3, 3, "中")),
    ("adopted_unknown_agent", 4, "工号", "B7", (3, 0, "B7")),
    ("adopted_duplicate", 4, "工号", "007", (4, 0, "007")),
    ("adopted_overlap", 4, "工号", "007", (3, 3, "06:00-14:00")),
    ("missing_value", 4, "工号", "", (3, 0, None)),
    ("matrix_date_twice", 2, "11月2日", "11月2日", (1, 3, "11月2日")),
    ("matrix_dates", 2, "2月30日", "2月30日", (1, 2, "2月30日")),
    ("matrix_weekday", 2, "2026-11-05", "2026-11-05", (1, 4, "2026-11-05")),
]


@pytest.mark.parametrize(("code", "row", "column", "value", "change"), MATRIX_CASES)
def test_each_mistake_in_a_matrix_names_its_cell(
    code: str,
    row: int,
    column: str,
    value: str,
    change: tuple[int, int, object],
    shop: ShopFolder,
    tmp_path: Path,
) -> None:
    """Row, the date above the cell, and what stands there; once."""
    rows = [list(line) for line in MANAGERS]
    place, position, text = change
    rows[place][position] = text
    if code == "adopted_overlap":
        rows[3][2] = "夜"
    found = [one for one in findings(workbook(tmp_path / "m.xlsx", rows), shop) if one.code == code]
    assert [(one.row, one.column, one.value) for one in found] == [(row, column, value)]


def test_people_who_are_only_named(shop: ShopFolder, tmp_path: Path) -> None:
    """A matrix without ids goes by the names, unless two people share one."""
    rows: Rows = [["姓名", "2026/11/2", "2026/11/3"], ["李雷", "夜", "休"], ["路人", "早", "早"]]
    found = adopted_roster(workbook(tmp_path / "m.xlsx", rows), shop)
    assert cells(found) == [("A2", "11-02", "夜班")]
    assert [warning.code for warning in found.attrs["warnings"]] == ["adopted_unknown_agent"]
    twins = replace(shop, agents=tuple(replace(agent, name="李雷") for agent in shop.agents))
    assert "matrix_shared_name" in [one.code for one in findings(tmp_path / "m.xlsx", twins)]


def test_two_weeks_below_each_other(shop: ShopFolder, tmp_path: Path) -> None:
    """A second header begins a new block."""
    rows: Rows = [
        ["工号", date(2026, 11, 2), date(2026, 11, 3)],
        ["007", "早", "休"],
        ["工号", date(2026, 11, 9), date(2026, 11, 10)],
        ["007", "休", "晚"],
    ]
    found = adopted_roster(workbook(tmp_path / "m.xlsx", rows), shop)
    assert cells(found) == [("007", "11-02", "早班"), ("007", "11-10", "晚班")]


@pytest.mark.parametrize(
    ("headers", "titles", "first", "last"),
    [
        (["11月30日", "12月1日"], "", "2026-11-30", "2026-12-01"),
        (["12/31", "1/1"], "", "2026-12-31", "2027-01-01"),
        (["11月24日 周二", "11月25日 周三"], "", "2026-11-24", "2026-11-25"),
        (["11月24日（周日）", "11月25日（周一）"], "", "2024-11-24", "2024-11-25"),
        (["30", "31", "1"], "2025年10月排班", "2025-10-30", "2025-11-01"),
        (["31日", "1日"], "2025年12月", "2025-12-31", "2026-01-01"),
        (["Nov 23", "24-Nov"], "", "2026-11-23", "2026-11-24"),
        (["46357", "46358"], "", "2026-12-01", "2026-12-02"),
        (["2026.11.2", "11.3"], "", "2026-11-02", "2026-11-03"),
        (["2月28日", "2月29日"], "", "2028-02-28", "2028-02-29"),
    ],
)
def test_dates_as_people_write_them(headers: list[str], titles: str, first: str, last: str) -> None:
    """Without a year, the nearest that fits the weekdays; days alone need a month in the title."""
    written = [day for header in headers if (day := written_day(header)) is not None]
    assert len(written) == len(headers)
    found = dated(written, titles, date(2026, 11, 29))
    assert found is not None
    assert (f"{found.days[0]}", f"{found.days[-1]}") == (first, last)


@pytest.mark.parametrize(
    "text", ["", "工时", "早班", "0", "32", "13月1日", "A2", "合计", "3.5h", "一", "Mon"]
)
def test_what_is_no_date(text: str) -> None:
    """Other headers beside the days."""
    assert written_day(text) is None


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("missing", [set(some) for n in (1, 2) for some in combinations(range(3), n)])
def test_columns_that_are_missing(missing: set[int], ending: str, shop: ShopFolder, tmp_path: Path) -> None:
    """Each is named, and nothing else goes wrong, for ``adopt`` and ``--start``."""
    columns = [("工号", "007", "agent_id"), ("日期", "2026-11-02", "date"), ("班次", "早", "shift")]
    kept = [("备注", "", "")] + [column for place, column in enumerate(columns) if place not in missing]
    rows: Rows = [[header for header, _, _ in kept], [value or "x" for _, value, _ in kept]]
    file = workbook(tmp_path / "r.xlsx", rows)
    if ending == "csv":
        file = tmp_path / "r.csv"
        file.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8")
    wanted = {columns[place][2] for place in missing}
    for read in (
        lambda: adopted_roster(file, shop, MONDAY),
        lambda: starting_roster(shop, str(file), MONDAY, 7),
    ):
        with pytest.raises(InputError) as error:
            read()
        assert {one.column for one in error.value.findings if one.code == "missing_column"} == wanted
        assert {one.code for one in error.value.findings} == {"missing_column"}


def test_the_neutral_table_is_known_by_its_columns() -> None:
    """What exports write is what the reader knows."""
    assert tuple(column.name for column in NEUTRAL.columns) == NEUTRAL_COLUMNS
    assert roster_files.NEUTRAL_SHEET == NEUTRAL_SHEET
