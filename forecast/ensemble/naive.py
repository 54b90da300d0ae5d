"""The two naive benchmarks: what a planner would otherwise put into a spreadsheet.

``same_hour_last_week`` is the seasonal naive method of a weekly season (Hyndman & Athanasopoulos,
*Forecasting: Principles and Practice*, 3rd ed., section 5.2). ``mean_of_eight_weeks`` is what the planning
tools of the trade offer: Zendesk WFM's "8-weeks average" (Zendesk help, article 6443365725210,
"Understanding WFM forecast algorithm selection") and Assembled's recommended "N-week average" with N = 8
(Assembled help, article 9783973221901, "Forecasting Models").
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecast.series.grid import HOURS, Floats, Ints

WEEK = 7 * HOURS
_WEEKS = 8
_HOUR = pd.Timedelta(hours=1)


def same_hour_last_week(history: pd.Series[float], hours: pd.DatetimeIndex) -> Floats:
    """Seasonal naive forecast: the latest known count of the same weekday and hour.

    Parameters
    ----------
    history : Series of float
        Hourly on a complete, naive index; NaN = unknown.
    hours : DatetimeIndex
        On the hour, any distance ahead: the latest week repeats.

    Returns
    -------
    ndarray, shape (hours,)
        NaN where that hour of the week was never known.
    """
    return _latest_known(_by_week(history))[_hour_of_week(history, hours)]


def mean_of_eight_weeks(history: pd.Series[float], hours: pd.DatetimeIndex) -> Floats:
    """Mean of the same weekday and hour in the history's last eight weeks.

    The known ones among the eight count; where there is none, the latest known value before them.

    Parameters
    ----------
    history, hours
        As for :func:`same_hour_last_week`.

    Returns
    -------
    ndarray, shape (hours,)
        NaN where that hour of the week was never known.
    """
    weeks = _by_week(history)
    recent = weeks[-_WEEKS:]
    known = (~np.isnan(recent)).sum(axis=0)
    means = np.nansum(recent, axis=0) / np.maximum(known, 1)
    return np.where(known > 0, means, _latest_known(weeks))[_hour_of_week(history, hours)]


def _by_week(history: pd.Series[float]) -> Floats:
    """Counts in weeks counted back from the end of the history, shape (weeks, 168), the latest last."""
    counts = history.to_numpy(dtype=np.float64, na_value=np.nan)
    weeks = max(-(-len(counts) // WEEK), 1)
    padded = np.full(weeks * WEEK, np.nan)
    padded[len(padded) - len(counts) :] = counts
    return padded.reshape(weeks, WEEK)


def _latest_known(weeks: Floats) -> Floats:
    """Last known value of each hour of the week."""
    latest = len(weeks) - 1 - np.argmax(~np.isnan(weeks[::-1]), axis=0)
    return np.asarray(weeks[latest, np.arange(WEEK)])


def _hour_of_week(history: pd.Series[float], hours: pd.DatetimeIndex) -> Ints:
    """Column of each hour in the weeks of :func:`_by_week`."""
    if not len(history):
        return np.zeros(len(hours), dtype=np.int64)
    first_ahead = history.index[-1] + _HOUR
    return np.asarray((hours - first_ahead) // _HOUR % WEEK, dtype=np.int64)
