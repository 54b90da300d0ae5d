"""What all events together do to the hours of a forecast, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.baseline import Baseline
from forecast.event_data import RECENCY_HALF_LIFE_YEARS
from forecast.event_layer import EventLayer
from forecast.event_outlook import event_outlook
from forecast.explanation import EventPart, PastEvent
from forecast.grid import Floats
from forecast.notes import Note


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


def forecast_events(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline
) -> EventForecast:
    """What the events do to ``hours`` (whole days) whose baseline is ``rates`` (both flat)."""
    effect, odd_variance = np.ones(len(hours)), np.zeros(len(hours))
    loadings, notes = [np.zeros((0, len(hours)))], []
    for index in range(len(layer.events)):
        window = layer.window(index, hours, rates)
        if not len(window.at):
            continue
        outlook = event_outlook(layer, index, baseline)
        factor = window.factor(outlook.excess, outlook.size)
        share = np.where(factor >= 1, 1 - 1 / np.maximum(factor, 1.0), factor - 1)
        loading = np.zeros((1, len(hours)))
        loading[0, window.at] = share * outlook.size_sd
        loadings.append(loading)
        effect[window.at] *= factor
        odd_variance[window.at] += (share * outlook.sd[window.bins]) ** 2
        if not layer.seen[index]:
            notes.append(outlook.note)
    return EventForecast(effect, np.vstack(loadings), odd_variance, tuple(notes))


def explain_events(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline, place: int
) -> tuple[EventPart, ...]:
    """The part of each event that changes the hour at ``place`` of ``hours`` (whole days; flat rates)."""
    parts = []
    for index, event in enumerate(layer.events):
        window = layer.window(index, hours, rates)
        here = np.flatnonzero(window.at == place)
        if not len(here):
            continue
        outlook = event_outlook(layer, index, baseline)
        factor = float(window.factor(outlook.excess, outlook.size)[here[0]])
        profile = float(outlook.excess[window.bins[here[0]]] * window.basis[here[0]])
        low, high = outlook.size * np.exp(np.array([-1.2816, 1.2816]) * outlook.size_sd)
        source = "event_seen" if layer.seen[index] else outlook.note.code
        past = _learned_from(layer, index, hours[place])
        part = EventPart(event.name, event.kind, factor, profile, outlook.size, low, high, source, past)
        parts.append(part)
    return tuple(parts)


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
    return tuple(PastEvent(e.name, e.kind, float(layer.sizes.sizes[i]), share) for e, i, share in named)
