"""How wrong a forecast was. Arrays of one shape go in, one number comes out; NaN = unknown, left out.

Every measure is NaN where nothing is known that it could be taken from.
"""

from __future__ import annotations

import numpy as np

from forecast.ensemble.naive import WEEK
from forecast.series.grid import Floats, Ints


def wape(actual: Floats, forecast: Floats) -> float:
    """Weighted absolute percentage error: sum of |forecast - actual| over the sum of actual.

    Also called MAD/Mean ratio: Kolassa & Schütz, "Advantages of the MAD/Mean ratio over the MAPE",
    *Foresight* 6 (2007), 40-43. Unlike a mean of percentages it stands hours without anybody.
    """
    return _share(np.abs(forecast - actual), actual)


def bias(actual: Floats, forecast: Floats) -> float:
    """Sum of (forecast - actual) over the sum of actual: above 0 where too many were expected."""
    return _share(forecast - actual, actual)


def seasonal_error(history: Floats, season: int = WEEK) -> float:
    """Mean |y(t) - y(t - season)| within a history, shape (hours,): the scale of :func:`mase`."""
    return _mean(np.abs(history[season:] - history[:-season]))


def mase(actual: Floats, forecast: Floats, scale: Floats | float) -> float:
    """Mean absolute scaled error: mean of |forecast - actual| / scale.

    scale: :func:`seasonal_error` of the history that the forecast knew, for each hour or for all; hours
    with a scale of 0 are left out. Below 1: less wrong than repeating a season was within that history.
    Hyndman & Koehler, "Another look at measures of forecast accuracy", *International Journal of
    Forecasting* 22 (2006), 679-688, section 3.
    """
    scales = np.broadcast_to(np.asarray(scale, dtype=np.float64), actual.shape)
    return _mean(np.abs(forecast - actual) / np.where(scales > 0, scales, np.nan))


def busiest_hours(actual: Floats, day: Ints) -> Ints:
    """Places of each day's actually busiest hour, the first of equals.

    actual, day: shape (hours,), counts and the number of each hour's day. Days on which nobody came or
    nothing is known have none.
    """
    counts = np.where(np.isnan(actual), 0.0, actual)
    # Sorted by day, then from the busiest down; of equals the earlier place comes first.
    order = np.lexsort((-counts, day))
    first = np.ones(len(order), dtype=bool)
    first[1:] = day[order][1:] != day[order][:-1]
    places = order[first]
    return np.sort(places[counts[places] > 0])


def peak_hour_error(actual: Floats, forecast: Floats, day: Ints) -> float:
    """:func:`wape` of each day's actually busiest hour alone, see :func:`busiest_hours`.

    It asks whether enough was expected when it mattered, not whether the hour was foreseen as the busiest.
    """
    peaks = busiest_hours(actual, day)
    return wape(actual[peaks], forecast[peaks])


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Share of the known counts that lie in their interval, its ends included."""
    known = ~np.isnan(actual + low + high)
    return _mean(((low <= actual) & (actual <= high))[known].astype(np.float64))


def pinball(actual: Floats, quantile: Floats, p: float) -> float:
    """Mean pinball loss of the quantile ``p``, in counts: least for the true quantile.

    Koenker & Bassett, "Regression quantiles", *Econometrica* 46 (1978), 33-50. Raises ValueError unless
    0 < p < 1.
    """
    if not 0 < p < 1:
        raise ValueError(f"p is {p}, not between 0 and 1")
    short = actual - quantile
    return _mean(np.maximum(p * short, (p - 1) * short))


def _share(errors: Floats, actual: Floats) -> float:
    """Sum of the known errors over the sum of what came in their hours."""
    known = ~np.isnan(errors)
    total = float(actual[known].sum())
    return float(errors[known].sum()) / total if total > 0 else float("nan")


def _mean(values: Floats) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
