"""Rows of history.csv to one complete hourly series for each queue."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.inputs.whole_hours import elapsed_hours, whole_hours
from scheduler.domain.shop import Shop

_HOUR = pd.Timedelta(hours=1)


def hourly_inquiries(shop: Shop, queue_id: str, before: datetime) -> pd.Series[float]:
    """Inquiries of every hour, from the day of the queue's first row to the last full hour ``before``.

    Rows may be finer than hours, see :mod:`peakroster.shop.inputs.whole_hours`. An hour that the clocks
    repeat has the sum of both; the hour that they skip is interpolated: nothing is missing there.

    Parameters
    ----------
    shop : Shop
        The shop with its history.
    queue_id : str
        The queue.
    before : datetime
        Later rows are ignored.

    Returns
    -------
    Series of float
        On an hourly index without gaps, named after the queue; NaN = unknown: the hour, or a part of it, is
        absent. It ends earlier, with a whole day, where the rows do, and is empty where there are none.

    Raises
    ------
    ValueError
        Rows are duplicated in an hour that the clocks do not repeat.
    """
    end = pd.Timestamp(before).floor("h")
    rows = shop.history[(shop.history["queue"] == queue_id) & (shop.history["timestamp"] < end)]
    if rows.empty:
        none = pd.DatetimeIndex([], dtype="datetime64[us]", freq="h")
        return pd.Series(index=none, dtype="float64", name=queue_id)
    times, counts = pd.DatetimeIndex(rows["timestamp"]), rows["inquiries"].to_numpy(dtype=np.float64)
    last = min(times[-1].normalize() + 23 * _HOUR, end - _HOUR)
    hours = pd.date_range(times[0].normalize(), last, freq="h", unit="us")
    duration = elapsed_hours(hours, shop.settings.timezone)
    row_hour = np.asarray((times.floor("h") - hours[0]) // _HOUR, dtype=np.int64)
    _check_twice(times, row_hour, duration, queue_id)

    sums = np.bincount(row_hour, weights=counts, minlength=len(hours))
    present = np.bincount(row_hour, minlength=len(hours))
    complete = whole_hours(times, hours, duration)
    series = pd.Series(np.where(complete, sums, np.nan), index=hours, name=queue_id)
    skipped = (duration == 0) & (present == 0)
    return series.where(~skipped, series.interpolate(limit=1, limit_area="inside"))


def hourly_handling_times(
    shop: Shop, queue_id: str, before: datetime
) -> tuple[pd.Series[float], pd.Series[float]]:
    """Mean handling time (seconds) and number of chats of each hour that has any ``before``.

    Rows finer than hours are weighted by their inquiries. Both are float64 on one increasing index of whole
    hours.
    """
    rows = shop.history[(shop.history["queue"] == queue_id) & shop.history["aht_seconds"].notna()]
    rows = rows[(rows["timestamp"] < pd.Timestamp(before).floor("h")) & (rows["inquiries"] > 0)]
    chats = rows["inquiries"].astype("float64")
    hour = rows["timestamp"].dt.floor("h")
    worked, count = (chats * rows["aht_seconds"]).groupby(hour).sum(), chats.groupby(hour).sum()
    return worked / count, count


def _check_twice(
    times: pd.DatetimeIndex, row_hour: NDArray[np.int64], duration: NDArray[np.int64], queue_id: str
) -> None:
    wrong = times.duplicated() & (duration[row_hour] < 2)
    if wrong.any():
        raise ValueError(f"queue {queue_id}: {times[wrong][0]} is there twice")
