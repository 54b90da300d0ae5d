"""Whittaker smoother: the course of an event told from the counting noise of its single hours."""

from __future__ import annotations

import numpy as np
from scipy.linalg import solveh_banded

from forecast.series.grid import Floats

_LEAST_SIGNAL = 0.25
"""Least share of the mean squared step between hours that is taken for signal: an opening is a real step."""


def smooth(values: Floats, variance: Floats) -> Floats:
    """Posterior mean of a random walk observed with independent noise.

    Whittaker, "On a new method of graduation", *Proceedings of the Edinburgh Mathematical Society* 41 (1922).
    The variance of the walk's steps is what the noise leaves of the mean squared step.

    values, variance: (hours,), the observations and the variance of their noise; NaN in ``values`` is unknown
    and interpolated.
    """
    known = ~np.isnan(values)
    if known.sum() < 3:
        return np.where(known, values, float(values[known].mean()) if known.any() else 0.0)
    weight = np.where(known, 1 / np.maximum(variance, 1e-12), 0.0)
    observed = np.where(known, values, 0.0)
    at = np.flatnonzero(known)
    steps, apart = np.diff(values[at]) ** 2, np.diff(at)
    noise = variance[at][1:] + variance[at][:-1]
    mean_square = float((steps / apart).mean())
    if mean_square <= 0:
        return np.interp(np.arange(len(values)), at, values[at])
    signal = max(mean_square - float((noise / apart).mean()), _LEAST_SIGNAL * mean_square)
    bands = np.zeros((2, len(values)))
    bands[0, 1:] = -1 / signal
    bands[1] = weight + 2 / signal
    bands[1, [0, -1]] -= 1 / signal
    return np.asarray(solveh_banded(bands, weight * observed))
