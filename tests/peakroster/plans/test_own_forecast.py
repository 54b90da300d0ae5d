from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.tables import table_bytes
from peakroster.tables.findings import InputError
from tests.peakroster.plans.conftest import FIRST_DAY, hourly, typed

QUEUES = ("presale", "aftersale")


def written(tmp_path: Path, first_day: date, rows: list[tuple]) -> Path:
    folder = tmp_path / "plans" / first_day.isoformat()
    folder.mkdir(parents=True)
    table = typed("forecast", [(*row, 2.0, 1.0, 2.0, 3.0) for row in rows])
    (folder / "forecast.csv").write_bytes(table_bytes("forecast", table))
    return folder / "forecast.csv"


def found_in(path: Path, first_day: date = FIRST_DAY, zone: str = "Asia/Shanghai") -> list[tuple]:
    with pytest.raises(InputError) as caught:
        read_forecast(path, QUEUES, first_day, 1, zone)
    assert {f.file for f in caught.value.findings} == {f"plans/{first_day}/forecast.csv"}
    return [(f.code, f.row, f.column, f.value) for f in caught.value.findings]


def test_a_whole_forecast(tmp_path: Path) -> None:
    """Hours before and after the plan are left out, queues come in the order of shop.toml."""
    rows = sorted(hourly(date(2026, 11, 8), 3), key=lambda row: (row[1], row[0]))
    path = written(tmp_path, FIRST_DAY, rows)
    table = read_forecast(path, QUEUES, FIRST_DAY, 1, "Asia/Shanghai")
    expected = hourly(FIRST_DAY, 1)
    assert list(zip(table["timestamp"], table["queue"], strict=True)) == [
        (pd.Timestamp(hour), queue) for hour, queue in expected
    ]
    assert table.index.tolist() == list(range(len(expected)))


def test_a_handling_time_of_nothing(tmp_path: Path) -> None:
    """An empty cell says nothing, 0 seconds is a mistake."""
    path = written(tmp_path, FIRST_DAY, hourly(FIRST_DAY, 1))
    header, *lines = path.read_text(encoding="utf-8-sig").splitlines()
    texts = [header + ",aht_seconds", lines[0] + ",270", lines[1] + ",0", *(line + "," for line in lines[2:])]
    path.write_text("\n".join(texts), encoding="utf-8")
    assert found_in(path) == [("out_of_range", 3, "aht_seconds", "0")]


def test_rows_that_cannot_be(tmp_path: Path) -> None:
    """An unknown queue, half an hour, an hour twice, a number below 0: each with its row."""
    path = written(tmp_path, FIRST_DAY, hourly(FIRST_DAY, 1))
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    lines[2] = "2026-11-09T00:00,weixiu,2,1,2,3"
    lines[3] = "2026-11-09T01:30,presale,2,1,2,3"
    lines[4] = "2026/11/9 0:00,presale,2,1,2,3"
    lines[5] = "2026-11-09T02:00,presale,-0.5,1,2,3"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert set(found_in(path)) == {
        ("unknown_queue", 3, "queue", "weixiu"),
        ("not_an_hour", 4, "timestamp", "2026-11-09T01:30"),
        ("duplicate_row", 5, "timestamp", "2026/11/9 0:00"),
        ("out_of_range", 6, "mean", "-0.5"),
    }


def test_hours_that_are_missing(tmp_path: Path) -> None:
    """For each queue the first hour that is missing, and how many; the tail is needed too."""
    rows = [row for row in hourly(FIRST_DAY, 1) if row[1] == "presale" and row[0].hour != 3]
    path = written(tmp_path, FIRST_DAY, rows)
    with pytest.raises(InputError) as caught:
        read_forecast(path, QUEUES, FIRST_DAY, 1, "Asia/Shanghai")
    found = [(f.code, f.value, f.details["queue"], f.details["count"]) for f in caught.value.findings]
    assert found == [
        ("forecast_hours_missing", "2026-11-09T03:00", "presale", 2),
        ("forecast_hours_missing", "2026-11-09T00:00", "aftersale", 36),
    ]


@pytest.mark.parametrize("given", [True, False])
def test_the_hour_that_clocks_leave_out(tmp_path: Path, given: bool) -> None:
    """02:00 of 29 March 2026 does not happen in Berlin; whether the file has it makes no difference."""
    day = date(2026, 3, 29)
    rows = [row for row in hourly(day, 1) if given or row[0] != datetime(2026, 3, 29, 2)]
    table = read_forecast(written(tmp_path, day, rows), QUEUES, day, 1, "Europe/Berlin")
    assert len(table) == 72 if given else 70
