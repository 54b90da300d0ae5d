"""One queue's past, as the backtest uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Event
from peakroster.planning.forecast.fitting import events_of, hourly_rates
from peakroster.shop.inputs.whole_hours import elapsed_hours
from scheduler.domain.shop import Shop

_HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class HistorySeries:
    """Every hour of whole days, from the first known one to the day of the last.

    rates: inquiries per real hour on a complete hourly index, NaN = unknown or excluded. duration: (hours,),
    real hours of each; 0 where the clocks skip it. running: (hours,), names of the queue's events that run in
    the hour, ``;`` between them. on_event_day: (hours,).
    """

    queue: str
    rates: pd.Series
    duration: NDArray[np.int64]
    running: NDArray[np.object_]
    on_event_day: NDArray[np.bool_]
    events: tuple[Event, ...]

    @property
    def hours(self) -> pd.DatetimeIndex:
        """The hours."""
        return pd.DatetimeIndex(self.rates.index)

    @property
    def first_day(self) -> pd.Timestamp:
        """Midnight before the first known hour."""
        return self.hours[0]

    @property
    def end(self) -> pd.Timestamp:
        """Midnight after the last known hour."""
        return self.hours[-1] + _HOUR


def read_history_series(shop: Shop, queue: str) -> HistorySeries | None:
    """The queue's whole history as its forecast would use it; None where nothing is known."""
    if shop.history.empty:
        return None
    last_day = shop.history["timestamp"].max().normalize()
    rates = hourly_rates(shop, queue, (last_day + pd.Timedelta(days=1)).to_pydatetime())
    known = np.flatnonzero(rates.notna())
    if not len(known):
        return None
    # The series is of whole days.
    rates = rates.iloc[known[0] // 24 * 24 : (known[-1] // 24 + 1) * 24]
    hours = pd.DatetimeIndex(rates.index)
    events = tuple(events_of(shop, queue))
    running = _running(events, hours)
    by_day = (running != "").reshape(-1, 24).any(axis=1)
    duration = elapsed_hours(hours, shop.settings.timezone)
    return HistorySeries(queue, rates, duration, running, np.repeat(by_day, 24), events)


def _running(events: Sequence[Event], hours: pd.DatetimeIndex) -> NDArray[np.object_]:
    names = np.full(len(hours), "", dtype=object)
    for event in sorted(events, key=lambda event: (event.start, event.name)):
        inside = np.asarray((hours + _HOUR > pd.Timestamp(event.start)) & (hours < pd.Timestamp(event.end)))
        names[inside] = [f"{name};{event.name}" if name else event.name for name in names[inside]]
    return names
