"""Queues of one shop whose truth is known: sales of several kinds, each queue with its level and response."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from forecast import Calendar, Event, Model, fit
from tests.forecast.synthetic import draw, hours_of, normal_rates

FIRST, LAST = "2025-09-01", "2026-11-15"
HOUR = pd.Timedelta(hours=1)
KINDS = (("38", 3, 7, 1.0), ("618", 6, 17, 1.5), ("double11", 11, 10, 3.0))
ORIGIN = pd.Timestamp("2026-11-09")
SALE = pd.date_range("2026-11-10T20", "2026-11-11T23", freq="h")


def sales() -> list[Event]:
    """One of each kind a year, 28 hours from eight in the evening on."""
    found = []
    for year in (2025, 2026):
        for kind, month, day, _ in KINDS:
            start = datetime(year, month, day, 20)
            found.append(Event(f"{kind}-{year}", kind, start, start + timedelta(hours=28)))
    return [event for event in found if event.start > datetime(2025, 9, 1)]


def queue(
    seed: int,
    scale: float,
    response: float = 1.0,
    sizes: Mapping[str, float] | None = None,
    events: list[Event] | None = None,
) -> pd.Series:
    """Counts with every sale's excess of the hourly level, times the response and the sale's own size."""
    hours = hours_of(FIRST, LAST)
    rates = normal_rates(hours, scale, growth=0.0)
    strength = {kind: size for kind, *_, size in KINDS}
    for event in sales() if events is None else events:
        inside = np.asarray((hours >= event.start) & (hours < event.end))
        rates = rates * np.where(
            inside, 1 + response * strength[event.kind] * (sizes or {}).get(event.name, 1.0), 1
        )
    return draw(rates, seed, day_sd=0.03)


def fitted(counts: pd.Series, events: list[Event] | None = None, until: pd.Timestamp = ORIGIN) -> Model:
    """The queue alone, from what was known."""
    return fit(counts[: until - HOUR], calendar=Calendar(), events=sales() if events is None else events)


def error(model: object, counts: pd.Series, hours: pd.DatetimeIndex = SALE) -> float:
    """WAPE of the model's forecast of these hours."""
    predict: Callable[[pd.DatetimeIndex], object] = model.predict  # type: ignore[attr-defined]
    mean = predict(hours).mean  # type: ignore[attr-defined]
    return float(np.abs(mean - counts[hours]).sum() / counts[hours].sum())
