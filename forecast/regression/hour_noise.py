"""Variance function of an hour's count given its day: overdispersion, linear and quadratic in the mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forecast.regression.day_noise import HOUR_DISPERSION
from forecast.series.grid import HOURS, Bools, Floats
from forecast.series.outliers import COUNT_FOR_QUANTILES, sd_of_middle

_GROUPS = 12
"""Groups of similar mean: 6 to 24 give the same variances within a third of a per cent."""

_PRIOR = (HOUR_DISPERSION, 0.02)
"""Usual noise of queues; twice the quadratic part, or half, moves the bands of short histories by 1 %."""


@dataclass(frozen=True)
class HourNoise:
    """Variance of a count of mean m: linear · m + quadratic · m², that of a negative binomial.

    ``linear`` is at least 1, the Poisson value.
    """

    linear: float
    quadratic: float

    def scaled(self, factor: float) -> HourNoise:
        """With the variance multiplied by ``factor``."""
        return HourNoise(max(self.linear * factor, 1.0), self.quadratic * factor)


def fit_hour_noise(counts: Floats, rates: Floats, mask: Bools, effective_weeks: float) -> HourNoise:
    """Estimate the variance function within days, by non-negative least squares on groups of similar mean.

    counts, rates, mask: shape (days, 24); each day's own deviation is taken out. The profile was fitted to
    ``effective_weeks`` of the same data: its in-sample residuals are too small, and new ones larger by as
    much, so the residuals are inflated. Below a few weeks they say little, and the estimate is shrunk to the
    usual noise of queues.
    """
    weight = np.where(mask & (rates > 0), 1.0, 0.0)
    total = (np.nan_to_num(counts) * weight).sum(axis=1, keepdims=True)
    expected = (rates * weight).sum(axis=1, keepdims=True)
    hours = weight.sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        given_day = rates * total / expected
    selected = (weight > 0) & (total > 0) & (hours > HOURS / 2)
    mean = given_day[selected]
    if len(mean) < 2 * HOURS:
        return HourNoise(*_PRIOR)
    residual = (counts - given_day)[selected] * np.sqrt(HOURS / (HOURS - 1))
    measured = variance_function(residual, mean)
    relative_uncertainty = 1.0 / effective_weeks
    widening = min((1 + relative_uncertainty) / max(1 - relative_uncertainty, 0.1), 3.0)
    linear, quadratic = (
        1 - relative_uncertainty**2
    ) * widening * measured + relative_uncertainty**2 * np.array(_PRIOR)
    return HourNoise(float(linear), float(quadratic)).scaled(1.0)


def variance_function(residual: Floats, mean: Floats, sd: Callable[[Floats], float] = sd_of_middle) -> Floats:
    """Linear and quadratic coefficient of the variance of residuals around these means, (2,).

    sd: standard deviation of values, for counts that are large enough for quantiles.
    """
    groups = [g for g in np.array_split(np.argsort(mean, kind="stable"), _GROUPS) if mean[g].sum() > 0]
    # Variance / mean of each group is linear + quadratic · mean.
    centre = np.array([mean[group].mean() for group in groups])
    ratio = np.array([_dispersion(residual[group], mean[group], sd) for group in groups])
    from scipy.optimize import nnls  # slow to load, and only a fit needs it

    return np.asarray(nnls(np.column_stack([np.ones(len(groups)), centre]), ratio)[0])


def _dispersion(residual: Floats, mean: Floats, sd: Callable[[Floats], float]) -> float:
    """Variance over mean of a group; by ``sd`` where counts are large enough for quantiles."""
    if mean.min() >= COUNT_FOR_QUANTILES:
        return sd(residual / np.sqrt(mean)) ** 2
    return float((residual**2).sum() / mean.sum())
