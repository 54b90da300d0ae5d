"""The baseline: expected inquiries without events, a combination of the regression with univariate
methods.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from forecast.ensemble.calibration import Calibration, calibrate, uncalibrated
from forecast.ensemble.combination import (
    Combination,
    better_simple_method,
    compare_members,
    fold_origins,
    single_member,
)
from forecast.ensemble.members import Folds, Members, make_members
from forecast.ensemble.smoothers import SIMPLE_METHODS
from forecast.ensemble.yearly_memory import learned_weight, origins_of_years, yearly_correction
from forecast.regression.hour_noise import HourNoise
from forecast.regression.regression import RateFactors, Regression
from forecast.series.grid import HOURS, Bools, Floats, Grid, Ints
from forecast.series.notes import Note

Method = Literal["auto", "model", "last_week", "eight_weeks"]

_MAX_HORIZON = 28 * HOURS
_LEVEL_VARIANT_PRIOR = 2.0
"""Prior weight of a regression variant relative to a univariate method."""


@dataclass(frozen=True)
class Baseline:
    """The fitted baseline of one queue.

    combination: None where the history is too short for it; the regression then stands alone. notes: how the
    combination came about. yearly: (days ahead,), log factors of yearly memory.
    """

    regression: Regression
    members: Members
    combination: Combination | None
    calibration: Calibration
    notes: tuple[Note, ...] = ()
    yearly: Floats = field(default_factory=lambda: np.zeros(0))

    def rates(self, days: pd.DatetimeIndex) -> Floats:
        """Expected inquiries of every hour, shape (days, 24): fitted in the past, combined from now on.

        days: consecutive.
        """
        fitted = self.regression.rates(days)
        first = (days[0] - self.members.first_day) // pd.Timedelta(hours=1)
        ahead = first + np.arange(fitted.size) - self.members.now
        if self.combination is None or ahead[-1] < 0:
            return fitted
        # Members are compared by whole days from now on: what is cut off here must not depend on the horizon.
        combined = self.combination(self.members.forecast_to(days[-1] + pd.Timedelta(days=1)))
        day_ahead = (self.members.now % HOURS + np.arange(len(combined))) // HOURS
        combined = combined * np.exp(self.yearly_change(day_ahead))
        rates = np.where(ahead >= 0, combined[np.maximum(ahead, 0)], fitted.ravel())
        # Closed hours stay at 0, whatever a univariate method forecasts.
        return np.where(fitted > 0, rates.reshape(fitted.shape), 0.0)

    def days_ahead(self, days: pd.DatetimeIndex) -> Ints:
        """Number of each day, 0 being that of the first unknown hour."""
        today = self.members.first_day + pd.Timedelta(days=self.members.now // HOURS)
        return np.asarray((days - today) // pd.Timedelta(days=1), dtype=np.int64)

    def yearly_change(self, day_ahead: Ints) -> Floats:
        """Log factor that yearly memory puts on days ahead, 0 being that of the first unknown hour; 0 beyond
        its reach.
        """
        if not len(self.yearly):
            return np.zeros(len(day_ahead))
        inside = (day_ahead >= 0) & (day_ahead < len(self.yearly))
        return np.where(inside, self.yearly[np.clip(day_ahead, 0, len(self.yearly) - 1)], 0.0)

    def factors(self, days: pd.DatetimeIndex) -> RateFactors:
        """The regression's rates as a product of factors."""
        return self.regression.factors(days)

    def level_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance (log) of the level, common to the hours of a day and shared by successive days; shape
        (days, days).
        """
        level = self.regression.level.log_covariance(days)
        return level * self.calibration.level_scale + self.calibration.shared_variance

    def day_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance (log) of the days' own deviations, outlier days apart; shape (days, days)."""
        return self.regression.noise.covariance(days) * self.calibration.day_scale


def combine_baseline(
    grid: Grid, mask: Bools, event_factor: Floats, regression: Regression, noise: HourNoise, method: Method
) -> Baseline:
    """Combine the regression with the univariate methods, and calibrate the result on the same folds.

    mask, event_factor: (days, 24), as the regression was fitted. noise: of the hours given their day.
    """
    now = int(np.flatnonzero(grid.known.ravel())[-1]) + 1
    origins = fold_origins(now // HOURS)
    horizon = min(_MAX_HORIZON, (len(grid.days) - int(origins.min(initial=0))) * HOURS)
    today = grid.first_day + pd.Timedelta(days=now // HOURS)
    of_years = origins_of_years(regression.calendar, today, now // HOURS)
    all_origins = np.concatenate([of_years, origins])
    members, all_folds = make_members(grid, mask, event_factor, regression, all_origins, horizon)
    years, folds = _split(all_folds, len(of_years))
    default = uncalibrated(regression.noise.sd)
    simple = {name: members.names.index(name) for name in SIMPLE_METHODS}
    single = {name: single_member(place, len(members.names)) for name, place in simple.items()}
    if not len(origins):
        return Baseline(regression, members, single.get(method), default, _chosen(method))
    comparison = compare_members(folds, np.where(members.are_level_variants, _LEVEL_VARIANT_PRIOR, 1.0))
    combination, out_of_fold = comparison.combination(), comparison.out_of_fold(folds.forecasts)
    simple_note = better_simple_method(folds, out_of_fold, simple) if method == "auto" else None
    method_used = method if simple_note is None else str(simple_note.numbers["method"])
    if method_used in simple:
        combination, out_of_fold = single[method_used], folds.forecasts[simple[method_used]]
    notes = _chosen(method) if simple_note is None else (simple_note,)
    horizon_days = pd.date_range(grid.days[-1], periods=1 + -(-horizon // HOURS), freq="D")[1:]
    level, day = regression.level.log_covariance(horizon_days), regression.noise.covariance(horizon_days)
    calibration = calibrate(out_of_fold, folds, level, day, noise)
    baseline = Baseline(regression, members, combination, calibration, notes)
    if not len(of_years) or method_used in simple:
        return baseline
    day_sd = float(np.sqrt(calibration.day_scale) * regression.noise.sd)
    missed = yearly_correction(combination(years.forecasts), years.actual, years.scored, day_sd)
    weight = learned_weight(members.series, mask.ravel()[:now], day_sd)
    return replace(baseline, yearly=weight * missed)


def _split(folds: Folds, first: int) -> tuple[Folds, Folds]:
    """The first folds, and the others."""

    def part(chosen: slice) -> Folds:
        return Folds(
            folds.forecasts[:, chosen], folds.actual[chosen], folds.scored[chosen], folds.days_ago[chosen]
        )

    return part(slice(0, first)), part(slice(first, None))


def _chosen(method: Method) -> tuple[Note, ...]:
    return () if method in ("auto", "model") else (Note("method_chosen", {"method": method}),)
