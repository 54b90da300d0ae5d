"""A running event: its size, re-estimated from its hours so far.

The log of actual over forecast has three parts: the event's size, which lasts; a deviation that passes (an
Ornstein-Uhlenbeck process); and the noise of single hours. A Kalman filter separates them. So the first hour
alone moves the rest of the day a little, four hours move it most of the way, and of what the first day was
above its forecast only a part is expected of the fourth. Innovations are cut off (Huber's), so that one odd
hour says little.
"""

from __future__ import annotations

import numpy as np

from forecast.series.grid import Floats

_PASSING_SD, _PASSING_HOURS = 0.3, 12.0
"""Standard deviation (log) of what passes, and its time constant."""

EVENT_HOUR_SD = 0.2
"""Standard deviation (log) of a mean hour of the event; a quieter one says less about the others."""

_MOST_SDS = 1.5


def update_size(mean: Floats, counts: Floats, size_sd: float) -> tuple[Floats, Floats]:
    """Factor on each hour of a running event, and the standard deviation (log) that is left of it.

    mean: (hours,), forecast before it began. counts: (hours,), what came, NaN where not known. size_sd:
    standard deviation (log) of the part that lasts. Known hours get the filter's value of that moment.
    """
    keep = np.array([1.0, np.exp(-1 / _PASSING_HOURS)])
    stationary = np.array([size_sd**2, _PASSING_SD**2])
    state, covariance = np.zeros(2), np.diag(stationary)
    factor, left, usual = np.ones(len(mean)), np.ones(len(mean)), float(mean.mean())
    for hour, (expected, count) in enumerate(zip(mean, counts, strict=True)):
        state = state * keep
        covariance = covariance * np.outer(keep, keep) + np.diag(stationary * (1 - keep**2))
        if not np.isnan(count) and expected > 0:
            noise = EVENT_HOUR_SD**2 * max(usual / expected, 1.0) + 1 / max(expected, 0.5)
            spread = float(covariance.sum()) + noise
            innovation = float(np.log((count + 0.5) / (expected + 0.5)) - state.sum())
            most = _MOST_SDS * np.sqrt(spread)
            gain = covariance.sum(axis=1) / spread
            state = state + gain * np.clip(innovation, -most, most)
            covariance = covariance - np.outer(gain, gain) * spread
        factor[hour], left[hour] = np.exp(state.sum()), np.sqrt(max(float(covariance.sum()), 0.0))
    return factor, left
