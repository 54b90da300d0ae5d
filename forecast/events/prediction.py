"""What an event to come is expected to do: from its kind, from the plan, from the manager, or a guess."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from forecast.ensemble.baseline import Baseline
from forecast.events.layer import EventLayer
from forecast.events.observations import excess_of, week_level
from forecast.events.profiles import magnitude
from forecast.series.grid import HOURS, Floats
from forecast.series.notes import Note

_UPLIFT_SD = 0.3
"""How far (log) a manager's estimate is off."""

_GUESSED_EXCESS, _GUESSED_SD = 0.5, 1.0
"""Size of an event of which nothing at all is known."""

_WEEK_AROUND = 3
_SIZE_RANGE = (0.01, 100.0)


@dataclass(frozen=True)
class Outlook:
    """What an event is expected to do. excess, sd: (bins,), its profile at size 1 and how far (relative to
    the excess) the event may stray from it. size: mean; size_sd: standard deviation of its log.
    """

    excess: Floats
    sd: Floats
    size: float
    size_sd: float
    note: Note


def event_outlook(layer: EventLayer, index: int, baseline: Baseline) -> Outlook:
    """What the event at ``index`` of ``events`` is expected to do."""
    event, row, shapes = layer.events[index], int(layer.kind[index]), layer.shapes
    log_size, variance = float(layer.sizes.log_size[index]), float(layer.sizes.variance[index])
    named: dict[str, float | int | str] = {"event": event.name, "kind": event.kind}
    if row >= 0:
        excess, sd = shapes.excess[row], shapes.sd(row)
        note = _learned_note(layer, index)
    else:
        excess = shapes.pooled
        sd = shapes.kind_sd * magnitude(1.0, excess)
        if shapes.kinds:
            note = Note("event_from_others", {**named, "kinds": len(shapes.kinds)})
        else:
            log_size, variance = float(np.log(_GUESSED_EXCESS)), _GUESSED_SD**2
            note = Note("event_guessed", named)
        if event.uplift is not None:
            note = Note("event_from_uplift", {**named, "uplift": event.uplift})
    if event.uplift is not None:
        estimate = np.log(_size_for_uplift(layer, index, excess, baseline))
        trust = variance / (variance + _UPLIFT_SD**2) if shapes.kinds else 1.0
        variance = variance * (1 - trust) if shapes.kinds else _UPLIFT_SD**2
        log_size += trust * (estimate - log_size)
    relative = np.sqrt((sd / np.maximum(np.abs(excess), 0.02)) ** 2 + shapes.oddity**2)
    # Mean of the event's own log-normal spread; what is not known of its centre does not raise it.
    mean = np.exp(log_size + min(variance, layer.sizes.deviation**2) / 2)
    return Outlook(excess, np.minimum(relative, 2.0), float(mean), float(np.sqrt(variance)), note)


def _learned_note(layer: EventLayer, index: int) -> Note:
    event = layer.events[index]
    past = [e for e, seen in zip(layer.events, layer.seen, strict=True) if seen and e.kind == event.kind]
    named = {"event": event.name, "kind": event.kind}
    if event.intensity is None and any(e.intensity is not None for e in past) and event not in past:
        return Note("intensity_missing", named)
    return Note("event_learned", {**named, "past": len(past)})


def level_around(days: pd.DatetimeIndex, baseline: Baseline) -> Floats:
    """Level of the week around each hour of consecutive ``days``, flat."""
    around = pd.Timedelta(days=_WEEK_AROUND)
    wide = pd.date_range(days[0] - around, days[-1] + around, freq="D")
    level = week_level(baseline.rates(wide).ravel())
    return level[_WEEK_AROUND * HOURS : -_WEEK_AROUND * HOURS]


def _size_for_uplift(layer: EventLayer, index: int, excess: Floats, baseline: Baseline) -> float:
    """The size at which the event's busiest day is ``uplift`` times what it would be without it."""
    reach, uplift = layer.reach[index], layer.events[index].uplift or 1.0
    days = pd.date_range(reach.start.normalize(), reach.end.normalize(), freq="D")
    rates = baseline.rates(days)
    hours = pd.date_range(days[0], periods=rates.size, freq="h")
    window = layer.window(index, hours, rates.ravel(), level_around(days, baseline))
    profile, basis = excess[window.bins], window.basis(layer.clock)

    def too_much(log_size: float) -> float:
        factor = np.ones(rates.size)
        factor[window.at] += excess_of(profile, basis, np.exp(log_size))
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
