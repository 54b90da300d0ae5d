"""How the crowd of an event follows the response: what of its course is the hour of the day's, not the event's.

Past sales that all began at 20:00 had their quietest hours from the sixth on, for people slept. One that
begins at midnight has them from the second on. What is smooth in the time since the start (an opening, a
plateau, a finale) is taken for the event's; what is left and goes by the hour of the day, for the clock's.
"""

from __future__ import annotations

import numpy as np

from forecast.events.noise import CountNoise
from forecast.events.observations import EventHistory, EventHours
from forecast.events.profiles import CORRELATED_RUN_HOURS
from forecast.events.windows import IS_DURING
from forecast.series.grid import HOURS, Bools, Floats, Ints, sums_by_index

_OPENING_DECAYS, _FINALE_RISE = (1.5, 6.0, 24.0), 3.0
"""Means (hours) with which openings die away and a finale grows: the terms of a smooth course."""

_RESPONSE_SD, _RESPONSE_CORRELATION = 0.5, 0.6
"""How far (relative) an hour of the day may be from what its baseline says; correlation with the next."""

_EVENT_SD = 0.15
"""How far (relative) single events stray."""

_SWEEPS = 4
_MIN_RESPONSE, _MAX_RESPONSE = 0.2, 3.0


def flat_hour_of_day_response() -> Floats:
    """Before anything is known: crowds follow the baseline alone."""
    return np.ones(HOURS)


def fit_hour_of_day_response(
    history: EventHistory,
    known: Bools,
    event_hours: EventHours,
    size: Floats,
    kind: Ints,
    noise: CountNoise,
    response: Floats,
) -> Floats:
    """Factor of each hour of the day on what events bring, shape (24,).

    known, size, kind: (entries,); kind -1 is one never seen. response: as believed so far. By turns: smooth
    courses of the kinds given the clock, and the clock given the courses, both least squares; the clock is a
    Gaussian process around 1 (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2.2).
    """
    window = history.window
    opening, diurnal = (event_hours.gain * size * part for part in window.audience)
    learnable = known & IS_DURING[window.bins] & (kind >= 0) & (opening + diurnal > 0)
    if not learnable.any():
        return response
    opening, diurnal, kind, hour = (
        opening[learnable],
        diurnal[learnable],
        kind[learnable],
        window.at[learnable] % HOURS,
    )
    excess_counts = event_hours.counts[learnable] - event_hours.expected[learnable]
    mean = np.maximum(event_hours.counts[learnable], 1.0)
    event_sd = _EVENT_SD * np.maximum(excess_counts, opening + diurnal)
    weight = 1 / (CORRELATED_RUN_HOURS * (noise.hour_variance(mean, np.ones(len(mean))) + event_sd**2))
    basis = _trend_basis(window.hours_since_start[learnable], window.hours_to_end[learnable])
    prior = np.linalg.inv(_RESPONSE_SD**2 * _RESPONSE_CORRELATION ** _circular_distance())
    for _ in range(_SWEEPS):
        trend = _fit_trends(basis, opening + diurnal * response[hour], excess_counts, weight, kind)
        sensitivity = trend * diurnal
        precision = sums_by_index(hour, weight * sensitivity**2, HOURS)
        gradient = sums_by_index(
            hour, weight * sensitivity * (excess_counts - trend * opening - sensitivity), HOURS
        )
        response = np.clip(
            1 + np.linalg.solve(prior + np.diag(precision), gradient), _MIN_RESPONSE, _MAX_RESPONSE
        )
    return np.asarray(response)


def _trend_basis(hours_since_start: Floats, hours_to_end: Floats) -> Floats:
    """What smooth courses are made of, shape (terms, entries)."""
    openings = [np.exp(-hours_since_start / mean) for mean in _OPENING_DECAYS]
    return np.stack([np.ones_like(hours_since_start), *openings, np.exp(-hours_to_end / _FINALE_RISE)])


def _fit_trends(basis: Floats, scale: Floats, excess_counts: Floats, weight: Floats, kind: Ints) -> Floats:
    """The excess in each entry by the smooth course of its kind, where 1 would add ``scale``; (entries,)."""
    trend = np.zeros(len(excess_counts))
    for row in np.unique(kind):
        of_kind = kind == row
        excess_sum = basis[:, of_kind] * scale[of_kind]
        moment = (excess_sum * weight[of_kind]) @ excess_sum.T
        ridge = np.eye(len(moment)) * np.trace(moment) / 1000
        coefficients = np.linalg.solve(
            moment + ridge, excess_sum @ (weight[of_kind] * excess_counts[of_kind])
        )
        trend[of_kind] = np.maximum(coefficients @ basis[:, of_kind], 0.0)
    return trend


def _circular_distance() -> Ints:
    """Between two hours of the day, round the clock, shape (24, 24)."""
    distance = np.abs(np.arange(HOURS)[:, None] - np.arange(HOURS))
    return np.asarray(np.minimum(distance, HOURS - distance))
