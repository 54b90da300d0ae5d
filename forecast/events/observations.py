"""What past events brought beyond the baseline, hour by hour and summed by bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.events.windows import BINS, IS_DURING, Reach, covered_share, event_bins
from forecast.series.grid import HOURS, Bools, Floats, Ints

_FLOOR = 0.05
_HALF_AWAKE, _NEVER_NOBODY = 0.7, 0.1
"""Baseline, over the week's level, at which most of an event's crowd is awake; and what is added to it."""

_STAYED_UP = 3.0
"""Mean time (hours) that the crowd of an opening stays up for it, whatever the hour."""


_WEEK = 7
_YEAR = pd.Timedelta(days=365.25)


@dataclass(frozen=True)
class EventWindow:
    """Hours that an event touches, or several events one after the other; arrays of shape (entries,).

    at: positions among the given hours. bins: their bins. flat: the level of the week over the hour's own
    baseline, 0 in closed hours. share: of the hour that belongs to its bin. since, left: hours from the
    event's start to the hour's middle, and from there to its end.
    """

    at: Ints
    bins: Ints
    flat: Floats
    share: Floats
    since: Floats
    left: Floats

    def basis(self, clock: Floats) -> Floats:
        """What an excess of 1 adds to each hour, over the hour's own baseline; 0 in closed hours.

        clock: (24,), see :mod:`forecast.events.diurnal`. Who comes for an event is not one more of those who
        would have come: a busy hour gains about as much as a quiet one, and only at night does the crowd
        sleep. Nobody sleeps through an opening, be it at midnight.
        """
        awake, by_clock = self.crowd
        return np.asarray(awake + by_clock * clock[self.at % HOURS])

    @property
    def crowd(self) -> tuple[Floats, Floats]:
        """Of :meth:`basis`, what stays up for the opening, and what follows the clock."""
        is_open = self.flat > 0
        baseline = np.where(is_open, 1 / np.where(is_open, self.flat, 1.0), 0.0)
        opening = np.where(self.since > 0, np.exp(-np.maximum(self.since, 0.0) / _STAYED_UP), 0.0)
        whole = self.share * self.flat
        return whole * opening, whole * (1 - opening) * _awake(baseline) / _awake(1.0)


def _awake(baseline: Floats | float) -> Floats:
    """How much of an event's crowd is awake in an hour, given its baseline over the level of the week."""
    raised = np.asarray(baseline) + _NEVER_NOBODY
    return np.asarray(raised / np.hypot(raised, _HALF_AWAKE))


