"""Simple readings of a series, each run from many points in time at once, as arrays.

``series`` is flat, hourly and without gaps. ``origins`` are places in it: a forecast made at origin o
knows ``series[:o]`` and foretells the ``horizon`` hours from o on; shape (origins, horizon). Nothing is
negative, and nothing exceeds three times what the last half year brought.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from forecast.series.grid import HOURS, Floats, Ints

WEEK = 7 * HOURS
_MEMORY = 26 * WEEK
"""Nothing here looks further back."""

CEILING = 3.0
_RIDGE = 1e-4
_DAILY_LAGS = (1, 2, 3, 24, 25, 26, 48, 49, 72, 96, 120, 144, 145, 167, 168, 169, 170, 192)
_NEIGHBOUR_LAGS = (1, 2, 3, 4, 5, 6, 23, 24, 25, 26, 47, 48, 49, 72, 96, 120, 144, 145, 167, 168, 169, 192)
_CHANGE_LAGS = (1, 2, 3, 24, 25, 48, 72, 96, 120, 144, 167, 168, 169)

Kernel = Callable[[Floats, Ints, int], Floats]


def repeated(period: int, series: Floats, origins: Ints, horizon: int) -> Floats:
    """The last ``period`` hours over and over: the seasonal naive forecast.

    Hours that lie before the series are those of its last day.
    """
    ahead = np.arange(horizon)
    place = origins[:, None] - period + ahead % period
    place = np.where(place >= 0, place, origins[:, None] - HOURS + ahead % HOURS)
    return np.asarray(series[np.maximum(place, 0)])


def mean_of_weeks(weeks: int, series: Floats, origins: Ints, horizon: int) -> Floats:
    """The mean of the same hour in the last ``weeks`` weeks, or in as many as there are.

    Hours of the week that never were are those of the last day.
    """
    ahead = np.arange(min(horizon, WEEK))
    place = origins[:, None, None] - WEEK * np.arange(1, weeks + 1)[:, None] + ahead
    there = place >= 0
    mean = (series[np.maximum(place, 0)] * there).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    mean = np.where(there.any(axis=1), mean, repeated(HOURS, series, origins, len(ahead)))
    return np.asarray(mean[:, np.arange(horizon) % WEEK])


def profile_and_level(
    profile_days: float, level_days: float, series: Floats, origins: Ints, horizon: int
) -> Floats:
    """Hour of week × level, both means of the past whose weights halve in so many days."""
    forecasts = np.empty((len(origins), horizon))
    total = np.concatenate([[0.0], np.cumsum(series)])
    for row, origin in enumerate(origins):
        at = np.arange(max(0, origin - _MEMORY), origin)
        age = (origin - 1 - at) / HOURS
        end = np.minimum(np.maximum(at + WEEK // 2, WEEK), origin)
        begin = np.maximum(end - WEEK, 0)
        around = (total[end] - total[begin]) / (end - begin)
        phase = (at - origin) % WEEK
        weight = 0.5 ** (age / profile_days)
        relative = series[at] / np.maximum(around, 1e-9)
        seen = np.bincount(phase, weights=weight, minlength=WEEK)
        profile = np.bincount(phase, weights=weight * relative, minlength=WEEK) / np.maximum(seen, 1e-300)
        weight = 0.5 ** (age / level_days)
        level = (weight @ series[at]) / max(float(weight @ profile[phase]), 1e-9)
        forecasts[row] = level * profile[np.arange(horizon) % WEEK]
    return forecasts


@dataclass(frozen=True)
class LagRegression:
    """Regression of an hour on earlier ones, recent hours weighing more, run on into the future.

    lags: in hours. logs: on log(1 + count) rather than counts. difference: in hours; what is regressed
    is the change over so many hours (0 = the series itself). half_life: of the weights, in days.
    weeks: what it learns from.
    """

    lags: tuple[int, ...]
    logs: bool
    difference: int
    half_life: float = 56.0
    weeks: int = 16

    def __call__(self, series: Floats, origins: Ints, horizon: int) -> Floats:
        """See the module."""
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
            coefficients[row] = self._learned(known, lags, longest)
            # What lies before a short series is taken for its mean, or for no change.
            buffer[row, longest - min(len(known), longest) : longest] = known[-longest:]
        for hour in range(longest, width):
            buffer[:, hour] = (buffer[:, hour - lags] * coefficients).sum(axis=1)
        ahead = buffer[:, longest:] + centre[:, None]
        if step:
            cycles = -(-horizon // step)
            padded = np.zeros((len(origins), cycles * step))
            padded[:, :horizon] = ahead
            risen = padded.reshape(len(origins), cycles, step).cumsum(axis=1).reshape(len(origins), -1)
            ahead = repeated(step, scaled, origins, horizon) + risen[:, :horizon]
        return np.expm1(np.minimum(ahead, 40.0)) if self.logs else ahead

    def _learned(self, known: Floats, lags: Ints, longest: int) -> Floats:
        """Ridge regression; ``known`` begins with the ``longest`` hours that the first row looks back on."""
        rows = len(known) - longest
        if rows < 2 * len(lags):
            return np.zeros(len(lags))
        columns = np.lib.stride_tricks.sliding_window_view(known, rows)[longest - lags]
        weighted = columns * 0.5 ** (np.arange(rows)[::-1] / HOURS / self.half_life)
        moment = weighted @ columns.T
        moment[np.diag_indices(len(lags))] += _RIDGE * np.trace(moment) / len(lags) + 1e-12
        return np.asarray(np.linalg.solve(moment, weighted @ known[longest:]))


SIMPLE: dict[str, Kernel] = {
    "last_week": partial(repeated, WEEK),
    "eight_weeks": partial(mean_of_weeks, 8),
}
"""What shops do without a forecast."""

KERNELS: dict[str, Kernel] = SIMPLE | {
    "last_day": partial(repeated, HOURS),
    "four_weeks": partial(mean_of_weeks, 4),
    "profile_14_1": partial(profile_and_level, 14.0, 1.0),
    "profile_28_3": partial(profile_and_level, 28.0, 3.0),
    "profile_28_7": partial(profile_and_level, 28.0, 7.0),
    "profile_56_14": partial(profile_and_level, 56.0, 14.0),
    "lags": LagRegression(_DAILY_LAGS, logs=False, difference=0),
    "log_lags": LagRegression(_DAILY_LAGS, logs=True, difference=0),
    "near_lags": LagRegression(_NEIGHBOUR_LAGS, logs=False, difference=0),
    "log_near_lags": LagRegression(_NEIGHBOUR_LAGS, logs=True, difference=0),
    "daily_changes": LagRegression(_CHANGE_LAGS, logs=False, difference=HOURS),
    "log_daily_changes": LagRegression(_CHANGE_LAGS, logs=True, difference=HOURS),
    "weekly_changes": LagRegression((1, 2, 3, 24, 25, 48, 168), logs=False, difference=WEEK),
}
"""Every reading, by name."""


def run_kernels(names: tuple[str, ...], series: Floats, origins: Ints, horizon: int) -> Floats:
    """Forecasts of these kernels, shape (kernels, origins, horizon)."""
    if not len(origins):
        return np.zeros((len(names), 0, horizon))
    first = max(0, int(origins.min()) - _MEMORY - WEEK)
    recent, places = series[first:], origins - first
    ceiling = CEILING * max(float(recent.max(initial=0.0)), 1e-9)
    with np.errstate(over="ignore", invalid="ignore"):
        forecasts = np.array([KERNELS[name](recent, places, horizon) for name in names])
    return np.asarray(np.clip(np.nan_to_num(forecasts, nan=ceiling, posinf=ceiling), 0.0, ceiling))
