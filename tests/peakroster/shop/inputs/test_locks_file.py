"""locks.csv gets new rows and loses nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from peakroster.shop.inputs.locks_file import Cell, change_locks
from peakroster.shop.inputs.requests import read_locks
from peakroster.shop.table_specs import LOCKS
from peakroster.tables.editing import read_for_edit
from peakroster.tables.findings import InputError
from peakroster.tables.report import Report
from scheduler.domain.requests import Lock

DAY = date(2026, 11, 10)
NEXT = date(2026, 11, 11)


def add_locks(folder: Path, locks: Mapping[Cell, str]) -> Path:
    return change_locks(folder, locks, seen=seen_in(folder))


def remove_locks(folder: Path, cells: Collection[Cell]) -> Path:
    return change_locks(folder, {}, cells, seen=seen_in(folder))


def seen_in(folder: Path) -> tuple[Lock, ...]:
    """The locks as somebody sees them who opens the folder now."""
    table = read_for_edit(folder, LOCKS)
    return () if table is None else read_locks(table, Report(), None, None)


def lines(path: Path) -> list[str]:
    return path.read_bytes().decode("utf-8-sig").splitlines()


def test_new_file(tmp_path: Path) -> None:
    """Without a file one is made, in UTF-8 with BOM; ids stay text."""
    path = add_locks(tmp_path, {("007", NEXT): "off", ("007", DAY): "早班"})
    assert path == tmp_path / "locks.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert lines(path) == ["agent_id,date,shift", "007,2026-11-10,早班", "007,2026-11-11,off"]


def test_other_rows_and_columns_stay(tmp_path: Path) -> None:
    """Rows of others, unknown columns, their order, the Chinese header and the encoding stay as they are."""
    (tmp_path / "locks.csv").write_text(
        "备注,工号,班次,日期\n主管,001,晚班,2026/11/10\n,007,早班,2026-11-10\n", encoding="gbk"
    )
    path = add_locks(tmp_path, {("007", NEXT): "off"})
    assert path.read_bytes().decode("gbk").splitlines() == [
        "备注,工号,班次,日期",
        "主管,001,晚班,2026/11/10",
        ",007,早班,2026-11-10",
        ",007,off,2026-11-11",
    ]


@pytest.mark.parametrize("written", ["2026-11-10", "2026/11/10", "2026年11月10日", "46336"])
def test_older_lock_of_the_cell_is_replaced(tmp_path: Path, written: str) -> None:
    """A cell has one lock, however its date was spelt; a second row for it goes."""
    (tmp_path / "locks.csv").write_text(
        f"agent_id,date,shift,why\n007,{written},早班,a\n001,2026-11-10,早班,b\n007,{written},早班,c\n",
        encoding="utf-8",
    )
    path = add_locks(tmp_path, {("007", DAY): "晚班"})
    assert lines(path) == ["agent_id,date,shift,why", f"007,{written},晚班,a", "001,2026-11-10,早班,b"]


def test_file_of_one_separator_keeps_it(tmp_path: Path) -> None:
    """A file with semicolons is still one afterwards; blank lines at its end go."""
    (tmp_path / "locks.csv").write_text("agent_id;date;shift\n1;2026-11-10;A\n\n\n", encoding="utf-8")
    path = add_locks(tmp_path, {("2", DAY): "A"})
    assert lines(path) == ["agent_id;date;shift", "1;2026-11-10;A", "2;2026-11-10;A"]


def test_empty_file(tmp_path: Path) -> None:
    """A file of zero bytes is filled."""
    (tmp_path / "locks.csv").touch()
    assert lines(add_locks(tmp_path, {("1", DAY): "A"}))[1:] == ["1,2026-11-10,A"]


def test_workbook(tmp_path: Path) -> None:
    """A workbook stays a workbook; the id is text, the date a date, other sheets stay."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["agent_id", "date", "shift"],
        ["001", DAY, "早班"],
        ["007", DAY, "早班"],
        ["007", DAY, "早班"],
    ):
        sheet.append(row)
    book.create_sheet("notes")["A1"] = "keep me"
    book.save(tmp_path / "locks.xlsx")
    path = add_locks(tmp_path, {("007", DAY): "晚班", ("008", NEXT): "off"})
    assert path.name == "locks.xlsx"
    read = openpyxl.load_workbook(path)
    rows = [list(row) for row in read.worksheets[0].iter_rows(values_only=True)]
    assert [row[0] for row in rows] == ["agent_id", "001", "007", "008"]
    assert [row[2] for row in rows] == ["shift", "早班", "晚班", "off"]
    assert [row[1].date() for row in rows[1:]] == [DAY, DAY, NEXT]  # type: ignore[union-attr]
    assert read["notes"]["A1"].value == "keep me"


def test_file_that_is_no_table(tmp_path: Path) -> None:
    """What cannot be read as locks is not written over."""
    (tmp_path / "locks.csv").write_text("hello\nworld\n", encoding="utf-8")
    with pytest.raises(InputError):
        add_locks(tmp_path, {("1", DAY): "A"})
    assert (tmp_path / "locks.csv").read_text(encoding="utf-8") == "hello\nworld\n"


def test_nothing_is_lost_when_the_file_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error while writing leaves the old file, and no rubbish beside it."""
    (tmp_path / "locks.csv").write_text("agent_id,date,shift\n1,2026-11-10,A\n", encoding="utf-8")

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        add_locks(tmp_path, {("2", DAY): "A"})
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["locks.csv", "peakroster.db"]
    assert "2,2026" not in (tmp_path / "locks.csv").read_text(encoding="utf-8")


def test_removed_lock_leaves_the_rest(tmp_path: Path) -> None:
    """All rows of the cell go, however its date is spelt; other rows, columns and unknown cells stay."""
    (tmp_path / "locks.csv").write_text(
        "why,agent_id,date,shift\na,007,2026/11/10,早班\nb,001,2026-11-10,晚班\nc,007,2026-11-10,早班\n",
        encoding="utf-8",
    )
    path = remove_locks(tmp_path, {("007", DAY), ("002", NEXT)})
    assert lines(path) == ["why,agent_id,date,shift", "b,001,2026-11-10,晚班"]


def test_last_lock_can_be_removed(tmp_path: Path) -> None:
    """The header stays and is read again; where there is no file none is made."""
    assert not remove_locks(tmp_path, {("007", DAY)}).exists()
    path = add_locks(tmp_path, {("007", DAY): "早班"})
    remove_locks(tmp_path, {("007", DAY)})
    assert lines(path) == ["agent_id,date,shift"]
    assert lines(add_locks(tmp_path, {("001", DAY): "off"}))[1:] == ["001,2026-11-10,off"]


def test_workbook_loses_only_the_lock(tmp_path: Path) -> None:
    """In an Excel file the row goes and the others stay."""
    book = openpyxl.Workbook()
    for row in (("agent_id", "date", "shift"), ("007", DAY, "早班"), ("008", DAY, "晚班")):
        book.active.append(row)
    book.save(tmp_path / "locks.xlsx")
    remove_locks(tmp_path, {("007", DAY)})
    sheet = openpyxl.load_workbook(tmp_path / "locks.xlsx").worksheets[0]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["agent_id", "008"]
