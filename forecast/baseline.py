"""What a normal hour brings: the regression and simpler readings of the history, combined."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.calendar import Calendar
from forecast.calibration import SHARED, Calibration, calibrate
from forecast.combination import Combination, combine, fold_origins
from forecast.grid import HOURS, Bools, Floats, Grid, Ints
from forecast.kernels import KERNELS, run_kernels
from forecast.level_readings import Reading, read_level, readings_of
from forecast.profile import day_kinds
from forecast.spread import HourNoise
from forecast.regression import Parts, Regression

_FURTHEST = 28 * HOURS
_LEAST_CALENDAR_FACTOR = 0.05
_REGRESSION_BELIEF = 2.0


@dataclass(frozen=True)
class Past:
    """What the readings learn from. first_day: of the grid. series: hourly, events and calendar taken out,
    gaps filled, to the last known hour."""

    first_day: pd.Timestamp
    series: Floats


@dataclass(frozen=True)
class Baseline:
    """The fitted baseline of one queue. readings: coefficients of the level by each reading."""

    regression: Regression
    past: Past
    readings: Floats
    kernels: tuple[str, ...]
    combination: Combination | None
    calibration: Calibration

    @property
    def noise(self):
        return self.regression.noise

    def rates(self, days: pd.DatetimeIndex) -> Floats:
        """Expected inquiries of every hour, shape (days, 24): fitted in the past, combined from now on."""
        rates = self.regression.rates(days)
        now = len(self.past.series)
        place = ((days[0] - self.past.first_day) // pd.Timedelta(hours=1)) + np.arange(rates.size)
        ahead = place >= now
        if self.combination is None or not ahead.any():
            return rates
        coming = pd.date_range(self.past.first_day + pd.Timedelta(days=now // HOURS), days[-1], freq="D")
        # From the day that holds the first unknown hour on; the hours of that day that are known fall away.
        begun = now % HOURS
        known = self.regression.parts(coming)
        by_level = self._by_readings(coming, known)[:, begun:]
        hours = by_level.shape[1]
        by_kernel = run_kernels(list(self.kernels), self.past.series, np.array([now]), hours)[:, 0]
        by_kernel = by_kernel * known.holiday.ravel()[begun:]
        combined = self.combination(np.vstack([by_level, by_kernel]))
        out = rates.ravel().copy()
        out[ahead] = combined[place[ahead] - now]
        return np.where(rates == 0, 0.0, out.reshape(rates.shape))

    def _by_readings(self, days, parts):
        regression = self.regression
        design = regression.level.form.design(days)
        level = np.exp(self.readings @ design.T + regression.noise.carried(days))
        shape = regression.profile.rates(day_kinds(regression.calendar, days))
        return (level[:, :, None] * shape).reshape(len(level), -1)

    def parts(self, days: pd.DatetimeIndex) -> Parts:
        return self.regression.parts(days)

    def level_covariance(self, days: pd.DatetimeIndex) -> Floats:
        return self.regression.level.log_covariance(days) * self.calibration.level_scale + self.calibration.shared

    def day_covariance(self, days: pd.DatetimeIndex) -> Floats:
        return self.regression.noise.covariance(days) * self.calibration.day_scale


def make_baseline(grid: Grid, used: Bools, offset: Floats, regression: Regression, noise: HourNoise) -> Baseline:
    """Combine. used, offset: (days, 24), as the regression was fitted."""
    days = grid.days
    now = int(np.flatnonzero(grid.known.ravel())[-1]) + 1
    rates, parts = regression.rates(days), regression.parts(days)
    calendar = np.maximum(parts.holiday, _LEAST_CALENDAR_FACTOR)
    plain = np.where(used, grid.counts / (offset * calendar), rates / calendar).ravel()[:now]
    past = Past(grid.first_day, plain)
    readings = readings_of(regression.level)
    origins = fold_origins(now // HOURS)
    names = tuple(KERNELS)
    if not len(origins):
        return Baseline(regression, past, np.zeros((0, 0)), names, None, Calibration(1.0, 1.0, SHARED * regression.noise.sd**2, 1.0))
    everything = np.append(origins, len(days))
    coefficients = read_level(regression.level, regression.evidence, readings, everything)
    forecasts, came, scored = foretell(grid, used, offset, regression, past, coefficients[:, :-1], origins, names)
    belief = np.concatenate([np.full(len(readings), _REGRESSION_BELIEF), np.ones(len(names))])
    combination = combine(forecasts, came, scored, belief)
    coming = pd.date_range(days[-1] + pd.Timedelta(days=1), periods=-(-came.shape[1] // HOURS), freq="D")
    calibration = calibrate(combination(forecasts), forecasts[0], came, scored, regression.level.log_covariance(coming), regression.noise.covariance(coming), noise)
    return Baseline(regression, past, coefficients[:, -1], names, combination, calibration)


def foretell(grid, used, offset, regression, past, coefficients, origins, names):
    days = grid.days
    horizon = min(_FURTHEST, (len(days) - origins[0]) * HOURS)
    place = origins[:, None] * HOURS + np.arange(horizon)
    inside = place < len(past.series)
    place = np.minimum(place, len(past.series) - 1)
    design = regression.level.form.design(days)
    level = np.exp(np.einsum("mfc,dc->mfd", coefficients, design))  # readings, folds, days
    mean = regression.evidence.exposure * level
    totals = regression.evidence.totals
    lead = np.arange(len(days)) - (origins[:, None] - 1)
    noise = regression.noise
    rows = np.arange(len(origins))
    last = mean[:, rows, origins - 1]
    dev = np.where(last > 0, np.log((totals[origins - 1] + 0.5) / (last + 0.5)), 0.0)
    dev = np.clip(dev, -2 * noise.sd, 2 * noise.sd) * noise.trust
    level = level * np.exp(np.where(lead > 0, noise.memory ** np.maximum(lead, 0), 0.0) * dev[:, :, None])
    shape = regression.profile.rates(day_kinds(regression.calendar, days))
    by_level = level[:, np.arange(len(origins))[:, None], place // HOURS] * shape.ravel()[place]
    holiday = regression.parts(days).holiday.ravel()[place]
    by_kernel = run_kernels(list(names), past.series, origins * HOURS, horizon) * holiday
    forecasts = np.concatenate([by_level, by_kernel]) * offset.ravel()[place]
    return forecasts, grid.counts.ravel()[place], used.ravel()[place] & inside
