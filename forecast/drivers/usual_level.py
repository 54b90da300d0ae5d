"""The level of a series that is usual for a weekday: what the weeks before make of it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from forecast.series.grid import Bools, Floats, Ints

_LEVEL_DAYS, _WEEKDAY_WEEKS, _MEDIAN_DAYS = 42, 12, 84
_LEAST_DAYS, _LEAST_WEEKS = 7, 3
_MOST_OF_MEDIAN = 5.0
"""A normal day counts for no more than so many times the median: one slip of the keyboard moves no level."""

_WEEKDAY_PRIOR = 0.5


def usual_level(values: Floats, normal: Bools, weekday: Ints, now: int) -> Floats:
    """Usual level of each day, from the normal days before it.

    Parameters
    ----------
    values : ndarray, shape (days, columns)
        NaN where unknown; a column for each hour of the day, or one for the whole day.
    normal : ndarray of bool, shape (days,)
        Which days to learn from.
    weekday : ndarray of int, shape (days,)
        0 = Monday.
    now : int
        Days from here on are ahead and have the level of this one.

    Returns
    -------
    ndarray, shape (days, columns)
        NaN where no week of normal days is known at all. The first days have the level of the days after
        them.
    """
    usable = np.where(normal[:, None], values, np.nan)
    usable[now:] = np.nan
    frame = pd.DataFrame(usable)
    positive = frame.where(frame > 0)
    median = positive.rolling(_MEDIAN_DAYS, min_periods=1, center=True).median().ffill().bfill()
    capped = frame.clip(upper=_MOST_OF_MEDIAN * median.fillna(np.inf))
    level = capped.rolling(_LEVEL_DAYS, min_periods=_LEAST_DAYS).mean().shift(1)
    level.iloc[now + 1 :] = np.nan
    level = level.bfill().ffill()
    ratio = (capped / level.where(level > 0)).to_numpy()
    factor = np.ones_like(values)
    for day in range(7):
        at = np.flatnonzero(weekday == day)
        if len(at):
            factor[at] = _weekday_factor(pd.DataFrame(ratio[at]), int(np.searchsorted(at, now)))
    return np.asarray(level.to_numpy() * factor)


def _weekday_factor(ratio: pd.DataFrame, ahead: int) -> Floats:
    """Factor of one weekday in each of its weeks, from the weeks before; from week ``ahead`` on that of
    it.
    """
    weeks = ratio.rolling(_WEEKDAY_WEEKS, min_periods=1)
    total, count = weeks.sum().shift(1).fillna(0.0), weeks.count().shift(1).fillna(0.0)
    factor = (total + _WEEKDAY_PRIOR) / (count + _WEEKDAY_PRIOR)
    enough = np.minimum(ratio.notna().sum().to_numpy(), _LEAST_WEEKS)
    factor = factor.where(count >= np.maximum(enough, 1))
    factor.iloc[ahead + 1 :] = np.nan
    return factor.bfill().ffill().fillna(1.0).to_numpy()
