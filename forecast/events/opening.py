"""Events in hours of the week that are otherwise closed: a sale's own night.

The weekly rule says nothing about a sale. Such an hour is open where past events of the kind had customers
then: on this hour of the week, or, where none of them covered that, at this hour of the day. Of a kind never
seen, all past events tell. An hour whose rows were all 0 was at least served, so an event about which nothing
is known opens it too, unless that whole weekday is closed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.regression.closed_hours import ClosedHours
from forecast.regression.profile import day_kinds
from forecast.series.calendar import Calendar
from forecast.series.grid import HOURS, Bools, Floats, Grid, Ints

DEAD_SHARE = 0.02
"""Of the week's level: the baseline that an event's own hours get in closed hours, to multiply from."""


@dataclass
class _Past:
    """What events were seen to do, shape (8, 24): hours of the week covered, and with customers."""

    covered: Bools = field(default_factory=lambda: np.zeros((8, HOURS), dtype=bool))
    came: Bools = field(default_factory=lambda: np.zeros((8, HOURS), dtype=bool))


@dataclass(frozen=True)
class Opening:
    """Which closed hours the events open."""

    calendar: Calendar
    hours: ClosedHours
    opened: dict[str, Bools]
    otherwise: Bools

    def rates(self, rates: Floats, level: Floats, hours: pd.DatetimeIndex, events: Sequence[Event]) -> Floats:
        """The baseline with a small part of the week's ``level`` in the closed hours that events open.

        rates, level: flat, of ``hours`` (whole days).
        """
        if not self.hours.closed.any():
            return rates
        weekday = day_kinds(self.calendar, hours[::HOURS]).weekday
        changed = rates.copy()
        for event, at in _own_hours(events, hours):
            is_open = self.opened.get(event.kind, self.otherwise)[weekday[at // HOURS], at % HOURS]
            here = at[is_open & (rates[at] <= 0)]
            changed[here] = DEAD_SHARE * level[here]
        return changed


def learn_opening(grid: Grid, calendar: Calendar, hours: ClosedHours, events: Sequence[Event]) -> Opening:
    """From the events of the history, as it was recorded."""
    weekday, counts = day_kinds(calendar, grid.days).weekday, grid.counts.ravel()
    kinds: dict[str, _Past] = {}
    every = _Past()
    last = np.flatnonzero(grid.known.ravel())[-1]
    for event, at in _own_hours(events, grid.hours):
        at = at[at <= last]
        if not len(at):
            continue
        cell, came = (weekday[at // HOURS], at % HOURS), np.nan_to_num(counts[at]) > 0
        for past in (kinds.setdefault(event.kind, _Past()), every):
            past.covered[cell] = True
            past.came[cell] |= came
    opened = {kind: _opens(past, hours) for kind, past in kinds.items()}
    return Opening(calendar, hours, opened, _opens(every, hours))


def _opens(past: _Past, hours: ClosedHours) -> Bools:
    """Hours of the week, (8, 24), that events like these open."""
    covered_at, came_at = past.covered.any(axis=0), past.came.any(axis=0)
    served = hours.silent & ~hours.closed.all(axis=1, keepdims=True)
    by_hour = np.where(covered_at, came_at, served)
    return np.asarray(np.where(past.covered, past.came, by_hour))


def _own_hours(events: Sequence[Event], hours: pd.DatetimeIndex) -> Iterator[tuple[Event, Ints]]:
    """Each event with the positions of its own hours, its beginning and its end included in part."""
    for event in events:
        first, end = hours.searchsorted(
            [pd.Timestamp(event.start).floor("h"), pd.Timestamp(event.end).ceil("h")]
        )
        if end > first:
            yield event, np.arange(first, end)
