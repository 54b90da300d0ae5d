"""Level of day totals: a Poisson regression with a random-walk level and shrunken effects.

log mean(day) = log exposure(day) + level(week) + effects of the day's features.

Priors enter as pseudo-observations (data augmentation). A prior on a contrast c·β with standard deviation s
is one more row with regressors c, count 1 and weight 1/s²: its Poisson likelihood peaks at c·β = 0 with
curvature 1/s² there, which is a gamma prior with mean 1 on exp(c·β). So an ordinary GLM solver fits a random
walk of the level and shrunken effects, and its covariance is the posterior one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.regression.day_features import DayFeatures, weeks_between
from forecast.regression.poisson_regression import fit_glm, fit_newton
from forecast.series.grid import Floats
from forecast.series.outliers import sd_of_deviations

_HALF_WEEKS, _FINE_WEEKS, _COARSE_WEEKS = 8, 26, 4
"""The level may change twice a week for the last ``_HALF_WEEKS`` weeks, weekly up to ``_FINE_WEEKS``, and
every ``_COARSE_WEEKS`` weeks before. Half of any costs about 1 % in the totals of days.
"""

_CHANGE_DEGREES_OF_FREEDOM = 3.0
"""Degrees of freedom of the Student-t changes of the level: few, so that it may break (Lange et al. 1989)."""


@dataclass(frozen=True)
class LevelDesign:
    """Columns of the regression: the level's steps, then the features of days.

    steps: start of each step of the level, in weeks back from ``features.origin``, the last day.
    """

    features: DayFeatures
    steps: Floats

    def matrix(self, days: pd.DatetimeIndex, *, ordinary: bool = False) -> Floats:
        """Design matrix, shape (days, columns). The last step holds on into the future, the first one into
        the past.

        ordinary: as if no day were marked in the calendar.

        The level is piecewise constant, not linear between knots: a slope in the last week would extrapolate.
        """
        weeks_back = -weeks_between(self.features.origin, days)
        step = np.clip(np.searchsorted(self.steps, weeks_back, side="right") - 1, 0, len(self.steps) - 1)
        return np.hstack([np.eye(len(self.steps))[step], self.features.matrix(days, marked=not ordinary)])

    def constant(self, log_level: float) -> Floats:
        """Coefficients of a constant level without effects."""
        return np.concatenate([np.full(len(self.steps), log_level), np.zeros(len(self.features.prior_sd))])


def make_level_design(features: DayFeatures, first_day: pd.Timestamp) -> LevelDesign:
    """Steps of half a week back from the last day, then of a week, then of four weeks."""
    length = (features.origin - first_day) / pd.Timedelta(weeks=1)
    halves, weeks = np.arange(0.0, _HALF_WEEKS, 0.5), np.arange(_HALF_WEEKS, _FINE_WEEKS)
    starts = np.concatenate([halves, weeks, np.arange(_FINE_WEEKS, length + 1, _COARSE_WEEKS)])
    # No sliver as the oldest step: it is merged into the one before it.
    return LevelDesign(
        features, np.asarray(starts[(starts == 0) | (starts + 0.5 <= length)], dtype=np.float64)
    )


@dataclass(frozen=True)
class FittedLevel:
    """The fitted regression.

    coefficients, covariance: of the design's columns. walk_sd: standard deviation (log) of the random walk in
    a week. converged: whether the solver did; if not, the coefficients are those of a constant level.
    """

    design_info: LevelDesign
    coefficients: Floats
    covariance: Floats
    walk_sd: float
    converged: bool

    def log_mean(self, days: pd.DatetimeIndex, *, ordinary: bool = False) -> Floats:
        """Log of the day's factor on the profile, shape (days,); ``ordinary``: without calendar marks."""
        return np.asarray(self.design_info.matrix(days, ordinary=ordinary) @ self.coefficients)

    def log_covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance of :meth:`log_mean`, with the random walk beyond the history; shape (days, days)."""
        design = self.design_info.matrix(days)
        ahead = np.clip(weeks_between(self.design_info.features.origin, days), 0.0, None)
        walk = self.walk_sd**2 * np.minimum(ahead[:, None], ahead[None, :])
        return np.asarray(design @ self.covariance @ design.T + walk)


@dataclass(frozen=True)
class LevelData:
    """The days that a level is fitted to.

    design: (days, columns), the design matrix; the others (days,). totals: inquiries of the known hours.
    exposure: what the profile alone expects of them, 0 where nothing is known. weight: inverse overdispersion
    of the totals. start: an earlier fit of the same days to start from.
    """

    design: Floats
    totals: Floats
    exposure: Floats
    weight: Floats
    start: FittedLevel | None


def fit_level(design_info: LevelDesign, data: LevelData, walk_sd: float, *, last: bool) -> FittedLevel:
    """Fit the level.

    last: whether this is the final fit; before that Newton's solution, without covariance, is good enough.
    """
    design, totals, exposure = data.design, data.totals, data.exposure
    start = data.start
    used = exposure > 0
    contrasts, prior_sd = priors(design_info, walk_sd, start)
    regressors = np.vstack([design[used], contrasts])
    counts = np.concatenate([totals[used], np.ones(len(contrasts))])
    offset = np.concatenate([np.log(exposure[used]), np.zeros(len(contrasts))])
    weights = np.concatenate([data.weight[used], prior_sd**-2.0])
    # A tenth of an inquiry keeps the log finite for a history of zeros.
    mean = design_info.constant(np.log((totals[used].sum() + 0.1) / exposure[used].sum()))
    guesses = [mean] if start is None else [start.coefficients, mean]
    newton = fit_newton(regressors, counts, offset, weights, guesses[0])
    if newton is not None and not last:
        return FittedLevel(design_info, newton, np.zeros((len(newton), len(newton))), walk_sd, True)
    # hasconst=False skips a search for a constant column by singular values; the steps add up to one.
    # Half a second to load: who reads a forecast fits none.
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    model = GLM(counts, regressors, family=Poisson(), offset=offset, var_weights=weights, hasconst=False)
    for guess in guesses if newton is None else [newton, *guesses]:
        solution = fit_glm(model, guess)
        if solution is not None:
            return FittedLevel(design_info, *solution, walk_sd, True)
    return _constant_level(design_info, totals, exposure, walk_sd)


def _constant_level(
    design_info: LevelDesign, totals: Floats, exposure: Floats, walk_sd: float
) -> FittedLevel:
    """Fallback: a constant level, the mean of days discounted with a half-life of four weeks.

    Its standard deviation is that of the walk in four weeks.
    """
    recency = 0.5 ** (np.arange(len(totals))[::-1] / 28.0)
    coefficients = design_info.constant(float(np.log((recency @ totals + 0.1) / (recency @ exposure))))
    level = np.where(np.arange(len(coefficients)) < len(design_info.steps), 2 * walk_sd, 0.0)
    return FittedLevel(design_info, coefficients, np.outer(level, level), walk_sd, False)


def priors(design_info: LevelDesign, walk_sd: float, start: FittedLevel | None) -> tuple[Floats, Floats]:
    """Contrasts, shape (priors, columns), and the prior standard deviation of each.

    Changes of the level follow Student's t, so that the level may break: a scale mixture of normals, in which
    a change of z standard deviations in the previous fit has its variance multiplied by (f + z²) / (f + 1)
    (Lange, Little and Taylor, "Robust statistical modeling using the t distribution", *JASA* 84, 1989).
    """
    changes, columns = len(design_info.steps) - 1, len(design_info.steps) + len(design_info.features.prior_sd)
    identity = np.eye(columns)
    contrasts = np.vstack(
        [identity[:changes] - identity[1 : changes + 1], identity[len(design_info.steps) :]]
    )
    change_sd = walk_sd * np.sqrt(np.diff(design_info.steps))
    if start is not None:
        z = np.diff(start.coefficients[: len(design_info.steps)]) / change_sd
        change_sd = change_sd * np.sqrt(
            np.maximum((_CHANGE_DEGREES_OF_FREEDOM + z**2) / (_CHANGE_DEGREES_OF_FREEDOM + 1), 1.0)
        )
    return contrasts, np.concatenate([change_sd, list(design_info.features.prior_sd.values())])


def estimate_walk_sd(weekly_log_level: Floats, default: float, default_weeks: float = 12.0) -> float:
    """Standard deviation of the level's weekly random walk, by the method of moments (NaN = unknown).

    With steps of variance σ² and independent noise of variance s², the mean squared difference over k weeks
    is kσ² + 2s², so the difference between four weeks and one is 3σ². Shrunk to ``default`` as if that had
    been observed for ``default_weeks``; kept between a third of it and three times it.
    """
    squares = []
    for lag in (1, 4):
        difference = weekly_log_level[lag:] - weekly_log_level[:-lag]
        difference = difference[~np.isnan(difference)]
        if len(difference) < 4:
            return default
        # Winsorised mean of squares: one odd week must not pass for a fast random walk.
        limit = 3 * sd_of_deviations(difference)
        squares.append(float(np.mean(np.minimum(difference**2, limit**2))))
    weeks = int(np.sum(~np.isnan(weekly_log_level)))
    variance = (max((squares[1] - squares[0]) / 3, 0.0) * weeks + default**2 * default_weeks) / (
        weeks + default_weeks
    )
    return float(np.clip(np.sqrt(variance), default / 3, default * 3))
