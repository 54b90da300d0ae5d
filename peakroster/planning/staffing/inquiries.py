"""Inquiries that a queue is staffed for: hourly forecasts, disaggregated to planning intervals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.intervals import Intervals
from peakroster.planning.staffing.openings import minute_rates
from peakroster.plans.tables import FORECAST_DECIMALS
from peakroster.shop.settings.opening import open_minutes
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.events import Event
from scheduler.domain.queues import Queue
from scheduler.domain.windows import MINUTES_PER_DAY
from scheduler.staffing.disaggregation import disaggregate

_UNITS = 10**FORECAST_DECIMALS
_HOUR = np.timedelta64(1, "h")


def inquiries_of(
    queue: Queue,
    column: str,
    forecast: pd.DataFrame,
    intervals: Intervals,
    open_: NDArray[np.bool_],
    events: Sequence[Event],
    file: str,
) -> NDArray[np.float64]:
    """Inquiries of each interval, shape (hours, per_hour), to four decimals; those of an hour sum to it.

    Parameters
    ----------
    column
        Of the forecast.
    open_
        Where the queue is staffed, same shape.
    file
        File that findings name.

    Raises
    ------
    InputError
        When the column, or an hour that is staffed, is missing from the forecast.
    ValueError
        For duplicate hours and negative counts.
    """
    needed = np.asarray(open_.any(axis=1))
    known, counts = _hourly(queue, column, forecast, intervals, needed, file)
    lasting = intervals.real_hours.sum(axis=1)
    # An hour that the clocks repeat brings twice as much: rates are continuous, counts are not.
    jumps = [*_edges_of(known), *_opening(queue, intervals), *_event_breaks(queue, events, intervals)]
    smooth = disaggregate(counts / lasting, intervals.starts.shape[1], jumps).reshape(intervals.starts.shape)
    rush = minute_rates(queue, events, intervals.starts, intervals.minutes)
    if rush is not None:
        smooth = smooth * rush.mean(axis=-1)
    return _rounded(smooth * intervals.real_hours, intervals.real_hours, counts)


def _hourly(
    queue: Queue,
    column: str,
    forecast: pd.DataFrame,
    intervals: Intervals,
    needed: NDArray[np.bool_],
    file: str,
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Mask of the hours in the forecast, and their counts (0 elsewhere)."""
    if column not in forecast.columns:
        raise InputError(
            [Finding("error", "forecast_column_missing", file, 1, column, None, {"queue": queue.id})]
        )
    hourly = forecast[forecast["queue"] == queue.id].set_index("timestamp")[column]
    counts = hourly.reindex(pd.DatetimeIndex(intervals.hours)).to_numpy(dtype=np.float64)
    known = ~np.isnan(counts)
    missing = intervals.hours[needed & ~known]
    if missing.size:
        details = {"queue": queue.id, "count": int(missing.size)}
        first = str(missing[0].astype("datetime64[m]"))
        raise InputError([Finding("error", "forecast_hours_missing", file, None, column, first, details)])
    return known, np.where(known, counts, 0.0)


def _edges_of(known: NDArray[np.bool_]) -> list[float]:
    """Edges of the gaps in the forecast."""
    return [float(place) for place in np.flatnonzero(np.diff(known)) + 1]


def _opening(queue: Queue, intervals: Intervals) -> list[float]:
    """Opening and closing times; none for a desk that never closes."""
    every_day = queue.open.every_day
    days = np.unique(intervals.hours.astype("datetime64[D]"))
    if every_day is not None:
        if every_day.end - every_day.start >= MINUTES_PER_DAY:
            return []
        minutes = np.array([every_day.start, every_day.end]) % MINUTES_PER_DAY
        return _places((days[:, np.newaxis] + minutes.astype("timedelta64[m]")).ravel(), intervals)
    first = days[0].astype(date) - timedelta(days=1)
    held = open_minutes(queue.open, first, len(days) + 1)
    changes = np.flatnonzero(np.diff(held)) + 1
    return _places(np.datetime64(first, "us") + changes.astype("timedelta64[m]"), intervals)


def _event_breaks(queue: Queue, events: Sequence[Event], intervals: Intervals) -> list[float]:
    """Starts and ends of the queue's events, and the midnights within: demand jumps on each day of a sale."""
    moments: list[datetime] = []
    for event in events:
        if event.queues and queue.id not in event.queues:
            continue
        midnight = datetime(event.start.year, event.start.month, event.start.day)
        inside = range(1, (event.end - midnight) // timedelta(days=1) + 1)
        moments += [event.start, *(midnight + timedelta(days=day) for day in inside), event.end]
    return _places(np.array(moments, dtype="datetime64[us]"), intervals)


def _places(moments: NDArray[np.datetime64], intervals: Intervals) -> list[float]:
    """Moments in hours from the first one, counting existing hours only; those outside are dropped."""
    hours = intervals.hours
    inside = moments[(moments >= hours[0]) & (moments < hours[-1] + _HOUR)]
    hour = np.searchsorted(hours, inside, side="right") - 1
    part = np.minimum((inside - hours[hour]) / _HOUR, 1.0)
    return [float(place) for place in hour + part]


def _rounded(
    weights: NDArray[np.float64], lasting: NDArray[np.float64], counts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distribute the counts of the hours in proportion to the weights, in units of the last decimal.

    Cumulative rounding keeps the sum over each hour.
    """
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, lasting)
    cumulative = np.cumsum(weights, axis=1)
    cumulative /= cumulative[:, -1:]
    units = np.rint(cumulative * np.rint(counts * _UNITS)[:, np.newaxis])
    return np.diff(units, axis=1, prepend=0.0) / _UNITS
