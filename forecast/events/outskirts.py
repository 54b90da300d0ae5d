"""Run-up and aftermath of a kind of event: a factor on the hours before the start and after the end."""

from __future__ import annotations

import numpy as np

from forecast.events.on_the_day import EVENT_HOUR_SD
from forecast.events.windows import BINS, BINS_BEFORE, HOURS_AWAY
from forecast.regression.day_noise import SD_PRIOR
from forecast.series.grid import HOURS, Floats, Ints, sums_by_index

_NEAR_SD, _FAR_SD, _NEAR_HOURS = 0.4, 0.1, 96.0
"""Prior standard deviation (log) of the factor, close to the event and far from it, and the distance at which
it has fallen to half the way. The aftermath, as of a queue for returns, lasts twice as long.
"""

_LARGEST = np.log(6.0)


def fit_outskirts(bins: Ints, counts: Floats, normal: Floats, weight: Floats) -> Floats:
    """Factor of each bin, (bins,), shrunk to 1 as far as days and hours vary anyway.

    Parameters
    ----------
    bins : ndarray of int, shape (hours,)
        Bin of each known hour around the past events of the kind.
    counts, normal : ndarray, shape (hours,)
        What came, and what the normal week before the event had at those hours.
    weight : ndarray, shape (hours,)
        Weight of the event.

    Returns
    -------
    ndarray, shape (bins,)
        Factors on the baseline.
    """
    came, usual = (sums_by_index(bins, weight * values, BINS) for values in (counts, normal))
    hours = sums_by_index(bins, np.ones(len(bins)), BINS)
    ratio = np.log((came + 0.5) / (usual + 0.5))
    noise = (
        1 / (usual + 0.5)
        + SD_PRIOR**2 / np.maximum(hours / HOURS, 1.0)
        + EVENT_HOUR_SD**2 / np.maximum(hours, 1.0)
    )
    reach = np.where(np.arange(BINS) < BINS_BEFORE, _NEAR_HOURS, 2 * _NEAR_HOURS)
    prior_sd = _FAR_SD + (_NEAR_SD - _FAR_SD) * 0.5 ** (HOURS_AWAY / reach)
    shrunken = ratio * prior_sd**2 / (prior_sd**2 + noise)
    return np.where(hours > 0, np.exp(np.clip(shrunken, -_LARGEST, _LARGEST)), 1.0)
