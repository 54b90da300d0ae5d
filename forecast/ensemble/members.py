"""Members of the ensemble: variants of the level regression, and univariate methods on the cleaned series.

All are run from now, for the hours to come, and from rolling origins of the past, to see how they would have
done. In the past the regression variants use the weekly profile and the holiday effects of the whole history;
their level, and all of the univariate methods, uses the days before the origin only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from forecast.ensemble.level_variants import fit_level_variants, level_variants
from forecast.ensemble.smoothers import CEILING_FACTOR, SMOOTHERS, run_smoothers
from forecast.regression.day_noise import log_deviation
from forecast.regression.profile import day_kinds
from forecast.regression.regression import Regression
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, Grid, Ints
from forecast.series.outliers import OUTLIER_SD

_MIN_HOLIDAY_FACTOR = 0.05
"""Guard: counts are divided by it, and on a holiday with nobody there is nothing to divide."""

_NAMES = tuple(SMOOTHERS)
_MIN_DAY_WEIGHT = 0.5
"""Days of a lower weight are outliers: the univariate methods see the regression's fit instead."""


@dataclass(frozen=True)
class Members:
    """The fitted members.

    regression, first_day: as fitted; first day of the grid. series: hourly from then to the last known hour,
    with events and holidays divided out and gaps filled. coefficients: (variants, columns), of the level.
    names: of all members; the first is the regression as it was fitted.
    """

    regression: Regression
    first_day: pd.Timestamp
    series: Floats
    coefficients: Floats
    names: tuple[str, ...]

    @property
    def are_level_variants(self) -> Bools:
        """Which members are variants of the regression, shape (members,)."""
        return np.arange(len(self.names)) < len(self.coefficients)

    @property
    def now(self) -> int:
        """Hours from ``first_day`` to the first unknown hour."""
        return len(self.series)

    def forecast_to(self, last_day: pd.Timestamp) -> Floats:
        """Each member's forecast from now to the end of ``last_day``, shape (members, hours)."""
        today = self.first_day + pd.Timedelta(days=self.now // HOURS)
        days = pd.date_range(today, last_day, freq="D")
        hours_of_today = self.now % HOURS
        level = self.coefficients @ self.regression.level.design_info.matrix(days).T
        level = _capped_level(level, self.regression) * np.exp(self.regression.noise.expected_deviation(days))
        shape = self.regression.profile.rates(day_kinds(self.regression.calendar, days))
        by_regression = (level[:, :, None] * shape).reshape(len(level), -1)[:, hours_of_today:]
        holiday = self.regression.factors(days).holiday.ravel()[hours_of_today:]
        by_smoother = run_smoothers(_NAMES, self.series, np.array([self.now]), len(holiday))[:, 0]
        by_smoother = (
            _as_other_weekdays(by_smoother, days, hours_of_today, self.regression.calendar) * holiday
        )
        if hours_of_today:
            # The univariate methods do not see an outlier day that has begun; it lasts until midnight.
            noise = self.regression.noise
            by_smoother[:, : HOURS - hours_of_today] *= np.exp(noise.today_deviation - noise.last_deviation)
        return np.vstack([by_regression, by_smoother])


@dataclass(frozen=True)
class Folds:
    """Rolling-origin forecasts of the past.

    forecasts: (members, folds, hours ahead). actual, scored: (folds, hours ahead), the counts, and where they
    are known and may be scored. days_ago: (folds, days ahead), before the end of the history.
    """

    forecasts: Floats
    actual: Floats
    scored: Bools
    days_ago: Ints


def make_members(
    grid: Grid, mask: Bools, event_factor: Floats, regression: Regression, origins: Ints, horizon: int
) -> tuple[Members, Folds]:
    """Fit the members, and forecast from each of ``origins`` (day numbers, increasing).

    mask, event_factor: (days, 24), as the regression was fitted. horizon: in hours; hours after the history
    are not scored.
    """
    days = grid.days
    now = int(np.flatnonzero(grid.known.ravel())[-1]) + 1
    holiday = regression.factors(days).holiday
    holiday_divisor = np.maximum(holiday, _MIN_HOLIDAY_FACTOR)
    # What a date brought as another weekday is nothing of its own weekday.
    mask = mask & ~np.array([day in regression.calendar.as_weekday for day in days.date], dtype=bool)[:, None]
    themselves = replace(regression, calendar=replace(regression.calendar, as_weekday={}))
    regular = mask & (regression.day_weights >= _MIN_DAY_WEIGHT)[:, None]
    known = regression.counts / (event_factor * holiday_divisor)
    series = np.where(regular, known, themselves.rates(days) / holiday_divisor).ravel()[:now]

    variants = level_variants(regression.level)
    coefficients = fit_level_variants(
        regression.level, regression.data, variants, np.append(origins, len(days))
    )
    names = (*(variant.name for variant in variants), *_NAMES)
    members = Members(regression, grid.first_day, series, coefficients[:, -1], names)

    index = origins[:, None] * HOURS + np.arange(horizon)
    inside = index < now
    index = np.minimum(index, now - 1)
    by_regression = _variant_levels(regression, coefficients[:, :-1], origins)
    shape = regression.profile.rates(day_kinds(regression.calendar, days)).ravel()
    by_regression = by_regression[:, np.arange(len(origins))[:, None], index // HOURS] * shape[index]
    by_smoother = run_smoothers(_NAMES, series, origins * HOURS, horizon) * holiday.ravel()[index]
    forecasts = np.concatenate([by_regression, by_smoother]) * event_factor.ravel()[index]
    days_ago = np.maximum(now // HOURS - origins[:, None] - np.arange(-(-horizon // HOURS)), 0)
    scored = mask.ravel()[index] & inside
    return members, Folds(forecasts, grid.counts.ravel()[index], scored, days_ago)


def _as_other_weekdays(
    forecasts: Floats, days: pd.DatetimeIndex, hours_of_today: int, calendar: Calendar
) -> Floats:
    """Univariate forecasts, (members, hours); a date that is another weekday has those of the nearest one.

    days: of the forecasts, the first of which lacks its first ``hours_of_today``.
    """
    found = forecasts.copy()
    for place, day in enumerate(days.date):
        weekday = calendar.as_weekday.get(day)
        if weekday is None:
            continue
        away = (weekday - day.weekday() + 3) % 7 - 3
        source = next(
            (place + away + weeks for weeks in (0, 7, -7) if 0 < place + away + weeks < len(days)), place
        )
        own, other = (slice(max(0, at * HOURS - hours_of_today), None) for at in (place, source))
        width = min(HOURS if place else HOURS - hours_of_today, forecasts[:, own].shape[1])
        begin = other.start + (HOURS - width if not place else 0)
        found[:, own.start : own.start + width] = forecasts[:, begin : begin + width]
    return found


def _capped_level(log_level: Floats, regression: Regression) -> Floats:
    """The level, at most three times the highest fitted."""
    highest = float((regression.data.design @ regression.level.coefficients).max())
    return np.asarray(np.exp(np.minimum(log_level, highest + np.log(CEILING_FACTOR))))


def _variant_levels(regression: Regression, coefficients: Floats, origins: Ints) -> Floats:
    """Each day's factor on the profile as seen from each origin, shape (variants, origins, days)."""
    data, noise = regression.data, regression.noise
    level = _capped_level(np.einsum("rok,dk->rod", coefficients, data.design), regression)
    fold, last = np.arange(len(origins)), origins - 1
    mean = (level * data.exposure)[:, fold, last]
    deviation = np.where(mean > 0, log_deviation(data.totals[last], mean), 0.0)
    deviation = noise.reliability * np.clip(deviation, -OUTLIER_SD * noise.sd, OUTLIER_SD * noise.sd)
    lead = np.maximum(np.arange(level.shape[2]) - last[:, None], 0)
    return np.asarray(level * np.exp(noise.autocorrelation**lead * deviation[:, :, None]))
