"""What a planner would otherwise put down for an event: a copy of the last one, or an uplift of normal days.

All are made from what was known at the origin, for every hour of an event day. Copies are aligned by the
start of the event, hour by hour, before its start and beyond its end as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Event
from forecast.events.windows import span
from peakroster.backtest.history_series import HistorySeries

_HOUR = pd.Timedelta(hours=1)
_LEVEL_WINDOW = pd.Timedelta(weeks=4)
_LEAST_DAYS = 7
"""Least days with known hours before an event from which its level is told; else the weeks after it are."""

_LEAST_KNOWN = 0.5
"""Least share of known hours of an event that can be copied."""


@dataclass(frozen=True)
class EventMethods:
    """What the methods say, for each hour evaluated; (hours,).

    nearest_event, kind: the event that the hour belongs to, and its kind; empty on normal days. last_event:
    inquiries per real hour at the last event of the kind. last_event_level: the same times the level now over
    then. uplift: ``eight_weeks`` times the event's uplift. NaN where there is none.
    """

    nearest_event: NDArray[np.object_]
    kind: NDArray[np.object_]
    last_event: NDArray[np.float64]
    last_event_level: NDArray[np.float64]
    uplift: NDArray[np.float64]


def event_methods(
    series: HistorySeries, origin: pd.Timestamp, index: NDArray[np.int64], eight_weeks: NDArray[np.float64]
) -> EventMethods:
    """Forecast event days by the last event of the kind and by the planner's uplift.

    Parameters
    ----------
    series : HistorySeries
        The queue's past.
    origin : Timestamp
        Only what lies before it is used.
    index : ndarray of int, shape (hours,)
        Positions in the series of the hours asked for.
    eight_weeks : ndarray, shape (hours,)
        Their mean of eight weeks, in inquiries per real hour.

    Returns
    -------
    EventMethods
        In inquiries per real hour.
    """
    hours = series.hours[index]
    nearest = nearest_events(series.events, hours)
    name, kind = (np.full(len(hours), "", dtype=object) for _ in range(2))
    last_event, last_event_level, uplift = (np.full(len(hours), np.nan) for _ in range(3))
    for number in np.unique(nearest[nearest >= 0]):
        event, of_event = series.events[number], np.flatnonzero(nearest == number)
        name[of_event], kind[of_event] = event.name, event.kind
        if event.uplift is not None:
            uplift[of_event] = eight_weeks[of_event] * event.uplift
        last = last_of_kind(series, event, origin)
        if last is not None:
            from_start = hours[of_event] - span(event)[0]
            copied = _rates_at(series, span(last)[0] + from_start, origin)
            last_event[of_event] = copied
            last_event_level[of_event] = copied * level_ratio(series, last, origin)
    return EventMethods(name, kind, last_event, last_event_level, uplift)


def nearest_events(events: Sequence[Event], hours: pd.DatetimeIndex) -> NDArray[np.int64]:
    """Position of the event that each hour belongs to, -1 on days without one; (hours,).

    The shortest of the events that run in the hour; else, on a date on which events run, the nearest of them.
    """
    nearest = np.full(len(hours), -1, dtype=np.int64)
    distance = np.full(len(hours), np.inf)
    spans = [span(event) for event in events]
    for number in sorted(range(len(events)), key=lambda i: (-spans[i][1], spans[i][0], events[i].name)):
        start, length = spans[number]
        end = start + length * _HOUR
        away = np.maximum(np.asarray((start - hours) / _HOUR), np.asarray((hours - end) / _HOUR) + 1)
        away = np.maximum(away, 0.0)
        first_day, last_day = start.normalize(), (end - _HOUR).normalize()
        on_days = np.asarray((hours.normalize() >= first_day) & (hours.normalize() <= last_day))
        closer = on_days & (away <= distance)
        nearest[closer], distance[closer] = number, away[closer]
    return nearest


def last_of_kind(series: HistorySeries, event: Event, origin: pd.Timestamp) -> Event | None:
    """The latest event of the kind that was over at the origin and of which at least half is known."""
    past = [
        other
        for other in series.events
        if other.kind == event.kind and other.start < event.start and pd.Timestamp(other.end) <= origin
    ]
    for other in sorted(past, key=lambda each: (each.start, each.end), reverse=True):
        start, length = span(other)
        known = ~np.isnan(_rates_at(series, pd.date_range(start, periods=length, freq="h"), origin))
        if known.mean() >= _LEAST_KNOWN:
            return other
    return None


def level_ratio(series: HistorySeries, last: Event, origin: pd.Timestamp) -> float:
    """Level at the origin over that before the last event: means of the known hours outside of events of the
    four weeks before each. NaN where nothing is known or nobody came then.

    Where the history begins less than a week before the last event, the four weeks after it tell its level.
    """
    outside = series.rates.where(series.running == "")[: origin - _HOUR]
    start, length = span(last)
    end = start + length * _HOUR
    now = outside[origin - _LEVEL_WINDOW : origin - _HOUR].dropna()
    then = outside[start - _LEVEL_WINDOW : start - _HOUR].dropna()
    if pd.DatetimeIndex(then.index).normalize().nunique() < _LEAST_DAYS:
        then = outside[end : end + _LEVEL_WINDOW - _HOUR].dropna()
    if now.empty or then.empty or not float(then.mean()) > 0:
        return float("nan")
    return float(now.mean()) / float(then.mean())


def _rates_at(series: HistorySeries, hours: pd.DatetimeIndex, origin: pd.Timestamp) -> NDArray[np.float64]:
    """The series at these hours, NaN where it is unknown or not before the origin."""
    found = series.rates.reindex(hours).to_numpy(dtype=np.float64, copy=True)
    found[np.asarray(hours >= origin)] = np.nan
    return found
