"""Event time: where an hour lies relative to an event, as bins before, during and after it.

The bins are those of an event study: fine where the effect jumps (start and end), coarse where it is smooth.
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

_HOURLY = 72
"""Up to this many hours an event has a bin for each of its hours. A longer one has them for its first
``_FIRST`` and its last ``_LAST`` hours, where the effect jumps, and three bins in between. The last
``_FINALE`` hours of an event at least twice as long are counted back from its end in any case: the final rush
comes whenever that is.
"""

_FIRST, _LAST, _FINALE = 24, 28, 6
_MIDDLE = np.array([0.0, 48, 144])

_DURING = len(_BEFORE) - 1
_ENDING = _DURING + _HOURLY
_BETWEEN = _ENDING + _LAST
_TAIL = _BETWEEN + len(_MIDDLE)

BINS = _TAIL + len(_AFTER) - 1
IS_BEFORE = np.arange(BINS) < _DURING
IS_DURING = (np.arange(BINS) >= _DURING) & (np.arange(BINS) < _TAIL)
IS_AFTER = np.arange(BINS) >= _TAIL


def _bin_positions() -> tuple[Ints, Floats]:
    """See :data:`SEGMENT`."""
    middles = [
        (_BEFORE[:-1] + _BEFORE[1:]) / 2,
        np.arange(_HOURLY) + 0.5,
        np.arange(_LAST)[::-1] + 0.5,
        np.array([24.0, 96.0, 288.0]),
        (_AFTER[:-1] + _AFTER[1:]) / 2,
    ]
    segments = np.repeat(np.arange(len(middles)), [len(middle) for middle in middles])
    return segments.astype(np.int64), np.log1p(np.concatenate(middles) / 3)


SEGMENT, POSITION = _bin_positions()
"""Segment and position of each bin. Bins of one segment are correlated, the more the closer their positions,
which are logs of the time from the start or the end: the first hour says little about the second, the 20th
much about the 21st.
"""

_BEFORE_START, _AFTER_END = timedelta(hours=_BEFORE[0]), timedelta(hours=_AFTER[-1])
_NO_TIME = timedelta(0)
_ONE_HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class InfluenceWindow:
    """The period in which an event may change anything, ``end`` excluded."""

    start: pd.Timestamp
    end: pd.Timestamp


def influence_windows(events: Sequence[Event]) -> tuple[InfluenceWindow, ...]:
    """The influence window of each event: at most from a week before it until a fortnight after it.

    Of the time between two events of one kind, two thirds belong to the earlier one's tail and one third to
    the later one's warm-up: a livestream every evening has no fortnight to itself.
    """
    found: list[InfluenceWindow] = [InfluenceWindow(pd.Timestamp(0), pd.Timestamp(0))] * len(events)
    for kind in sorted({event.kind for event in events}):
        in_order = sorted((i for i, e in enumerate(events) if e.kind == kind), key=lambda i: events[i].start)
        previous_end = pd.Timestamp.min
        for position, i in enumerate(in_order):
            event = events[i]
            start, end = event.start - _BEFORE_START, event.end + _AFTER_END
            if position:
                start = max(start, event.start - max((event.start - previous_end) / 3, _NO_TIME))
            previous_end = max(previous_end, pd.Timestamp(event.end))
            if position + 1 < len(in_order):
                gap = events[in_order[position + 1]].start - event.end
                end = min(end, event.end + max(gap * 2 / 3, _NO_TIME))
            found[i] = InfluenceWindow(pd.Timestamp(start).ceil("h"), pd.Timestamp(end).ceil("h"))
    return tuple(found)


def event_bins(event: Event, influence: InfluenceWindow, hours: pd.DatetimeIndex) -> Ints:
    """Bin of each hour; -1 outside the influence window."""
    since_start = np.asarray((hours - pd.Timestamp(event.start).floor("h")) / pd.Timedelta(hours=1))
    to_end = np.asarray((pd.Timestamp(event.end).ceil("h") - hours) / pd.Timedelta(hours=1))
    before = len(_BEFORE) - 1 - np.searchsorted(_BEFORE[::-1], -since_start, side="left")
    after = _TAIL + np.searchsorted(_AFTER, -to_end, side="right") - 1
    during = _DURING + since_start
    length = since_start[0] + to_end[0] if len(hours) else 0.0
    if length > _HOURLY:
        between = _BETWEEN + np.searchsorted(_MIDDLE, since_start - _FIRST, side="right") - 1
        inner = np.where(to_end <= _LAST, _ENDING + _LAST - to_end, between)
        during = np.where(since_start < _FIRST, during, inner)
    elif length >= 2 * _FINALE:
        during = np.where(to_end <= _FINALE, _ENDING + _LAST - to_end, during)
    bins = np.where(since_start < 0, before, np.where(to_end > 0, during, after))
    inside = np.asarray((hours >= influence.start) & (hours < influence.end))
    return np.where(inside, bins, -1).astype(np.int64)


def covered_share(event: Event, hours: pd.DatetimeIndex) -> Floats:
    """Share of each hour that the event covers; 1 for hours outside the event itself."""
    hour = pd.Timedelta(hours=1)
    begins, ends = (np.asarray((pd.Timestamp(t) - hours) / hour) for t in (event.start, event.end))
    covered = np.clip(ends, 0.0, 1.0) - np.clip(begins, 0.0, 1.0)
    return np.asarray(np.where(covered > 0, covered, 1.0))


def default_profile() -> Floats:
    """Excess in each bin of an event about which nothing is known, relative to its own hours."""
    shape = np.where(IS_DURING, 1.0, 0.0)
    shape[IS_BEFORE] = np.where(_BEFORE[:-1] <= 24, 0.05, 0.0)
    shape[IS_AFTER] = np.where(_AFTER[:-1] < 24, 0.1, 0.02)
    return shape


MARGINS = (
    (timedelta(hours=48), timedelta(days=7)),
    (timedelta(hours=12), timedelta(hours=24)),
    (timedelta(0), timedelta(hours=3)),
)
"""Margins before the start and after the end of events that the baseline may not learn from, widest first."""


def near_events(
    events: Sequence[Event], hours: pd.DatetimeIndex, margin: tuple[timedelta, timedelta]
) -> Bools:
    """Which hours lie in an event or within its margin."""
    near = np.zeros(len(hours), dtype=bool)
    for event in events:
        first = pd.Timestamp(event.start - margin[0] - _ONE_HOUR)
        near |= np.asarray((hours > first) & (hours < pd.Timestamp(event.end + margin[1])))
    return near
