"""What past events brought beyond the baseline, summed by bin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.events import Event
from forecast.grid import HOURS, Bools, Floats, Ints
from forecast.windows import BINS, IS_DURING, Reach, event_bins

RECENCY_HALF_LIFE_YEARS = 2.0
_BLEND = 0.5
_FLOOR = 0.05
_YEAR = pd.Timedelta(days=365.25)


@dataclass(frozen=True)
class EventWindow:
    """The hours that an event touches. at: their positions among the given hours; bins: their bins.

    basis: what an excess of 1 adds to each of those hours, over the hour's own baseline. In an event it
    is half the hour's baseline and half the day's mean, for a jump at midnight is made by people who
    stayed up for it; around the event it is the hour's baseline. 0 in closed hours.
    """

    at: Ints
    bins: Ints
    basis: Floats

    def factor(self, excess: Floats, size: float) -> Floats:
        """The event's factor on the baseline in its hours, for an excess of each bin and a size."""
        grown = 1.0 + size * np.maximum(excess, 0.0)[self.bins] * self.basis
        lost = np.maximum(1.0 + np.minimum(excess, 0.0), _FLOOR)[self.bins] ** size
        return np.asarray(grown * lost)


def event_window(event: Event, reach: Reach, hours: pd.DatetimeIndex, rates: Floats) -> EventWindow:
    """The event's hours among ``hours`` (whole days), whose baseline is ``rates`` (both flat)."""
    first, end = hours.searchsorted([reach.start, reach.end])
    bins = event_bins(event, reach, hours[first:end])
    at = first + np.flatnonzero(bins >= 0)
    bins = bins[bins >= 0]
    day_mean = rates.reshape(-1, HOURS).mean(axis=1)[at // HOURS]
    rate = rates[at]
    with np.errstate(divide="ignore", invalid="ignore"):
        blended = _BLEND + (1 - _BLEND) * day_mean / rate
    basis = np.where(IS_DURING[bins], blended, 1.0)
    return EventWindow(at, bins, np.where(rate > 0, basis, 0.0))


@dataclass(frozen=True)
class EventData:
    """Sums over the known hours of each bin; arrays of shape (events, bins).

    counts: inquiries. expected: by baseline and the other events. basis: what an excess of 1 would add.
    recency: (events,), halving every two years. seen: (events,), whether any hour of the event itself
    is known; the others taught nothing.
    """

    counts: Floats
    expected: Floats
    basis: Floats
    recency: Floats
    seen: Bools


def collect(
    windows: tuple[EventWindow, ...],
    events: tuple[Event, ...],
    counts: Floats,
    rates: Floats,
    factors: tuple[Floats, ...],
    until: pd.Timestamp,
) -> EventData:
    """Sum up what is known.

    What comes before and after an event is not learned from the hours of another one, whose own jumps
    would pass for it.

    counts (NaN = unknown), rates: flat, shape (hours,). factors: of each event on its window's hours, as
    believed so far, so that overlapping events are told apart.
    """
    combined, in_event = np.ones(len(rates)), np.zeros(len(rates), dtype=bool)
    for window, factor in zip(windows, factors, strict=True):
        combined[window.at] *= factor
        in_event[window.at[IS_DURING[window.bins]]] = True
    sums = np.zeros((3, len(events), BINS))
    for i, (window, factor) in enumerate(zip(windows, factors, strict=True)):
        known = ~np.isnan(counts[window.at]) & (rates[window.at] > 0)
        known &= IS_DURING[window.bins] | ~in_event[window.at]
        at, bins = window.at[known], window.bins[known]
        expected = rates[at] * combined[at] / factor[known]
        for j, values in enumerate((counts[at], expected, expected * window.basis[known])):
            sums[j, i] = np.bincount(bins, weights=values, minlength=BINS)
    age = np.array([max((until - pd.Timestamp(event.start)) / _YEAR, 0.0) for event in events])
    seen = (sums[2] * IS_DURING).sum(axis=1) > 0
    return EventData(sums[0], sums[1], sums[2], 0.5 ** (age / RECENCY_HALF_LIFE_YEARS), seen)
