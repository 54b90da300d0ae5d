"""A running event: its size, re-estimated from its hours so far.

The log of actual over forecast has three parts: the event's size, which lasts; a deviation that passes (an
Ornstein-Uhlenbeck process); and the noise of single hours. A Kalman filter separates them. So the first hour
alone moves the rest of the day a little, four hours move it most of the way, and of what the first day was
above its forecast only a part is expected of the fourth. Innovations are cut off (Huber's), so that one odd
hour says little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecast.series.grid import Floats

_PASSING_SD, _PASSING_HOURS = 0.3, 12.0
"""Standard deviation (log) of what passes, and its time constant."""

EVENT_HOUR_SD = 0.2
"""Standard deviation (log) of a mean hour of the event; a quieter one says less about the others."""

_MOST_SDS = 1.5


@dataclass(frozen=True)
class Companion:
    """The same event in another queue of the shop.

    mean, counts, size_sd: as of :func:`update_size`. correlation: of its deviations with this queue's.
    """

    mean: Floats
    counts: Floats
    size_sd: float
    correlation: float


def update_size(
    mean: Floats, counts: Floats, size_sd: float, companions: Sequence[Companion] = ()
) -> tuple[Floats, Floats]:
    """Factor on each hour of a running event, and the standard deviation (log) that is left of it.

    mean: (hours,), forecast before it began. counts: (hours,), what came, NaN where not known. size_sd:
    standard deviation (log) of the part that lasts. Known hours get the filter's value of that moment.

    Companions are filtered jointly: what they have in common with this queue moves it, and less and less the
    more it has of its own.
    """
    series = (Companion(mean, counts, size_sd, 1.0), *companions)
    likeness = np.array([each.correlation for each in series])
    # The least of two queues' correlations with this one is surely a covariance.
    shared = np.minimum.outer(likeness, likeness)
    np.fill_diagonal(shared, 1.0)
    sd, number = np.array([each.size_sd for each in series]), len(series)
    keep = np.repeat([1.0, np.exp(-1 / _PASSING_HOURS)], number)
    stationary = np.zeros((2 * number, 2 * number))
    stationary[:number, :number] = shared * np.outer(sd, sd)
    stationary[number:, number:] = shared * _PASSING_SD**2
    state, covariance = np.zeros(2 * number), stationary.copy()
    usual = [float(each.mean.mean()) for each in series]
    factor, left = np.ones(len(mean)), np.ones(len(mean))
    for hour in range(len(mean)):
        state = state * keep
        kept = np.outer(keep, keep)
        covariance = covariance * kept + stationary * (1 - kept)
        for place, each in enumerate(series):
            expected, count = each.mean[hour], each.counts[hour]
            if np.isnan(count) or expected <= 0:
                continue
            seen = [place, number + place]
            noise = EVENT_HOUR_SD**2 * max(usual[place] / expected, 1.0) + 1 / max(expected, 0.5)
            loading = covariance[:, seen].sum(axis=1)
            spread = float(covariance[np.ix_(seen, seen)].sum()) + noise
            innovation = float(np.log((count + 0.5) / (expected + 0.5)) - state[seen].sum())
            most = _MOST_SDS * np.sqrt(spread)
            gain = loading / spread
            state = state + gain * np.clip(innovation, -most, most)
            covariance = covariance - np.outer(gain, gain) * spread
        seen = [0, number]
        factor[hour] = np.exp(state[seen].sum())
        left[hour] = np.sqrt(max(float(covariance[np.ix_(seen, seen)].sum()), 0.0))
    return factor, left
