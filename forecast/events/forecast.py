"""Effect of all events on the hours of a forecast: mean, uncertainty, and each event's part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.events.layer import EventLayer, no_outskirts
from forecast.events.past_events import DEAD_HOUR
from forecast.events.prediction import EventPrediction, Reference, contributions, predict_event
from forecast.events.sisters import outskirts_of_sisters
from forecast.events.windows import span
from forecast.explanation import EventCurve, EventPart, PastEvent
from forecast.series.grid import Floats, Ints
from forecast.series.notes import Note
from forecast.series.outliers import NORMAL_80

_OUTSKIRTS_SD = 0.1


@dataclass(frozen=True)
class EventForecast:
    """Effect of all events on some hours.

    mean: (hours,), expected inquiries with the events. loading: (events in reach, hours), change of the log
    rate by one standard deviation of an event's log size. hour_variance: (hours,), variance (log) of the
    deviation of single event hours. notes: where the predictions come from.
    """

    mean: Floats
    loading: Floats
    hour_variance: Floats
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _EventEffect:
    """One event in reach: the hours asked for that are its own, and those around it.

    own, near: positions among the hours asked for. offset: position of each own hour within the event. bins:
    of each hour around it.
    """

    index: int
    own: Ints
    offset: Ints
    near: Ints
    bins: Ints
    prediction: EventPrediction


def forecast_events(layer: EventLayer, first: int, rates: Floats) -> EventForecast:
    """Effect of the events on hours from position ``first`` of the history on, with baseline ``rates``."""
    effects = _effects_on(layer, first, len(rates))
    mean, hour_variance = rates.copy(), np.zeros(len(rates))
    loading = np.zeros((len(effects), len(rates)))
    for row, effect in enumerate(effects):
        found = effect.prediction
        mean[effect.own] = found.mean[effect.offset]
        share = _share(found)[effect.offset]
        loading[row, effect.own] = share * found.size_sd[effect.offset]
        hour_variance[effect.own] = (share * found.hour_sd) ** 2
        change = _near_factor(layer, effect)
        mean[effect.near] *= change
        loading[row, effect.near] = _OUTSKIRTS_SD * np.minimum(np.abs(np.log(change)), 1.0)
    notes = tuple(
        note for effect in effects if not _is_over(layer, effect.index) for note in effect.prediction.notes
    )
    return EventForecast(mean, loading, hour_variance, notes)


def explain_events(layer: EventLayer, first: int, rates: Floats, hour: int) -> tuple[EventPart, ...]:
    """Part of each event that changes the hour at position ``hour`` of the ``rates``; factors multiply."""
    parts = []
    for effect in _effects_on(layer, first, len(rates)):
        own, near = np.flatnonzero(effect.own == hour), np.flatnonzero(effect.near == hour)
        if len(own):
            offset = int(effect.offset[own[0]])
            mean, usual = float(effect.prediction.mean[offset]), float(effect.prediction.normal[offset])
            factor = mean / float(rates[hour]) if rates[hour] > 0 else float("inf")
            if mean == float(rates[hour]):
                factor = 1.0
            if np.isfinite(factor):
                profile = factor - 1
            else:
                # In a dead hour, beside a tenth of the mean hour, as sizes are.
                dead = DEAD_HOUR * max(float(layer.week_now(effect.index).rates.mean()), 1e-9)
                profile = float(effect.prediction.excess[offset]) / (usual if usual > 0 else dead)
        elif len(near):
            factor = float(_near_factor(layer, effect)[near[0]])
            if factor == 1:
                continue
            profile = factor - 1
        else:
            continue
        parts.append(_part(layer, effect, factor, profile))
    return tuple(parts)


def event_curves(layer: EventLayer, index: int) -> tuple[EventCurve, ...]:
    """The past events that the prediction of an event draws on, laid upon it, the heaviest first."""
    found = contributions(layer, index)
    usual = _usual_log_size(layer, index, tuple(reference for reference, _, _ in found))
    curves = []
    for reference, counts, now in found:
        event = layer.events[reference.index]
        size = float(np.exp(layer.observed(reference.index, layer.lead(index)).log_size - usual))
        curves.append(EventCurve(event.name, event.kind, span(event)[0], reference.weight, size, counts, now))
    return tuple(curves)


def _usual_log_size(layer: EventLayer, index: int, references: tuple[Reference, ...]) -> float:
    """Mean log size of the past events of the kind, or of all where its kind was never seen."""
    sizes = [layer.observed(r.index, layer.lead(index)).log_size for r in references]
    same = [
        size
        for size, r in zip(sizes, references, strict=True)
        if layer.events[r.index].kind == layer.events[index].kind
    ]
    return float(np.mean(same or sizes or [0.0]))


def _part(layer: EventLayer, effect: _EventEffect, factor: float, profile: float) -> EventPart:
    event, found = layer.events[effect.index], effect.prediction
    past = [(r, layer.observed(r.index, layer.lead(effect.index)).log_size) for r in found.references]
    usual = _usual_log_size(layer, effect.index, found.references)
    own = layer.own(effect.index)
    expected, normal = float(found.mean[own].sum()), float(found.normal[own].sum())
    floor = DEAD_HOUR * float(layer.week_now(effect.index).rates.mean()) * int(own.sum())
    log_size = np.log(max(expected, 0.5) / max(normal, floor, 1e-9)) if past else 0.0
    size = float(np.exp(log_size - usual)) if past else 1.0
    size_sd = float(found.size_sd[own].mean()) if own.any() else 0.0
    drawn_on = tuple(
        PastEvent(layer.events[r.index].name, layer.events[r.index].kind, float(np.exp(s - usual)), r.weight)
        for r, s in past
    )
    source = "event_seen" if _is_over(layer, effect.index) else found.notes[0].code
    low, high = (float(size * np.exp(side * NORMAL_80 * size_sd)) for side in (-1, 1))
    sister = found.sister if source == "event_from_sister" else None
    return EventPart(
        event.name, event.kind, factor, profile / size, size, low, high, source, drawn_on, sister
    )


def _effects_on(layer: EventLayer, first: int, length: int) -> list[_EventEffect]:
    """The events that change any of the hours, in order of their start."""
    window = slice(max(first, 0), max(first + length, 0))
    owner, neighbour, bins = (
        a[window] for a in (layer.ownership.owner, layer.ownership.neighbour, layer.ownership.bins)
    )
    shift = max(-first, 0)
    present = set(np.unique(owner)) | set(np.unique(neighbour)) - {-1}
    found = []
    for index in sorted(present - {-1}, key=lambda i: (layer.spans[i], layer.events[i].name)):
        own, near = np.flatnonzero(owner == index), np.flatnonzero(neighbour == index)
        offset = max(first, 0) + own - layer.spans[index][0]
        prediction = predict_event(layer, int(index))
        found.append(_EventEffect(int(index), own + shift, offset, near + shift, bins[near], prediction))
    return found


def _near_factor(layer: EventLayer, effect: _EventEffect) -> Floats:
    """Factor of an event on the hours around it: of its kind, the mean of the others', or of the sisters."""
    kind = layer.events[effect.index].kind
    if kind in layer.outskirts:
        factors = layer.outskirts[kind]
    elif layer.outskirts:
        factors = np.exp(np.mean([np.log(f) for f in layer.outskirts.values()], axis=0))
    else:
        borrowed = outskirts_of_sisters(layer, kind)
        factors = no_outskirts() if borrowed is None else borrowed
    return np.asarray(np.maximum(1 + effect.prediction.ratio * (factors[effect.bins] - 1), 0.05))


def _share(prediction: EventPrediction) -> Floats:
    """How much of each hour hangs on the event's size."""
    mean = np.maximum(prediction.mean, 1e-9)
    return np.clip(np.abs(mean - prediction.normal) / mean, 0.0, 1.0)


def _is_over(layer: EventLayer, index: int) -> bool:
    return layer.seen[index] and sum(layer.spans[index]) <= layer.now