def week_level(rates: Floats) -> Floats:
    """Mean rate of the seven days around each hour's day; ``rates``, flat, of whole days.

    At the edges, of the first and the last seven days, so that every weekday counts once.
    """
    by_day = rates.reshape(-1, HOURS).mean(axis=1)
    width = min(_WEEK, len(by_day))
    means = np.convolve(by_day, np.full(width, 1 / width), mode="valid")
    middle = np.clip(np.arange(len(by_day)) - width // 2, 0, len(means) - 1)
    return np.repeat(means[middle], HOURS)


def event_window(
    event: Event, reach: Reach, hours: pd.DatetimeIndex, rates: Floats, level: Floats
) -> EventWindow:
    """The event's hours among ``hours`` (whole days), of baseline ``rates`` and week's ``level`` (flat)."""
    first, end = hours.searchsorted([reach.start, reach.end])
    bins = event_bins(event, reach, hours[first:end])
    share = covered_share(event, hours[first:end])
    at = first + np.flatnonzero(bins >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        flat = np.where(rates[at] > 0, level[at] / rates[at], 0.0)
    middle = hours[at] + pd.Timedelta(minutes=30)
    since, left = (
        np.asarray(gap / pd.Timedelta(hours=1)) for gap in (middle - event.start, event.end - middle)
    )
    return EventWindow(at, bins[bins >= 0], flat, share[bins >= 0], since, left)


def excess_of(profile: Floats, basis: Floats, size: Floats | float) -> Floats:
    """What an event brings, over the baseline, where its kind's profile and the basis are as given.

    What it adds is in proportion to its size; what it takes away, as a factor, to the power of its size.
    """
    gained = size * np.maximum(profile, 0.0) * basis
    kept = np.maximum((1.0 + np.minimum(profile, 0.0)) ** size, _FLOOR)
    return np.asarray(np.where(basis > 0, gained + kept - 1.0, 0.0))


@dataclass(frozen=True)
class Together:
    """What several events do to the same hours. added, logs: (hours,), sums of their excesses and of the
    logs of 1 + excess. overlap: 0 = what they bring adds up, 1 = their factors multiply.
    """

    added: Floats
    logs: Floats
    overlap: float

    @property
    def factor(self) -> Floats:
        """On the baseline, shape (hours,)."""
        return self._blend(self.added, np.exp(self.logs))

    def without(self, at: Ints, excess: Floats) -> tuple[Floats, Floats]:
        """Factor of the others where one brings ``excess``, and what the others do to an excess of 1."""
        added, product = self.added[at] - excess, np.exp(self.logs[at] - np.log1p(excess))
        return self._blend(added, product), 1 + self.overlap * (product - 1)

    def _blend(self, added: Floats, product: Floats) -> Floats:
        return np.maximum((1 - self.overlap) * (1 + added) + self.overlap * product, _FLOOR)


def together(length: int, at: Ints, excess: Floats, overlap: float) -> Together:
    """Of ``length`` hours, from the excess of every event at its positions."""
    added, logs = (summed(at, values, length) for values in (excess, np.log1p(excess)))
    return Together(added, logs, overlap)


def summed(place: Ints, values: Floats, length: int) -> Floats:
    """Sums of the values at each of ``length`` places."""
    return np.bincount(place, weights=values, minlength=length).astype(np.float64)


@dataclass(frozen=True)
class History:
    """Everything that past hours tell about events: flat arrays over hours, and entries over them.

    counts (NaN = unknown), rates: (hours,). owner: (entries,), the event of each entry of ``window``.
    age: (events,), years since each event's start.
    """

    counts: Floats
    rates: Floats
    window: EventWindow
    owner: Ints
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
        return np.bincount(self.owner[during], minlength=len(self.age)) > 0


_COLUMNS = {"at": np.int64, "bins": np.int64} | dict.fromkeys(("flat", "share", "since", "left"), np.float64)


def make_history(
    windows: Sequence[EventWindow], events: Sequence[Event], counts: Floats, rates: Floats, now: pd.Timestamp
) -> History:
    """The windows of all events one after the other."""
    owner = np.repeat(np.arange(len(windows)), [len(window.at) for window in windows])
    columns = [
        np.concatenate([np.zeros(0, dtype=kind), *(getattr(window, name) for window in windows)])
        for name, kind in _COLUMNS.items()
    ]
    age = np.array([max((now - pd.Timestamp(event.start)) / _YEAR, 0.0) for event in events])
    return History(counts, rates, EventWindow(*columns), owner, age)


@dataclass(frozen=True)
class Entries:
    """The hours of each event apart from what others bring; (entries,). counts: what came. expected: by
    baseline and the other events. gain: what an excess of 1 adds to the count.
    """

    counts: Floats
    expected: Floats
    gain: Floats


def told_apart(history: History, excess: Floats, overlap: float) -> Entries:
    """Overlapping events are told apart by the ``excess`` of each, (entries,), as believed so far."""
    at, rate = history.window.at, history.rates[history.window.at]
    others, gain = together(len(history.counts), at, excess, overlap).without(at, excess)
    return Entries(history.counts[at], rate * others, rate * gain)


@dataclass(frozen=True)
class EventData:
    """Sums over the known hours of each event's bins; arrays of shape (events, bins).

    hours: their number. counts, expected: as in :class:`Entries`. basis: what a profile of 1 would add.
    """

    hours: Floats
    counts: Floats
    expected: Floats
    basis: Floats

    def rows(self, chosen: Bools) -> EventData:
        """Of some events."""
        return EventData(*(column[chosen] for column in (self.hours, self.counts, self.expected, self.basis)))


def collect(history: History, known: Bools, entries: Entries, basis: Floats) -> EventData:
    """Sum up what is known; known, basis: (entries,)."""
    events = len(history.age)
    place = (history.owner * BINS + history.window.bins)[known]
    columns = (np.ones(len(known)), entries.counts, entries.expected, entries.gain * basis)
    sums = [summed(place, column[known], events * BINS).reshape(events, BINS) for column in columns]
    return EventData(*sums)
