"""A roster that was really worked, as a manager writes it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.adopted import adopted_roster
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.plan import ROSTER_COLUMNS
from scheduler.domain.shop import Shop
from tests.peakroster.shop.shops import Case, check, write_shop

pytestmark = pytest.mark.slow

HEADER = "agent_id,date,shift,start,end,paid_hours\n"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return read_shop(write_shop(tmp_path / "shop"))


def read(folder: Path, shop: Shop, text: str, name: str = "last-week.csv") -> pd.DataFrame:
    (folder / name).write_text(text, encoding="utf-8")
    return adopted_roster(folder / name, shop)


def findings(folder: Path, shop: Shop, text: str) -> list[Finding]:
    try:
        return list(read(folder, shop, text).attrs["warnings"])
    except InputError as error:
        return list(error.findings)


ROSTER_CASES = [
    ("adopted_unknown_agent", "B1,2026-11-02,早班,,,\n007,2026-11-02,早班,,,\n", 2, "agent_id", "B1"),
    ("adopted_no_times", "007,2026-11-02,加班,,,\n", 2, "shift", "加班"),
    ("adopted_no_times", "007,2026-11-02,加班,08:00,,\n", 2, "shift", "加班"),
    ("adopted_end", "007,2026-11-02,早班,2026-11-02T17:00,2026-11-02T08:00,\n", 2, "end", "2026-11-02T08:00"),
    ("adopted_too_long", "007,2026-11-02,早班,2026-11-02T08:00,2026-11-12T17:00,\n", 2, "end", None),
    ("adopted_other_day", "007,2026-11-02,早班,2026-11-03T08:00,2026-11-03T17:00,\n", 2, "start", None),
    ("adopted_paid_hours", "007,2026-11-02,早班,,,10\n", 2, "paid_hours", "10"),
    ("adopted_duplicate", "007,2026-11-02,早班,,,\n007,2026-11-02,晚班,,,\n", 3, "agent_id", "007"),
    ("adopted_overlap", "007,2026-11-02,夜班,,,\n007,2026-11-03,早班,06:00,,\n", 3, "agent_id", "007"),
    ("bad_date", "007,today,早班,,,\n", 2, "date", "today"),
    ("bad_timestamp", "007,2026-11-02,早班,early,17:00,\n", 2, "start", "early"),
    ("time_past_24", "007,2026-11-02,早班,08:00,30:00,\n", 2, "end", "30:00"),
    ("not_a_number", "007,2026-11-02,早班,,,eight\n", 2, "paid_hours", "eight"),
    ("out_of_range", "007,2026-11-02,早班,,,-1\n", 2, "paid_hours", "-1"),
    ("missing_value", "007,2026-11-02,,,,\n", 2, "shift", None),
    ("no_rows", "007,2026-11-02,休息,,,\n", None, None, None),
]


@pytest.mark.parametrize(("code", "rows", "row", "column", "value"), ROSTER_CASES)
def test_each_mistake_has_its_clear_message(
    code: str, rows: str, row: int | None, column: str | None, value: str | None, shop: Shop, tmp_path: Path
) -> None:
    """Code, row, column and value are named, and it is the only finding."""
    found = findings(tmp_path, shop, HEADER + rows)
    check(Case(code, {}, "last-week.csv", row, column, value), found)
    assert len(found) == 1


def test_the_catalogue_fills_in_what_is_empty(shop: Shop, tmp_path: Path) -> None:
    """Start, end and paid hours of a known shift are those of shifts.csv, past midnight too."""
    frame = read(
        tmp_path, shop, "agent_id,date,shift\nA2,2026/11/2,夜班\n007,2026-11-03,早班\n007,2026-11-02,晚班\n"
    )
    assert list(frame.columns) == list(ROSTER_COLUMNS)
    assert frame["agent_id"].tolist() == ["007", "007", "A2"]
    assert frame["date"].tolist() == [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 2)]
    assert frame["start"].tolist()[2] == pd.Timestamp("2026-11-02T22:00")
    assert frame["end"].tolist() == [
        pd.Timestamp("2026-11-03T00:00"),
        pd.Timestamp("2026-11-03T17:00"),
        pd.Timestamp("2026-11-03T07:00"),
    ]
    assert frame["paid_hours"].tolist() == [8.0, 8.0, 8.0]
    assert frame.attrs["warnings"] == ()
    assert frame["start"].dtype.kind == "M"
    assert frame["paid_hours"].dtype == "float64"


def test_shifts_outside_the_catalogue_are_paid_for_their_length(shop: Shop, tmp_path: Path) -> None:
    """Times of day count from the row's date; an end that is not after the start is tomorrow's."""
    frame = read(
        tmp_path, shop, HEADER + "007,2026-11-02,救火,20:00,02:30,\nA2,2026-11-02,会,9:00,10:00,0.5\n"
    )
    assert frame["end"].tolist() == [pd.Timestamp("2026-11-03T02:30"), pd.Timestamp("2026-11-02T10:00")]
    assert frame["paid_hours"].tolist() == [6.5, 0.5]


def test_times_that_differ_from_the_catalogue_are_kept(shop: Shop, tmp_path: Path) -> None:
    """A 早班 that lasted two hours longer is paid two hours more."""
    frame = read(tmp_path, shop, HEADER + "007,2026-11-02,早班,08:00,2026-11-02 19:00,\n")
    assert frame["end"].tolist() == [pd.Timestamp("2026-11-02T19:00")]
    assert frame["paid_hours"].tolist() == [10.0]


def test_chinese_headers_days_off_and_strangers(shop: Shop, tmp_path: Path) -> None:
    """Days off are no shifts; people who left are told and left out."""
    text = "工号,日期,班次,上班,下班,计薪工时\n"
    text += "007,2026-11-02,早班,,,\n007,2026-11-03,休息,,,\nB1,2026-11-02,早班,,,\n"
    frame = read(tmp_path, shop, text)
    assert frame["shift"].tolist() == ["早班"]
    assert [warning.code for warning in frame.attrs["warnings"]] == ["adopted_unknown_agent"]


def test_a_file_that_is_not_there_or_no_table(shop: Shop, tmp_path: Path) -> None:
    """The errors of files are those of the shop folder."""
    (tmp_path / "roster.pdf").write_bytes(b"%PDF")
    for name, code in (("nowhere.csv", "no_such_file"), ("roster.pdf", "wrong_kind_of_file")):
        with pytest.raises(InputError) as error:
            adopted_roster(tmp_path / name, shop)
        check(Case(code, {}, name), list(error.value.findings))
