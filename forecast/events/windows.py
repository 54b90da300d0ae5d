"""Event time: which hours belong to an event itself, and which to its run-up or aftermath.

Every hour belongs to one event at most. Its own hours go to the shortest of the events that cover it (a final
rush within a long sale), the hours around to the nearest one. So events side by side share what they brought;
they never explain the same hour twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.series.grid import Bools, Floats, Ints

_BEFORE = np.array([168.0, 96, 48, 24, 12, 6, 3, 1, 0])
"""Edges of the bins before the start, in hours before it."""

_AFTER = np.array([0.0, 1, 3, 6, 12, 24, 48, 72, 120, 168, 240, 336])
"""Edges of the bins after the end, in hours after it."""

BINS_BEFORE = len(_BEFORE) - 1
BINS = BINS_BEFORE + len(_AFTER) - 1

HOURS_AWAY = np.concatenate([(_BEFORE[:-1] + _BEFORE[1:]) / 2, (_AFTER[:-1] + _AFTER[1:]) / 2])
"""Middle of each bin, in hours from the event."""

_LEAST_COVERED = 0.25
"""What an event brought in an hour that it only touched is never scaled up by more than its inverse."""

_HOUR = pd.Timedelta(hours=1)
_ONE_HOUR = timedelta(hours=1)


def span(event: Event) -> tuple[pd.Timestamp, int]:
    """First hour that the event touches, and the number of hours that it touches."""
    first = pd.Timestamp(event.start).floor("h")
    return first, int((pd.Timestamp(event.end).ceil("h") - first) / _HOUR)


def position_of(event: Event, first: pd.Timestamp) -> tuple[int, int]:
    """Position of the event's first hour, in hours after ``first``, and its number of hours."""
    start, hours = span(event)
    return int((start - first) / _HOUR), hours


def covered(event: Event) -> Floats:
    """Share of each hour that the event touches in which it runs, (hours,)."""
    first, hours = span(event)
    begin, end = ((pd.Timestamp(edge) - first) / _HOUR for edge in (event.start, event.end))
    hour = np.arange(hours)
    return np.asarray(np.minimum(hour + 1, end) - np.maximum(hour, begin))


def least_covered(event: Event) -> Floats:
    """As :func:`covered`, for a past event: no less than a quarter, to divide by."""
    return np.maximum(covered(event), _LEAST_COVERED)


@dataclass(frozen=True)
class Ownership:
    """To which event each of some consecutive hours belongs, by position among the events; all (hours,).

    owner: of an event's own hours, else -1. neighbour: of the hours around an event, else -1. bins: which bin
    before or after its neighbour the hour lies in, else -1.
    """

    owner: Ints
    neighbour: Ints
    bins: Ints


def precedence(start: int, length: int, name: str) -> tuple[int, int, str]:
    """Sorting key of events by span: hours belong to the last of those that cover them."""
    return -length, start, name


def share_hours(events: Sequence[Event], first: pd.Timestamp, length: int) -> Ownership:
    """Share ``length`` hours from ``first`` among the events.

    Of the time between two events, two thirds belong to the aftermath of the earlier one and one third to the
    run-up of the later one.
    """
    owner, neighbour, bins = (np.full(length, -1, dtype=np.int64) for _ in range(3))
    distance = np.full(length, np.inf)
    spans = [position_of(event, first) for event in events]
    for i in sorted(range(len(events)), key=lambda i: precedence(*spans[i], events[i].name)):
        start = spans[i][0]
        end = start + spans[i][1]
        owner[max(start, 0) : max(end, 0)] = i
        low, high = max(start - int(_BEFORE[0]), 0), min(end + int(_AFTER[-1]), length)
        at = np.arange(low, max(high, low))
        before, after = start - at, at - end
        away = np.where(before > 0, 2.0 * before, np.where(after >= 0, after + 1.0, 0.0))
        nearer = away < distance[at]
        bin_before = BINS_BEFORE - np.searchsorted(_BEFORE[::-1], before, side="left")
        bin_after = BINS_BEFORE + np.searchsorted(_AFTER, after, side="right") - 1
        at, away = at[nearer], away[nearer]
        distance[at], neighbour[at] = away, i
        bins[at] = np.where(before > 0, bin_before, bin_after)[nearer]
    own = owner >= 0
    neighbour[own], bins[own] = -1, -1
    return Ownership(owner, neighbour, bins)


MARGINS = (
    (timedelta(hours=48), timedelta(days=7)),
    (timedelta(hours=12), timedelta(hours=24)),
    (timedelta(0), timedelta(hours=3)),
)
"""Margins before the start and after the end of events that the baseline may not learn from, widest first."""

LEAST_LEFT = 0.4
"""A margin must leave this share of the known hours, or a narrower one is taken."""


def near_events(
    events: Sequence[Event], hours: pd.DatetimeIndex, margin: tuple[timedelta, timedelta]
) -> Bools:
    """Which of the hours, in order of time, lie in an event or within its margin."""
    begin = pd.DatetimeIndex([event.start - margin[0] - _ONE_HOUR for event in events])
    end = pd.DatetimeIndex([event.end + margin[1] for event in events])
    low, high = hours.searchsorted(begin, side="right"), hours.searchsorted(end, side="left")
    near = np.zeros(len(hours), dtype=bool)
    for first, last in zip(low, high, strict=True):
        near[first:last] = True
    return near
