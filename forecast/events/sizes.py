"""Size of each event: from its own counts, from its planned intensity and from the other events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecast.events.event import Event
from forecast.events.noise import CountNoise
from forecast.events.observations import BinnedEvents, EventGroups
from forecast.events.profiles import CORRELATED_RUN_HOURS, EventProfiles, reference_magnitude
from forecast.events.size_regression import EventSizes, ObservedSizes, centre_intensities, fit_size_regression
from forecast.events.windows import IS_DURING
from forecast.series.grid import Bools, Floats, Ints

_DRIFT_PER_YEAR = 0.1
"""Standard deviation (log) by which the size of a kind's events drifts in a year."""


_MIN_SIZE, _MAX_SIZE = 0.02, 50.0
_MAX_STEP = 1.0


def fit_event_sizes(
    data: BinnedEvents,
    events: Sequence[Event],
    groups: EventGroups,
    profiles: EventProfiles,
    noise: CountNoise,
    previous: EventSizes,
) -> EventSizes:
    """One sweep: the sizes given the profiles.

    Each size is first estimated from the event's own counts (:func:`_size_from_counts`), then shrunk by the
    linear mixed model of :mod:`forecast.events.size_regression` on the scale of the pooled profile.
    """
    kind, weight, age = groups
    seen = weight > 0
    scale = np.zeros(len(events))
    scale[kind >= 0] = np.log(profiles.scale)[kind[kind >= 0]]
    observed, variance = _size_from_counts(data, kind, seen, profiles, noise, previous.log_size)
    intensities = centre_intensities(events, kind, seen)
    observations = ObservedSizes(
        np.where(seen, observed + scale, 0.0), variance, seen, _DRIFT_PER_YEAR**2 * age * seen
    )
    sizes = fit_size_regression(observations, intensities, kind, previous)
    log_size = np.clip(sizes.log_size - scale, np.log(_MIN_SIZE), np.log(_MAX_SIZE))
    return replace(sizes, log_size=log_size)


def _size_from_counts(
    data: BinnedEvents, kind: Ints, seen: Bools, profiles: EventProfiles, noise: CountNoise, log_size: Floats
) -> tuple[Floats, Floats]:
    """Log size of each event from its counts alone, and its variance: one Newton step of weighted least
    squares.

    Hours in a row that deviate alike, and a day that deviates as a whole, inform little more than one hour;
    the variance says so.
    """
    if not len(profiles.kinds):
        return np.zeros(len(kind)), np.full(len(kind), np.inf)
    size = np.exp(log_size)[:, None]
    excess = profiles.excess[kind]
    uplift = excess * data.basis
    expected = np.maximum(data.expected + size * uplift, 1e-9)
    magnitude = np.abs(excess) + reference_magnitude(profiles.scale[kind, None], np.zeros(excess.shape[1]))
    profile_variance = (profiles.event_sd * magnitude * size * data.basis) ** 2 * np.where(
        IS_DURING, CORRELATED_RUN_HOURS, 1.0
    )
    noise_variance = (
        noise.hour_variance(expected, data.hours)
        + noise.day_variance(expected, data.hours)
        + profile_variance
    )
    information = np.maximum((uplift**2 / noise_variance).sum(axis=1), 1e-12)
    estimate = (uplift * (data.counts - data.expected) / noise_variance).sum(axis=1) / information
    common_error = (
        noise.day_sd * np.abs((uplift * expected * IS_DURING / noise_variance).sum(axis=1)) / information
    )
    variance = (1 / information + common_error**2) / size[:, 0] ** 2
    # A Newton step from the current size: the log of a noisy estimate would be biased downwards.
    step = np.clip(estimate / size[:, 0] - 1, -_MAX_STEP, _MAX_STEP)
    return np.where(seen, log_size + step, 0.0), np.where(seen, variance, np.inf)
