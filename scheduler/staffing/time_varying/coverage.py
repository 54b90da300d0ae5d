"""What the agents who are there make of a demand that moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import ServiceModel
from scheduler.staffing.time_varying.transient import Carried, Interval, carry_on

Floats = NDArray[np.float64]


def levels_over_time(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    agents: ArrayLike,
    hours: ArrayLike,
    begins: ArrayLike,
    within_seconds: float,
    mean_seconds: ArrayLike,
    promised: ArrayLike = True,
) -> tuple[Floats, Floats]:
    """Service level of each interval, and how many wait at its end; (intervals,) each, in the order of time.

    agents: >= 0 and not always whole: with 7.4 of them six intervals in ten go on with 7 and four with 8,
    which is what interpolating between whole numbers means where the one interval changes the next.
    promised: where some target counts; who waits from the others is left out of account. The rest is as in
    :func:`scheduler.staffing.time_varying.agents_over_time`.
    """
    rates, people, lasting, opening, seconds, counts = np.broadcast_arrays(
        np.asarray(arrivals_per_hour, dtype=np.float64),
        np.asarray(agents, dtype=np.float64),
        np.asarray(hours, dtype=np.float64),
        np.asarray(begins, dtype=np.bool_),
        np.asarray(mean_seconds, dtype=np.float64),
        np.asarray(promised, dtype=np.bool_),
    )
    if not (np.isfinite(people) & (people >= 0)).all():
        raise ValueError("agents must be finite numbers >= 0")
    levels, waiting = np.ones(len(rates)), np.zeros(len(rates))
    before = Carried.nobody()
    for i in range(len(rates)):
        if opening[i]:
            before = before.overnight(model)
        whole = int(people[i])
        part = float(people[i]) - whole
        outcomes = [
            (share, carry_on(model, before, Interval(rates[i], n, seconds[i], lasting[i]), [within_seconds]))
            for share, n in ((1 - part, whole), (part, whole + 1))
            if share > 0
        ]
        levels[i] = sum(share * outcome.service_levels[0] for share, outcome in outcomes)
        waiting[i] = sum(share * outcome.after.waiting for share, outcome in outcomes)
        before = _mixed([(share, outcome.after) for share, outcome in outcomes])
        if not counts[i]:
            before = before.without_line()
    return levels, waiting


def _mixed(parts: list[tuple[float, Carried]]) -> Carried:
    """One with each probability, told with the slots of the larger team."""
    slots = max(carried.slots for _, carried in parts)
    aligned = []
    for share, carried in parts:
        # Who waits is kept apart from who is in hand.
        in_hand, line = np.split(carried.probabilities, [carried.slots + 1])
        padded = np.concatenate([in_hand, np.zeros(slots - carried.slots), line])
        aligned.append(share * padded)
    states = max(len(p) for p in aligned)
    return Carried(np.sum([np.pad(p, (0, states - len(p))) for p in aligned], axis=0), slots)
