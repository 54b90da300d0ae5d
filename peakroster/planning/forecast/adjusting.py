"""Judgmental adjustments: adjustments.csv applied to a forecast after it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Forecast, Note
from peakroster.planning.forecast.calendar_days import closings_of
from scheduler.domain.events import Adjustment
from scheduler.domain.shop import Shop

_MINUTES = np.arange(60).astype("timedelta64[m]")
_HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True)
class AdjustedForecast:
    """A queue's forecast with the adjustments applied.

    model: as the model made it. base_forecast: the same where nothing was set; elsewhere the model's
    distribution around the mean that was set. factor: shape (hours,), what ``base_forecast`` is multiplied
    by.
    """

    model: Forecast
    base_forecast: Forecast
    factor: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """Expected inquiries per real hour, adjustments included; shape (hours,)."""
        return self.base_forecast.mean * self.factor

    def quantile(self, p: float) -> NDArray[np.float64]:
        """Quantile ``p`` of each hour, adjustments included; shape (hours,)."""
        return self.base_forecast.quantile(p) * self.factor


def adjustments_of(shop: Shop, queue: str, hours: pd.DatetimeIndex) -> list[Adjustment]:
    """The adjustments of the queue in these hours, in the order in which they apply: closed hours first."""
    rows = [row for row in shop.adjustments if row.queue in (None, queue)]
    return [*closings_of(shop, queue, hours), *rows]


def apply_adjustments(forecast: Forecast, adjustments: Sequence[Adjustment]) -> AdjustedForecast:
    """Apply these rows to the forecast, one after the other and minute by minute.

    A factor multiplies mean and quantiles. A set value replaces the mean and whatever was multiplied before
    it; its quantiles are the model's around that mean, because a multiple of a small hour's quantiles (0 or
    1) would say nothing about a large one.
    """
    rows = _overlapping(adjustments, forecast.hours)
    if not rows:
        return AdjustedForecast(forecast, forecast, np.ones(len(forecast.hours)))
    minutes = forecast.hours.to_numpy()[:, np.newaxis] + _MINUTES
    base_rate = np.repeat(forecast.mean[:, np.newaxis], len(_MINUTES), axis=1)
    factor = np.ones_like(base_rate)
    for row in rows:
        inside = (minutes >= np.datetime64(row.start)) & (minutes < np.datetime64(row.end))
        if row.multiply is not None:
            factor[inside] *= row.multiply
        elif row.set_to is not None:
            base_rate[inside], factor[inside] = row.set_to, 1.0
    untouched = (base_rate == forecast.mean[:, np.newaxis]).all(axis=1)
    mean = np.where(untouched, forecast.mean, base_rate.mean(axis=1))
    # Where nothing is expected any factor is right: take the unweighted mean.
    weights = np.where(base_rate.sum(axis=1, keepdims=True) > 0, base_rate, 1.0)
    whole_hour = (factor == factor[:, :1]).all(axis=1)
    by_hour = np.where(whole_hour, factor[:, 0], np.average(factor, axis=1, weights=weights))
    return AdjustedForecast(forecast, replace(forecast, mean=mean), by_hour)


def adjustment_notes(forecast: AdjustedForecast, duration: NDArray[np.int64]) -> list[Note]:
    """A note where anything was changed. duration: real hours of each of the forecast's hours."""
    change = (forecast.mean - forecast.model.mean) * duration
    hours = int((change != 0).sum())
    return [Note("adjusted", {"hours": hours, "change": float(change.sum())})] if hours else []


def _overlapping(adjustments: Sequence[Adjustment], hours: pd.DatetimeIndex) -> list[Adjustment]:
    if not len(hours):
        return []
    first, end = hours[0], hours[-1] + _HOUR
    return [row for row in adjustments if row.start < end and row.end > first]
