"""Speeds of people from their mean handling times, drawn towards 1 where few chats speak.

Empirical Bayes with normal distributions on the logarithmic scale (Efron & Morris, "Data analysis using
Stein's estimator and its generalizations", Journal of the American Statistical Association 70, 1975). With A
the mean handling time of all chats of a queue in a period and a_i that of agent i over n_i chats,

    y_i = ln(A / a_i),    y_i ~ N(ln s_i, 1 / n_i),    ln s_i ~ N(0, t)

where 1 / n_i is the variance of the logarithm of a mean of n_i exponential handling times. The variance t of
true speeds is estimated by moments, max(0, (sum n_i y_i^2 - (m - 1)) / sum n_i) over m agents, and

    s_i = exp(y_i * n_i / (n_i + 1 / t)).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class SpeedEstimate(NamedTuple):
    """Of each agent: chats, the observed speed, and the one drawn towards 1; all of shape (agents,)."""

    chats: Floats
    observed: Floats
    speed: Floats


def learned_speeds(
    agent: NDArray[np.int64], period: NDArray[np.int64], chats: Floats, mean_seconds: Floats
) -> SpeedEstimate:
    """Speeds of the agents of one queue.

    Parameters
    ----------
    agent, period
        Of each row: agents numbered from 0 without gaps, and any numbers for periods; a row is compared with
        its own period only, since all are slower in some.
    chats, mean_seconds
        Of each row, > 0.
    """
    numbers, place = np.unique(period, return_inverse=True)
    of_period = np.bincount(place, weights=chats, minlength=len(numbers))
    usual = np.bincount(place, weights=chats * mean_seconds, minlength=len(numbers)) / of_period
    log = np.log(usual[place] / mean_seconds)
    n = np.bincount(agent, weights=chats).astype(np.float64)
    y = np.bincount(agent, weights=chats * log) / n
    spread = max(0.0, float((n * y**2).sum() - (len(n) - 1)) / float(n.sum()))
    share = n * spread / (n * spread + 1)
    return SpeedEstimate(n, np.exp(y), np.exp(share * y))
