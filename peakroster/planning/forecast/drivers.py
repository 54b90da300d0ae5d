"""Rows of drivers.csv to what the forecaster takes, as it was known at a moment."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from forecast import Driver
from scheduler.domain.shop import Shop

_DAY, _HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)


def drivers_of(shop: Shop, queue: str, before: datetime) -> list[Driver]:
    """The drivers of a queue as known ``before`` a moment.

    What lies ahead of that moment is the planned value. Where there is none, the value of the file is taken
    for the plan, but not of a time that the history covers: there it is what came, which nobody knew.
    """
    rows = shop.history.loc[shop.history["queue"] == queue, "timestamp"]
    known_until = rows.max() + _HOUR if len(rows) else pd.Timestamp.min
    found: dict[str, Driver] = {}
    # A series for fewer queues says more about this one.
    for series in sorted(shop.drivers, key=lambda series: len(series.queues) or len(shop.queue_ids) + 1):
        if not series.concerns(queue):
            continue
        index = pd.DatetimeIndex(series.values.index)
        step = _HOUR if series.hourly else _DAY
        over = index + step <= pd.Timestamp(before)
        plan = series.planned.fillna(series.values.where(index + step > known_until))
        values = series.values.where(over, plan).dropna()
        planned = series.planned[over].dropna()
        present = found.get(series.name)
        if present is not None:
            values, planned = present.values.combine_first(values), present.planned.combine_first(planned)
        found[series.name] = Driver(series.name, values, planned, series.hourly)
    order = list(dict.fromkeys(series.name for series in shop.drivers))
    return [found[name] for name in order if name in found]
