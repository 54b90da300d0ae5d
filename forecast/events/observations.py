"""What past events brought beyond the baseline, hour by hour and binned by event time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.events.overlap import combined_effect
from forecast.events.windows import BINS, IS_DURING, InfluenceWindow, covered_share, event_bins
from forecast.series.grid import HOURS, Bools, Floats, Ints, sums_by_index

_HALF_ATTENDANCE, _MIN_ATTENDANCE = 0.7, 0.1
"""Scale of the saturating attendance curve, as baseline over the week's level, and the attendance of a
dead hour.
"""

_OPENING_HOURS = 3.0
"""Mean time (hours) that the audience of an opening stays, whatever the hour of the day."""


_WEEK = 7
_YEAR = pd.Timedelta(days=365.25)


@dataclass(frozen=True)
class EventWindow:
    """The hours in one event's influence window, or in several events' one after the other; arrays
    (entries,).

    at: positions among the given hours. bins: their event-time bins. relative_level: the week's level over
    the hour's own baseline, 0 in closed hours. share: how much of the hour belongs to its bin.
    hours_since_start, hours_to_end: from the event's start to the middle of the hour, and from there to the
    event's end.
    """

    at: Ints
    bins: Ints
    relative_level: Floats
    share: Floats
    hours_since_start: Floats
    hours_to_end: Floats

    def basis(self, hour_of_day_response: Floats) -> Floats:
        """Excess over the hour's own baseline of a profile of 1; 0 in closed hours.

        hour_of_day_response: (24,), see :mod:`forecast.events.diurnal`. The audience of an event is not a
        multiple of the ordinary inquirers: a busy hour gains about as much as a quiet one, and only the night
        is quiet. An opening keeps its audience awake, even at midnight.
        """
        opening, diurnal = self.audience
        return np.asarray(opening + diurnal * hour_of_day_response[self.at % HOURS])

    @property
    def audience(self) -> tuple[Floats, Floats]:
        """The two parts of :meth:`basis`: present for the opening at any hour, and present by the hour of
        the day.
        """
        is_open = self.relative_level > 0
        baseline = np.where(is_open, 1 / np.where(is_open, self.relative_level, 1.0), 0.0)
        at_opening = np.where(
            self.hours_since_start > 0, np.exp(-np.maximum(self.hours_since_start, 0.0) / _OPENING_HOURS), 0.0
        )
        whole = self.share * self.relative_level
        return whole * at_opening, whole * (1 - at_opening) * _attendance(baseline) / _attendance(1.0)


def _attendance(baseline: Floats | float) -> Floats:
    """Share of an event's audience that is awake, a saturating function of baseline / level of the week."""
    attendance = np.asarray(baseline) + _MIN_ATTENDANCE
    return np.asarray(attendance / np.hypot(attendance, _HALF_ATTENDANCE))


