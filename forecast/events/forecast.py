"""Effect of all events on the hours of a forecast: factor, uncertainty, and each event's part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from forecast.ensemble.baseline import Baseline
from forecast.events.layer import RECENCY_HALF_LIFE_YEARS, EventLayer
from forecast.events.overlap import CombinedEffect, combined_effect, event_excess
from forecast.events.prediction import EventPrediction, predict_event, weekly_level_around
from forecast.explanation import EventPart, PastEvent
from forecast.series.grid import HOURS, Floats, Ints
from forecast.series.notes import Note


@dataclass(frozen=True)
class EventForecast:
    """Effect of all events on some hours.

    factor: (hours,), on the baseline. loading: (events in reach, hours), change of the log rate by one
    standard deviation of an event's log size. hour_variance: (hours,), variance (log) of the deviation of
    single event hours. notes: where the predictions come from.
    """

    factor: Floats
    loading: Floats
    hour_variance: Floats
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class _EventEffect:
    """One event in reach of the hours asked for: its excess in the hours ``at``."""

    index: int
    at: Ints
    bins: Ints
    basis: Floats
    excess: Floats
    prediction: EventPrediction


def _effects_on(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline
) -> list[_EventEffect]:
    """The events whose influence window touches ``hours`` (whole days), in order of their start."""
    found = []
    level = weekly_level_around(hours[::HOURS], baseline)
    for index in sorted(range(len(layer.events)), key=lambda i: layer.events[i].start):
        window = layer.window(index, hours, rates, level)
        if not len(window.at):
            continue
        prediction = predict_event(layer, index, baseline)
        basis = window.basis(layer.hour_of_day_response)
        excess = event_excess(prediction.excess[window.bins], basis, prediction.size)
        found.append(_EventEffect(index, window.at, window.bins, basis, excess, prediction))
    return found


def forecast_events(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline
) -> EventForecast:
    """Combined effect of the events on ``hours`` (whole days) with the baseline ``rates`` (both flat)."""
    effects = _effects_on(layer, hours, rates, baseline)
    if not effects:
        none = np.zeros((0, len(hours)))
        return EventForecast(np.ones(len(hours)), none, np.zeros(len(hours)), ())
    at, excess = (np.concatenate([getattr(effect, name) for effect in effects]) for name in ("at", "excess"))
    combined = combined_effect(len(hours), at, excess, layer.overlap)
    factor = combined.factor
    loading, hour_variance = np.zeros((len(effects), len(hours))), np.zeros(len(hours))
    for row, effect in enumerate(effects):
        _, gain = combined.without(effect.at, effect.excess)
        share = effect.excess * gain / factor[effect.at]
        loading[row, effect.at] = share * effect.prediction.size_sd
        hour_variance[effect.at] += (share * effect.prediction.profile_sd[effect.bins]) ** 2
    notes = tuple(effect.prediction.note for effect in effects if not layer.seen[effect.index])
    return EventForecast(factor, loading, hour_variance, notes)


def explain_events(
    layer: EventLayer, hours: pd.DatetimeIndex, rates: Floats, baseline: Baseline, hour_index: int
) -> tuple[EventPart, ...]:
    """Part of each event that changes the hour at ``hour_index`` of ``hours`` (whole days; flat rates).

    Of overlapping events, each factor is on what the hour would bring with those that began before.
    """
    parts: list[EventPart] = []
    before = combined_effect(1, np.zeros(0, dtype=np.int64), np.zeros(0), layer.overlap)
    for effect in _effects_on(layer, hours, rates, baseline):
        rows = np.flatnonzero(effect.at == hour_index)
        if not len(rows):
            continue
        excess = effect.excess[rows]
        after = CombinedEffect(before.excess_sum + excess, before.log_sum + np.log1p(excess), layer.overlap)
        factor, before = float(after.factor[0] / before.factor[0]), after
        event, prediction, usual_size = (
            layer.events[effect.index],
            effect.prediction,
            _usual_size(layer, effect.index),
        )
        profile = usual_size * float(prediction.excess[effect.bins[rows[0]]] * effect.basis[rows[0]])
        size = prediction.size / usual_size
        low, high = size * np.exp(np.array([-1.2816, 1.2816]) * prediction.size_sd)
        source = "event_seen" if layer.seen[effect.index] else prediction.note.code
        past = _reference_events(layer, effect.index, hours[hour_index])
        parts.append(EventPart(event.name, event.kind, factor, profile, size, low, high, source, past))
    return tuple(parts)


def _usual_size(layer: EventLayer, index: int) -> float:
    """Geometric mean size of the seen events of the same kind; 1 for a kind without any.

    Profiles are estimated at an arbitrary scale; people think in multiples of the usual.
    """
    same = [i for i, seen in enumerate(layer.seen) if seen and layer.kind[i] == layer.kind[index]]
    return float(np.exp(np.mean(layer.sizes.log_size[same]))) if same else 1.0


def _reference_events(layer: EventLayer, index: int, moment: pd.Timestamp) -> tuple[PastEvent, ...]:
    """The past events of the same kind, or of all kinds where there are none; the latest weigh most."""
    kind = layer.events[index].kind
    seen = [i for i, known in enumerate(layer.seen) if known and i != index]
    references = [i for i in seen if layer.events[i].kind == kind] or seen
    age = np.array(
        [(moment - pd.Timestamp(layer.events[i].start)) / pd.Timedelta(days=365.25) for i in references]
    )
    weight = 0.5 ** (np.maximum(age, 0.0) / RECENCY_HALF_LIFE_YEARS)
    by_weight = np.argsort(-weight, kind="stable")
    ranked = [
        (layer.events[references[i]], references[i], float(weight[i] / weight.sum())) for i in by_weight
    ]
    return tuple(
        PastEvent(e.name, e.kind, float(layer.sizes.sizes[i]) / _usual_size(layer, i), share)
        for e, i, share in ranked
    )
