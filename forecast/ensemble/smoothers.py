"""Univariate methods, vectorised over forecast origins: seasonal naive, means, discounted profile,
autoregression.

``series`` is flat, hourly and without gaps. ``origins`` are positions in it: the forecast from origin o uses
``series[:o]`` and covers the ``horizon`` hours from o on; shape (origins, horizon). Forecasts are cut at 0
and at three times the maximum of the last half year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from forecast.series.grid import HOURS, Floats, Ints

WEEK = 7 * HOURS
_LOOKBACK = 26 * WEEK
"""No method looks further back than this."""

CEILING_FACTOR = 3.0
_RIDGE = 1e-4
_DAILY_LAGS = (1, 2, 3, 24, 25, 26, 48, 49, 72, 96, 120, 144, 145, 167, 168, 169, 170, 192)
_NEIGHBOUR_LAGS = (1, 2, 3, 4, 5, 6, 23, 24, 25, 26, 47, 48, 49, 72, 96, 120, 144, 145, 167, 168, 169, 192)
_CHANGE_LAGS = (1, 2, 3, 24, 25, 48, 72, 96, 120, 144, 167, 168, 169)

Smoother = Callable[[Floats, Ints, int], Floats]


def seasonal_naive(period: int, series: Floats, origins: Ints, horizon: int) -> Floats:
    """Seasonal naive forecast: the last ``period`` hours repeated.

    Hours before the start of the series are taken from its last day.
    """
    ahead = np.arange(horizon)
    index = origins[:, None] - period + ahead % period
    index = np.where(index >= 0, index, origins[:, None] - HOURS + ahead % HOURS)
    return np.asarray(series[np.maximum(index, 0)])


def mean_of_recent_weeks(weeks: int, series: Floats, origins: Ints, horizon: int) -> Floats:
    """Mean of the same hour in the last ``weeks`` weeks, or in as many as there are.

    Hours of the week not in the series are taken from its last day.
    """
    ahead = np.arange(min(horizon, WEEK))
    index = origins[:, None, None] - WEEK * np.arange(1, weeks + 1)[:, None] + ahead
    present = index >= 0
    mean = (series[np.maximum(index, 0)] * present).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    mean = np.where(present.any(axis=1), mean, seasonal_naive(HOURS, series, origins, len(ahead)))
    return np.asarray(mean[:, np.arange(horizon) % WEEK])


def discounted_profile(
    profile_days: float, level_days: float, series: Floats, origins: Ints, horizon: int
) -> Floats:
    """Hour-of-week profile × level, both exponentially discounted means with these half-lives (in days)."""
    forecasts = np.empty((len(origins), horizon))
    total = np.concatenate([[0.0], np.cumsum(series)])
    for row, origin in enumerate(origins):
        past = np.arange(max(0, origin - _LOOKBACK), origin)
        age = (origin - 1 - past) / HOURS
        end = np.minimum(np.maximum(past + WEEK // 2, WEEK), origin)
        begin = np.maximum(end - WEEK, 0)
        level_around = (total[end] - total[begin]) / (end - begin)
        phase = (past - origin) % WEEK
        weight = 0.5 ** (age / profile_days)
        relative = series[past] / np.maximum(level_around, 1e-9)
        seen = np.bincount(phase, weights=weight, minlength=WEEK)
        profile = np.bincount(phase, weights=weight * relative, minlength=WEEK) / np.maximum(seen, 1e-300)
        weight = 0.5 ** (age / level_days)
        level = (weight @ series[past]) / max(float(weight @ profile[phase]), 1e-9)
        forecasts[row] = level * profile[np.arange(horizon) % WEEK]
    return forecasts


@dataclass(frozen=True)
class Autoregression:
    """Autoregression on selected lags by discounted ridge regression, iterated over the horizon.

    lags: in hours. logs: on log(1 + count) instead of counts. difference: seasonal differencing, in hours (0
    = none). half_life: of the weights, in days. weeks: length of the training window.
    """

    lags: tuple[int, ...]
    logs: bool
    difference: int
    half_life: float = 56.0
    weeks: int = 16

    def __call__(self, series: Floats, origins: Ints, horizon: int) -> Floats:
        """Forecast from each origin; see the module."""
        scaled = np.log1p(series) if self.logs else series
        step = self.difference
        changes = scaled[step:] - scaled[:-step] if step else scaled
        lags, ends = np.array(self.lags), origins - step
        longest = int(lags.max())
        width = longest + horizon
        buffer, coefficients = np.zeros((len(origins), width)), np.zeros((len(origins), len(lags)))
        centre = np.zeros(len(origins))
        for row, end in enumerate(ends):
            first = max(longest, end - self.weeks * WEEK)
            centre[row] = 0.0 if step else changes[max(end - WEEK, 0) : end].mean()
            known = changes[first - longest : end] - centre[row]
            coefficients[row] = self._fit_coefficients(known, lags, longest)
            # Before the start of a short series: its mean, or no change.
            buffer[row, longest - min(len(known), longest) : longest] = known[-longest:]
        for hour in range(longest, width):
            buffer[:, hour] = (buffer[:, hour - lags] * coefficients).sum(axis=1)
        ahead = buffer[:, longest:] + centre[:, None]
        if step:
            cycles = -(-horizon // step)
            padded = np.zeros((len(origins), cycles * step))
            padded[:, :horizon] = ahead
            cumulated = padded.reshape(len(origins), cycles, step).cumsum(axis=1).reshape(len(origins), -1)
            ahead = seasonal_naive(step, scaled, origins, horizon) + cumulated[:, :horizon]
        return np.expm1(np.minimum(ahead, 40.0)) if self.logs else ahead

    def _fit_coefficients(self, known: Floats, lags: Ints, longest: int) -> Floats:
        """Ridge regression; ``known`` begins with the ``longest`` hours that the first row looks back on."""
        rows = len(known) - longest
        if rows < 2 * len(lags):
            return np.zeros(len(lags))
        columns = np.lib.stride_tricks.sliding_window_view(known, rows)[longest - lags]
        weighted = columns * 0.5 ** (np.arange(rows)[::-1] / HOURS / self.half_life)
        moment = weighted @ columns.T
        moment[np.diag_indices(len(lags))] += _RIDGE * np.trace(moment) / len(lags) + 1e-12
        return np.asarray(np.linalg.solve(moment, weighted @ known[longest:]))


SIMPLE_METHODS: dict[str, Smoother] = {
    "last_week": partial(seasonal_naive, WEEK),
    "eight_weeks": partial(mean_of_recent_weeks, 8),
}
"""The naive benchmarks, which may also be used alone."""

SMOOTHERS: dict[str, Smoother] = SIMPLE_METHODS | {
    "last_day": partial(seasonal_naive, HOURS),
    "four_weeks": partial(mean_of_recent_weeks, 4),
    "profile_14_1": partial(discounted_profile, 14.0, 1.0),
    "profile_28_3": partial(discounted_profile, 28.0, 3.0),
    "profile_28_7": partial(discounted_profile, 28.0, 7.0),
    "profile_56_14": partial(discounted_profile, 56.0, 14.0),
    "lags": Autoregression(_DAILY_LAGS, logs=False, difference=0),
    "log_lags": Autoregression(_DAILY_LAGS, logs=True, difference=0),
    "near_lags": Autoregression(_NEIGHBOUR_LAGS, logs=False, difference=0),
    "log_near_lags": Autoregression(_NEIGHBOUR_LAGS, logs=True, difference=0),
    "daily_changes": Autoregression(_CHANGE_LAGS, logs=False, difference=HOURS),
    "log_daily_changes": Autoregression(_CHANGE_LAGS, logs=True, difference=HOURS),
    "weekly_changes": Autoregression((1, 2, 3, 24, 25, 48, 168), logs=False, difference=WEEK),
}
"""Every univariate method, by name."""


def run_smoothers(names: tuple[str, ...], series: Floats, origins: Ints, horizon: int) -> Floats:
    """Forecasts of the named methods, shape (methods, origins, horizon)."""
    if not len(origins):
        return np.zeros((len(names), 0, horizon))
    first = max(0, int(origins.min()) - _LOOKBACK - WEEK)
    recent, shifted_origins = series[first:], origins - first
    ceiling = CEILING_FACTOR * max(float(recent.max(initial=0.0)), 1e-9)
    with np.errstate(over="ignore", invalid="ignore"):
        forecasts = np.array([SMOOTHERS[name](recent, shifted_origins, horizon) for name in names])
    return np.asarray(np.clip(np.nan_to_num(forecasts, nan=ceiling, posinf=ceiling), 0.0, ceiling))
