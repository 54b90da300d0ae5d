"""Profile of each kind of event: its excess over the baseline in event time, partially pooled across
kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecast.events.noise import CountNoise
from forecast.events.observations import BinnedEvents, EventGroups
from forecast.events.windows import BINS, IS_DURING, POSITION, SEGMENT, default_profile
from forecast.series.grid import Floats

CORRELATED_RUN_HOURS = 3.0
"""Consecutive hours of an event that deviate alike, so that together they inform like one."""

_EVENT_SD, _EVENT_SD_WEIGHT = 0.12, 60.0
"""Prior relative standard deviation of one event around its kind's profile in a bin, and the bins it
counts for.
"""

_KIND_SD, _KIND_SD_WEIGHT = 0.4, 40.0
"""The same for a kind's profile around the pooled one."""

_MIN_REFERENCE = np.where(IS_DURING, 0.1, 0.03)
"""Floor of the excess that relative deviations refer to, at the scale of the pooled profile."""

_LENGTH_SCALE, _SMOOTH_SHARE = 0.8, 0.7
"""Gaussian process along the bins: length scale in log time, and the share of variance that is smooth."""

_SCALE_SD = 1.0
_MIN_EXCESS = -0.9
_MAX_NOISE = 0.25
"""Bins whose noise exceeds this share of the reference are not used to estimate standard deviations."""


@dataclass(frozen=True)
class EventProfiles:
    """Excess by bin for an event of size 1 of each kind that was seen.

    excess, precision: (kinds, bins); precision is that of the data, before any prior. scale: (kinds,),
    loading of the kind on the pooled profile. pooled: (bins,), largest value 1, used for a kind never seen.
    event_sd, kind_sd: relative standard deviation of an event around its kind, and of a kind around the
    pooled profile.
    """

    kinds: tuple[str, ...]
    excess: Floats
    precision: Floats
    scale: Floats
    pooled: Floats
    event_sd: float = _EVENT_SD
    kind_sd: float = _KIND_SD

    @property
    def prior_sd(self) -> Floats:
        """Prior standard deviation of each kind's profile around the pooled one, shape (kinds, bins)."""
        return self.kind_sd * reference_magnitude(self.scale[:, None], self.pooled)

    def posterior_sd(self, row: int) -> Floats:
        """Posterior standard deviation of a kind's excess in each bin."""
        correlation, prior_sd = _correlation(), self.prior_sd[row]
        root = np.sqrt(self.precision[row]) * prior_sd
        inner = np.eye(BINS) + root[:, None] * correlation * root
        known = np.linalg.solve(inner, root[:, None] * correlation)
        return np.asarray(prior_sd * np.sqrt(np.maximum(1 - (correlation * root * known.T).sum(axis=1), 0.0)))


def prior_event_profiles(kinds: Sequence[str]) -> EventProfiles:
    """Starting value: every kind has the default profile."""
    ones, pooled = np.ones(len(kinds)), default_profile()
    excess = np.tile(pooled, (len(kinds), 1))
    return EventProfiles(tuple(kinds), excess, np.zeros_like(excess), ones, pooled)


def reference_magnitude(scale: Floats | float, pooled: Floats) -> Floats:
    """The excess that relative deviations refer to, with a floor where a profile has none."""
    return np.asarray(scale * (np.abs(pooled) + _MIN_REFERENCE))


def fit_event_profiles(
    data: BinnedEvents,
    groups: EventGroups,
    log_size: Floats,
    noise: CountNoise,
    previous: EventProfiles,
) -> EventProfiles:
    """One sweep: the profiles given the sizes.

    A kind's profile is a Gaussian process along the bins around the pooled profile of the other kinds
    (kriging with independent noise: Rasmussen and Williams, *Gaussian Processes for Machine Learning*, 2006,
    section 2.2).

    log_size: (events,), the current sizes. previous: the profiles of the sweep before.
    """
    kind, weight, _ = groups
    learnable = weight > 0
    if not learnable.any():
        return previous
    kind, weight, log_size = kind[learnable], weight[learnable], log_size[learnable]
    data = data.rows(learnable)
    member = (kind == np.arange(len(previous.kinds))[:, None]).astype(np.float64)
    kind_size = (member @ (weight * log_size)) / (member @ weight)
    observed_excess, variance, hour_noise = _ratios(
        data, previous.excess[kind], np.exp(log_size - kind_size[kind]), noise
    )
    magnitude = np.abs(previous.excess) + reference_magnitude(previous.scale[:, None], np.zeros(BINS))
    observation_precision = weight[:, None] / (variance + (previous.event_sd * magnitude[kind]) ** 2)
    precision = member @ observation_precision
    mean = (member @ (observation_precision * observed_excess)) / np.where(precision > 0, precision, 1.0)

    pooled, scale = _pool(mean, precision, previous)
    kind_scale = scale.diagonal()[:, None]
    prior, reference_without_kind = (
        kind_scale * pooled[:-1],
        reference_magnitude(kind_scale, pooled[:-1]),
    )
    excess = np.maximum(
        _gaussian_process_mean(prior, previous.kind_sd * reference_without_kind, mean, precision), _MIN_EXCESS
    )
    event_squares = _squares_beyond_noise(
        observed_excess - mean[kind],
        magnitude[kind],
        hour_noise,
        observation_precision / np.where(precision > 0, precision, 1.0)[kind],
    )
    kind_squares = _squares_beyond_noise(
        mean - prior,
        reference_without_kind,
        1 / np.where(precision > 0, precision, 1e-9),
        np.zeros_like(mean),
    )
    return EventProfiles(
        previous.kinds,
        # Overlapping kinds are updated at once from the same hours; without damping they would
        # swap the excess to and fro for ever.
        (previous.excess + excess) / 2,
        precision,
        scale[:, -1],
        pooled[-1],
        _shrunken_sd(_EVENT_SD, _EVENT_SD_WEIGHT, event_squares),
        _shrunken_sd(_KIND_SD, _KIND_SD_WEIGHT, kind_squares) if len(mean) > 1 else _KIND_SD,
    )


