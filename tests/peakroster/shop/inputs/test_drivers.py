"""drivers.csv: days or hours, past and planned, and what is wrong with a row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from peakroster.shop.folder import read_shop
from scheduler.domain.drivers import DriverSeries
from tests.peakroster.shop.shops import SETTINGS, Case, check, findings_of_case, write_shop

D = "drivers.csv"
HEAD = "timestamp,date,driver,value,planned,queues\n"


def rows(*lines: str) -> dict[str, str | bytes | None]:
    """A table of a sound row and these."""
    return {D: HEAD + "\n".join([",2026-11-01,orders,100,,", *lines]) + "\n"}


def bad(code: str, line: str, column: str, value: str) -> Case:
    """One more row, which is wrong."""
    return Case(code, rows(line), D, 3, column, value)


CASES = [
    bad("driver_two_times", "2026-11-02T00:00,2026-11-02,orders,1,,", "date", "2026-11-02"),
    bad("driver_no_time", ",,orders,1,,", "date", ""),
    bad("driver_no_value", ",2026-11-02,orders,,,", "value", ""),
    bad("missing_value", ",2026-11-02,,1,,", "driver", ""),
    bad("not_a_number", ",2026-11-02,orders,many,,", "value", "many"),
    bad("out_of_range", ",2026-11-02,orders,-5,,", "value", "-5"),
    bad("out_of_range", ",2026-11-02,orders,1e300,,", "value", "1e300"),
    bad("out_of_range", ",2026-11-02,orders,1,-2,", "planned", "-2"),
    bad("unknown_queue", ",2026-11-02,orders,1,,presales", "queues", "presales"),
    bad("bad_timestamp", "soon,,orders,1,,", "timestamp", "soon"),
    bad("duplicate_driver", ",2026/11/1,orders,7,,", "date", "2026/11/1"),
    Case(
        "duplicate_driver",
        rows("2026-11-01T10:00,,live,1,,", "2026-11-01T11:00,,live,1,,", "2026-11-01T10:00,,live,2,,"),
        D,
        5,
        "timestamp",
        "2026-11-01T10:00",
    ),
    Case(
        "driver_mixed",
        rows("2026-11-02T10:00,,orders,1,,", "2026-11-02T11:00,,orders,1,,"),
        D,
        2,
        "date",
        "2026-11-01",
    ),
    Case("missing_column", {D: "date,value\n2026-11-01,5\n"}, D, column="driver"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_wrong_row_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """One mistake gives one error, with its place and remedy."""
    found = findings_of_case(tmp_path / "shop", case)
    check(case, found)
    assert [finding.code for finding in found if finding.severity != "warning"] == [case.code]


def read(folder: Path, text: str, settings: str = SETTINGS) -> tuple[DriverSeries, ...]:
    """The drivers of the sound shop with this table."""
    return read_shop(write_shop(folder, {D: text, "shop.toml": settings})).drivers


def test_days_and_hours(tmp_path: Path) -> None:
    """Dates are days; a driver with several rows on a day has hours, and their parts are summed."""
    text = "时间,日期,指标,数值,计划值,队列\n" + (
        ",2026-11-02,访客数,5000,4000,\n,2026-11-01,访客数,4800,,\n,2026-11-20,访客数,,9000,\n"
        "2026-11-01T10:00,,live,1,,presale\n2026-11-01T10:30,,live,2,,presale\n"
        "2026-11-01 11:00,,live,0,,presale\n"
    )
    visitors, live = read(tmp_path / "shop", text)
    assert (visitors.name, visitors.hourly, visitors.queues) == ("访客数", False, ())
    assert list(visitors.values.dropna()) == [4800, 5000]
    assert dict(visitors.planned.dropna()) == {
        pd.Timestamp("2026-11-02"): 4000,
        pd.Timestamp("2026-11-20"): 9000,
    }
    assert (live.hourly, live.queues) == (True, ("presale",))
    assert list(live.values) == [3, 0]


def test_a_timestamp_a_day_is_a_day(tmp_path: Path) -> None:
    """An export that stamps its days with midnight, or with the hour at which it ran."""
    text = "timestamp,driver,value\n2026-11-01T08:00,orders,5\n2026-11-02T08:00,orders,6\n"
    (orders,) = read(tmp_path / "shop", text)
    assert not orders.hourly
    assert list(orders.values.index) == [pd.Timestamp("2026-11-01"), pd.Timestamp("2026-11-02")]


def test_the_hour_that_clocks_repeat(tmp_path: Path) -> None:
    """It may appear twice, and is summed."""
    text = "timestamp,driver,value\n" + "".join(
        f"2026-10-25T{hour}:00,orders,5\n" for hour in ("01", "02", "02", "03")
    )
    berlin = SETTINGS.replace("Asia/Shanghai", "Europe/Berlin")
    (orders,) = read(tmp_path / "shop", text, berlin)
    assert list(orders.values) == [5, 10, 5]


def test_a_shop_without_the_table(tmp_path: Path) -> None:
    """It is optional."""
    assert read_shop(write_shop(tmp_path / "shop")).drivers == ()
