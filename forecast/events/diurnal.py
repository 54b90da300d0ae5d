"""Hour-of-day response: separates the time of day from the event's own course.

Past sales that all began at 20:00 had their quietest hours from the sixth on, because people slept; one that
begins at midnight has them from the second on. A trend that is smooth in event time (opening, plateau,
finale) is attributed to the event; the rest, by hour of the day, to the response.
"""

from __future__ import annotations

import numpy as np

from forecast.events.noise import CountNoise
from forecast.events.observations import EventHistory, EventHours
from forecast.events.profiles import CORRELATED_RUN_HOURS
from forecast.events.windows import IS_DURING
from forecast.series.grid import HOURS, Bools, Floats, Ints, sums_by_index

_OPENING_DECAYS, _FINALE_RISE = (1.5, 6.0, 24.0), 3.0
"""Time constants (hours) of the smooth trend: decay after the opening, rise towards the end."""

_RESPONSE_SD, _RESPONSE_CORRELATION = 0.5, 0.6
"""Prior standard deviation of the response around 1, and its correlation between neighbouring hours."""

_EVENT_SD = 0.15
"""Relative standard deviation of a single event around the trend."""

_SWEEPS = 4
_MIN_RESPONSE, _MAX_RESPONSE = 0.2, 3.0


def flat_hour_of_day_response() -> Floats:
    """Starting value: the response follows the baseline alone."""
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
    """Estimate the hour-of-day response, shape (24,): a factor on what events bring.

    Alternating least squares: smooth trends of the kinds given the response, and the response given the
    trends. Its prior is a Gaussian process around 1 on the circle of the day (Rasmussen and Williams,
    *Gaussian Processes for Machine Learning*, 2006, section 2.2).

    known, size, kind: (entries,); kind -1 is one never seen. response: the current estimate.
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
    """Basis functions of the smooth trend in event time, shape (terms, entries)."""
    openings = [np.exp(-hours_since_start / mean) for mean in _OPENING_DECAYS]
    return np.stack([np.ones_like(hours_since_start), *openings, np.exp(-hours_to_end / _FINALE_RISE)])


def _fit_trends(basis: Floats, scale: Floats, excess_counts: Floats, weight: Floats, kind: Ints) -> Floats:
    """Fitted smooth trend of each entry's kind, where 1 would add ``scale`` inquiries; shape (entries,).

    Weighted least squares with a small ridge, one fit for each kind.
    """
    trend = np.zeros(len(excess_counts))
    for row in np.unique(kind):
        of_kind = kind == row
        regressors = basis[:, of_kind] * scale[of_kind]
        moment = (regressors * weight[of_kind]) @ regressors.T
        ridge = np.eye(len(moment)) * np.trace(moment) / 1000
        coefficients = np.linalg.solve(
            moment + ridge, regressors @ (weight[of_kind] * excess_counts[of_kind])
        )
        trend[of_kind] = np.maximum(coefficients @ basis[:, of_kind], 0.0)
    return trend


def _circular_distance() -> Ints:
    """Hours between two hours of the day, round the clock, shape (24, 24)."""
    distance = np.abs(np.arange(HOURS)[:, None] - np.arange(HOURS))
    return np.asarray(np.minimum(distance, HOURS - distance))
