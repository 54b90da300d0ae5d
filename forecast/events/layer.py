"""The event model, estimated by block coordinate descent from past events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.events.diurnal import fit_hour_of_day_response, flat_hour_of_day_response
from forecast.events.event import Event
from forecast.events.noise import estimate_count_noise
from forecast.events.observations import (
    EventGroups,
    EventWindow,
    bin_events,
    decompose_overlap,
    event_window,
    make_event_history,
    weekly_level,
)
from forecast.events.overlap import combined_effect, event_excess
from forecast.events.profiles import EventProfiles, fit_event_profiles, prior_event_profiles
from forecast.events.size_regression import EventSizes, initial_event_sizes
from forecast.events.sizes import fit_event_sizes
from forecast.events.windows import MARGINS, InfluenceWindow, influence_windows, near_events
from forecast.series.grid import Floats, Grid, Ints

RECENCY_HALF_LIFE_YEARS = 2.0
"""Half-life of a past event's weight in its kind's profile."""

_OVERLAP = 0.25
"""Share of multiplication where events overlap; the rest adds up."""

_SWEEPS, _SWEEPS_BEFORE_RESPONSE = 8, 2


@dataclass(frozen=True)
class EventLayer:
    """The estimated effects of one queue's events.

    Attributes
    ----------
    events : tuple of Event
        Past and coming.
    kind : ndarray of int, shape (events,)
        Row of each event's kind in ``profiles``, -1 for a kind never seen.
    profiles : EventProfiles
        Excess of each kind in event time.
    sizes : EventSizes
        Size of each event.
    seen : tuple of bool
        Which events have known hours of their own.
    influence : tuple of InfluenceWindow
        The period that each event may change.
    hour_of_day_response : ndarray, shape (24,)
        Factor of the hour of the day on what events bring.
    overlap : float
        0 = overlapping events add up, 1 = they multiply.
    """

    events: tuple[Event, ...]
    kind: Ints
    profiles: EventProfiles
    sizes: EventSizes
    seen: tuple[bool, ...]
    influence: tuple[InfluenceWindow, ...]
    hour_of_day_response: Floats
    overlap: float

    def window(self, index: int, hours: pd.DatetimeIndex, rates: Floats, level: Floats) -> EventWindow:
        """The hours in the influence window of the event at ``index``, among ``hours`` (whole days; flat
        arrays).
        """
        return event_window(self.events[index], self.influence[index], hours, rates, level)

    def factor(self, hours: pd.DatetimeIndex, rates: Floats) -> Floats:
        """Combined factor of the events that were seen, on past hours (whole days; flat arrays)."""
        level = weekly_level(rates)
        at, excess = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        for i in (i for i, seen in enumerate(self.seen) if seen):
            window = self.window(i, hours, rates, level)
            profile = self.profiles.excess[self.kind[i]][window.bins]
            at.append(window.at)
            excess.append(
                event_excess(profile, window.basis(self.hour_of_day_response), float(self.sizes.sizes[i]))
            )
        return combined_effect(len(hours), np.concatenate(at), np.concatenate(excess), self.overlap).factor


def fit_event_layer(
    grid: Grid, rates: Floats, events: Sequence[Event], dispersion: float, start: EventLayer | None = None
) -> EventLayer:
    """Estimate profiles, sizes and hour-of-day response in turn, each given the others.

    rates: the baseline, shape (days, 24). dispersion: variance over mean of an hour's count. start: a
    previous fit of the same events to continue from.
    """
    events, hours, flat_rates = tuple(events), grid.hours, rates.ravel()
    influence, level = influence_windows(events), weekly_level(flat_rates)
    windows = [event_window(e, r, hours, flat_rates, level) for e, r in zip(events, influence, strict=True)]
    history = make_event_history(windows, events, grid.counts.ravel(), flat_rates, hours[-1])
    known, seen = history.known, history.seen
    names = sorted({event.kind for event, was in zip(events, seen, strict=True) if was})
    kind = np.array([names.index(e.kind) if e.kind in names else -1 for e in events], dtype=np.int64)
    ordinary = ~near_events(events, hours, MARGINS[0]) & ~np.isnan(history.counts)
    noise = estimate_count_noise(grid.counts, rates, ordinary.reshape(rates.shape), dispersion)
    weight = np.where(seen, 0.5 ** (history.age / RECENCY_HALF_LIFE_YEARS), 0.0)
    groups = EventGroups(kind, weight, history.age)

    profiles = prior_event_profiles(names) if start is None else start.profiles
    sizes = initial_event_sizes(len(events)) if start is None else start.sizes
    hour_of_day_response = flat_hour_of_day_response() if start is None else start.hour_of_day_response
    learnable = seen[history.event_index]
    for sweep in range(_SWEEPS):
        profile = np.zeros(len(known))
        if sweep or start is not None:
            profile[learnable] = profiles.excess[
                kind[history.event_index[learnable]], history.window.bins[learnable]
            ]
        size = sizes.sizes[history.event_index]
        event_hours = decompose_overlap(
            history, event_excess(profile, history.window.basis(hour_of_day_response), size), _OVERLAP
        )
        if sweep >= _SWEEPS_BEFORE_RESPONSE:
            hour_of_day_response = fit_hour_of_day_response(
                history, known, event_hours, size, kind[history.event_index], noise, hour_of_day_response
            )
        data = bin_events(history, known, event_hours, history.window.basis(hour_of_day_response))
        profiles = fit_event_profiles(data, groups, sizes.log_size, noise, profiles)
        sizes = fit_event_sizes(data, events, groups, profiles, noise, sizes)
    return EventLayer(
        events, kind, profiles, sizes, tuple(map(bool, seen)), influence, hour_of_day_response, _OVERLAP
    )
