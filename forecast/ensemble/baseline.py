"""What a normal hour brings: the regression and simpler readings of the history, combined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from forecast.ensemble.calibration import Calibration, calibrate, uncalibrated
from forecast.ensemble.combination import Combination, choose_simple, compare, fold_origins, only
from forecast.ensemble.members import Members, make_members
from forecast.ensemble.smoothers import SIMPLE
from forecast.regression.hour_noise import HourNoise
from forecast.regression.regression import Parts, Regression
from forecast.series.grid import HOURS, Bools, Floats, Grid
from forecast.series.notes import Note

Method = Literal["auto", "model", "last_week", "eight_weeks"]

_FURTHEST = 28 * HOURS
_REGRESSION_BELIEF = 2.0
"""How much likelier a reading of the regression is the best than a kernel, before anything was foretold."""


@dataclass(frozen=True)
class Baseline:
    """The fitted baseline of one queue. combination: None where the history is too short for it; then the
    regression stands alone. notes: how the combination came about."""

    regression: Regression
    members: Members
    combination: Combination | None
    calibration: Calibration
    notes: tuple[Note, ...] = ()

    def rates(self, days: pd.DatetimeIndex) -> Floats:
        """Expected inquiries of every hour, shape (days, 24): fitted in the past, combined from now on.

        days: consecutive.
        """
        fitted = self.regression.rates(days)
        first = (days[0] - self.members.first_day) // pd.Timedelta(hours=1)
        ahead = first + np.arange(fitted.size) - self.members.now
        if self.combination is None or ahead[-1] < 0:
            return fitted
        combined = self.combination(self.members.ahead(days[-1]))
        rates = np.where(ahead >= 0, combined[np.maximum(ahead, 0)], fitted.ravel())
        # What was never open stays closed, whatever a kernel makes of it.
        return np.where(fitted > 0, rates.reshape(fitted.shape), 0.0)

    def parts(self, days: pd.DatetimeIndex) -> Parts:
        """The regression's rates taken apart."""
        return self.regression.parts(days)

    def level_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance (log) of what all hours of a day share and days in a row too; shape (days, days)."""
        level = self.regression.level.log_covariance(days)
        return level * self.calibration.level_scale + self.calibration.shared

    def day_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance (log) of the days' own deviations, odd days apart; shape (days, days)."""
        return self.regression.noise.covariance(days) * self.calibration.day_scale


def combine_baseline(
    grid: Grid, used: Bools, offset: Floats, regression: Regression, noise: HourNoise, method: Method
) -> Baseline:
    """Combine the regression with simpler readings, and see how wrong that would have been.

    used, offset: (days, 24), as the regression was fitted. noise: of the hours given their day.
    """
    now = int(np.flatnonzero(grid.known.ravel())[-1]) + 1
    origins = fold_origins(now // HOURS)
    horizon = min(_FURTHEST, (len(grid.days) - int(origins.min(initial=0))) * HOURS)
    members, folds = make_members(grid, used, offset, regression, origins, horizon)
    usual = uncalibrated(regression.noise.sd)
    simple = {name: members.names.index(name) for name in SIMPLE}
    alone = {name: only(place, len(members.names)) for name, place in simple.items()}
    if not len(origins):
        return Baseline(regression, members, alone.get(method), usual, _chosen(method))
    comparison = compare(folds, np.where(members.are_readings, _REGRESSION_BELIEF, 1.0))
    combination, foretold = comparison.combination(), comparison.foretold(folds.forecasts)
    better = choose_simple(folds, foretold, simple) if method == "auto" else None
    chosen = method if better is None else str(better.numbers["method"])
    if chosen in simple:
        combination, foretold = alone[chosen], folds.forecasts[simple[chosen]]
    notes = _chosen(method) if better is None else (better,)
    coming = pd.date_range(grid.days[-1], periods=1 + -(-horizon // HOURS), freq="D")[1:]
    level, own = regression.level.log_covariance(coming), regression.noise.covariance(coming)
    return Baseline(regression, members, combination, calibrate(foretold, folds, level, own, noise), notes)


def _chosen(method: Method) -> tuple[Note, ...]:
    return () if method in ("auto", "model") else (Note("method_chosen", {"method": method}),)
