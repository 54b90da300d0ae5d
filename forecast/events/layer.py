"""The event layer: all events of a queue, what past ones brought, and what coming ones will.

The forecast of a coming event begins from what past events of its kind brought, hour by hour (forecasting by
analogy: Green and Armstrong, "Structured analogies for forecasting", *International Journal of Forecasting*
23 (2007)). Nothing is shared between kinds that were seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from forecast.events.event import Event
from forecast.events.intensity import PlannedSize, slope_of_intensity
from forecast.events.normal_weeks import HOURS_OF_WEEK, NormalHours, NormalWeek
from forecast.events.outskirts import fit_outskirts
from forecast.events.past_events import ObservedEvent, is_seen, observe
from forecast.events.windows import (
    BINS,
    LEAST_LEFT,
    MARGINS,
    Ownership,
    covered,
    least_covered,
    near_events,
    position_of,
    precedence,
    share_hours,
)
from forecast.series.grid import HOURS, Bools, Floats, Grid, Ints

RECENCY_HALF_LIFE_YEARS = 1.0
"""Half-life of a past event's weight."""

_LEAST_LEAD, _MOST_LEAD = HOURS, 28 * HOURS
_MIN_FACTOR, _MAX_FACTOR = 0.05, 50.0
"""Guard: counts are divided by the factor, where an event stopped everything or multiplied a dead hour."""

_AHEAD = pd.Timedelta(days=120)


@dataclass(frozen=True)
class Sister:
    """Another queue of the shop: its name and its events, fitted without sisters."""

    name: str
    layer: EventLayer


