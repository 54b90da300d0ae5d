"""Average handling time of each hour of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Event, fit_handling_time
from peakroster.planning.forecast.excluding import excluded_hours
from peakroster.planning.forecast.series import hourly_handling_times
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop

_DECIMALS = 1


def handling_times(
    shop: Shop, queue: Queue, hours: pd.DatetimeIndex, before: datetime, events: Sequence[Event]
) -> NDArray[np.float64]:
    """Average handling time (seconds) of these hours, from what was observed ``before``; shape (hours,).

    Elapsed hours hold the observed value. NaN = as in shop.toml: where the queue asks for that, or nothing
    was observed.
    """
    seconds, chats = hourly_handling_times(shop, queue.id, before)
    if queue.handling_time == "fixed" or seconds.empty:
        return np.full(len(hours), np.nan)
    kept = ~excluded_hours(shop, queue.id, pd.DatetimeIndex(seconds.index))
    model = fit_handling_time(seconds[kept], chats[kept], usual_seconds=queue.aht_seconds, events=events)
    observed = np.asarray(seconds.reindex(hours), dtype=np.float64)
    expected = np.where(np.isnan(observed), model.predict(hours), observed)
    return np.asarray(np.round(expected, _DECIMALS), dtype=np.float64)
