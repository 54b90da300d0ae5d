"""A forecast is a distribution: mean, quantiles of each hour, and sample paths of them together.

Count of hour t ~ negative binomial around mean(t) · exp(z(t)) / E exp(z(t)), with z normal: the error of
the level (days move together), the day's deviation (common to its hours; now and then a day is odd and
strays further), the sizes of the events (common to all hours of an event, more felt where its effect is
larger) and what is odd about an event's hours.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.negative_binomial import POISSON_LIMIT, NegativeBinomialMixture, overdispersion_of
from forecast.regression.day_noise import OUTLIER_DAY_SCALE, OUTLIER_DAY_SHARE
from forecast.regression.hour_noise import HourNoise
from forecast.series.grid import Floats, Ints
from forecast.series.notes import Note
from forecast.series.threads import one_thread

_EVENT_HOUR_AUTOCORRELATION = 0.7
"""Correlation of what is odd about an event from one hour to the next."""

_MAX_OUTLIER_SD = 1.5
"""An odd day strays (log) no further than this, or than any other day, as its standard deviation. Days that
differ greatly, as after a break of the level, would else stray by factors of thousands; the mean of such a
distribution is far above nearly all of it."""

_NODES = np.linspace(-4.5, 4.5, 19)
_NORMAL_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
_NODE_WEIGHTS = np.concatenate(
    [(1 - OUTLIER_DAY_SHARE) * _NORMAL_WEIGHTS, OUTLIER_DAY_SHARE * _NORMAL_WEIGHTS]
)


@dataclass(frozen=True)
class Uncertainty:
    """What z(t) is made of. day_index: (hours,), number of each hour's day.

    level_covariance, day_covariance: (days, days), of the level and of the days' own deviations; that an
    odd day strays further comes on top. event_loading: (events, hours), what one standard deviation of an
    event's log size does to the hour. event_hour_sd: (hours,), standard deviation of what is odd about an event.
    """

    day_index: Ints
    level_covariance: Floats
    day_covariance: Floats
    event_loading: Floats
    event_hour_sd: Floats
    hour_noise: HourNoise

    @property
    def outlier_scale(self) -> Floats:
        """How many times as far as usual each day strays if it is odd, shape (days,)."""
        day_sd = np.sqrt(np.diag(self.day_covariance))
        return np.clip(_MAX_OUTLIER_SD / np.maximum(day_sd, 1e-12), 1.0, OUTLIER_DAY_SCALE)

    @property
    def variances(self) -> Floats:
        """Variance of z for each hour on an ordinary and on an odd day, shape (hours, 2)."""
        shared = np.diag(self.level_covariance)[self.day_index] + (self.event_loading**2).sum(axis=0)
        day_variance = np.diag(self.day_covariance)[self.day_index]
        shared = shared + self.event_hour_sd**2
        return np.column_stack(
            [shared + day_variance, shared + self.outlier_scale[self.day_index] ** 2 * day_variance]
        )

    @property
    def log_mean(self) -> Floats:
        """Log of the mean of exp(z), shape (hours,)."""
        shares = np.log([1 - OUTLIER_DAY_SHARE, OUTLIER_DAY_SHARE])
        return np.asarray(np.logaddexp.reduce(self.variances / 2 + shares, axis=1))


@dataclass(frozen=True)
class Forecast:
    """Inquiries of each hour of one queue.

    hours: the hours asked for. mean: expected inquiries of each. seed: of the sample paths. notes: how
    it came about. unit: what is counted; 1 but where the history holds amounts that are no whole numbers.
    """

    hours: pd.DatetimeIndex
    mean: Floats
    uncertainty: Uncertainty
    seed: int
    notes: tuple[Note, ...] = ()
    unit: float = 1.0

    def quantile(self, p: float) -> Floats:
        """The least whole number of units not exceeded with probability ``p``, for each hour.

        The quantile of the distribution that :meth:`paths` draws from, by numerical integration over z.
        Raises ValueError unless 0 < p < 1.
        """
        if not 0 < p < 1:
            raise ValueError(f"p is {p}, not between 0 and 1")
        noise = self.uncertainty.hour_noise
        z = (np.sqrt(self.uncertainty.variances)[:, :, None] * _NODES).reshape(len(self.mean), -1)
        means = self.mean[:, None] * np.exp(z - self.uncertainty.log_mean[:, None])
        with one_thread():
            return NegativeBinomialMixture(means / self.unit, _NODE_WEIGHTS, noise).quantile(p) * self.unit

    def paths(self, n: int) -> Floats:
        """``n`` sample paths, shape (n, hours); the same for the same seed and ``n``.

        In whole units, as the quantiles are.
        """
        rng = np.random.default_rng(self.seed)
        return np.asarray(rng.poisson(self._expected(n, rng)) * self.unit)

    def rates(self, n: int) -> Floats:
        """What ``n`` sample paths expect of each hour before they count, shape (n, hours).

        :meth:`paths` draws Poisson counts around just these; so who lets customers come one by one, at
        random around a rate, draws them from the same distribution.
        """
        return self._expected(n, np.random.default_rng(self.seed)) * self.unit

    def _expected(self, n: int, rng: np.random.Generator) -> Floats:
        """Poisson means of ``n`` sample paths, in units, shape (n, hours)."""
        if n < 1:
            raise ValueError(f"n is {n}, not at least 1")
        uncertainty = self.uncertainty
        days, hours = len(uncertainty.day_covariance), len(self.mean)
        outlier = np.where(rng.random((n, days)) < OUTLIER_DAY_SHARE, uncertainty.outlier_scale, 1.0)
        day_deviation = rng.standard_normal((n, days)) @ _matrix_root(uncertainty.day_covariance).T * outlier
        z = (day_deviation + rng.standard_normal((n, days)) @ _matrix_root(uncertainty.level_covariance).T)[
            :, uncertainty.day_index
        ]
        z += rng.standard_normal((n, len(uncertainty.event_loading))) @ uncertainty.event_loading
        z += _autoregressive(rng.standard_normal((n, hours))) * uncertainty.event_hour_sd
        means = self.mean / self.unit * np.exp(z - uncertainty.log_mean)
        overdispersion = overdispersion_of(means, uncertainty.hour_noise)
        gamma = rng.standard_gamma(means / np.maximum(overdispersion, POISSON_LIMIT)) * overdispersion
        return np.asarray(np.where(overdispersion > POISSON_LIMIT, gamma, means))


def _matrix_root(covariance: Floats) -> Floats:
    """Of a covariance. Eigenvalues: with days that are wholly certain it has no Cholesky factor."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))


def _autoregressive(innovations: Floats) -> Floats:
    """White noise of shape (n, hours) to noise of the same variance that remembers the hour before."""
    noise = innovations.copy()
    innovation_sd = np.sqrt(1 - _EVENT_HOUR_AUTOCORRELATION**2)
    for hour in range(1, noise.shape[1]):
        noise[:, hour] = (
            _EVENT_HOUR_AUTOCORRELATION * noise[:, hour - 1] + innovation_sd * innovations[:, hour]
        )
    return noise