def weekly_level(rates: Floats) -> Floats:
    """Mean rate of the seven days around each hour's day; ``rates``, flat, of whole days.

    At the edges, of the first and the last seven days, so that every weekday counts once.
    """
    by_day = rates.reshape(-1, HOURS).mean(axis=1)
    width = min(_WEEK, len(by_day))
    means = np.convolve(by_day, np.full(width, 1 / width), mode="valid")
    middle = np.clip(np.arange(len(by_day)) - width // 2, 0, len(means) - 1)
    return np.repeat(means[middle], HOURS)


def event_window(
    event: Event, influence: InfluenceWindow, hours: pd.DatetimeIndex, rates: Floats, level: Floats
) -> EventWindow:
    """The event's hours among ``hours`` (whole days), given their baseline ``rates`` and week's ``level``
    (flat).
    """
    first, end = hours.searchsorted([influence.start, influence.end])
    bins = event_bins(event, influence, hours[first:end])
    share = covered_share(event, hours[first:end])
    at = first + np.flatnonzero(bins >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative_level = np.where(rates[at] > 0, level[at] / rates[at], 0.0)
    middle = hours[at] + pd.Timedelta(minutes=30)
    hours_since_start, hours_to_end = (
        np.asarray(gap / pd.Timedelta(hours=1)) for gap in (middle - event.start, event.end - middle)
    )
    return EventWindow(at, bins[bins >= 0], relative_level, share[bins >= 0], hours_since_start, hours_to_end)


@dataclass(frozen=True)
class EventHistory:
    """Past hours, and entries (one for each hour of each event's window) that refer to them.

    counts (NaN = unknown), rates: (hours,). event_index: (entries,), the event of each entry of ``window``.
    age: (events,), years since each event's start.
    """

    counts: Floats
    rates: Floats
    window: EventWindow
    event_index: Ints
    age: Floats

    @property
    def known(self) -> Bools:
        """Which entries can be learned from, shape (entries,).

        The hours before and after an event are dropped where another one runs: its jumps would pass for
        theirs.
        """
        during = IS_DURING[self.window.bins]
        in_event = np.zeros(len(self.counts), dtype=bool)
        in_event[self.window.at[during]] = True
        at = self.window.at
        return ~np.isnan(self.counts[at]) & (self.rates[at] > 0) & (during | ~in_event[at])

    @property
    def seen(self) -> Bools:
        """Which events have known hours of their own, shape (events,); the others are not learned from."""
        during = self.known & IS_DURING[self.window.bins]
        return np.bincount(self.event_index[during], minlength=len(self.age)) > 0


_COLUMNS = {"at": np.int64, "bins": np.int64} | dict.fromkeys(
    ("relative_level", "share", "hours_since_start", "hours_to_end"), np.float64
)


def make_event_history(
    windows: Sequence[EventWindow], events: Sequence[Event], counts: Floats, rates: Floats, now: pd.Timestamp
) -> EventHistory:
    """The windows of all events one after the other."""
    event_index = np.repeat(np.arange(len(windows)), [len(window.at) for window in windows])
    columns = [
        np.concatenate([np.zeros(0, dtype=kind), *(getattr(window, name) for window in windows)])
        for name, kind in _COLUMNS.items()
    ]
    age = np.array([max((now - pd.Timestamp(event.start)) / _YEAR, 0.0) for event in events])
    return EventHistory(counts, rates, EventWindow(*columns), event_index, age)


@dataclass(frozen=True)
class EventHours:
    """Each event's hours with the other events taken out; arrays (entries,).

    counts: as observed. expected: baseline with the other events. gain: inquiries that an excess of 1 adds.
    """

    counts: Floats
    expected: Floats
    gain: Floats


def decompose_overlap(history: EventHistory, excess: Floats, overlap: float) -> EventHours:
    """Separate overlapping events by the current estimate of each one's ``excess``, shape (entries,)."""
    at, rate = history.window.at, history.rates[history.window.at]
    others, gain = combined_effect(len(history.counts), at, excess, overlap).without(at, excess)
    return EventHours(history.counts[at], rate * others, rate * gain)


class EventGroups(NamedTuple):
    """How events are pooled; arrays (events,).

    kind: row of each event's kind, -1 for a kind never seen. weight: recency weight, 0 for an event not seen.
    age: years since its start.
    """

    kind: Ints
    weight: Floats
    age: Floats


@dataclass(frozen=True)
class BinnedEvents:
    """Sums over the known hours of each bin of each event; arrays (events, bins).

    hours: how many. counts, expected: as in :class:`EventHours`. basis: inquiries that a profile of 1 would
    add.
    """

    hours: Floats
    counts: Floats
    expected: Floats
    basis: Floats

    def rows(self, chosen: Bools) -> BinnedEvents:
        """The chosen events only."""
        return BinnedEvents(
            *(column[chosen] for column in (self.hours, self.counts, self.expected, self.basis))
        )


def bin_events(history: EventHistory, known: Bools, event_hours: EventHours, basis: Floats) -> BinnedEvents:
    """Sum the known entries by event and bin; known, basis: (entries,)."""
    events = len(history.age)
    index = (history.event_index * BINS + history.window.bins)[known]
    columns = (np.ones(len(known)), event_hours.counts, event_hours.expected, event_hours.gain * basis)
    sums = [sums_by_index(index, column[known], events * BINS).reshape(events, BINS) for column in columns]
    return BinnedEvents(*sums)
