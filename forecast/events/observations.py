"""What past events brought beyond the baseline, hour by hour and summed by bin."""

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
"""Baseline, over the week's level, at which most of an event's crowd is awake; and what is added to it."""

_OPENING_HOURS = 3.0
"""Mean time (hours) that the crowd of an opening stays up for it, whatever the hour."""


_WEEK = 7
_YEAR = pd.Timedelta(days=365.25)


@dataclass(frozen=True)
class EventWindow:
    """Hours that an event touches, or several events one after the other; arrays of shape (entries,).

    at: positions among the given hours. bins: their bins. relative_level: the level of the week over the hour's own
    baseline, 0 in closed hours. share: of the hour that belongs to its bin. hours_since_start, hours_to_end: hours from the
    event's start to the hour's middle, and from there to its end.
    """

    at: Ints
    bins: Ints
    relative_level: Floats
    share: Floats
    hours_since_start: Floats
    hours_to_end: Floats

    def basis(self, hour_of_day_response: Floats) -> Floats:
        """What an excess of 1 adds to each hour, over the hour's own baseline; 0 in closed hours.

        hour_of_day_response: (24,), see :mod:`forecast.events.diurnal`. Who comes for an event is not one more of those who
        would have come: a busy hour gains about as much as a quiet one, and only at night does the crowd
        sleep. Nobody sleeps through an opening, be it at midnight.
        """
        opening, diurnal = self.audience
        return np.asarray(opening + diurnal * hour_of_day_response[self.at % HOURS])

    @property
    def audience(self) -> tuple[Floats, Floats]:
        """Of :meth:`basis`, what stays up for the opening, and what follows the clock."""
        is_open = self.relative_level > 0
        baseline = np.where(is_open, 1 / np.where(is_open, self.relative_level, 1.0), 0.0)
        at_opening = np.where(
            self.hours_since_start > 0, np.exp(-np.maximum(self.hours_since_start, 0.0) / _OPENING_HOURS), 0.0
        )
        whole = self.share * self.relative_level
        return whole * at_opening, whole * (1 - at_opening) * _attendance(baseline) / _attendance(1.0)


def _attendance(baseline: Floats | float) -> Floats:
    """How much of an event's crowd is awake in an hour, given its baseline over the level of the week."""
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
    """The event's hours among ``hours`` (whole days), of baseline ``rates`` and week's ``level`` (flat)."""
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
    """Everything that past hours tell about events: flat arrays over hours, and entries over them.

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
        """Which entries can be learned from. What comes before and after an event is not learned from
        the hours of another one, whose own jumps would pass for it."""
        during = IS_DURING[self.window.bins]
        in_event = np.zeros(len(self.counts), dtype=bool)
        in_event[self.window.at[during]] = True
        at = self.window.at
        return ~np.isnan(self.counts[at]) & (self.rates[at] > 0) & (during | ~in_event[at])

    @property
    def seen(self) -> Bools:
        """Of which events hours of their own are known, shape (events,); the others taught nothing."""
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
    """The hours of each event apart from what others bring; (entries,). counts: what came. expected: by
    baseline and the other events. gain: what an excess of 1 adds to the count.
    """

    counts: Floats
    expected: Floats
    gain: Floats


def decompose_overlap(history: EventHistory, excess: Floats, overlap: float) -> EventHours:
    """Overlapping events are told apart by the ``excess`` of each, (entries,), as believed so far."""
    at, rate = history.window.at, history.rates[history.window.at]
    others, gain = combined_effect(len(history.counts), at, excess, overlap).without(at, excess)
    return EventHours(history.counts[at], rate * others, rate * gain)


class EventGroups(NamedTuple):
    """G"""

    kind: Ints
    weight: Floats
    age: Floats


@dataclass(frozen=True)
class BinnedEvents:
    """Sums over the known hours of each event's bins; arrays of shape (events, bins).

    hours: their number. counts, expected: as in :class:`EventHours`. basis: what a profile of 1 would add.
    """

    hours: Floats
    counts: Floats
    expected: Floats
    basis: Floats

    def rows(self, chosen: Bools) -> BinnedEvents:
        """Of some events."""
        return BinnedEvents(
            *(column[chosen] for column in (self.hours, self.counts, self.expected, self.basis))
        )


def bin_events(history: EventHistory, known: Bools, event_hours: EventHours, basis: Floats) -> BinnedEvents:
    """Sum up what is known; known, basis: (entries,)."""
    events = len(history.age)
    index = (history.event_index * BINS + history.window.bins)[known]
    columns = (np.ones(len(known)), event_hours.counts, event_hours.expected, event_hours.gain * basis)
    sums = [sums_by_index(index, column[known], events * BINS).reshape(events, BINS) for column in columns]
    return BinnedEvents(*sums)
