"""From the history to the hours of a plan, through nights in which the clocks change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.planning.forecast.forecasting import forecast_hours, make_forecast
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import write_small_shop

BERLIN = "Europe/Berlin"


def steady_shop(folder: Path, until: datetime) -> Shop:
    """The small shop in Berlin with 60 inquiries in every real hour since six weeks before ``until``."""
    shop = read_shop(write_small_shop(folder))
    hours = pd.date_range(until - pd.Timedelta(weeks=6), until, freq="h", inclusive="left", unit="us")
    history = pd.DataFrame({"timestamp": hours, "queue": shop.queue_ids[0], "inquiries": 60})
    history["aht_seconds"] = np.nan
    settings = replace(
        shop.settings, timezone=BERLIN, country="DE", queues=shop.settings.queues[:1], plan_for="mean"
    )
    return replace(shop, settings=settings, history=history.astype({"queue": "str"}), events=())


def test_an_hour_that_passes_twice_brings_twice_as_many(tmp_path: Path) -> None:
    """On 2026-10-25 the hour from 02:00 lasts two hours; on 2026-03-29 there is none."""
    shop = steady_shop(tmp_path / "shop", datetime(2026, 10, 24))
    table = make_forecast(shop, date(2026, 10, 24), 2, seed=1).table.set_index("timestamp")
    night = table.loc["2026-10-25T02:00"]
    assert night["mean"] == pytest.approx(2 * table.loc["2026-10-25T03:00", "mean"], rel=0.05)
    assert night["mean"] == pytest.approx(120, rel=0.05)
    assert night["p10"] <= night["p50"] <= night["p90"]


def test_hours_that_the_clocks_skip_are_not_there() -> None:
    """A plan over 2026-03-29 has no 02:00 that night, and its tail ends before 12:00."""
    hours = forecast_hours(date(2026, 3, 28), 2, BERLIN)
    assert pd.Timestamp("2026-03-29T02:00") not in hours
    assert len(hours) == 48 + 12 - 1
    assert hours[-1] == pd.Timestamp("2026-03-30T11:00")


def test_what_happened_since_is_not_learned_from(tmp_path: Path) -> None:
    """A plan of a past week knows nothing of that week or of what came after."""
    shop = steady_shop(tmp_path / "shop", datetime(2026, 10, 24))
    later = shop.history["timestamp"] >= "2026-10-17"
    changed = shop.history.assign(inquiries=shop.history["inquiries"].where(~later, 6000))
    before = make_forecast(shop, date(2026, 10, 17), 1, seed=1).table
    after = make_forecast(replace(shop, history=changed), date(2026, 10, 17), 1, seed=1).table
    pd.testing.assert_frame_equal(before, after)


def test_too_short_a_history_names_the_queue(tmp_path: Path) -> None:
    """Five known hours are not enough; the finding says whose they are."""
    shop = steady_shop(tmp_path / "shop", datetime(2026, 10, 24))
    short = replace(shop, history=shop.history.tail(5))
    with pytest.raises(InputError) as error:
        make_forecast(short, date(2026, 10, 24), 1, seed=1)
    (finding,) = error.value.findings
    assert (finding.code, finding.value) == ("history_too_short", shop.queue_ids[0])


def test_only_events_of_the_planned_days_are_told_of(tmp_path: Path) -> None:
    """A sale that begins after the plan may lift its last days, and is no news of this plan."""
    shop = steady_shop(tmp_path / "shop", datetime(2026, 10, 24))
    sales = [
        Event(name, "sale", start, start + timedelta(hours=8), (), None, None, 2)
        for name, start in (("before", datetime(2026, 9, 30, 16)), ("coming", datetime(2026, 10, 27, 16)))
    ]
    shop = replace(shop, events=tuple(sales))

    def told_of(days: int) -> set[object]:
        notes = make_forecast(shop, date(2026, 10, 24), days, seed=1).notes
        return {note.numbers["event"] for _, note in notes if "event" in note.numbers}

    assert told_of(2) == set()
    assert told_of(4) == {"coming"}
