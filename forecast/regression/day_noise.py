"""Deviations of whole days from their level: an AR(1) process with outlier days (contaminated normal)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.series.grid import Floats
from forecast.series.outliers import COUNT_FOR_QUANTILES, OUTLIER_SD, sd_of_middle

OUTLIER_DAY_SHARE, OUTLIER_DAY_SCALE = 0.1, 4.0
"""Share of outlier days, and their standard deviation over that of ordinary ones: a normal distribution
contaminated by a wider one (Tukey, "A survey of sampling from contaminated distributions", 1960). A strike, a
fault, an unannounced promotion: without them the tails are too thin.
"""

HOUR_DISPERSION = 1.5
"""Variance over mean of an hour's count given its day, before it is measured."""

SD_PRIOR, _SD_PRIOR_DAYS = 0.12, 7
"""Prior standard deviation (log) of a day, and the number of days it counts for."""

_AUTOCORRELATION_PRIOR_DAYS = 30
"""Pairs of days that the prior of no autocorrelation counts for."""

_MAX_AUTOCORRELATION = 0.8
"""What lasts longer is the level's: a higher one would explain a trend by yesterday."""

_PARTIAL_DAY_VARIANCE = 0.25
"""Variance of a day's first half around the whole day, as a share of a day's variance."""

_MIN_VARIANCE = 1e-6
"""Guard: days that are all alike have no variance, and its log is taken."""

_MIN_SHARE_OF_MEDIAN = 0.1
"""Of a day's mean, below which it is nearly closed and says nothing of others; twice it costs 1 %."""

_MEASURED_DAYS = 365
"""Half a year misses seasons whose days vary more: bands 2 % worse."""


@dataclass(frozen=True)
class DayNoise:
    """AR(1) deviations of days from their level (log scale).

    sd: standard deviation. autocorrelation: lag 1. last_deviation: posterior mean of the deviation of
    ``last_day``, the last one with known hours, as far as later days inherit it. reliability: share of its
    variance that was observed. today_deviation: posterior mean for the rest of ``last_day``, which may be an
    outlier day.
    """

    sd: float
    autocorrelation: float
    last_deviation: float
    last_day: pd.Timestamp
    reliability: float
    today_deviation: float

    def expected_deviation(self, days: pd.DatetimeIndex) -> Floats:
        """Expected deviation of each day from ``last_day`` on, decaying geometrically; 0 before it."""
        ahead = self._ahead(days)
        coming = np.where(
            ahead > 0, self.autocorrelation ** np.maximum(ahead, 0.0) * self.last_deviation, 0.0
        )
        return np.where(ahead == 0, self.today_deviation, coming)

    def covariance(self, days: pd.DatetimeIndex) -> Floats:
        """Covariance of the days' deviations, given the last one observed; shape (days, days)."""
        ahead = self._ahead(days)
        distance = np.abs(ahead[:, None] - ahead[None, :])
        both = np.minimum(ahead[:, None], ahead[None, :]) >= 0
        observed = np.where(
            both, self.autocorrelation ** np.maximum(ahead[:, None] + ahead[None, :], 0.0), 0.0
        )
        return np.asarray(self.sd**2 * (self.autocorrelation**distance - self.reliability * observed))

    def _ahead(self, days: pd.DatetimeIndex) -> Floats:
        return np.asarray((days - self.last_day) / pd.Timedelta(days=1), dtype=np.float64)


def default_day_noise(last_day: pd.Timestamp) -> DayNoise:
    """The prior."""
    return DayNoise(SD_PRIOR, 0.0, 0.0, last_day, 0.0, 0.0)


def estimate_day_noise(days: pd.DatetimeIndex, totals: Floats, mean: Floats) -> DayNoise:
    """Estimate from the totals of the last year's days and the expectation of their known hours (0 = none
    known).
    """
    days, totals, mean = days[-_MEASURED_DAYS:], totals[-_MEASURED_DAYS:], mean[-_MEASURED_DAYS:]
    if not (mean > 0).any():
        return default_day_noise(days[-1])
    # Days of nearly no inquiries (closed weekends, a day just begun) say nothing about the others.
    known = mean > _MIN_SHARE_OF_MEDIAN * np.median(mean[mean > 0])
    sampling_variance = HOUR_DISPERSION / mean[known]
    deviation = log_deviation(totals, mean)[known]
    variance = _variance(totals[known], mean[known], deviation)
    # With few inquiries a day, sampling noise hides the variance beyond it: such days count for less.
    effective_days = float(np.median(SD_PRIOR**2 / (SD_PRIOR**2 + sampling_variance))) ** 2 * len(deviation)
    logs = effective_days * np.log(max(variance, _MIN_VARIANCE)) + _SD_PRIOR_DAYS * np.log(SD_PRIOR**2)
    variance = float(np.exp(logs / (effective_days + _SD_PRIOR_DAYS)))
    limit = OUTLIER_SD * np.sqrt(variance + sampling_variance)
    clipped = np.full(len(days), np.nan)
    clipped[known] = np.clip(deviation, -limit, limit)
    pairs = clipped[1:] * clipped[:-1]
    pairs = pairs[~np.isnan(pairs)]
    autocorrelation = float(pairs.sum() / (len(pairs) + _AUTOCORRELATION_PRIOR_DAYS) / variance)
    reliability = float(variance / (variance + sampling_variance[-1]))
    last_deviation = float(clipped[known][-1]) * reliability
    last_day = days[np.flatnonzero(known)[-1]]
    share = min(float(mean[known][-1] / np.median(mean[known])), 1.0)
    partial_day_variance = _PARTIAL_DAY_VARIANCE * variance * (1 / max(share, 1e-3) - 1)
    today_deviation = _posterior_deviation(
        float(deviation[-1]), variance, float(sampling_variance[-1]) + partial_day_variance
    )
    autocorrelation = float(np.clip(autocorrelation, 0, _MAX_AUTOCORRELATION))
    return DayNoise(
        float(np.sqrt(variance)), autocorrelation, last_deviation, last_day, reliability, today_deviation
    )


def _posterior_deviation(deviation: float, variance: float, sampling_variance: float) -> float:
    """Posterior mean of a day's deviation under a mixture of an ordinary and an outlier prior.

    Far out it is surely an outlier day, and its counts are believed.
    """
    prior_variance = np.array([variance, OUTLIER_DAY_SCALE**2 * variance])
    total_variance = prior_variance + sampling_variance
    logs = (
        np.log([1 - OUTLIER_DAY_SHARE, OUTLIER_DAY_SHARE])
        - np.log(total_variance) / 2
        - deviation**2 / (2 * total_variance)
    )
    weight = np.exp(logs - logs.max())
    return float(deviation * (weight @ (prior_variance / total_variance)) / weight.sum())


def log_deviation(totals: Floats, mean: Floats) -> Floats:
    """Log of observed over expected, defined for a total of 0."""
    return np.asarray(np.log((totals + 0.5) / (mean + 0.5)))


def _variance(totals: Floats, mean: Floats, deviation: Floats) -> float:
    """Variance of the deviations beyond sampling noise."""
    if np.median(mean) >= COUNT_FOR_QUANTILES:
        # The middle 80 % of days, robust to a strike or an unrecorded promotion.
        return max(sd_of_middle(deviation) ** 2 - float(np.median(HOUR_DISPERSION / mean)), 0.0)
    excess_squares = (totals - mean) ** 2 - HOUR_DISPERSION * mean
    return max(float(excess_squares.sum() / (mean**2).sum()), 0.0)
