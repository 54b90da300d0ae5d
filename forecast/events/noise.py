"""How far counts stray where no event is: what must not be taken for an event's size or shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.regression.hour_noise import fit_hour_noise
from forecast.series.grid import HOURS, Bools, Floats

_DAY_SD, _DAY_SD_DAYS = 0.08, 14
"""Standard deviation (log) of a whole day before it is measured, and the days that this belief is worth."""

_LEVEL_SD = 0.03
"""How far (log) the baseline itself may be off, for days on end."""

_QUADRATIC, _QUADRATIC_MEAN = 0.01, 50.0
"""The quadratic term before it is measured, and the mean count of hours which measure it as well as that:
where hours bring a handful, it cannot be seen, but an event brings hundreds."""

_MANY_WEEKS = 1e6


@dataclass(frozen=True)
class CountNoise:
    """Of a sum of counts of mean m over n hours: linear · m + quadratic · m² / n, and day_sd² · m² (over
    the number of days) for days that stray as a whole, besides what the baseline is off."""

    linear: float
    quadratic: float
    day_sd: float

    def hour_variance(self, mean: Floats, hours: Floats) -> Floats:
        """Variance of sums over so many hours each that are independent of one another."""
        return np.asarray(self.linear * mean + self.quadratic * mean**2 / np.maximum(hours, 1.0))

    def day_variance(self, mean: Floats, hours: Floats) -> Floats:
        """Variance of sums over so many hours each by what their days have in common."""
        return np.asarray((self.day_sd**2 / np.maximum(hours / HOURS, 1.0) + _LEVEL_SD**2) * mean**2)


def estimate_count_noise(counts: Floats, rates: Floats, ordinary: Bools, dispersion: float) -> CountNoise:
    """From the hours away from events; all of shape (days, 24). dispersion: a belief on ``linear``."""
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