def _ratios(
    data: BinnedEvents, guess: Floats, size: Floats, noise: CountNoise
) -> tuple[Floats, Floats, Floats]:
    """Excess of each event and bin at size 1, its variance, and the part of it from single hours.

    Arrays of shape (events, bins); the variance is infinite where nothing is known.
    """
    uplift = size[:, None] * data.basis
    known = uplift > 0
    safe = np.where(known, uplift, 1.0)
    expected = np.maximum(data.expected + guess * uplift, 1e-9)
    hour_noise = np.where(known, noise.hour_variance(expected, data.hours) / safe**2, np.inf)
    variance = hour_noise + noise.day_variance(expected, data.hours) / safe**2
    return np.where(known, (data.counts - data.expected) / safe, 0.0), variance, hour_noise


def _pool(mean: Floats, precision: Floats, previous: EventProfiles) -> tuple[Floats, Floats]:
    """Pooled profiles without each kind, and with all: (kinds + 1, bins), largest value 1; and the loading of
    each kind on each of them: (kinds, kinds + 1).
    """
    kinds = len(mean)
    members = np.vstack([1 - np.eye(kinds), np.ones(kinds)])
    # Cap the precision: one kind with a hundred events must not outvote five kinds with two.
    prior_sd = previous.kind_sd * reference_magnitude(previous.scale[:, None], previous.pooled)
    capped_precision = precision / (1 + precision * prior_sd**2)
    shape = np.tile(previous.pooled, (kinds + 1, 1))
    default = default_profile()
    for _ in range(3):
        scale = _scale_on(mean, precision, shape)
        scaled_members = members * scale.T
        numerator, denominator = (
            scaled_members @ (capped_precision * mean),
            (scaled_members * scale.T) @ capped_precision,
        )
        raw = numerator / np.where(denominator > 0, denominator, 1.0)
        level = (denominator * default * raw).sum(axis=1) / np.maximum(
            (denominator * default**2).sum(axis=1), 1e-9
        )
        level = np.where(denominator.sum(axis=1) > 0, np.maximum(level, 0.02), 1.0)
        prior = level[:, None] * default
        shape = (numerator + prior * 0.1) / (denominator + 0.1)
        shape = shape / np.maximum(shape.max(axis=1, keepdims=True), 0.05)
    shape = _gaussian_process_mean(prior, reference_magnitude(1.0, prior), raw, denominator)
    shape = np.maximum(shape / np.maximum(shape.max(axis=1, keepdims=True), 0.05), _MIN_EXCESS)
    return shape, _scale_on(mean, precision, shape)


def _scale_on(mean: Floats, precision: Floats, profiles: Floats) -> Floats:
    """Loading of each kind on each profile: weighted least squares, shrunk a little to 1."""
    prior_precision = _SCALE_SD**-2
    numerator, denominator = (
        prior_precision + (precision * mean) @ profiles.T,
        prior_precision + precision @ (profiles**2).T,
    )
    return np.maximum(numerator / denominator, 0.02)


def _correlation() -> Floats:
    """Prior correlation of a profile's deviations between bins."""
    distance = np.abs(POSITION[:, None] - POSITION) / _LENGTH_SCALE
    near = np.where(SEGMENT[:, None] == SEGMENT, np.exp(-distance), 0.0)
    return np.asarray(_SMOOTH_SHARE * near + (1 - _SMOOTH_SHARE) * np.eye(BINS))


def _gaussian_process_mean(prior: Floats, prior_sd: Floats, mean: Floats, precision: Floats) -> Floats:
    """Posterior means of several Gaussian processes along the bins; all of shape (processes, bins)."""
    correlation = _correlation()
    root = np.sqrt(precision) * prior_sd
    inner = np.eye(BINS) + root[:, :, None] * correlation * root[:, None, :]
    residual = np.divide(mean - prior, prior_sd)
    weights = np.linalg.solve(inner, (root * residual)[:, :, None])[:, :, 0]
    return np.asarray(prior + prior_sd * ((root * weights) @ correlation))


def _squares_beyond_noise(residual: Floats, magnitude: Floats, noise: Floats, leverage: Floats) -> Floats:
    """Squared relative residuals minus their noise, from the bins where noise does not hide them.

    A mean fits the data it was estimated from; dividing by 1 - leverage corrects for that.
    """
    informative = IS_DURING & (noise < (_MAX_NOISE * magnitude) ** 2) & (leverage < 0.95)
    squares = (residual**2 / np.where(informative, 1 - leverage, 1.0) - noise) / magnitude**2
    return np.asarray(np.clip(squares[informative], -0.1, 1.0))


def _shrunken_sd(prior: float, weight: float, squares: Floats) -> float:
    """Standard deviation from squares, shrunk to the prior, which counts as ``weight`` of them."""
    variance = (weight * prior**2 + squares.sum()) / (weight + len(squares))
    return float(np.sqrt(max(variance, (0.25 * prior) ** 2)))
