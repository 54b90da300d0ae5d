"""Series whose truth is known: what the tests measure the forecast against."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from forecast import Event, Forecast

_MORNING = (0.5, 0.3, 0.2, 0.1, 0.1, 0.1, 0.15, 0.3, 0.6, 0.9, 1.2, 1.2)
_EVENING = (1.2, 1.3, 1.3, 1.25, 1.15, 1.0, 1.05, 1.3, 1.55, 1.7, 1.5, 1.0)
HOUR_OF_DAY = np.array((*_MORNING, *_EVENING))
WEEKDAY = np.array([1.1, 1.05, 1.0, 1.0, 0.95, 0.9, 0.85])


def hours_of(first: str, last: str) -> pd.DatetimeIndex:
    """Every hour from 00:00 of the first date to 23:00 of the last."""
    return pd.date_range(first, pd.Timestamp(last) + pd.Timedelta(hours=23), freq="h")


def normal_rates(hours: pd.DatetimeIndex, scale: float = 100.0, growth: float = 0.15) -> pd.Series:
    """Expected inquiries: hour of day × weekday × growth per year, around ``scale`` at first."""
    years = np.arange(len(hours)) / 8766
    shape = HOUR_OF_DAY / HOUR_OF_DAY.mean()
    return pd.Series(scale * shape[hours.hour] * WEEKDAY[hours.day_of_week] * np.exp(growth * years), hours)


def draw(
    rates: pd.Series, seed: int, day_sd: float = 0.05, size: float = 90.0, memory: float = 0.5
) -> pd.Series:
    """Negative binomial counts (variance = mean + mean²/size); the hours of a day share a deviation."""
    rng = np.random.default_rng(seed)
    days = -(-len(rates) // 24)
    deviation = np.zeros(days)
    for day in range(1, days):
        fresh = np.sqrt(1 - memory**2) * day_sd * rng.standard_normal()
        deviation[day] = memory * deviation[day - 1] + fresh
    mean = rates.to_numpy() * np.exp(np.repeat(deviation, 24)[: len(rates)])
    return pd.Series(rng.poisson(mean * rng.gamma(size, 1 / size, len(rates))).astype(float), rates.index)


def sale_excess(hours: np.ndarray, length: float) -> np.ndarray:
    """Excess at intensity 1, by hours since the start: warm-up, jumps at 0 and 4 hours, plateau, tail."""
    during = (hours >= 0) & (hours < length)
    late = np.maximum(hours, 0.0)
    burst = 3 * 0.5 ** (late / 1.5) + np.where(hours >= 4, 2 * 0.5 ** np.maximum(hours - 4, 0.0), 0.0)
    warm = np.where((hours < 0) & (hours > -72), 0.15 * (1 + hours / 72), 0.0)
    tail = np.where(hours >= length, 0.2 * 0.5 ** (np.maximum(hours - length, 0.0) / 24), 0.0)
    return np.where(during, 0.8 + burst, 0.0) + warm + tail


def lagging_excess(hours: np.ndarray, length: float) -> np.ndarray:
    """Excess of an after-sale queue: nothing during the sale's first hours, most of it three days later."""
    late = np.maximum(hours, 0.0) / 72
    return 0.4 * late * np.exp(1 - late)


def with_events(
    rates: pd.Series,
    events: Sequence[Event],
    strength: Callable[[Event], float],
    excess: Callable[[np.ndarray, float], np.ndarray] = sale_excess,
) -> pd.Series:
    """The rates multiplied by 1 + strength × excess of every event."""
    factor = np.ones(len(rates))
    for event in events:
        since = np.asarray((rates.index - event.start) / pd.Timedelta(hours=1))
        factor *= 1 + strength(event) * excess(since, (event.end - event.start) / timedelta(hours=1))
    return rates * factor


def wape(forecast: pd.Series, actual: pd.Series) -> float:
    """Sum of absolute errors over the sum of actual."""
    return float((forecast - actual).abs().sum() / actual.sum())


def mean_of(forecast: Forecast) -> pd.Series:
    """The forecast's mean as a series."""
    return pd.Series(forecast.mean, forecast.hours)


def codes_of(forecast: Forecast) -> set[str]:
    """Codes of the forecast's notes."""
    return {note.code for note in forecast.notes}
