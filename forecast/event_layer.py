"""What events do to the baseline, learned from those that are past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.event_data import EventWindow, collect, event_window
from forecast.event_shapes import Shapes, fit_shapes, no_shapes
from forecast.event_sizes import Sizes, first_sizes, fit_sizes
from forecast.events import Event
from forecast.grid import Bools, Floats, Grid
from forecast.windows import BINS, Reach, reaches

_SWEEPS = 8


@dataclass(frozen=True)
class EventLayer:
    """The learned events of one queue."""

    events: tuple[Event, ...]
    shapes: Shapes
    sizes: Sizes
    seen: tuple[bool, ...]
    reach: tuple[Reach, ...]

    def window(self, index: int, hours: pd.DatetimeIndex, rates: Floats) -> EventWindow:
        """The hours that the event at ``index`` touches among ``hours`` (whole days; flat arrays)."""
        return event_window(self.events[index], self.reach[index], hours, rates)

    def factor(self, hours: pd.DatetimeIndex, rates: Floats) -> Floats:
        """Factor of the events that were seen on past hours (whole days; flat arrays)."""
        combined = np.ones(len(hours))
        for i, event in enumerate(self.events):
            if self.seen[i]:
                window = self.window(i, hours, rates)
                combined[window.at] *= window.factor(self.shapes.excess[event.kind], self.sizes.sizes[i])
        return combined


def learn_events(
    grid: Grid, rates: Floats, events: Sequence[Event], dispersion: float, start: EventLayer | None = None
) -> EventLayer:
    """Learn shapes and sizes by turns from the known hours of past events.

    rates: the baseline, shape (days, 24). dispersion: variance over mean of an hour's count. start: an
    earlier layer of the same events to go on from.
    """
    events = tuple(events)
    hours = grid.hours
    flat_rates, counts = rates.ravel(), grid.counts.ravel()
    reach = reaches(events)
    windows = tuple(event_window(e, r, hours, flat_rates) for e, r in zip(events, reach, strict=True))
    factors = tuple(np.ones(len(window.at)) for window in windows)
    shapes = no_shapes() if start is None else start.shapes
    sizes = first_sizes(events) if start is None else start.sizes
    data = collect(windows, events, counts, flat_rates, factors, hours[-1])
    kinds = [event.kind for event in events]
    for sweep in range(_SWEEPS):
        if sweep or start is not None:
            factors = _factors(windows, kinds, shapes, sizes, data.seen)
            data = collect(windows, events, counts, flat_rates, factors, hours[-1])
        shapes = fit_shapes(data, kinds, sizes.sizes, dispersion, shapes)
        sizes = fit_sizes(data, events, shapes, dispersion, sizes)
    return EventLayer(events, shapes, sizes, tuple(bool(seen) for seen in data.seen), reach)


def _factors(
    windows: tuple[EventWindow, ...], kinds: list[str], shapes: Shapes, sizes: Sizes, seen: Bools
) -> tuple[Floats, ...]:
    none = np.zeros(BINS)
    excess = [shapes.excess[k] if s else none for k, s in zip(kinds, seen, strict=True)]
    return tuple(w.factor(x, size) for w, x, size in zip(windows, excess, sizes.sizes, strict=True))
