"""Shares in time of given staffing: the chain followed from interval to interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState, advance

Floats = NDArray[np.float64]


def time_varying_service_levels(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    agents: ArrayLike,
    hours: ArrayLike,
    begins: ArrayLike,
    measured: InTime,
    mean_seconds: ArrayLike,
    promised: ArrayLike = True,
) -> tuple[Floats, Floats]:
    """Share in time of each interval, and mean queue length at its end.

    Parameters
    ----------
    agents
        >= 0, not necessarily whole: 7.4 agents are a mixture of 7 with probability 0.6 and 8 with 0.4, drawn
        in each interval; linear interpolation, where one interval changes the next.
    promised
        Where some target counts; the queue left by the other intervals is dropped at their end.
    measured
        The share to follow.
    arrivals_per_hour, hours, begins, mean_seconds
        As in :func:`scheduler.staffing.time_varying.time_varying_agents_needed`.

    Returns
    -------
    Two arrays of shape (intervals,), in order of time.
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
    before = TransientState.empty()
    for i in range(len(rates)):
        if opening[i]:
            before = before.after_closing(model)
        whole = int(people[i])
        part = float(people[i]) - whole
        outcomes = [
            (
                share,
                advance(model, before, IntervalInput(rates[i], n, seconds[i], lasting[i]), [measured]),
            )
            for share, n in ((1 - part, whole), (part, whole + 1))
            if share > 0
        ]
        levels[i] = sum(share * outcome.service_levels[0] for share, outcome in outcomes)
        waiting[i] = sum(share * outcome.end_state.waiting for share, outcome in outcomes)
        before = _mixed([(share, outcome.end_state) for share, outcome in outcomes])
        if not counts[i]:
            before = before.without_queue()
    return levels, waiting


def _mixed(parts: list[tuple[float, TransientState]]) -> TransientState:
    """Mixture of states with these probabilities, aligned to the slots of the largest team."""
    slots = max(state.slots for _, state in parts)
    aligned = []
    for share, state in parts:
        # Padded between service and queue, so that nobody changes from one to the other.
        in_hand, line = np.split(state.probabilities, [state.slots + 1])
        padded = np.concatenate([in_hand, np.zeros(slots - state.slots), line])
        aligned.append(share * padded)
    states = max(len(p) for p in aligned)
    return TransientState(np.sum([np.pad(p, (0, states - len(p))) for p in aligned], axis=0), slots)
