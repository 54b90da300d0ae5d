"""What events do to the baseline, learned from those that are past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.events.diurnal import fit_clock, no_clock
from forecast.events.event import Event
from forecast.events.noise import measure_noise
from forecast.events.observations import (
    EventWindow,
    collect,
    event_window,
    excess_of,
    make_history,
    together,
    told_apart,
    week_level,
)
from forecast.events.profiles import Shapes, fit_shapes, no_shapes
from forecast.events.sizes import Sizes, first_sizes, fit_sizes
from forecast.events.windows import MARGINS, Reach, near_events, reaches
from forecast.series.grid import Floats, Grid, Ints

RECENCY_HALF_LIFE_YEARS = 2.0
"""After which an event says half as much of its kind's shape."""

_OVERLAP = 0.25
"""How far events at the same time multiply; the rest of the way they add up."""

_SWEEPS, _SWEEPS_BEFORE_CLOCK = 8, 2


@dataclass(frozen=True)
class EventLayer:
    """The learned events of one queue.

    kind: (events,), row of each event's kind in ``shapes``, -1 for a kind never seen. clock: (24,), how
    what events bring follows the hour of the day beyond the baseline. overlap: how far events at the same
    time multiply.
    """

    events: tuple[Event, ...]
    kind: Ints
    shapes: Shapes
    sizes: Sizes
    seen: tuple[bool, ...]
    reach: tuple[Reach, ...]
    clock: Floats
    overlap: float

    def window(self, index: int, hours: pd.DatetimeIndex, rates: Floats, level: Floats) -> EventWindow:
        """The hours that the event at ``index`` touches among ``hours`` (whole days; flat arrays)."""
        return event_window(self.events[index], self.reach[index], hours, rates, level)

    def factor(self, hours: pd.DatetimeIndex, rates: Floats) -> Floats:
        """Factor of the events that were seen on past hours (whole days; flat arrays)."""
        level = week_level(rates)
        at, excess = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
        for i in (i for i, seen in enumerate(self.seen) if seen):
            window = self.window(i, hours, rates, level)
            profile = self.shapes.excess[self.kind[i]][window.bins]
            at.append(window.at)
            excess.append(excess_of(profile, window.basis(self.clock), float(self.sizes.sizes[i])))
        return together(len(hours), np.concatenate(at), np.concatenate(excess), self.overlap).factor


def learn_events(
    grid: Grid, rates: Floats, events: Sequence[Event], dispersion: float, start: EventLayer | None = None
) -> EventLayer:
    """Learn shapes, sizes and the clock by turns from the known hours of past events.

    rates: the baseline, shape (days, 24). dispersion: variance over mean of an hour's count. start: an
    earlier layer of the same events to go on from.
    """
    events, hours, flat_rates = tuple(events), grid.hours, rates.ravel()
    reach, level = reaches(events), week_level(flat_rates)
    windows = [event_window(e, r, hours, flat_rates, level) for e, r in zip(events, reach, strict=True)]
    history = make_history(windows, events, grid.counts.ravel(), flat_rates, hours[-1])
    known, seen = history.known, history.seen
    names = sorted({event.kind for event, was in zip(events, seen, strict=True) if was})
    kind = np.array([names.index(e.kind) if e.kind in names else -1 for e in events], dtype=np.int64)
    far = ~near_events(events, hours, MARGINS[0]) & ~np.isnan(history.counts)
    noise = measure_noise(grid.counts, rates, far.reshape(rates.shape), dispersion)
    weight = np.where(seen, 0.5 ** (history.age / RECENCY_HALF_LIFE_YEARS), 0.0)

    shapes = no_shapes(names) if start is None else start.shapes
    sizes = first_sizes(len(events)) if start is None else start.sizes
    clock = no_clock() if start is None else start.clock
    taught = seen[history.owner]
    for sweep in range(_SWEEPS):
        profile = np.zeros(len(known))
        if sweep or start is not None:
            profile[taught] = shapes.excess[kind[history.owner[taught]], history.window.bins[taught]]
        size = sizes.sizes[history.owner]
        entries = told_apart(history, excess_of(profile, history.window.basis(clock), size), _OVERLAP)
        if sweep >= _SWEEPS_BEFORE_CLOCK:
            clock = fit_clock(history, known, entries, size, kind[history.owner], noise, clock)
        data = collect(history, known, entries, history.window.basis(clock))
        shapes = fit_shapes(data, kind, weight, sizes.log_size, noise, shapes)
        sizes = fit_sizes(data, events, kind, weight, history.age, shapes, noise, sizes)
    return EventLayer(events, kind, shapes, sizes, tuple(map(bool, seen)), reach, clock, _OVERLAP)