@dataclass(frozen=True)
class EventLayer:
    """All events of one queue.

    events: past and coming. seen: which have known hours of their own. spans: position of each event's first
    hour in the history, and its number of hours. ownership: of the history's hours and those ahead. normal:
    the history's normal weeks. slope: how far planned intensities come true. outskirts: kind → (bins,),
    factors around its events. sisters: the other queues of the shop.
    """

    events: tuple[Event, ...]
    seen: tuple[bool, ...]
    spans: tuple[tuple[int, int], ...]
    ownership: Ownership
    normal: NormalHours
    slope: float
    outskirts: dict[str, Floats]
    sisters: tuple[Sister, ...] = ()
    _observed: dict[tuple[int, int], ObservedEvent] = field(default_factory=dict, repr=False, compare=False)
    _outer: dict[int, list[tuple[int, int]]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def now(self) -> int:
        """Position of the first hour after the history."""
        return len(self.normal.counts)

    def lead(self, index: int) -> int:
        """Hours from the end of the history to the event's start, in whole days, between 1 and 28 days."""
        days = -(-(self.spans[index][0] - self.now) // HOURS)
        return int(np.clip(days * HOURS, _LEAST_LEAD, _MOST_LEAD))

    def own(self, index: int) -> Bools:
        """Which of the event's hours belong to it alone."""
        start, length = self.spans[index]
        low, high = (min(max(edge, 0), len(self.ownership.owner)) for edge in (start, start + length))
        own = np.zeros(length, dtype=bool)
        own[low - start : high - start] = self.ownership.owner[low:high] == index
        return own

    def counts_of(self, index: int) -> Floats:
        """The event's counts, NaN where unknown."""
        start, length = self.spans[index]
        low, high = (min(max(edge, 0), self.now) for edge in (start, start + length))
        counts = np.full(length, np.nan)
        counts[low - start : high - start] = self.normal.counts[low:high]
        return counts

    def outer(self, index: int) -> list[tuple[int, int]]:
        """Longer events that cover hours of this one, with its position within them.

        Of events of the same hours one is the outer one, as :func:`share_hours` has it: both add what they
        bring.
        """
        if index not in self._outer:
            start, length = self.spans[index]
            first, hours = np.array(self.spans).T
            meets = np.flatnonzero((first < start + length) & (start < first + hours))
            own = precedence(start, length, self.events[index].name)
            self._outer[index] = [
                (int(other), start - int(first[other]))
                for other in meets
                if precedence(*self.spans[other], self.events[other].name) < own
            ]
        return self._outer[index]

    def observed(self, index: int, lead: int) -> ObservedEvent:
        """What a past event brought, told from the normal weeks that ended ``lead`` hours before it."""
        key = (index, lead)
        if key not in self._observed:
            start, length = self.spans[index]
            week = self.normal.week_before(start - lead, start + length + HOURS)
            normal = week.rates[self.normal.hour_of_week(start, length)]
            outer = np.zeros(length)
            for other, offset in self.outer(index):
                if self.seen[other]:
                    add_overlapping(outer, self.observed(other, lead).excess, offset)
            counts = self.counts_of(index)
            # Where nothing is ever recorded, nothing recorded is nobody.
            counts = np.where(np.isnan(counts) & (normal == 0) & self.elapsed(index), 0.0, counts)
            self._observed[key] = observe(counts, self.own(index), outer, week, normal)
        return self._observed[key]

    def week_now(self, index: int) -> NormalWeek:
        """The normal weeks on top of which the event is predicted."""
        start, length = self.spans[index]
        return self.normal.week_before(min(self.now, start - HOURS), start + length + HOURS)

    def elapsed(self, index: int) -> Bools:
        """Which of the event's hours the history covers."""
        start, length = self.spans[index]
        position = start + np.arange(length)
        return np.asarray((position >= 0) & (position < self.now))

    def past_factor(self) -> Floats:
        """Combined factor of the seen events on each hour of the history, (hours,)."""
        factor = np.ones(self.now)
        neighbour, bins = (a[: self.now] for a in (self.ownership.neighbour, self.ownership.bins))
        for index, event in enumerate(self.events):
            near = neighbour == index
            if near.any() and event.kind in self.outskirts:
                factor[near] = self.outskirts[event.kind][bins[near]]
        for index in (i for i, seen in enumerate(self.seen) if seen):
            start, length = self.spans[index]
            own = self.own(index) & self.elapsed(index)
            found = self.observed(index, _LEAST_LEAD)
            outer = np.zeros(length)
            for other, offset in self.outer(index):
                if self.seen[other]:
                    add_overlapping(outer, self.observed(other, _LEAST_LEAD).excess, offset)
            total, normal = found.normal + outer + found.excess, found.normal
            ratio = np.where(normal > 0, total / np.where(normal > 0, normal, 1.0), 1.0)
            factor[(start + np.arange(length))[own]] = ratio[own]
        return np.clip(factor, _MIN_FACTOR, _MAX_FACTOR)


def scaled_by_minutes(excess: Floats, past: Event, of_past: Ints, coming: Event) -> Floats:
    """Excess of hours of a past event, (…, hours), for hours of a coming one that cover more or less of them.

    of_past: (…, hours), which hour of the past event each is of.
    """
    if not any(edge.minute or edge.second for event in (past, coming) for edge in (event.start, event.end)):
        return excess
    return np.asarray(excess * covered(coming) / least_covered(past)[of_past])


def add_overlapping(target: Floats, values: Floats, offset: int) -> None:
    """Add to ``target`` what ``values`` holds from ``offset`` on, as far as the two overlap."""
    low, high = max(offset, 0), min(offset + len(target), len(values))
    if low < high:
        target[low - offset : high - offset] += values[low:high]


def fit_event_layer(grid: Grid, events: Sequence[Event], ordinary_days: Bools, closed: Bools) -> EventLayer:
    """Learn what past events brought.

    Parameters
    ----------
    grid : Grid
        The history.
    events : sequence of Event
        Those of the queue, past and coming.
    ordinary_days : ndarray of bool, shape (days,)
        Days of the history that are no public holidays nor make-up working days.
    closed : ndarray of bool, shape (7, 24)
        Hours of the week that are closed, or in which nobody ever comes.

    Returns
    -------
    EventLayer
        The layer, which predicts coming events.
    """
    events, first, counts = tuple(events), grid.first_day, grid.counts.ravel()
    hours = grid.hours
    usable = ~np.isnan(counts) & np.repeat(ordinary_days, HOURS)
    spans = tuple(position_of(event, first) for event in events)
    reach = int(_AHEAD / pd.Timedelta(hours=1))
    length = max([len(counts), *(start + hours for start, hours in spans)]) + reach
    normal = NormalHours(first, counts, _normal(events, hours, usable), closed.ravel())
    ownership = share_hours(events, first, length)
    layer = EventLayer(events, (False,) * len(events), spans, ownership, normal, 1.0, {})
    layer = replace(layer, seen=tuple(_is_seen(layer, index) for index in range(len(events))))
    return replace(layer, slope=slope_of_intensity(_planned(layer)), outskirts=_outskirts(layer))


def _normal(events: Sequence[Event], hours: pd.DatetimeIndex, usable: Bools) -> Bools:
    """The hours of normal weeks: as far from events as leaves enough of them."""
    for margin in MARGINS[1:]:
        normal = usable & ~near_events(events, hours, margin)
        if normal.sum() >= LEAST_LEFT * usable.sum():
            return normal
    return normal


def _is_seen(layer: EventLayer, index: int) -> bool:
    own, counts = layer.own(index), layer.counts_of(index)
    week = layer.normal.hour_of_week(*layer.spans[index])
    known = ~np.isnan(counts) | (layer.normal.closed[week] & layer.elapsed(index))
    return is_seen(own, known) and not bool(np.isnan(counts).all())


def _planned(layer: EventLayer) -> list[PlannedSize]:
    """The past events that had a plan and brought anything."""
    found = []
    for index in np.flatnonzero(layer.seen):
        event, mean_excess = layer.events[index], layer.observed(int(index), _LEAST_LEAD).mean_excess
        if event.intensity is not None and mean_excess > 0:
            found.append(PlannedSize(event.kind, float(np.log(event.intensity)), float(np.log(mean_excess))))
    return found


def _outskirts(layer: EventLayer) -> dict[str, Floats]:
    """Factors around the events of each kind that has any known hour around it."""
    counts, now = layer.normal.counts, layer.now
    neighbour, bins = layer.ownership.neighbour[:now], layer.ownership.bins[:now]
    known = ~np.isnan(counts)
    found = {}
    for kind in sorted({event.kind for event in layer.events}):
        members = [i for i, e in enumerate(layer.events) if e.kind == kind and layer.seen[i]]
        parts: list[tuple[Floats, ...]] = []
        for index in members:
            at = np.flatnonzero((neighbour == index) & known)
            week = layer.observed(index, _LEAST_LEAD).week
            normal = week.rates[(layer.normal.hour_of_week(0, 1)[0] + at) % HOURS_OF_WEEK]
            years = (now - layer.spans[index][0]) / (365.25 * HOURS)
            weight = np.full(len(at), 0.5 ** (years / RECENCY_HALF_LIFE_YEARS))
            parts.append((bins[at].astype(np.float64), counts[at], normal, weight))
        if parts:
            joined = [np.concatenate(column) for column in zip(*parts, strict=True)]
            # Weights that fall with age must not make a lone old event worth less than itself.
            scale = 1 / max(float(joined[3].max(initial=0.0)), 1e-300)
            found[kind] = fit_outskirts(joined[0].astype(np.int64), joined[1], joined[2], joined[3] * scale)
    return found


def no_outskirts() -> Floats:
    """Factors of a kind of which nothing is known."""
    return np.ones(BINS)
