"""A forecast is a distribution: mean, quantiles of each hour, and sample paths of them together.

Count of hour t ~ negative binomial around mean(t) · exp(z(t) - var z(t) / 2), with z normal: the day's
deviation (days move together, hours of a day wholly), the sizes of the events (wholly common to all
hours of an event, more felt where its effect is larger) and what is odd about an event's hours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from forecast.grid import Floats, Ints
from forecast.notes import Note
from forecast.spread import HourNoise
from forecast.threads import one_thread

_ODDITY_MEMORY = 0.7
"""Correlation of what is odd about an event from one hour to the next."""

_NODES = np.linspace(-5.0, 5.0, 45)
_NODE_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
_POISSON_LIMIT = 1e-9


@dataclass(frozen=True)
class Uncertainty:
    """What z(t) is made of. day: (hours,), number of each hour's day. day_covariance: (days, days).

    event_loading: (events, hours), what one standard deviation of an event's log size does to the hour.
    oddity_sd: (hours,), standard deviation of what is odd about an event's hours.
    """

    day: Ints
    day_covariance: Floats
    event_loading: Floats
    oddity_sd: Floats
    hour_noise: HourNoise

    @property
    def variance(self) -> Floats:
        """Variance of z for each hour."""
        days = np.diag(self.day_covariance)[self.day]
        return np.asarray(days + (self.event_loading**2).sum(axis=0) + self.oddity_sd**2)


@dataclass(frozen=True)
class Forecast:
    """Inquiries of each hour of one queue.

    hours: the hours asked for. mean: expected inquiries of each. seed: of the sample paths. notes: how
    it came about.
    """

    hours: pd.DatetimeIndex
    mean: Floats
    uncertainty: Uncertainty
    seed: int
    notes: tuple[Note, ...] = ()

    def quantile(self, p: float) -> Floats:
        """The least whole number of inquiries not exceeded with probability ``p``, for each hour.

        The quantile of the distribution that :meth:`paths` draws from, by numerical integration over z.
        Raises ValueError unless 0 < p < 1.
        """
        if not 0 < p < 1:
            raise ValueError(f"p is {p}, not between 0 and 1")
        variance = self.uncertainty.variance
        spread = np.sqrt(variance)[:, None] * _NODES
        means = self.mean[:, None] * np.exp(spread - variance[:, None] / 2)
        extra = _extra(means, self.uncertainty.hour_noise)
        with one_thread():
            return _least_count(means, extra, p)

    def paths(self, n: int) -> NDArray[np.int64]:
        """``n`` sample paths, shape (n, hours); the same for the same seed and ``n``."""
        if n < 1:
            raise ValueError(f"n is {n}, not at least 1")
        parts, rng = self.uncertainty, np.random.default_rng(self.seed)
        days, hours = len(parts.day_covariance), len(self.mean)
        # Eigenvalues: a covariance with days that are wholly certain has no Cholesky factor.
        values, vectors = np.linalg.eigh(parts.day_covariance)
        root = vectors * np.sqrt(np.clip(values, 0.0, None))
        z = (rng.standard_normal((n, days)) @ root.T)[:, parts.day]
        z += rng.standard_normal((n, len(parts.event_loading))) @ parts.event_loading
        z += _remembering(rng.standard_normal((n, hours))) * parts.oddity_sd
        means = self.mean * np.exp(z - parts.variance / 2)
        extra = _extra(means, parts.hour_noise)
        gamma = rng.standard_gamma(means / np.maximum(extra, _POISSON_LIMIT)) * extra
        return np.asarray(rng.poisson(np.where(extra > _POISSON_LIMIT, gamma, means)), dtype=np.int64)


def _extra(means: Floats, noise: HourNoise) -> Floats:
    """Variance over mean, less 1, of a count with this mean."""
    return noise.linear - 1 + noise.quadratic * means


def _remembering(steps: Floats) -> Floats:
    """White noise of shape (n, hours) to noise of the same variance that remembers the hour before."""
    noise = steps.copy()
    fresh = np.sqrt(1 - _ODDITY_MEMORY**2)
    for hour in range(1, noise.shape[1]):
        noise[:, hour] = _ODDITY_MEMORY * noise[:, hour - 1] + fresh * steps[:, hour]
    return noise


def _probability(count: Floats, means: Floats, extra: Floats) -> Floats:
    """P(count or fewer), shape (hours,), of mixtures of negative binomials; means, extra: (hours, nodes)."""
    count = count[:, None]
    safe = np.maximum(extra, _POISSON_LIMIT)
    size = np.maximum(means, 1e-300) / safe
    negative_binomial = special.betainc(size, count + 1, 1 / (1 + safe))
    probability = np.where(extra > _POISSON_LIMIT, negative_binomial, special.pdtr(count, means))
    return np.asarray(np.where(means > 0, probability, count >= 0) @ _NODE_WEIGHTS)


def _least_count(means: Floats, extra: Floats, p: float) -> Floats:
    """Least whole count of probability ``p`` and more, by bisection on all hours at once."""
    below, above = _around_guess(means, extra, p)
    while (above - below > 1).any():
        middle = np.floor((above + below) / 2)
        enough = _probability(middle, means, extra) >= p
        above = np.where(enough, middle, above)
        below = np.where(enough, below, middle)
    return above


def _around_guess(means: Floats, extra: Floats, p: float) -> tuple[Floats, Floats]:
    """Counts below and not below the one looked for: near a log-normal of the same mean and variance."""
    mean = np.maximum(means @ _NODE_WEIGHTS, 1e-100)
    square = (means * (means + extra + 1)) @ _NODE_WEIGHTS
    log_variance = np.log(np.maximum(square / mean**2, 1.0))
    spread = np.sqrt(log_variance)
    guess = mean * np.exp(special.ndtri(p) * spread - log_variance / 2)
    below, above = np.floor(guess * np.exp(-spread / 4)) - 1, np.ceil(guess * np.exp(spread / 4)) + 1
    below = np.where(_probability(np.maximum(below, 0.0), means, extra) < p, np.maximum(below, 0.0), -1.0)
    while (short := _probability(above, means, extra) < p).any():
        below = np.where(short, above, below)
        above = np.where(short, 2 * above, above)
    return below, above
