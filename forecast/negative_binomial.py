"""Negative-binomial counts whose mean is itself uncertain: a finite mixture, its CDF and its quantiles.

A count of mean m has the variance linear · m + quadratic · m², the
:class:`forecast.regression.hour_noise.HourNoise`. That is a negative binomial of size m / (variance / m - 1);
where the excess vanishes, a Poisson count. Its CDF is a regularised incomplete beta function (Johnson, Kemp
and Kotz, *Univariate Discrete Distributions*, 3rd ed. 2005, chapter 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from forecast.regression.hour_noise import HourNoise
from forecast.series.grid import Floats, Ints

POISSON_LIMIT = 1e-9
"""Overdispersion (variance / mean - 1) below which a count is taken for Poisson."""


def overdispersion_of(means: Floats, noise: HourNoise) -> Floats:
    """Variance / mean - 1 of a count with each of these means."""
    return noise.linear - 1 + noise.quadratic * means


@dataclass(frozen=True)
class NegativeBinomialMixture:
    """For each hour a mixture of negative binomials.

    means: (hours, nodes), the mean of each component. weights: (nodes,), summing to 1, common to all hours.
    """

    means: Floats
    weights: Floats
    noise: HourNoise

    def cdf(self, count: Floats) -> Floats:
        """P(count or fewer) of each hour, shape (hours,)."""
        count, overdispersion = count[:, None], overdispersion_of(self.means, self.noise)
        safe = np.maximum(overdispersion, POISSON_LIMIT)
        size = np.maximum(self.means, 1e-300) / safe
        probability = special.betainc(size, count + 1, 1 / (1 + safe))
        poisson = overdispersion <= POISSON_LIMIT
        if poisson.any():
            probability = np.where(poisson, special.pdtr(count, self.means), probability)
        return np.asarray(np.where(self.means > 0, probability, count >= 0) @ self.weights)

    def quantile(self, p: float) -> Floats:
        """Smallest whole count with CDF >= ``p``, shape (hours,), by bisection on all hours at once."""
        low, high = self._bracket(p)
        while (unresolved := np.flatnonzero(high - low > 1)).size:
            middle = np.floor((high[unresolved] + low[unresolved]) / 2)
            enough = self._hours(unresolved).cdf(middle) >= p
            high[unresolved[enough]] = middle[enough]
            low[unresolved[~enough]] = middle[~enough]
        return high

    def _hours(self, chosen: Ints) -> NegativeBinomialMixture:
        return NegativeBinomialMixture(self.means[chosen], self.weights, self.noise)

    def _bracket(self, p: float) -> tuple[Floats, Floats]:
        """Counts with CDF < p and >= p, around the quantile of the log-normal with the same two moments."""
        linear, quadratic = self.noise.linear, self.noise.quadratic
        mean = np.maximum(self.means @ self.weights, 1e-100)
        second_moment = (self.means * (self.means + linear + quadratic * self.means)) @ self.weights
        log_variance = np.log(np.maximum(second_moment / mean**2, 1.0))
        log_sd = np.sqrt(log_variance)
        guess = mean * np.exp(special.ndtri(p) * log_sd - log_variance / 2)
        low, high = np.floor(guess * np.exp(-log_sd / 4)) - 1, np.ceil(guess * np.exp(log_sd / 4)) + 1
        low = np.where(self.cdf(np.maximum(low, 0.0)) < p, np.maximum(low, 0.0), -1.0)
        while (too_low := self.cdf(high) < p).any():
            low = np.where(too_low, high, low)
            high = np.where(too_low, 2 * high, high)
        return low, high
