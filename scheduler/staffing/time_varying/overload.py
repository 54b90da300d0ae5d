"""Overloads: intervals with an offered load above capacity, and when the backlog has cleared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel, steady_state

Floats = NDArray[np.float64]

CLEARED, NEARLY = 1.0, 1.2
"""A backlog has cleared when fewer customers than ``CLEARED`` wait, or fewer than ``NEARLY`` times the steady
state's queue length."""


@dataclass(frozen=True)
class Overload:
    """One overload, intervals ``first`` … ``last`` (included).

    agents_short: agents missing to serve the whole offered load, at the worst. waiting: longest queue at the
    end of an interval. cleared: first interval at whose end the backlog has cleared; None if there is none.
    """

    first: int
    last: int
    agents_short: float
    waiting: float
    cleared: int | None


def find_overloads(
    model: ServiceModel, arrivals_per_hour: Floats, agents: Floats, mean_seconds: Floats, waiting: Floats
) -> list[Overload]:
    """Overloads of one queue in order of time; overloads whose backlogs overlap are merged.

    All arrays have shape (intervals,). agents: at their desks, >= 0, not necessarily whole. waiting: queue
    length at the end of each interval, from
    :func:`scheduler.staffing.time_varying.time_varying_service_levels`.
    """
    work = arrivals_per_hour / 3600 * mean_seconds / model.speeds[-1]
    short = work - agents
    state = steady_state(model, arrivals_per_hour, np.ceil(agents).astype(np.int64), mean_seconds)
    with np.errstate(invalid="ignore"):
        line = np.nan_to_num(state.average_wait * arrivals_per_hour / 3600, posinf=0.0)
    usual = np.maximum(CLEARED, NEARLY * line)
    found: list[Overload] = []
    place = 0
    while place < len(work):
        if short[place] <= 0:
            place += 1
            continue
        gone = np.flatnonzero((waiting[place:] < usual[place:]) & (short[place:] <= 0))
        cleared = place + int(gone[0]) if gone.size else None
        end = len(work) if cleared is None else cleared
        last = place + int(np.flatnonzero(short[place:end] > 0)[-1])
        worst = float(short[place : last + 1].max())
        found.append(Overload(place, last, worst, float(waiting[place:end].max()), cleared))
        place = end + 1
    return [overload for overload in found if overload.waiting >= CLEARED]
