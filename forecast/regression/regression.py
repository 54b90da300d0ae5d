"""Poisson regression in blocks: level × weekday × hour × holiday, fitted in turn until they agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.regression.closed_hours import find_closed_hours
from forecast.regression.day_features import make_day_features
from forecast.regression.day_noise import (
    HOUR_DISPERSION,
    DayNoise,
    default_day_noise,
    estimate_day_noise,
    log_deviation,
)
from forecast.regression.level import (
    FittedLevel,
    LevelData,
    LevelDesign,
    estimate_walk_sd,
    fit_level,
    make_level_design,
)
from forecast.regression.profile import (
    ProfileData,
    WeeklyProfile,
    day_kinds,
    fit_weekly_profile,
    flat_weekly_profile,
)
from forecast.series.calendar import Calendar
from forecast.series.grid import Bools, Floats, Grid
from forecast.series.outliers import outlier_weights, without_spikes

_SWEEPS = 4
_WALK_SD = 0.03
"""Prior standard deviation (log) of the level's weekly random walk."""

_MIN_DAYS_OF_WEEK = 4


@dataclass(frozen=True)
class RateFactors:
    """Factors of some days, whose product is their rates; hours, holiday: (days, 24), others (days,)."""

    level: Floats
    weekday: Floats
    hours: Floats
    holiday: Floats
    recent: Floats


@dataclass(frozen=True)
class Regression:
    """The fitted regression of one queue, and the data it was fitted to.

    data: the days of its level. counts: (days, 24), spikes cut, 0 where unknown. day_weights: (days,),
    robustness weights, below 1 for outlier days.
    """

    calendar: Calendar
    level: FittedLevel
    profile: WeeklyProfile
    noise: DayNoise
    data: LevelData
    counts: Floats
    day_weights: Floats

    def rates(self, days: pd.DatetimeIndex) -> Floats:
        """Expected inquiries of every hour, shape (days, 24)."""
        log_mean = self.level.log_mean(days) + self.noise.expected_deviation(days)
        return np.asarray(np.exp(log_mean)[:, None] * self.profile.rates(day_kinds(self.calendar, days)))

    def factors(self, days: pd.DatetimeIndex) -> RateFactors:
        """:meth:`rates` as a product: what the days would be without the calendar, and what it changes."""
        recent = np.exp(self.noise.expected_deviation(days))
        kinds = day_kinds(Calendar(as_weekday=self.calendar.as_weekday), days)
        hours = self.profile.hours(kinds)
        level = np.exp(self.level.log_mean(days, ordinary=True))
        weekday = self.profile.factor[kinds.weekday]
        ordinary_rates = (level * weekday * recent)[:, None] * hours
        rates = self.rates(days)
        holiday = np.divide(rates, ordinary_rates, out=np.ones_like(rates), where=ordinary_rates > 0)
        return RateFactors(level, weekday, hours, holiday, recent)

    def day_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance of the days' true log levels around :meth:`rates`, shape (days, days)."""
        return self.level.log_covariance(days) + self.noise.covariance(days)


def fit_regression(
    grid: Grid,
    calendar: Calendar,
    mask: Bools,
    event_factor: Floats,
    closed: Bools | None = None,
) -> Regression:
    """Fit to the hours in ``mask``; ``event_factor`` is the events' factor on each hour (both (days, 24)).

    closed: (8, 24), hours of the week that are 0; None = as the grid alone lets judge.

    Block coordinate ascent of the quasi-likelihood (backfitting): the level given the profile (a GLM on day
    totals), the profile given the level (closed forms).
    """
    days, kinds = grid.days, day_kinds(calendar, grid.days)
    design_info = make_level_design(make_day_features(calendar, days[0], days[-1]), days[0])
    design = design_info.matrix(days)
    in_calendar = np.array([day in design_info.features.marks for day in days.date], dtype=bool)
    counts = np.where(mask, without_spikes(grid.counts, mask), 0.0)
    totals, weights = counts.sum(axis=1), mask * event_factor

    if closed is None:
        closed = find_closed_hours(grid.counts, kinds, np.ones_like(grid.known)).closed
    profile, noise = flat_weekly_profile(closed), default_day_noise(days[-1])
    level: FittedLevel | None = None
    walk_sd, ordinary, mean = _WALK_SD, np.ones(len(days)), totals
    exposure = (weights * profile.rates(kinds)).sum(axis=1)
    for sweep in range(_SWEEPS):
        # Autocorrelated days carry less information than as many independent ones.
        variance_inflation = (1 + noise.autocorrelation) / (1 - noise.autocorrelation)
        weight = ordinary / (HOUR_DISPERSION + noise.sd**2 * mean) / variance_inflation
        last = sweep == _SWEEPS - 1
        data = LevelData(design, totals, exposure, weight, level)
        level = fit_level(design_info, data, walk_sd, last=last)
        day_mean = np.exp(design @ level.coefficients)
        profile = fit_weekly_profile(
            ProfileData(counts, mask, event_factor, day_mean, weight, kinds), profile
        )
        exposure = (weights * profile.rates(kinds)).sum(axis=1)
        mean = exposure * day_mean
        deviation = log_deviation(totals, mean)
        noise = estimate_day_noise(days, totals, mean)
        expected_sd = np.sqrt(HOUR_DISPERSION / np.maximum(mean, 1e-9) + noise.sd**2)
        ordinary = outlier_weights(deviation, (exposure > 0) & ~in_calendar, expected_sd)
        if sweep == 1:
            walk_sd = _walk_sd(design_info, design, level, deviation, exposure > 0)
    assert level is not None
    return Regression(calendar, level, profile, noise, data, counts, ordinary)


def _walk_sd(
    design_info: LevelDesign, design: Floats, level: FittedLevel, deviation: Floats, known: Bools
) -> float:
    """Random walk of the level from the days' log levels, by weeks counted back from the end of the
    history.
    """
    steps = len(design_info.steps)
    log_level = np.where(known, design[:, :steps] @ level.coefficients[:steps] + deviation, np.nan)
    weeks = len(log_level) // 7
    by_week = log_level[len(log_level) - 7 * weeks :].reshape(weeks, 7)
    measured = (~np.isnan(by_week)).sum(axis=1) >= _MIN_DAYS_OF_WEEK
    weekly = np.full(weeks, np.nan)
    weekly[measured] = np.nanmean(by_week[measured], axis=1)
    return estimate_walk_sd(weekly, _WALK_SD)
