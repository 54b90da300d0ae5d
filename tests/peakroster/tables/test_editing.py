"""Single rows of an input table are changed; the rest of the file stays as it is."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from peakroster.shop.inputs.adjustments import read_adjustments
from peakroster.shop.table_specs import ADJUSTMENTS, EXCLUDE
from peakroster.store.editing import edit_table
from peakroster.tables.editing import TableEdit, read_for_edit
from peakroster.tables.findings import InputError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.report import Report

START, END = datetime(2026, 11, 10, 20), datetime(2026, 11, 12)
ROW = {
    "start": START,
    "end": END,
    "queue": "presale",
    "multiply": 1.25,
    "set": None,
    "reason": "流量",
    "who": "",
}


def lines(path: Path, encoding: str = "utf-8-sig") -> list[str]:
    return path.read_bytes().decode(encoding).splitlines()


def check(table: RawTable, report: Report) -> None:
    read_adjustments(table, report, ("presale", "007"))


def test_a_new_file_has_every_column(tmp_path: Path) -> None:
    """Timestamps as docs/reference/inputs.md says, numbers without needless digits, in UTF-8 with BOM."""
    path = edit_table(tmp_path, ADJUSTMENTS, lambda _: TableEdit(added=[ROW]), check)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(path) == [
        "start,end,queue,multiply,set,reason,who",
        "2026-11-10T20:00,2026-11-12T00:00,presale,1.25,,流量,",
    ]


def test_change_remove_and_add_at_once(tmp_path: Path) -> None:
    """Row numbers are those of the file, before anything is changed; unknown columns and spellings stay, and
    the encoding."""
    (tmp_path / "adjustments.csv").write_text(
        "编号,开始,结束,倍数,队列\na,2026/11/1,2026/11/2,2,\n\nb,2026/11/3,2026/11/4,3,\nc,2026/11/5,2026/11/6,4,\n",
        encoding="gbk",
    )
    edit = TableEdit({4: {"multiply": None, "set": 80.0}}, frozenset({2}), [ROW])
    path = edit_table(tmp_path, ADJUSTMENTS, lambda _: edit, check)
    assert lines(path, "gbk") == [
        "编号,开始,结束,倍数,队列,set,reason",
        "",
        "b,2026/11/3,2026/11/4,,,80,",
        "c,2026/11/5,2026/11/6,4,",
        ",2026-11-10T20:00,2026-11-12T00:00,1.25,presale,,流量",
    ]
    report = Report()
    table = read_for_edit(tmp_path, ADJUSTMENTS)
    assert table is not None
    rows = read_adjustments(table, report, ("presale",))
    assert [(row.multiply, row.set_to, row.row) for row in rows] == [
        (None, 80, 3),
        (4, None, 4),
        (1.25, None, 5),
    ]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_mark_and_ends_of_lines_stay(tmp_path: Path, mark: bytes) -> None:
    """A file of Windows stays one, and whoever reads it without a mark goes on doing so."""
    path, before = (
        tmp_path / "exclude.csv",
        mark + "start,end,reason\r\n2026-11-01,2026-11-02,系统故障\r\n".encode(),
    )
    path.write_bytes(before)
    edit_table(tmp_path, EXCLUDE, lambda _: TableEdit({2: {"reason": "停电"}}))
    assert path.read_bytes() == before.replace("系统故障".encode(), "停电".encode())


def test_a_workbook_stays_one(tmp_path: Path) -> None:
    """Moments are dates for Excel, numbers numbers, ids text."""
    book = openpyxl.Workbook()
    for row in (["开始", "结束", "队列", "倍数"], [START, END, "presale", 2], [START, END, "presale", 3]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "adjustments.xlsx")
    edit = TableEdit({3: {"multiply": 1.5}}, frozenset({2}), [{**ROW, "queue": "007"}])
    path = edit_table(tmp_path, ADJUSTMENTS, lambda _: edit, check)
    assert [
        [cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()
    ] == [
        ["开始", "结束", "队列", "倍数", "reason"],
        [START, END, "presale", 1.5, None],
        [START, END, "007", 1.25, "流量"],
    ]


@pytest.mark.parametrize("there", [True, False])
def test_what_cannot_be_read_is_not_written(tmp_path: Path, there: bool) -> None:
    """The table as it would be is read first; its findings name the row that it would have."""
    path = tmp_path / "adjustments.csv"
    if there:
        path.write_text("start,end,multiply\n2026-11-01,2026-11-02,2\n", encoding="utf-8")
    before = path.read_bytes() if there else None
    with pytest.raises(InputError) as error:
        edit_table(tmp_path, ADJUSTMENTS, lambda _: TableEdit(added=[{**ROW, "set": 5.0}]), check)
    (finding,) = error.value.findings
    assert (finding.code, finding.file, finding.row) == ("adjustment_both", path.name, 3 if there else 2)
    assert (path.read_bytes() if path.exists() else None) == before
    assert [entry.name for entry in tmp_path.iterdir()] == ([path.name] if there else [])


def test_a_table_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    """A file that is no such table is not written over."""
    (tmp_path / "exclude.csv").write_text("hello\nworld\n", encoding="utf-8")
    with pytest.raises(InputError):
        edit_table(tmp_path, EXCLUDE, lambda _: TableEdit(added=[{"start": START, "end": END}]))
    assert (tmp_path / "exclude.csv").read_text(encoding="utf-8") == "hello\nworld\n"
