"""From the rows of history.csv to one complete hourly series of each queue."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.model import Shop

_HOUR = pd.Timedelta(hours=1)


def hourly_inquiries(shop: Shop, queue_id: str, before: datetime) -> pd.Series:
    """Inquiries of every hour from the queue's first row to the last known day before ``before``.

    float64 on an hourly index; NaN = unknown: absent, or of a finer interval a part is absent. An hour that
    the clocks repeat has the sum of both; one that they skip is NaN.
    """
    rows = shop.history[(shop.history["queue"] == queue_id) & (shop.history["timestamp"] < before)]
    if rows.empty:
        return pd.Series(dtype="float64", index=pd.DatetimeIndex([], dtype="datetime64[us]"))
    counts = rows.groupby("timestamp")["inquiries"].sum()
    spacing = counts.index.to_series().diff().mode()
    step = min(spacing.iloc[0], _HOUR) if len(spacing) else _HOUR
    hours = counts.index.floor("h")
    whole = counts.groupby(hours).agg(["sum", "size"])
    series = whole["sum"].where(whole["size"] >= _HOUR // step).astype("float64")
    complete = pd.date_range(series.index[0].normalize(), series.index[-1], freq="h", unit="us")
    return series.reindex(complete)


def elapsed_hours(hours: pd.DatetimeIndex, timezone: str) -> NDArray[np.int64]:
    """How many real hours each hour on the wall lasts: 0 where clocks skip it, 2 where they repeat it."""
    zone = ZoneInfo(timezone)
    starts = hours.tz_localize(zone, ambiguous=np.ones(len(hours), dtype=bool), nonexistent="shift_forward")
    ends = (hours + timedelta(hours=1)).tz_localize(
        zone, ambiguous=np.zeros(len(hours), dtype=bool), nonexistent="shift_forward"
    )
    lasting = (ends - starts) // _HOUR
    ambiguous_start = hours.tz_localize(zone, ambiguous="NaT", nonexistent="shift_forward").isna()
    return np.where(ambiguous_start, 2, np.minimum(lasting, 1)).astype(np.int64)
