"""Level × weekday × hour × holiday, fitted by turns until they agree: a Poisson regression in parts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.regression.day_features import make_day_features
from forecast.regression.day_noise import (
    HOUR_DISPERSION,
    DayNoise,
    default_day_noise,
    log_deviation,
    measure_day_noise,
)
from forecast.regression.level import (
    Level,
    LevelEvidence,
    LevelForm,
    estimate_walk_sd,
    fit_level,
    make_level_form,
)
from forecast.regression.profile import Profile, day_kinds, fit_profile, flat_profile
from forecast.series.calendar import Calendar
from forecast.series.grid import Bools, Floats, Grid
from forecast.series.outliers import outlier_weights, without_spikes

_SWEEPS = 4
_WALK_SD = 0.03
"""Standard deviation (log) of the level's change in a week, before it is measured."""

_LEAST_DAYS_OF_WEEK = 4


@dataclass(frozen=True)
class Parts:
    """The factors of some days, whose product is their rates. hours, holiday: (days, 24), others (days,)."""

    level: Floats
    weekday: Floats
    hours: Floats
    holiday: Floats
    recent: Floats


@dataclass(frozen=True)
class Regression:
    """The fitted regression of one queue, and what it was fitted to.

    evidence: the days of its level. counts: (days, 24), spikes cut, 0 where unknown. trust: (days,), how
    much say each day had; below 1 for days that stray far from those around them.
    """

    calendar: Calendar
    level: Level
    profile: Profile
    noise: DayNoise
    evidence: LevelEvidence
    counts: Floats
    trust: Floats

    def rates(self, days: pd.DatetimeIndex) -> Floats:
        """Expected inquiries of every hour, shape (days, 24)."""
        log_mean = self.level.log_mean(days) + self.noise.carried(days)
        return np.asarray(np.exp(log_mean)[:, None] * self.profile.rates(day_kinds(self.calendar, days)))

    def parts(self, days: pd.DatetimeIndex) -> Parts:
        """:meth:`rates` taken apart: what the days would be without the calendar, and what it changes."""
        recent = np.exp(self.noise.carried(days))
        kinds = day_kinds(Calendar(), days)
        hours = self.profile.hours(kinds)
        level = np.exp(self.level.log_mean(days, ordinary=True))
        weekday = self.profile.factor[kinds.weekday]
        plain = (level * weekday * recent)[:, None] * hours
        rates = self.rates(days)
        holiday = np.divide(rates, plain, out=np.ones_like(rates), where=plain > 0)
        return Parts(level, weekday, hours, holiday, recent)

    def day_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance of the days' true log levels around :meth:`rates`, shape (days, days)."""
        return self.level.log_covariance(days) + self.noise.covariance(days)


def fit_regression(
    grid: Grid, calendar: Calendar, used: Bools, offset: Floats, start: Regression | None = None
) -> Regression:
    """Fit to the hours in ``used``; ``offset`` is the events' factor on each hour (both (days, 24)).

    The quasi-likelihood of the whole is climbed in turns: the level given the profile (a GLM on day
    totals), the profile given the level (closed forms). start: an earlier fit to go on from.
    """
    days, kinds = grid.days, day_kinds(calendar, grid.days)
    form = make_level_form(make_day_features(calendar, days[0], days[-1]), days[0])
    design = form.design(days)
    marked = np.array([day in form.features.marks for day in days.date], dtype=bool)
    counts = np.where(used, without_spikes(grid.counts, used), 0.0)
    totals, weights = counts.sum(axis=1), used * offset

    profile = flat_profile(grid, kinds) if start is None else start.profile
    level = None if start is None else start.level
    walk_sd = _WALK_SD if start is None else start.level.walk_sd
    noise = default_day_noise(days[-1]) if start is None else start.noise
    ordinary = np.ones(len(days))
    exposure = (weights * profile.rates(kinds)).sum(axis=1)
    mean = totals if level is None else exposure * np.exp(design @ level.coefficients)
    for sweep in range(_SWEEPS):
        # Days that remember each other tell less than as many that do not.
        remembering = (1 + noise.memory) / (1 - noise.memory)
        weight = ordinary / (HOUR_DISPERSION + noise.sd**2 * mean) / remembering
        last = sweep == _SWEEPS - 1
        evidence = LevelEvidence(design, totals, exposure, weight, level)
        level = fit_level(form, evidence, walk_sd, last=last)
        day_mean = np.exp(design @ level.coefficients)
        profile = fit_profile(counts, used, offset, day_mean, weight, kinds, profile)
        exposure = (weights * profile.rates(kinds)).sum(axis=1)
        mean = exposure * day_mean
        deviation = log_deviation(totals, mean)
        noise = measure_day_noise(days, totals, mean)
        expected_sd = np.sqrt(HOUR_DISPERSION / np.maximum(mean, 1e-9) + noise.sd**2)
        ordinary = outlier_weights(deviation, (exposure > 0) & ~marked, expected_sd)
        if sweep == 1 and start is None:
            walk_sd = _walk_sd(form, design, level, deviation, exposure > 0)
    assert level is not None
    return Regression(calendar, level, profile, noise, evidence, counts, ordinary)


def _walk_sd(form: LevelForm, design: Floats, level: Level, deviation: Floats, known: Bools) -> float:
    """From the log level of each day as it was, by weeks counted back from the end of the history."""
    steps = len(form.steps)
    log_level = np.where(known, design[:, :steps] @ level.coefficients[:steps] + deviation, np.nan)
    weeks = len(log_level) // 7
    by_week = log_level[len(log_level) - 7 * weeks :].reshape(weeks, 7)
    enough = (~np.isnan(by_week)).sum(axis=1) >= _LEAST_DAYS_OF_WEEK
    weekly = np.full(weeks, np.nan)
    weekly[enough] = np.nanmean(by_week[enough], axis=1)
    return estimate_walk_sd(weekly, _WALK_SD)
