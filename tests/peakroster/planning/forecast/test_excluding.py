"""History that exclude.csv takes away is not learned from, and is no gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest

from peakroster.planning.forecast.excluding import excluded_hours
from peakroster.planning.forecast.fitting import hourly_rates
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.tables.findings import InputError
from scheduler.domain.events import Exclusion
from scheduler.domain.shop import Shop
from tests.peakroster.planning.forecast.test_forecasting import steady_shop

UNTIL = datetime(2026, 10, 24)


def excluding(shop: Shop, start: datetime, end: datetime, queue: str | None = None) -> Shop:
    return replace(shop, exclusions=(Exclusion(start, end, queue, "outage", 2),))


def test_hours_excluded_in_part_are_excluded(tmp_path: Path) -> None:
    """From the hour that holds the start to the hour that holds the last minute; of this queue or all."""
    shop = steady_shop(tmp_path / "shop", UNTIL)
    hours = pd.date_range("2026-10-20", periods=24, freq="h")
    for queue in (None, shop.queue_ids[0]):
        part = excluding(shop, datetime(2026, 10, 20, 3, 59), datetime(2026, 10, 20, 5, 1), queue)
        assert hours[excluded_hours(part, shop.queue_ids[0], hours)].hour.tolist() == [3, 4, 5]
    whole = excluding(shop, datetime(2026, 10, 20, 3), datetime(2026, 10, 20, 5))
    assert hours[excluded_hours(whole, shop.queue_ids[0], hours)].hour.tolist() == [3, 4]
    other = excluding(shop, datetime(2026, 10, 20, 3), datetime(2026, 10, 20, 5), "another")
    assert not excluded_hours(other, shop.queue_ids[0], hours).any()


def test_what_is_excluded_leaves_no_trace(tmp_path: Path) -> None:
    """Whatever stands in excluded hours, the forecast is the same; they are counted apart from gaps."""
    shop = steady_shop(tmp_path / "shop", UNTIL)
    times = shop.history["timestamp"]
    week = (times >= "2026-10-13") & (times < "2026-10-20")
    odd = replace(shop, history=shop.history.assign(inquiries=shop.history["inquiries"].mask(week, 9000)))
    span = datetime(2026, 10, 13), datetime(2026, 10, 20)
    tables, notes = [], []
    for version in (shop, odd):
        stage = make_forecast(excluding(version, *span), date(2026, 10, 24), 1, seed=1)
        tables.append(stage.table)
        notes.append([(note.code, note.numbers.get("hours")) for _, note in stage.notes])
    pd.testing.assert_frame_equal(*tables)
    assert notes[0] == notes[1]
    assert ("excluded_hours", 7 * 24) in notes[0]
    assert "gaps_ignored" not in dict(notes[0])
    gap = replace(shop, history=shop.history[times != pd.Timestamp("2026-10-05T10:00")])
    stage = make_forecast(excluding(gap, *span), date(2026, 10, 24), 1, seed=1)
    assert {"excluded_hours": 168, "gaps_ignored": 1}.items() <= {
        note.code: note.numbers.get("hours") for _, note in stage.notes
    }.items()


def test_excluded_hours_are_unknown_to_whoever_learns(tmp_path: Path) -> None:
    """Also the backtest reads them as unknown."""
    shop = steady_shop(tmp_path / "shop", UNTIL)
    rates = hourly_rates(
        excluding(shop, datetime(2026, 10, 1), datetime(2026, 10, 2)), shop.queue_ids[0], UNTIL
    )
    assert rates[rates.isna()].index.tolist() == pd.date_range("2026-10-01", periods=24, freq="h").tolist()


def test_too_much_excluded_says_so(tmp_path: Path) -> None:
    """The finding names exclude.csv, how much there was and how much is left."""
    shop = excluding(steady_shop(tmp_path / "shop", UNTIL), datetime(2026, 1, 1), datetime(2026, 10, 23, 14))
    with pytest.raises(InputError) as error:
        make_forecast(shop, date(2026, 10, 24), 1, seed=1)
    (finding,) = error.value.findings
    assert (finding.code, finding.file, finding.value) == (
        "history_excluded",
        "exclude.csv",
        shop.queue_ids[0],
    )
    assert (finding.details["recorded"], finding.details["known"]) == (6 * 7 * 24, 10)
