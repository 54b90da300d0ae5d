"""Planning intervals on the wall clock and their real lengths, across changes of the clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.settings.opening import open_minutes
from scheduler.domain.opening import Opening
from scheduler.domain.plan import TAIL
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_STEP = timedelta(minutes=15)
"""Common divisor of all planning intervals and of all clock changes in force today."""


@dataclass(frozen=True)
class Intervals:
    """Planning intervals from 00:00 of the first day to the end of the tail, by wall-clock hour.

    hours: starts of the existing hours, datetime64[us], shape (hours,). starts: of their intervals, shape
    (hours, per_hour). real_hours: real length of each interval, same shape; where clocks go back the repeated
    interval lasts twice as long, where they go forward the skipped one lasts 0.
    """

    minutes: int
    hours: NDArray[np.datetime64]
    starts: NDArray[np.datetime64]
    real_hours: NDArray[np.float64]


def planning_intervals(timezone: str, interval_minutes: int, first_day: date, days: int) -> Intervals:
    """The intervals of the plan's days and its tail in the shop's time zone."""
    begin = pd.Timestamp(first_day)
    end = begin + timedelta(days=days) + TAIL
    # The wall clock is at most a day ahead of UTC or behind it.
    instants = pd.date_range(begin - timedelta(days=1), end + timedelta(days=1), freq=_STEP, tz="UTC")
    wall = instants.tz_convert(timezone).tz_localize(None)
    wall = wall[(wall >= begin) & (wall < end)]
    shown, times = np.unique(
        wall.floor(f"{interval_minutes}min").to_numpy("datetime64[us]"), return_counts=True
    )
    hours = np.unique(shown.astype("datetime64[h]"))
    offsets = np.arange(0, 60, interval_minutes).astype("timedelta64[m]")
    starts = hours.astype("datetime64[us]")[:, np.newaxis] + offsets
    real_hours = np.zeros(starts.shape)
    real_hours.flat[np.searchsorted(starts.ravel(), shown)] = times * (_STEP / timedelta(hours=1))
    return Intervals(interval_minutes, hours.astype("datetime64[us]"), starts, real_hours)


def open_during(intervals: Intervals, opening: Opening) -> NDArray[np.bool_]:
    """Intervals that lie entirely in the hours of a queue; shape of ``starts``."""
    if opening.every_day is not None:
        return within(intervals, opening.every_day)
    midnight = intervals.starts.astype("datetime64[D]")
    first, last = midnight.min(), midnight.max()
    days = int((last - first).astype(np.int64)) + 1
    held = open_minutes(opening, first.astype(date), days)
    minute = (intervals.starts - first).astype("timedelta64[m]").astype(np.int64)
    return np.asarray(held[minute[..., np.newaxis] + np.arange(intervals.minutes)].all(axis=-1))


def within(intervals: Intervals, window: Window) -> NDArray[np.bool_]:
    """Intervals that lie entirely in the window of some day; shape (hours, per_hour)."""
    return np.asarray(_minutes_in(intervals, window).all(axis=-1))


def touching(intervals: Intervals, window: Window) -> NDArray[np.bool_]:
    """Intervals that overlap the window of some day; shape (hours, per_hour)."""
    return np.asarray(_minutes_in(intervals, window).any(axis=-1))


def _minutes_in(intervals: Intervals, window: Window) -> NDArray[np.bool_]:
    """Mask of the minutes of each interval inside the window, which may cross midnight."""
    held = np.zeros(MINUTES_PER_DAY, dtype=np.bool_)
    held[np.arange(window.start, window.end) % MINUTES_PER_DAY] = True
    midnight = intervals.starts.astype("datetime64[D]")
    first = (intervals.starts - midnight).astype("timedelta64[m]").astype(np.int64)
    return held[first[..., np.newaxis] + np.arange(intervals.minutes)]
