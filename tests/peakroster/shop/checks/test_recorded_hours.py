"""``check`` on hours without rows and hours without anybody: it says what the forecast makes of them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.messages import Term
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.shop.folder import read_shop
from peakroster.shop.model import ShopFolder
from tests.peakroster.shop.shops import write_shop

pytestmark = pytest.mark.slow

SETTINGS = 'name = "T"\ntimezone = "Asia/Shanghai"\n[[queues]]\nid = "a"\naht_seconds = 270\n'
EVENTS = "event,kind,start,end\na,d11,2025-11-11,2025-11-11\nb,d11,2026-11-11,2026-11-11\n"


def shop_of(
    folder: Path, counts: pd.Series, settings: str = SETTINGS, events: str | None = None
) -> ShopFolder:
    rows = (f"{moment:%Y-%m-%dT%H:%M},a,{count:.0f}\n" for moment, count in counts.dropna().items())
    files = {
        "shop.toml": settings,
        "history.csv": "timestamp,queue,inquiries\n" + "".join(rows),
        "agents.csv": "agent_id,name,skills\n1,张三,a\n",
        "events.csv": events,
    }
    unused = ("profile.csv", "requests.csv", "locks.csv", "mapping.csv", "adjustments.csv", "exclude.csv")
    return read_shop(write_shop(folder, {**dict.fromkeys(unused), **files}))


def history(first: str) -> pd.Series:
    hours = pd.date_range(first, datetime(2026, 11, 9), freq="h", inclusive="left")
    return pd.Series(np.random.default_rng(1).poisson(20, len(hours)).astype(float), hours)


def told(shop: ShopFolder) -> dict[str, dict[str, object]]:
    return {finding.code: dict(finding.details) for finding in shop.warnings if finding.code != "no_events"}


def test_hours_never_recorded_are_closed_and_no_gap(tmp_path: Path) -> None:
    """Nights without rows, but for a sale's, are one line that names them; an hour by day is a gap."""
    counts = history("2025-09-01")
    counts = counts.where((counts.index.hour >= 8) | (counts.index.date == date(2025, 11, 11)))
    counts["2026-03-04T12:00"] = np.nan
    shop = shop_of(tmp_path / "shop", counts, events=EVENTS)
    found = told(shop)
    assert set(found) == {"hours_unrecorded", "history_gaps"}
    hours = Term("Mon–Sun 00:00-08:00", "周一–周日 00:00-08:00")
    assert (found["hours_unrecorded"]["count"], found["hours_unrecorded"]["hours"]) == (56, hours)
    assert (found["history_gaps"]["count"], found["history_gaps"]["first"]) == (1, "2026-03-04T12:00")
    stage = make_forecast(shop, date(2026, 11, 9), 7, seed=1)
    notes = {note.code: note.numbers for _, note in stage.notes}
    assert notes["closed_hours"] == {"hours": 56}
    assert notes["gaps_ignored"] == {"hours": 1, "longest": 1}
    ordinary = stage.table[stage.table["timestamp"].dt.day != 11]
    assert (ordinary.loc[ordinary["timestamp"].dt.hour < 8, "mean"] == 0).all()


@pytest.mark.parametrize("least", [0, 1])
def test_hours_of_zeros_are_told_where_nobody_is_planned(least: int, tmp_path: Path) -> None:
    """Sundays and nights with 0 throughout; not where min_agents keeps somebody there."""
    counts = history("2026-08-03")
    counts = counts.where((counts.index.hour >= 9) & (counts.index.day_of_week < 6), 0.0)
    shop = shop_of(tmp_path / "shop", counts, SETTINGS + f"min_agents = {least}\n")
    found = told(shop)
    if least:
        assert found == {}
        return
    assert set(found) == {"hours_silent"}
    assert found["hours_silent"]["hours"] == Term(
        "Mon–Sat 00:00-09:00; Sun 00:00-24:00", "周一–周六 00:00-09:00; 周日 00:00-24:00"
    )
    notes = {note.code: note.numbers for _, note in make_forecast(shop, date(2026, 11, 9), 7, seed=1).notes}
    assert notes["silent_hours"] == {"hours": found["hours_silent"]["count"]} == {"hours": 78}


def test_hours_outside_the_opening_are_nobodys_business(tmp_path: Path) -> None:
    """Nothing is said of nights that shop.toml says are closed."""
    counts = history("2026-08-03")
    shop = shop_of(
        tmp_path / "shop", counts.where(counts.index.hour >= 8), SETTINGS + 'open = "08:00-24:00"\n'
    )
    assert told(shop) == {}


def test_the_forecast_counts_the_same_open_hours(tmp_path: Path) -> None:
    """Sundays and nights without anybody: of a queue open from 09:00 to 22:00, both speak of 13 hours."""
    counts = history("2026-08-03")
    counts = counts.where((counts.index.hour >= 9) & (counts.index.day_of_week < 6), 0.0)
    shop = shop_of(tmp_path / "shop", counts, SETTINGS + 'open = "09:00-22:00"\n')
    assert told(shop)["hours_silent"]["count"] == 13
    notes = {note.code: note.numbers for _, note in make_forecast(shop, date(2026, 11, 9), 7, seed=1).notes}
    assert notes["silent_hours"] == {"hours": 13}


def test_the_forecast_says_nothing_of_closed_hours_without_rows(tmp_path: Path) -> None:
    """Nights that shop.toml calls closed and nobody recorded are no news."""
    counts = history("2026-08-03")
    shop = shop_of(
        tmp_path / "shop", counts.where(counts.index.hour >= 8), SETTINGS + 'open = "08:00-24:00"\n'
    )
    codes = {note.code for _, note in make_forecast(shop, date(2026, 11, 9), 7, seed=1).notes}
    assert not codes & {"closed_hours", "silent_hours"}
