"""Event time and the hour of the day: what follows the clock does not move with the start."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from forecast import Event
from tests.forecast.events.sales import predict
from tests.forecast.synthetic import (
    draw,
    mean_of,
    wape,
)


def test_the_hour_of_day_is_separated_from_event_time(rates):
    """Past sales began at 20:00; one at midnight is quiet at 04:00, not eight hours after its start."""
    level = rates.rolling(168, center=True, min_periods=84).mean()
    asleep = np.exp(-(((rates.index.hour - 4 + 12) % 24 - 12) ** 2) / 12)
    truth, events = rates.copy(), []
    for year in (2025, 2026):
        for month in range(1, 12):
            midnight = (year, month) == (2026, 11)
            start = datetime(year, month, 11) - timedelta(hours=0 if midnight else 4)
            event = Event(f"s{start:%y%m}", "sale", start, start + timedelta(hours=28))
            hours_since_start = np.asarray((rates.index - start) / pd.Timedelta(hours=1))
            during = (hours_since_start >= 0) & (hours_since_start < 28)
            truth += np.where(
                during, 2 * level * (1 - 0.9 * asleep) * (1 + np.exp(-hours_since_start / 2 * during)), 0
            )
            events.append(event)
    forecast = mean_of(predict(draw(truth, 19), events))
    day = slice("2026-11-11T02", "2026-11-11T12")
    assert forecast[day].idxmin().hour in (3, 4, 5)
    assert wape(forecast["2026-11-11"], truth["2026-11-11"]) < 0.12
