"""What an event to come is expected to do: from its kind, from the plan, from the manager, or a guess."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from forecast.baseline import Baseline
from forecast.event_layer import EventLayer
from forecast.events import Event
from forecast.grid import Floats
from forecast.notes import Note
from forecast.windows import IS_DURING

_UPLIFT_SD = 0.3
"""How far (log) a manager's estimate is off."""

_STRANGER_SD = 0.8
"""How far (log) kinds differ in size, before that is measured."""

_GUESSED_EXCESS, _GUESSED_SD = 0.5, 0.8
"""Size of an event of which nothing at all is known."""

_SIZE_RANGE = (0.01, 100.0)


@dataclass(frozen=True)
class Outlook:
    """What an event is expected to do. excess, sd: (bins,); sd is relative to the event's own share.

    size: mean; size_sd: standard deviation of its log.
    """

    excess: Floats
    sd: Floats
    size: float
    size_sd: float
    note: Note


def event_outlook(layer: EventLayer, index: int, baseline: Baseline) -> Outlook:
    """What the event at ``index`` of ``events`` is expected to do."""
    event = layer.events[index]
    log_size, variance = float(layer.sizes.log_size[index]), float(layer.sizes.variance[index])
    if event.kind in layer.shapes.excess:
        excess, sd = layer.shapes.excess[event.kind], layer.shapes.sd[event.kind]
        note = _learned_note(layer, index)
    else:
        excess = layer.shapes.pooled
        sd = np.where(IS_DURING, 0.4, 0.15)
        log_size, variance, note = _stranger(layer, event)
    if event.uplift is not None and not layer.seen[index]:
        estimate = np.log(_size_for_uplift(layer, index, excess, baseline))
        guessed = not layer.shapes.excess
        trust = 1.0 if guessed else variance / (variance + _UPLIFT_SD**2)
        variance = _UPLIFT_SD**2 if guessed else variance * (1 - trust)
        log_size += trust * (estimate - log_size)
    sd = np.sqrt(sd**2 + layer.shapes.oddity**2)
    # Mean of the event's own log-normal spread; what is not known of its centre does not raise it.
    mean = np.exp(log_size + min(variance, layer.sizes.sd**2) / 2)
    return Outlook(excess, sd, float(mean), float(np.sqrt(variance)), note)


def _learned_note(layer: EventLayer, index: int) -> Note:
    event = layer.events[index]
    past = [e for e, seen in zip(layer.events, layer.seen, strict=True) if seen and e.kind == event.kind]
    named = {"event": event.name, "kind": event.kind}
    if event.intensity is None and any(e.intensity is not None for e in past) and event not in past:
        return Note("intensity_missing", named)
    return Note("event_learned", {**named, "past": len(past)})


def _stranger(layer: EventLayer, event: Event) -> tuple[float, float, Note]:
    """Log size on the pooled shape, its variance and a note, for a kind never seen."""
    named = {"event": event.name, "kind": event.kind}
    scales = np.log([layer.shapes.scale[kind] for kind in sorted(layer.shapes.scale)])
    if not len(scales):
        size, variance = np.log(_GUESSED_EXCESS), _GUESSED_SD**2
        note = Note("event_guessed", named)
    else:
        centres = np.array([layer.sizes.centre[kind] for kind in sorted(layer.shapes.scale)])
        planned = ~np.isnan(centres)
        if event.intensity is not None and planned.any():
            steps = layer.sizes.elasticity * (np.log(event.intensity) - centres[planned])
            scales = scales[planned] + steps
        size = float(np.mean(scales))
        squares = _STRANGER_SD**2 * 2 + float(((scales - size) ** 2).sum())
        variance = squares / (1 + len(scales)) * (1 + 1 / len(scales))
        note = Note("event_from_others", {**named, "kinds": len(scales)})
    if event.uplift is not None:
        note = Note("event_from_uplift", {**named, "uplift": event.uplift})
    return float(size), float(variance), note


def _size_for_uplift(layer: EventLayer, index: int, excess: Floats, baseline: Baseline) -> float:
    """The size at which the event's busiest day is ``uplift`` times what it would be without it."""
    reach, uplift = layer.reach[index], layer.events[index].uplift or 1.0
    days = pd.date_range(reach.start.normalize(), reach.end.normalize(), freq="D")
    rates = baseline.rates(days)
    hours = pd.date_range(days[0], periods=rates.size, freq="h")
    window = layer.window(index, hours, rates.ravel())

    def too_much(log_size: float) -> float:
        factor = np.ones(rates.size)
        factor[window.at] = window.factor(excess, np.exp(log_size))
        by_day = (rates * factor.reshape(rates.shape)).sum(axis=1)
        normal = rates.sum(axis=1)
        busiest = float(np.max(by_day[normal > 0] / normal[normal > 0], initial=0.0))
        return busiest - uplift

    least, most = np.log(_SIZE_RANGE[0]), np.log(_SIZE_RANGE[1])
    if too_much(least) >= 0:
        return _SIZE_RANGE[0]
    if too_much(most) <= 0:
        return _SIZE_RANGE[1]
    return float(np.exp(brentq(too_much, least, most, xtol=1e-6)))
