"""Predictive distribution: mean, quantiles of each hour, and sample paths of all hours together.

The count of hour t is negative binomial around the rate mean(t) · exp(z(t)) / E exp(z(t)), with z Gaussian:
level error (correlated across days), deviations of days (common to their hours; a contaminated normal, so
that now and then a day is an outlier), sizes of events (common to an event's hours, in proportion to its
effect) and deviations of an event's single hours (AR(1)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.negative_binomial import POISSON_LIMIT, NegativeBinomialMixture, overdispersion_of
from forecast.regression.day_noise import OUTLIER_DAY_SCALE, OUTLIER_DAY_SHARE
from forecast.regression.hour_noise import HourNoise
from forecast.series.blas_threads import one_thread
from forecast.series.grid import Floats, Ints
from forecast.series.notes import Note

_EVENT_HOUR_AUTOCORRELATION = 0.7
"""Lag-1 autocorrelation of the deviation of an event's hours from its predicted profile."""

_MAX_OUTLIER_SD = 1.5
"""Cap on an outlier day's standard deviation (log), unless an ordinary day's is larger. Where days differ
greatly, as after a level break, outliers would otherwise reach factors of thousands, and the mean of such a
distribution lies far above nearly all of it.
"""

_NODES = np.linspace(-4.5, 4.5, 19)
_NORMAL_WEIGHTS = np.exp(-(_NODES**2) / 2) / np.exp(-(_NODES**2) / 2).sum()
_NODE_WEIGHTS = np.concatenate(
    [(1 - OUTLIER_DAY_SHARE) * _NORMAL_WEIGHTS, OUTLIER_DAY_SHARE * _NORMAL_WEIGHTS]
)


@dataclass(frozen=True)
class Uncertainty:
    """Covariance structure of z(t).

    Attributes
    ----------
    day_index : ndarray of int, shape (hours,)
        Which day each hour belongs to.
    level_covariance, day_covariance : ndarray, shape (days, days)
        Of the level, and of the days' own deviations; outlier days deviate further (:attr:`outlier_scale`).
    event_loading : ndarray, shape (events, hours)
        Change of the hour's log rate by one standard deviation of an event's log size.
    event_hour_sd : ndarray, shape (hours,)
        Standard deviation of the deviation of an event's single hours.
    hour_noise : HourNoise
        Variance function of a count given its rate.
    """

    day_index: Ints
    level_covariance: Floats
    day_covariance: Floats
    event_loading: Floats
    event_hour_sd: Floats
    hour_noise: HourNoise

    @property
    def outlier_scale(self) -> Floats:
        """Standard deviation of an outlier day over that of an ordinary one, shape (days,)."""
        day_sd = np.sqrt(np.diag(self.day_covariance))
        return np.clip(_MAX_OUTLIER_SD / np.maximum(day_sd, 1e-12), 1.0, OUTLIER_DAY_SCALE)

    @property
    def variances(self) -> Floats:
        """Variance of z for each hour on an ordinary and on an outlier day, shape (hours, 2)."""
        shared = np.diag(self.level_covariance)[self.day_index] + (self.event_loading**2).sum(axis=0)
        day_variance = np.diag(self.day_covariance)[self.day_index]
        shared = shared + self.event_hour_sd**2
        return np.column_stack(
            [shared + day_variance, shared + self.outlier_scale[self.day_index] ** 2 * day_variance]
        )

    @property
    def log_mean(self) -> Floats:
        """Log of E exp(z), shape (hours,)."""
        shares = np.log([1 - OUTLIER_DAY_SHARE, OUTLIER_DAY_SHARE])
        return np.asarray(np.logaddexp.reduce(self.variances / 2 + shares, axis=1))


@dataclass(frozen=True)
class Forecast:
    """Predictive distribution of the hourly inquiries of one queue.

    Attributes
    ----------
    hours : DatetimeIndex
        The hours forecast.
    mean : ndarray, shape (hours,)
        Expected inquiries.
    uncertainty : Uncertainty
        Covariance structure of the log rate, and the counts' variance function.
    seed : int
        Seed of the sample paths.
    notes : tuple of Note
        Remarks on how the forecast came about.
    unit : float
        What is counted; 1 unless the history holds amounts that are not whole numbers.
    """

    hours: pd.DatetimeIndex
    mean: Floats
    uncertainty: Uncertainty
    seed: int
    notes: tuple[Note, ...] = ()
    unit: float = 1.0

    def quantile(self, p: float) -> Floats:
        """Marginal quantile of each hour.

        The quantile of the distribution that :meth:`paths` draws from, by numerical integration over z.

        Parameters
        ----------
        p : float
            Probability, strictly between 0 and 1.

        Returns
        -------
        ndarray, shape (hours,)
            Smallest whole number of units not exceeded with probability ``p``.

        Raises
        ------
        ValueError
            ``p`` is not between 0 and 1.
        """
        if not 0 < p < 1:
            raise ValueError(f"p is {p}, not between 0 and 1")
        noise = self.uncertainty.hour_noise
        z = (np.sqrt(self.uncertainty.variances)[:, :, None] * _NODES).reshape(len(self.mean), -1)
        means = self.mean[:, None] * np.exp(z - self.uncertainty.log_mean[:, None])
        with one_thread():
            return NegativeBinomialMixture(means / self.unit, _NODE_WEIGHTS, noise).quantile(p) * self.unit

    def paths(self, n: int) -> Floats:
        """Sample paths of the counts.

        Parameters
        ----------
        n : int
            Number of paths, at least 1.

        Returns
        -------
        ndarray, shape (n, hours)
            Whole numbers of units; the same for the same seed and ``n``.

        Raises
        ------
        ValueError
            ``n`` is below 1.
        """
        rng = np.random.default_rng(self.seed)
        return np.asarray(rng.poisson(self._expected(n, rng)) * self.unit)

    def rates(self, n: int) -> Floats:
        """Sample paths of the Poisson rates.

        :meth:`paths` draws Poisson counts around exactly these, so arrivals simulated at these rates follow
        the same distribution.

        Parameters
        ----------
        n : int
            Number of paths, at least 1.

        Returns
        -------
        ndarray, shape (n, hours)
            Expected inquiries of each hour on each path.

        Raises
        ------
        ValueError
            ``n`` is below 1.
        """
        return self._expected(n, np.random.default_rng(self.seed)) * self.unit

    def _expected(self, n: int, rng: np.random.Generator) -> Floats:
        """Gamma-mixed Poisson means of ``n`` sample paths, in units, shape (n, hours)."""
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
    """Square root of a covariance, by eigenvalues: with days that are certain it has no Cholesky factor."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))


def _autoregressive(innovations: Floats) -> Floats:
    """White noise of shape (n, hours) to AR(1) noise of the same variance."""
    noise = innovations.copy()
    innovation_sd = np.sqrt(1 - _EVENT_HOUR_AUTOCORRELATION**2)
    for hour in range(1, noise.shape[1]):
        noise[:, hour] = (
            _EVENT_HOUR_AUTOCORRELATION * noise[:, hour - 1] + innovation_sd * innovations[:, hour]
        )
    return noise
