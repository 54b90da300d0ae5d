"""What all events together do to the hours of a forecast, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.ensemble.baseline import Baseline
from forecast.events.layer import RECENCY_HALF_LIFE_YEARS, EventLayer
from forecast.events.observations import Together, excess_of, together
from forecast.events.prediction import Outlook, event_outlook, level_around
from forecast.explanation import EventPart, PastEvent
from forecast.series.grid import HOURS, Floats, Ints
from forecast.series.notes import Note


@dataclass(frozen=True)
class EventForecast:
    """Of some hours. factor: (hours,), on the baseline. loading: (events that touch them, hours), what
    one standard deviation of an event's log size does to the log of the hour. odd_variance: (hours,), of
    what is odd about an event's hours (log). notes: where the events were learned.
    """

    factor: Floats
    loading: Floats
    odd_variance: Floats
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _Coming:
    """One event that touches the hours asked for: what it brings to those ``at`` which it touches."""

    index: int
    at: Ints
    bins: Ints
    basis: Floats
    excess: Floats
    outlook: Outlook


def _coming(layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline) -> list[_Coming]:
    """The events that touch some of ``hours`` (whole days), in the order of their start."""
    found = []
    level = level_around(hours[::HOURS], baseline)
    for index in sorted(range(len(layer.events)), key=lambda i: layer.events[i].start):
        window = layer.window(index, hours, rates, level)
        if not len(window.at):
            continue
        outlook = event_outlook(layer, index, baseline)
        basis = window.basis(layer.clock)
        excess = excess_of(outlook.excess[window.bins], basis, outlook.size)
        found.append(_Coming(index, window.at, window.bins, basis, excess, outlook))
    return found


def forecast_events(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline
) -> EventForecast:
    """What the events do to ``hours`` (whole days) whose baseline is ``rates`` (both flat)."""
    coming = _coming(layer, hours, rates, baseline)
    if not coming:
        none = np.zeros((0, len(hours)))
        return EventForecast(np.ones(len(hours)), none, np.zeros(len(hours)), ())
    at, excess = (np.concatenate([getattr(one, name) for one in coming]) for name in ("at", "excess"))
    all_of_them = together(len(hours), at, excess, layer.overlap)
    factor = all_of_them.factor
    loading, odd_variance = np.zeros((len(coming), len(hours))), np.zeros(len(hours))
    for row, one in enumerate(coming):
        _, gain = all_of_them.without(one.at, one.excess)
        share = one.excess * gain / factor[one.at]
        loading[row, one.at] = share * one.outlook.size_sd
        odd_variance[one.at] += (share * one.outlook.sd[one.bins]) ** 2
    notes = tuple(one.outlook.note for one in coming if not layer.seen[one.index])
    return EventForecast(factor, loading, odd_variance, notes)


def explain_events(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline, place: int
) -> tuple[EventPart, ...]:
    """The part of each event that changes the hour at ``place`` of ``hours`` (whole days; flat rates).

    Of several at a time, each one's factor is on what the hour would bring with those that began before.
    """
    parts: list[EventPart] = []
    before = together(1, np.zeros(0, dtype=np.int64), np.zeros(0), layer.overlap)
    for one in _coming(layer, hours, rates, baseline):
        here = np.flatnonzero(one.at == place)
        if not len(here):
            continue
        excess = one.excess[here]
        after = Together(before.added + excess, before.logs + np.log1p(excess), layer.overlap)
        factor, before = float(after.factor[0] / before.factor[0]), after
        event, outlook, usual = layer.events[one.index], one.outlook, _usual_size(layer, one.index)
        profile = usual * float(outlook.excess[one.bins[here[0]]] * one.basis[here[0]])
        size = outlook.size / usual
        low, high = size * np.exp(np.array([-1.2816, 1.2816]) * outlook.size_sd)
        source = "event_seen" if layer.seen[one.index] else outlook.note.code
        past = _learned_from(layer, one.index, hours[place])
        parts.append(EventPart(event.name, event.kind, factor, profile, size, low, high, source, past))
    return tuple(parts)


def _usual_size(layer: EventLayer, index: int) -> float:
    """Mean size (of logs) of the events of the same kind that were seen, 1 for a kind without any.

    Profiles are learned at a size of their own; people think in multiples of what is usual.
    """
    same = [i for i, seen in enumerate(layer.seen) if seen and layer.kind[i] == layer.kind[index]]
    return float(np.exp(np.mean(layer.sizes.log_size[same]))) if same else 1.0


def _learned_from(layer: EventLayer, index: int, moment: pd.Timestamp) -> tuple[PastEvent, ...]:
    """The past events of the same kind, or of all kinds where there are none; the youngest weigh most."""
    kind = layer.events[index].kind
    seen = [i for i, known in enumerate(layer.seen) if known and i != index]
    alike = [i for i in seen if layer.events[i].kind == kind] or seen
    age = np.array(
        [(moment - pd.Timestamp(layer.events[i].start)) / pd.Timedelta(days=365.25) for i in alike]
    )
    weight = 0.5 ** (np.maximum(age, 0.0) / RECENCY_HALF_LIFE_YEARS)
    heaviest = np.argsort(-weight, kind="stable")
    named = [(layer.events[alike[i]], alike[i], float(weight[i] / weight.sum())) for i in heaviest]
    return tuple(
        PastEvent(e.name, e.kind, float(layer.sizes.sizes[i]) / _usual_size(layer, i), share)
        for e, i, share in named
    )
