"""Accuracy measures of point forecasts, intervals and quantiles.

Arrays of one shape go in, one number comes out. NaN = unknown and left out; a measure is NaN where nothing is
known.
"""

from __future__ import annotations

import numpy as np

from forecast.ensemble.naive import WEEK
from forecast.series.grid import Floats, Ints


def wape(actual: Floats, forecast: Floats) -> float:
    """Weighted absolute percentage error: sum of |forecast - actual| over the sum of actual.

    Also called MAD/mean ratio: Kolassa & Schütz, "Advantages of the MAD/Mean ratio over the MAPE",
    *Foresight* 6 (2007), 40-43. Unlike the MAPE it is defined for hours without inquiries.
    """
    return _share(np.abs(forecast - actual), actual)


def bias(actual: Floats, forecast: Floats) -> float:
    """Relative bias, sum of (forecast - actual) over the sum of actual: > 0 = over-forecast."""
    return _share(forecast - actual, actual)


def seasonal_error(history: Floats, season: int = WEEK) -> float:
    """In-sample error of the seasonal naive method, mean |y(t) - y(t - season)|: the scale of :func:`mase`.

    history: shape (hours,).
    """
    return _mean(np.abs(history[season:] - history[:-season]))


def mase(actual: Floats, forecast: Floats, scale: Floats | float) -> float:
    """Mean absolute scaled error: mean of |forecast - actual| / scale.

    Hyndman & Koehler, "Another look at measures of forecast accuracy", *International Journal of Forecasting*
    22 (2006), 679-688, section 3. Below 1: more accurate than the seasonal naive method was within the
    history.

    Parameters
    ----------
    actual, forecast : ndarray
        Of one shape.
    scale : ndarray or float
        :func:`seasonal_error` of the history that the forecast was made from, for each hour or for all; hours
        with a scale of 0 are left out.

    Returns
    -------
    float
        NaN where nothing is known.
    """
    scales = np.broadcast_to(np.asarray(scale, dtype=np.float64), actual.shape)
    return _mean(np.abs(forecast - actual) / np.where(scales > 0, scales, np.nan))


def busiest_hours(actual: Floats, day: Ints) -> Ints:
    """Positions of each day's actual peak hour, the first of equals.

    actual, day: shape (hours,), counts and the number of each hour's day. Days without inquiries or without
    known hours have none.
    """
    counts = np.where(np.isnan(actual), 0.0, actual)
    # By day, then by decreasing count; the sort is stable, so of equals the earlier comes first.
    order = np.lexsort((-counts, day))
    first = np.ones(len(order), dtype=bool)
    first[1:] = day[order][1:] != day[order][:-1]
    places = order[first]
    return np.sort(places[counts[places] > 0])


def peak_hour_error(actual: Floats, forecast: Floats, day: Ints) -> float:
    """:func:`wape` of each day's actual peak hour alone, see :func:`busiest_hours`.

    It asks whether enough was forecast at the peak, not whether the peak's hour was predicted.
    """
    peaks = busiest_hours(actual, day)
    return wape(actual[peaks], forecast[peaks])


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Empirical coverage: share of the known counts within their interval, ends included."""
    known = ~np.isnan(actual + low + high)
    return _mean(((low <= actual) & (actual <= high))[known].astype(np.float64))


def pinball(actual: Floats, quantile: Floats, p: float) -> float:
    """Mean pinball (quantile) loss of the quantile ``p``, in counts; minimal for the true quantile.

    Koenker & Bassett, "Regression quantiles", *Econometrica* 46 (1978), 33-50. Raises ValueError unless 0 < p
    < 1.
    """
    if not 0 < p < 1:
        raise ValueError(f"p is {p}, not between 0 and 1")
    short = actual - quantile
    return _mean(np.maximum(p * short, (p - 1) * short))


def _share(errors: Floats, actual: Floats) -> float:
    """Sum of the known errors over the sum of actual in their hours."""
    known = ~np.isnan(errors)
    total = float(actual[known].sum())
    return float(errors[known].sum()) / total if total > 0 else float("nan")


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
