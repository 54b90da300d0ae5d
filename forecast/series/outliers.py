"""Robustness: spikes are cut, outlier days down-weighted and standard deviations told from the middle of the
values, so that a strike or a wrong record does not bend the fit.
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from forecast.series.grid import Bools, Floats

OUTLIER_SD, _REJECTION_SD = 2.0, 6.0
"""Standard deviations from which a day's weight falls, and from which it is 0: a three-part redescending
M-estimator (Hampel, "The influence curve and its role in robust estimation", *JASA* 69, 1974).
"""

_SPIKE_FACTOR, _SPIKE_MARGIN = 4.0, 20.0
"""Guard: what is high for an hour, times this and plus so many inquiries, is a wrong record."""

NORMAL_80 = 1.2816
"""80 % of a normal distribution lie within so many standard deviations."""

COUNT_FOR_QUANTILES = 10.0
"""From this mean on counts take enough values for quantiles to tell their spread."""

_MAD_TO_SD = 1.4826


def sd_of_middle(values: Floats) -> float:
    """Standard deviation from the width of the middle 80 % of the values."""
    return float(np.subtract(*np.quantile(values, [0.9, 0.1])) / (2 * NORMAL_80))


def sd_of_deviations(deviation: Floats) -> float:
    """Standard deviation from the median absolute deviation from 0."""
    return _MAD_TO_SD * float(np.median(np.abs(deviation)))


def without_spikes(counts: Floats, mask: Bools) -> Floats:
    """Counts capped at a multiple of what is high for their hour of the day; shape (days, 24).

    High is the largest of the 95 % quantile, the 90 % quantile of the last four weeks and the median of the
    last three days, so that growth and a new level are not cut.
    """
    seen = np.where(mask, counts, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # an hour without counts: NaN is intended
        high = np.nanquantile(seen, 0.95, axis=0)
        high = np.fmax(high, np.nanquantile(seen[-28:], 0.9, axis=0))
        high = np.fmax(high, np.nanmedian(seen[-3:], axis=0))
    return np.asarray(np.fmin(counts, _SPIKE_FACTOR * high + _SPIKE_MARGIN))


def outlier_weights(deviation: Floats, ordinary: Bools, expected_sd: Floats) -> Floats:
    """Robustness weight of each day, below 1 where it deviates far from the days around it; arrays of shape
    (days,).

    ordinary: known days without calendar marks. Only they are judged, since a holiday deviates for a reason
    that is to be estimated. The reference is the median of the week around the day, not the level: many
    outliers in a row are a new level.
    """
    seen = pd.Series(np.where(ordinary, deviation, np.nan))
    rolling_median = seen.rolling(7, center=True, min_periods=1).median().to_numpy(copy=True)
    # The first and last three days lack neighbours on one side: compare them with their whole week.
    edge = min(7, len(seen))
    rolling_median[:3], rolling_median[-3:] = seen[:edge].median(), seen[-edge:].median()
    standardised = np.abs(np.nan_to_num(deviation - rolling_median)) / expected_sd
    weight = (
        OUTLIER_SD
        / np.maximum(standardised, OUTLIER_SD)
        * np.clip((_REJECTION_SD - standardised) / 2, 0.0, 1.0)
    )
    return np.where(ordinary, np.maximum(weight, 1e-6), 1.0)
