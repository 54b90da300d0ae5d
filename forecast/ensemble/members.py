"""The forecasts that are combined: readings of the level's regression, and kernels on the cleaned series.

All of them are run from now, for the hours to come, and from days of the past, to see how they would have
done. In the past the regression's readings know the shape of the week and the effects of holidays from the
whole history; their level, and everything of the kernels, is from the days before.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.ensemble.level_variants import read_level, readings_of
from forecast.ensemble.smoothers import CEILING, KERNELS, run_kernels
from forecast.regression.day_noise import log_deviation
from forecast.regression.profile import day_kinds
from forecast.regression.regression import Regression
from forecast.series.grid import HOURS, Bools, Floats, Grid, Ints

_LEAST_HOLIDAY_FACTOR = 0.05
_NAMES = tuple(KERNELS)
_ODD_DAY = 2.0
_LEAST_TRUST = 0.5
"""Days of less are odd: kernels learn what the regression fitted instead."""


@dataclass(frozen=True)
class Members:
    """Ready to foretell. names: of all members, the regression as it was fitted being the first.

    first_day: of the grid. series: hourly from then to the last known hour, events and holidays taken out,
    what is unknown filled in. coefficients: (readings, columns), of the level by each reading.
    """

    regression: Regression
    first_day: pd.Timestamp
    series: Floats
    coefficients: Floats
    names: tuple[str, ...]

    @property
    def are_readings(self) -> Bools:
        """Which of the members are readings of the regression, not kernels; shape (members,)."""
        return np.arange(len(self.names)) < len(self.coefficients)

    @property
    def now(self) -> int:
        """Hours from ``first_day`` to the first unknown hour."""
        return len(self.series)

    def ahead(self, last_day: pd.Timestamp) -> Floats:
        """Each member's forecast from now to the end of ``last_day``, shape (members, hours)."""
        today = self.first_day + pd.Timedelta(days=self.now // HOURS)
        days = pd.date_range(today, last_day, freq="D")
        begun = self.now % HOURS
        level = self.coefficients @ self.regression.level.form.design(days).T
        level = _bounded(level, self.regression) * np.exp(self.regression.noise.carried(days))
        shape = self.regression.profile.rates(day_kinds(self.regression.calendar, days))
        by_level = (level[:, :, None] * shape).reshape(len(level), -1)[:, begun:]
        holiday = self.regression.parts(days).holiday.ravel()[begun:]
        by_kernel = run_kernels(_NAMES, self.series, np.array([self.now]), len(holiday))[:, 0] * holiday
        if begun:
            # Kernels were not shown what is odd about the day that has begun; it goes on until midnight.
            noise = self.regression.noise
            by_kernel[:, : HOURS - begun] *= np.exp(noise.today - noise.last)
        return np.vstack([by_level, by_kernel])


@dataclass(frozen=True)
class Folds:
    """What would have been foretold.

    forecasts: (members, folds, hours ahead). came, scored: (folds, hours ahead), what came and where it is
    known and may be judged by. days_ago: (folds, days ahead), before the end of the history.
    """

    forecasts: Floats
    came: Floats
    scored: Bools
    days_ago: Ints


def make_members(
    grid: Grid, used: Bools, offset: Floats, regression: Regression, origins: Ints, horizon: int
) -> tuple[Members, Folds]:
    """The members, and what they would have foretold from each of ``origins`` (days, rising).

    used, offset: (days, 24), as the regression was fitted. horizon: in hours; what lies past the history
    is not scored.
    """
    days = grid.days
    now = int(np.flatnonzero(grid.known.ravel())[-1]) + 1
    holiday = regression.parts(days).holiday
    cleaning = np.maximum(holiday, _LEAST_HOLIDAY_FACTOR)
    learned = used & (regression.trust >= _LEAST_TRUST)[:, None]
    known = regression.counts / (offset * cleaning)
    series = np.where(learned, known, regression.rates(days) / cleaning).ravel()[:now]

    readings = readings_of(regression.level)
    coefficients = read_level(regression.level, regression.evidence, readings, np.append(origins, len(days)))
    names = (*(reading.name for reading in readings), *_NAMES)
    members = Members(regression, grid.first_day, series, coefficients[:, -1], names)

    place = origins[:, None] * HOURS + np.arange(horizon)
    inside = place < now
    place = np.minimum(place, now - 1)
    by_level = _levels(regression, coefficients[:, :-1], origins)
    shape = regression.profile.rates(day_kinds(regression.calendar, days)).ravel()
    by_level = by_level[:, np.arange(len(origins))[:, None], place // HOURS] * shape[place]
    by_kernel = run_kernels(_NAMES, series, origins * HOURS, horizon) * holiday.ravel()[place]
    forecasts = np.concatenate([by_level, by_kernel]) * offset.ravel()[place]
    days_ago = np.maximum(now // HOURS - origins[:, None] - np.arange(-(-horizon // HOURS)), 0)
    scored = used.ravel()[place] & inside
    return members, Folds(forecasts, grid.counts.ravel()[place], scored, days_ago)


def _bounded(log_level: Floats, regression: Regression) -> Floats:
    """The level, at most three times the highest that was ever fitted."""
    highest = float((regression.evidence.design @ regression.level.coefficients).max())
    return np.asarray(np.exp(np.minimum(log_level, highest + np.log(CEILING))))


def _levels(regression: Regression, coefficients: Floats, origins: Ints) -> Floats:
    """Each day's factor on the profile as seen from each origin, shape (readings, origins, days)."""
    evidence, noise = regression.evidence, regression.noise
    level = _bounded(np.einsum("rok,dk->rod", coefficients, evidence.design), regression)
    fold, last = np.arange(len(origins)), origins - 1
    mean = (level * evidence.exposure)[:, fold, last]
    stray = np.where(mean > 0, log_deviation(evidence.totals[last], mean), 0.0)
    stray = noise.trust * np.clip(stray, -_ODD_DAY * noise.sd, _ODD_DAY * noise.sd)
    lead = np.maximum(np.arange(level.shape[2]) - last[:, None], 0)
    return np.asarray(level * np.exp(noise.memory**lead * stray[:, :, None]))
