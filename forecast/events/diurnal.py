"""How the crowd of an event follows the clock: what of its course is the hour of the day's, not the event's.

Past sales that all began at 20:00 had their quietest hours from the sixth on, for people slept. One that
begins at midnight has them from the second on. What is smooth in the time since the start (an opening, a
plateau, a finale) is taken for the event's; what is left and goes by the hour of the day, for the clock's.
"""

from __future__ import annotations

import numpy as np

from forecast.events.noise import Noise
from forecast.events.observations import Entries, History, summed
from forecast.events.profiles import ODD_RUN
from forecast.events.windows import IS_DURING
from forecast.series.grid import HOURS, Bools, Floats, Ints

_OPENINGS, _FINALE = (1.5, 6.0, 24.0), 3.0
"""Means (hours) with which openings die away and a finale grows: the terms of a smooth course."""

_HOUR_SD, _MEMORY = 0.5, 0.6
"""How far (relative) an hour of the day may be from what its baseline says; correlation with the next."""

_ODD_SD = 0.15
"""How far (relative) single events stray."""

_SWEEPS = 4
_LEAST, _MOST = 0.2, 3.0


def no_clock() -> Floats:
    """Before anything is known: crowds follow the baseline alone."""
    return np.ones(HOURS)


def fit_clock(
    history: History, known: Bools, entries: Entries, size: Floats, kind: Ints, noise: Noise, clock: Floats
) -> Floats:
    """Factor of each hour of the day on what events bring, shape (24,).

    known, size, kind: (entries,); kind -1 is one never seen. clock: as believed so far. By turns: smooth
    courses of the kinds given the clock, and the clock given the courses, both least squares; the clock is a
    Gaussian process around 1 (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2.2).
    """
    window = history.window
    awake, by_clock = (entries.gain * size * part for part in window.crowd)
    told = known & IS_DURING[window.bins] & (kind >= 0) & (awake + by_clock > 0)
    if not told.any():
        return clock
    awake, by_clock, kind, hour = awake[told], by_clock[told], kind[told], window.at[told] % HOURS
    beyond = entries.counts[told] - entries.expected[told]
    mean = np.maximum(entries.counts[told], 1.0)
    odd = _ODD_SD * np.maximum(beyond, awake + by_clock)
    weight = 1 / (ODD_RUN * (noise.of_hours(mean, np.ones(len(mean))) + odd**2))
    terms = _course_terms(window.since[told], window.left[told])
    prior = np.linalg.inv(_HOUR_SD**2 * _MEMORY ** _hours_apart())
    for _ in range(_SWEEPS):
        course = _smooth_courses(terms, awake + by_clock * clock[hour], beyond, weight, kind)
        moving = course * by_clock
        precision = summed(hour, weight * moving**2, HOURS)
        pull = summed(hour, weight * moving * (beyond - course * awake - moving), HOURS)
        clock = np.clip(1 + np.linalg.solve(prior + np.diag(precision), pull), _LEAST, _MOST)
    return np.asarray(clock)


def _course_terms(since: Floats, left: Floats) -> Floats:
    """What smooth courses are made of, shape (terms, entries)."""
    openings = [np.exp(-since / mean) for mean in _OPENINGS]
    return np.stack([np.ones_like(since), *openings, np.exp(-left / _FINALE)])


def _smooth_courses(terms: Floats, unit: Floats, beyond: Floats, weight: Floats, kind: Ints) -> Floats:
    """The excess in each entry by the smooth course of its kind, where 1 would add ``unit``; (entries,)."""
    course = np.zeros(len(beyond))
    for row in np.unique(kind):
        of_kind = kind == row
        added = terms[:, of_kind] * unit[of_kind]
        square = (added * weight[of_kind]) @ added.T
        hold = np.eye(len(square)) * np.trace(square) / 1000
        share = np.linalg.solve(square + hold, added @ (weight[of_kind] * beyond[of_kind]))
        course[of_kind] = np.maximum(share @ terms[:, of_kind], 0.0)
    return course


def _hours_apart() -> Ints:
    """Between two hours of the day, round the clock, shape (24, 24)."""
    apart = np.abs(np.arange(HOURS)[:, None] - np.arange(HOURS))
    return np.asarray(np.minimum(apart, HOURS - apart))
