"""What people know better is applied after the model: minute by minute, from top to bottom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from forecast import Forecast
from peakroster.planning.forecast.adjusting import apply_adjustments
from peakroster.planning.forecast.calendar_days import closings_of
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.plans.own_forecast import read_forecast
from peakroster.plans.tables import table_bytes
from peakroster.shop.folder import read_shop
from peakroster.shop.settings.calendar_days import with_calendar
from scheduler.domain.events import Adjustment
from scheduler.domain.opening import CalendarRow
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import write_small_shop
from tests.peakroster.planning.forecast.test_forecasting import steady_shop

DAY = date(2026, 11, 9)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 9, hour, minute)


def times(factor: float, start: datetime, end: datetime, queue: str | None = None) -> Adjustment:
    return Adjustment(start, end, queue, factor, None, "because", "me", 2)


def set_to(value: float, start: datetime, end: datetime, queue: str | None = None) -> Adjustment:
    return Adjustment(start, end, queue, None, value, "because", "me", 2)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return read_shop(write_small_shop(tmp_path_factory.mktemp("adjusting") / "shop"))


@pytest.fixture(scope="module")
def model(shop: Shop) -> Forecast:
    return make_forecast(shop, DAY, 1, seed=1).by_queue["presale"].model


def mean_at(model: Forecast, rows: list[Adjustment], hour: int) -> float:
    return float(apply_adjustments(model, rows).mean[hour])


def test_closed_hours_are_closed_for_the_reason_of_their_queue(shop: Shop) -> None:
    """Not for what calendar.csv says of another one on the same date."""
    rows = (CalendarRow(DAY, DAY, "aftersale", note="培训"), CalendarRow(DAY, DAY, closed=True, note="盘点"))
    closed = replace(shop, settings=with_calendar(shop.settings, rows), calendar=rows)
    hours = pd.date_range(DAY, periods=24, freq="h")
    assert {row.reason for row in closings_of(closed, "presale", hours)} == {"盘点"}


def test_a_factor_multiplies_mean_and_quantiles(model: Forecast) -> None:
    """Exactly, in its hours and in no others; the end is excluded."""
    changed = apply_adjustments(model, [times(1.2, at(20), at(22))])
    inside = np.isin(np.arange(len(model.hours)), (20, 21))
    np.testing.assert_array_equal(changed.mean[inside], 1.2 * model.mean[inside])
    np.testing.assert_array_equal(changed.mean[~inside], model.mean[~inside])
    for p in (0.1, 0.9):
        np.testing.assert_array_equal(changed.quantile(p)[inside], 1.2 * model.quantile(p)[inside])
        np.testing.assert_array_equal(changed.quantile(p)[~inside], model.quantile(p)[~inside])


def test_what_is_set_takes_the_forecasts_place(model: Forecast) -> None:
    """The mean is the number an hour; the quantiles lie around it, also where the model had next to
    nobody."""
    changed = apply_adjustments(model, [set_to(300, at(3), at(4))])
    assert model.mean[3] < 2
    assert changed.mean[3] == 300
    low, middle, high = (changed.quantile(p)[3] for p in (0.1, 0.5, 0.9))
    assert 150 < low < middle < high < 450
    assert middle == pytest.approx(300, rel=0.1)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([times(2, at(20), at(21)), times(3, at(20), at(21))], lambda mean: 6 * mean),
        ([set_to(50, at(20), at(21)), times(3, at(20), at(21))], lambda mean: 150),
        ([times(3, at(20), at(21)), set_to(50, at(20), at(21))], lambda mean: 50),
        ([set_to(9, at(20), at(21)), set_to(50, at(20), at(21))], lambda mean: 50),
        ([times(2, at(20, 30), at(22))], lambda mean: 1.5 * mean),
        ([set_to(60, at(20, 30), at(22))], lambda mean: mean / 2 + 30),
        # Each row has its own half of the hour; one after the other would give (1.5 × 2) × mean.
        ([times(2, at(20), at(20, 30)), times(3, at(20, 30), at(21))], lambda mean: 2.5 * mean),
        ([set_to(60, at(20), at(20, 30)), times(3, at(20, 15), at(20, 45))], lambda mean: 60 + mean),
        ([times(0, at(20), at(21))], lambda mean: 0),
        ([times(2, at(21), at(22)), times(2, datetime(2027, 1, 1), datetime(2027, 1, 2))], lambda mean: mean),
    ],
    ids=(
        "factors multiply",
        "a factor below a set",
        "a set below a factor",
        "a set below a set",
        "half an hour of a factor",
        "half an hour of a set",
        "two halves",
        "three quarters",
        "nobody",
        "elsewhere",
    ),
)
def test_rows_are_applied_from_top_to_bottom(model: Forecast, rows: list[Adjustment], expected) -> None:  # type: ignore[no-untyped-def]
    """Factors multiply; a set replaces what stands above it; parts of an hour count as parts."""
    assert mean_at(model, rows, 20) == pytest.approx(expected(model.mean[20]))


def test_the_file_shows_both_means(shop: Shop, tmp_path: Path) -> None:
    """mean holds the adjustment of its queue, model_mean what it was; with or without model_mean the table
    is a forecast that can be sized."""
    rows = (times(2, at(20), at(21), "presale"), set_to(40, at(20), at(21), "aftersale"))
    stage = make_forecast(replace(shop, adjustments=rows), DAY, 1, seed=1)
    plain = make_forecast(shop, DAY, 1, seed=1)
    table = stage.table.set_index(["timestamp", "queue"])
    before = plain.table.set_index(["timestamp", "queue"])
    presale, aftersale = ((pd.Timestamp(at(20)), queue) for queue in ("presale", "aftersale"))
    assert table.loc[presale, "mean"] == pytest.approx(2 * before.loc[presale, "mean"], abs=2e-4)
    assert table.loc[aftersale, "mean"] == 40
    pd.testing.assert_series_equal(table["model_mean"], before["mean"], check_names=False)
    pd.testing.assert_frame_equal(table.drop([presale, aftersale]), before.drop([presale, aftersale]))
    notes = {queue: note for queue, note in stage.notes if note.code == "adjusted"}
    assert {queue: note.numbers["hours"] for queue, note in notes.items()} == {"presale": 1, "aftersale": 1}
    assert notes["aftersale"].numbers["change"] == pytest.approx(40 - before.loc[aftersale, "mean"], abs=1e-3)
    folder = tmp_path / "2026-11-09"
    folder.mkdir()
    for name in ("with", "without"):
        written = stage.table if name == "with" else stage.table.drop(columns="model_mean")
        (folder / "forecast.csv").write_bytes(table_bytes("forecast", written))
        read = read_forecast(folder / "forecast.csv", shop.queue_ids, DAY, 1, "Asia/Shanghai")
        pd.testing.assert_frame_equal(read, written)


def test_set_is_per_real_hour(tmp_path: Path) -> None:
    """The hour that passes twice on 2026-10-25 in Berlin holds what was set twice."""
    shop = steady_shop(tmp_path / "shop", datetime(2026, 10, 24))
    row = set_to(50, datetime(2026, 10, 25), datetime(2026, 10, 26))
    table = make_forecast(replace(shop, adjustments=(row,)), date(2026, 10, 24), 2, seed=1).table
    by_hour = table.set_index("timestamp")["mean"]
    assert by_hour["2026-10-25T01:00"] == 50
    assert by_hour["2026-10-25T02:00"] == 100
