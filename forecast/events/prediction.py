"""Prediction of a coming event: from its kind, its planned intensity, the manager's uplift, or a default."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from forecast.ensemble.baseline import Baseline
from forecast.events.layer import EventLayer
from forecast.events.observations import weekly_level
from forecast.events.overlap import event_excess
from forecast.events.profiles import reference_magnitude
from forecast.series.grid import HOURS, Floats
from forecast.series.notes import Note

_UPLIFT_SD = 0.3
"""Standard deviation (log) of a manager's uplift estimate."""

_DEFAULT_SIZE, _DEFAULT_SIZE_SD = 0.5, 1.0
"""Size of an event of which nothing is known, and its standard deviation (log)."""

_WEEK_AROUND = 3
_SIZE_RANGE = (0.01, 100.0)


@dataclass(frozen=True)
class EventPrediction:
    """Predicted effect of one event.

    excess, profile_sd: (bins,), its profile at size 1, and the relative standard deviation of the event
    around it. size: mean. size_sd: standard deviation of its log. note: where the prediction comes from.
    """

    excess: Floats
    profile_sd: Floats
    size: float
    size_sd: float
    note: Note


def predict_event(layer: EventLayer, index: int, baseline: Baseline) -> EventPrediction:
    """Predict the event at ``index`` of the layer's events.

    A given uplift is combined with the size posterior by inverse variances.
    """
    event, kind, profiles = layer.events[index], int(layer.kind[index]), layer.profiles
    log_size, variance = float(layer.sizes.log_size[index]), float(layer.sizes.variance[index])
    details: dict[str, float | int | str] = {"event": event.name, "kind": event.kind}
    if kind >= 0:
        excess, profile_sd = profiles.excess[kind], profiles.posterior_sd(kind)
        note = _learned_note(layer, index)
    else:
        excess = profiles.pooled
        profile_sd = profiles.kind_sd * reference_magnitude(1.0, excess)
        if profiles.kinds:
            note = Note("event_from_others", {**details, "kinds": len(profiles.kinds)})
        else:
            log_size, variance = float(np.log(_DEFAULT_SIZE)), _DEFAULT_SIZE_SD**2
            note = Note("event_guessed", details)
        if event.uplift is not None:
            note = Note("event_from_uplift", {**details, "uplift": event.uplift})
    if event.uplift is not None:
        estimate = np.log(_size_from_uplift(layer, index, excess, baseline))
        shrinkage = variance / (variance + _UPLIFT_SD**2) if profiles.kinds else 1.0
        variance = variance * (1 - shrinkage) if profiles.kinds else _UPLIFT_SD**2
        log_size += shrinkage * (estimate - log_size)
    relative_sd = np.sqrt((profile_sd / np.maximum(np.abs(excess), 0.02)) ** 2 + profiles.event_sd**2)
    # Mean of the log-normal of single events; uncertainty about its centre does not raise it.
    mean = np.exp(log_size + min(variance, layer.sizes.residual_sd**2) / 2)
    return EventPrediction(excess, np.minimum(relative_sd, 2.0), float(mean), float(np.sqrt(variance)), note)


def _learned_note(layer: EventLayer, index: int) -> Note:
    event = layer.events[index]
    same_kind = [e for e, seen in zip(layer.events, layer.seen, strict=True) if seen and e.kind == event.kind]
    details = {"event": event.name, "kind": event.kind}
    if event.intensity is None and any(e.intensity is not None for e in same_kind) and event not in same_kind:
        return Note("intensity_missing", details)
    return Note("event_learned", {**details, "past": len(same_kind)})


def weekly_level_around(days: pd.DatetimeIndex, baseline: Baseline) -> Floats:
    """Level of the week around each hour of consecutive ``days``, flat."""
    around = pd.Timedelta(days=_WEEK_AROUND)
    wide = pd.date_range(days[0] - around, days[-1] + around, freq="D")
    level = weekly_level(baseline.rates(wide).ravel())
    return level[_WEEK_AROUND * HOURS : -_WEEK_AROUND * HOURS]


def _size_from_uplift(layer: EventLayer, index: int, excess: Floats, baseline: Baseline) -> float:
    """The size at which the event's busiest day is ``uplift`` times what it would be without it, by root
    finding.
    """
    influence, uplift = layer.influence[index], layer.events[index].uplift or 1.0
    days = pd.date_range(influence.start.normalize(), influence.end.normalize(), freq="D")
    rates = baseline.rates(days)
    hours = pd.date_range(days[0], periods=rates.size, freq="h")
    window = layer.window(index, hours, rates.ravel(), weekly_level_around(days, baseline))
    profile, basis = excess[window.bins], window.basis(layer.hour_of_day_response)

    def uplift_error(log_size: float) -> float:
        factor = np.ones(rates.size)
        factor[window.at] += event_excess(profile, basis, np.exp(log_size))
        by_day = (rates * factor.reshape(rates.shape)).sum(axis=1)
        normal = rates.sum(axis=1)
        busiest = float(np.max(by_day[normal > 0] / normal[normal > 0], initial=0.0))
        return busiest - uplift

    lowest, highest = np.log(_SIZE_RANGE[0]), np.log(_SIZE_RANGE[1])
    if uplift_error(lowest) >= 0:
        return _SIZE_RANGE[0]
    if uplift_error(highest) <= 0:
        return _SIZE_RANGE[1]
    return float(np.exp(brentq(uplift_error, lowest, highest, xtol=1e-6)))
