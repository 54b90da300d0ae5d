"""Noise of counts away from events: what must not be attributed to an event's size or profile."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.regression.hour_noise import fit_hour_noise
from forecast.series.grid import HOURS, Bools, Floats

_DAY_SD, _DAY_SD_DAYS = 0.08, 14
"""Prior standard deviation (log) of a whole day, and the days that it counts for."""

_LEVEL_SD = 0.03
"""Standard deviation (log) of the baseline's own error, common to days on end."""

_QUADRATIC, _QUADRATIC_MEAN = 0.01, 50.0
"""Prior of the quadratic term, and the mean count of hours that measure it equally well: it cannot be seen in
hours of a handful, but an event brings hundreds.
"""

_MANY_WEEKS = 1e6


@dataclass(frozen=True)
class CountNoise:
    """Variance function of sums of counts.

    A sum of mean m over n hours has the variance linear · m + quadratic · m² / n from its hours, and day_sd²
    · m² / (number of days) from whole days, besides the baseline's own error.
    """

    linear: float
    quadratic: float
    day_sd: float

    def hour_variance(self, mean: Floats, hours: Floats) -> Floats:
        """Variance of sums over so many hours each, from what is independent between hours."""
        return np.asarray(self.linear * mean + self.quadratic * mean**2 / np.maximum(hours, 1.0))

    def day_variance(self, mean: Floats, hours: Floats) -> Floats:
        """Variance of sums over so many hours each, from what is common to the hours of a day."""
        return np.asarray((self.day_sd**2 / np.maximum(hours / HOURS, 1.0) + _LEVEL_SD**2) * mean**2)


def estimate_count_noise(counts: Floats, rates: Floats, ordinary: Bools, dispersion: float) -> CountNoise:
    """Estimate the noise from the hours away from events.

    counts, rates, ordinary: shape (days, 24). dispersion: prior of ``linear``.
    """
    known = ordinary & (rates > 0)
    complete_days = known.sum(axis=1) > HOURS / 2
    prior = CountNoise(dispersion, _QUADRATIC, _DAY_SD)
    if complete_days.sum() < 2:
        return prior
    hour = fit_hour_noise(counts, rates, known, _MANY_WEEKS)
    busy = float(np.quantile(rates[known], 0.9))
    quadratic = (busy * hour.quadratic + _QUADRATIC_MEAN * _QUADRATIC) / (busy + _QUADRATIC_MEAN)
    total = np.where(known, counts, 0.0).sum(axis=1)[complete_days]
    expected = np.where(known, rates, 0.0).sum(axis=1)[complete_days]
    log_ratio = np.log((total + 0.5) / (expected + 0.5))
    width = np.subtract(*np.quantile(log_ratio, [0.9, 0.1])) / 2.563
    excess_variance = max(float(width**2 - np.median(hour.linear / expected)), 0.0)
    days = int(complete_days.sum())
    variance = (days * excess_variance + _DAY_SD_DAYS * _DAY_SD**2) / (days + _DAY_SD_DAYS)
    return CountNoise(hour.linear, quadratic, float(np.sqrt(variance)))
