"""Two years of sales whose true sizes and profiles are known."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from forecast import Calendar, Event, Forecast, fit

FIRST_DAY, LAST_DAY = "2024-09-02", "2026-11-22"
PLAN_START = "2026-11-09"
SALE_HOURS = slice("2026-11-10T20", "2026-11-11T23")


def sales() -> list[Event]:
    """Three Double 11s, each a quarter bigger than the one before, the lesser sales, a flash sale a month."""
    events = []
    for year, growth in ((2024, 1.0), (2025, 1.25), (2026, 1.5)):
        for kind, month, day, intensity in (
            ("38", 3, 7, 0.4),
            ("618", 6, 17, 0.8),
            ("double11", 11, 10, 1.2),
            ("double12", 12, 11, 0.5),
        ):
            start = datetime(year, month, day, 20)
            end = start + timedelta(hours=28)
            events.append(Event(f"{kind}-{year}", kind, start, end, intensity * growth))
    start = datetime(2024, 9, 19, 20)
    while start < datetime(2026, 10, 30):
        intensity = 0.2 + 0.1 * (start.month % 3)
        events.append(Event(f"flash-{start:%y%m}", "flash", start, start + timedelta(hours=4), intensity))
        start += timedelta(days=30)
    return events


def true_size(event: Event) -> float:
    """True size: the planned one, astray by up to a tenth either way."""
    return (event.intensity or 0.0) * (1.0 + 0.1 * np.sin(hash_of(event.name)))


def hash_of(name: str) -> int:
    """A number of the name that is the same in every process."""
    return sum(ord(letter) * place for place, letter in enumerate(name, 1))


def predict(counts: pd.Series, events: list[Event], days: int = 7, start: str = PLAN_START) -> Forecast:
    """Forecast of ``days`` days from ``start``, from the counts before it."""
    history = counts[: pd.Timestamp(start) - pd.Timedelta(hours=1)]
    hours = pd.date_range(start, periods=24 * days, freq="h")
    return fit(history, calendar=Calendar(), events=events).predict(hours)
