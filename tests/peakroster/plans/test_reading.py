from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from peakroster.plans.reading import plan_days, read_plan_files, read_summary, read_table
from peakroster.plans.tables import TABLES, table_bytes
from peakroster.tables.findings import InputError
from tests.peakroster.plans.conftest import FIRST_DAY, hourly, make_plan, typed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "plans" / "2026-11-09"
    folder.mkdir(parents=True)
    return folder


def found_in(folder: Path, name: str) -> list[tuple[str, str, int | None, str | None, str | None]]:
    with pytest.raises(InputError) as caught:
        read_table(folder / name)
    return [(f.code, f.file, f.row, f.column, f.value) for f in caught.value.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_what_a_spreadsheet_makes_of_a_roster(folder: Path, encoding: str) -> None:
    """Saved by Excel, a roster reads the same: GBK, slashes, one-digit hours, CRLF, blank lines."""
    text = (
        "agent_id,date,shift,start,end,paid_hours\r\n"
        "007,2026/11/9,早班,2026/11/9 8:00,2026/11/9 16:30:00,8\r\n"
        "\r\n"
        ",,,,,\r\n"
        '客服一,2026-11-10,夜班,2026-11-10 22:00,2026/11/10 24:00,"2.00"\r\n'
    )
    (folder / "roster.csv").write_bytes(text.encode(encoding))
    expected = typed(
        "roster",
        [
            ("007", date(2026, 11, 9), "早班", datetime(2026, 11, 9, 8), datetime(2026, 11, 9, 16, 30), 8.0),
            ("客服一", date(2026, 11, 10), "夜班", datetime(2026, 11, 10, 22), datetime(2026, 11, 11), 2.0),
        ],
    )
    pd.testing.assert_frame_equal(read_table(folder / "roster.csv"), expected)


def test_chinese_headers_and_another_name(folder: Path) -> None:
    """A file of another name is read as the table that it is said to be."""
    text = "工号,日期,班次,上班,下班,计薪工时\n7,2026-11-09,早班,2026-11-09T08:00,2026-11-09T16:30,8\n"
    (folder / "实际.csv").write_text(text, encoding="utf-8")
    assert read_table(folder / "实际.csv", "roster")["agent_id"].tolist() == ["7"]


def test_a_workbook(folder: Path) -> None:
    """A table saved as .xlsx is read with its dates and its ids as they are shown."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["timestamp", "queue", "mean", "p10", "p50", "p90"])
    sheet.append([datetime(2026, 11, 9, 1), "presale", 12, 8.5, 12, 16])
    book.save(folder / "forecast.xlsx")
    row = read_table(folder / "forecast.xlsx").iloc[0]
    assert row.to_list() == [pd.Timestamp("2026-11-09T01:00"), "presale", 12.0, 8.5, 12.0, 16.0]


def test_a_forecast_of_means_alone(folder: Path) -> None:
    """An analyst who knows no quantiles leaves them out: they are NaN."""
    (folder / "forecast.csv").write_text("queue,timestamp,mean\nq,2026/11/9 0:00,3.5\n", encoding="utf-8")
    table = read_table(folder / "forecast.csv")
    assert list(table.columns) == ["timestamp", "queue", "mean", "p10", "p50", "p90"]
    assert table["mean"].tolist() == [3.5]
    assert table[["p10", "p50", "p90"]].isna().all(axis=None)


@pytest.mark.parametrize(("name", "cells"), [("forecast", "3.5,1,2,3"), ("requirement", "3.5,2")])
def test_handling_times_are_kept_where_there_are_any(folder: Path, name: str, cells: str) -> None:
    """A file with the column keeps it, empty cells as NaN; a file without has none; both come back."""
    header = ",".join(TABLES[name])
    path = folder / f"{name}.csv"
    path.write_text(
        f"{header},aht_seconds\n2026-11-09,q,{cells},270.5\n2026-11-09T01:00,q,{cells},\n", "utf-8"
    )
    table = read_table(path)
    assert table["aht_seconds"].tolist() == pytest.approx([270.5, float("nan")], nan_ok=True)
    path.write_bytes(table_bytes(name, table))
    pd.testing.assert_frame_equal(read_table(path), table)
    path.write_text(f"{header}\n2026-11-09,q,{cells}\n", "utf-8")
    assert "aht_seconds" not in read_table(path)


def test_every_unreadable_cell_is_named(folder: Path) -> None:
    """File, row, column and value of each, in one go."""
    text = (
        "timestamp,queue,mean,p10,p50,p90\n"
        "2026-11-09T00:00,q,1,1,1,1\n"
        "\n"
        "11/9/2026 8:00,q,1,1,1,1\n"
        "2026-11-09T02:00,q,many,1,1,1\n"
        "2026-11-09T03:00,,1,1,1,?\n"
    )
    (folder / "forecast.csv").write_text(text, encoding="utf-8")
    assert set(found_in(folder, "forecast.csv")) == {
        ("date_order", "plans/2026-11-09/forecast.csv", 4, "timestamp", "11/9/2026 8:00"),
        ("not_a_number", "plans/2026-11-09/forecast.csv", 5, "mean", "many"),
        ("missing_value", "plans/2026-11-09/forecast.csv", 6, "queue", ""),
        ("not_a_number", "plans/2026-11-09/forecast.csv", 6, "p90", "?"),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04", "workbook_as_text"),
        (b"\x00\x01\x02", "not_text"),
        (b"a,b\n1,2\n", "no_header"),
        (b"agent_id,start,end\n7,2026-11-09,2026-11-09\n", "missing_column"),
    ],
)
def test_files_that_are_no_table(folder: Path, content: bytes, code: str) -> None:
    """Each gives a finding, none an exception of some library."""
    (folder / "activities.csv").write_bytes(content)
    assert [found[0] for found in found_in(folder, "activities.csv")] == [code]


def test_people_are_counted_whole(folder: Path) -> None:
    """Two and a half agents scheduled is no count; 2.0 is 2."""
    text = "timestamp,queue,inquiries,agents\n2026-11-09,q,1.5,2.0\n2026-11-09T01:00,q,1.5,2.5\n"
    (folder / "requirement.csv").write_text(text, encoding="utf-8")
    assert [(found[0], found[2]) for found in found_in(folder, "requirement.csv")] == [("fractional", 3)]


def test_order_of_rows(folder: Path) -> None:
    """However a spreadsheet sorted it, hours come in order of time, shifts by agent; names as first seen."""
    forecast = make_plan().forecast
    assert forecast is not None
    by_queue = forecast.sort_values(["queue", "timestamp"], ascending=[False, False])
    (folder / "forecast.csv").write_bytes(table_bytes("forecast", by_queue))
    read = read_table(folder / "forecast.csv")
    assert list(zip(read["timestamp"], read["queue"], strict=True)) == [
        (pd.Timestamp(hour), queue) for hour, queue in hourly(FIRST_DAY, 1)
    ]
    plan = make_plan(days=3, worked=(("b", 2, "day"), ("a", 1, "day"), ("b", 0, "night"), ("a", 0, "day")))
    assert plan.roster is not None
    (folder / "roster.csv").write_bytes(table_bytes("roster", plan.roster))
    roster = read_table(folder / "roster.csv")
    assert [(row.agent_id, row.date.day) for row in roster.itertuples()] == [
        ("b", 9),
        ("b", 11),
        ("a", 9),
        ("a", 10),
    ]


def test_all_files_of_a_plan_at_once(folder: Path) -> None:
    """The findings of every file come together."""
    (folder / "forecast.csv").write_text("nonsense", encoding="utf-8")
    (folder / "roster.csv").write_bytes(b"")
    (folder / "summary.json").write_text('{\n"days": 7,\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_plan_files(folder)
    assert [(f.code, f.file, f.row) for f in caught.value.findings] == [
        ("no_header", "plans/2026-11-09/forecast.csv", 1),
        ("empty_file", "plans/2026-11-09/roster.csv", None),
        ("bad_json", "plans/2026-11-09/summary.json", 3),
    ]


@pytest.mark.parametrize(
    "text", ["[]", "7", "", '{"days": "7"}', '{"days": 0}', '{"days": true}', '{"days": 1.5}']
)
def test_summaries_that_are_none(folder: Path, text: str) -> None:
    """summary.json must be an object, and its days a number of days."""
    (folder / "summary.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        read_summary(folder / "summary.json")


@pytest.mark.parametrize("days", [1, 2, 7, 42])
def test_how_long_a_plan_is(days: int) -> None:
    """The summary says it; without one the forecast, with its tail or without it; else the roster."""
    table = typed("forecast", [(*hour, 1.0, 1.0, 1.0, 1.0) for hour in hourly(FIRST_DAY, days)])
    assert plan_days(FIRST_DAY, {"forecast": table}, {"days": 5}) == 5
    assert plan_days(FIRST_DAY, {"forecast": table}, {"status": "optimal"}) == days
    assert plan_days(FIRST_DAY, {"forecast": table}, None) == days
    without_tail = table[table["timestamp"] < pd.Timestamp(FIRST_DAY) + pd.Timedelta(days=days)]
    assert plan_days(FIRST_DAY, {"forecast": without_tail}, None) == days
    roster = make_plan(worked=(("a", 0, "day"), ("b", days - 1, "night"))).roster
    assert roster is not None
    assert plan_days(FIRST_DAY, {"roster": roster}, None) == days


def test_a_plan_of_unknown_length() -> None:
    """Nothing says how long it is: that is a finding, not a guess."""
    with pytest.raises(InputError) as caught:
        plan_days(FIRST_DAY, {}, None)
    assert [(f.code, f.file) for f in caught.value.findings] == [("plan_without_length", "plans/2026-11-09")]
