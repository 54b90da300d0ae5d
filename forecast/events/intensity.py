"""Planned intensities: how much of a plan came true, as a shrunken slope of log size on log intensity.

Sizes are compared within a kind; a slope of 1 means that events planned twice as big brought twice the
excess, 0 that plans say nothing. Few events leave the slope at its prior (ridge regression towards a prior
mean).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from forecast.events.event import Event
from forecast.series.grid import Floats

_SLOPE, _SLOPE_SD = 0.75, 0.35
SIZE_SD, SIZE_WEIGHT = 0.2, 3.0
"""Standard deviation (log) of an event around those before it, and the events that this prior counts for."""

_MAX_SLOPE = 1.25
_ROUNDS = 3


class PlannedSize(NamedTuple):
    """A past event that had a plan: its kind, log intensity and log size."""

    kind: str
    log_intensity: float
    log_size: float


def slope_of_intensity(past: Sequence[PlannedSize]) -> float:
    """Slope of log size on log intensity within kinds, between 0 and 1.25."""
    planned, size = (
        np.concatenate([_centred(past, kind, field) for kind in sorted({p.kind for p in past})])
        if past
        else np.zeros(0)
        for field in ("log_intensity", "log_size")
    )
    freedom = len(past) - len({p.kind for p in past})
    slope, variance = _SLOPE, SIZE_SD**2
    for _ in range(_ROUNDS if freedom > 0 else 0):
        precision = float((planned**2).sum()) / variance + _SLOPE_SD**-2
        slope = (float((planned * size).sum()) / variance + _SLOPE / _SLOPE_SD**2) / precision
        squares = float(((size - slope * planned) ** 2).sum())
        variance = (SIZE_WEIGHT * SIZE_SD**2 + squares) / (SIZE_WEIGHT + freedom)
    return float(np.clip(slope, 0.0, _MAX_SLOPE))


def _centred(past: Sequence[PlannedSize], kind: str, field: str) -> Floats:
    values = np.array([getattr(p, field) for p in past if p.kind == kind])
    return np.asarray(values - values.mean())


def intensity_ratio(coming: Event, past: Event, slope: float) -> float:
    """How much bigger the coming event is planned than the past one, as far as plans come true."""
    if coming.intensity is None or past.intensity is None:
        return 1.0
    return float((coming.intensity / past.intensity) ** slope)
