"""Time-varying service levels of given staffing: the chain followed from interval to interval."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying.course_memory import Course, key_of, nearly_same, present_memory
from scheduler.staffing.time_varying.open_hours import ClosingRule, OpenHours
from scheduler.staffing.time_varying.promised_queue import Profiles, PromisedQueue
from scheduler.staffing.time_varying.transient import TransientState

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
    *,
    closing: ClosingRule = "done_by_closing",
    closed_hours: ArrayLike = 8.0,
    closes_last: bool = False,
    profiles: Profiles | None = None,
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
        The share to follow. Of more than two hours: whether customers are answered in time follows from the
        agents of the later intervals too; after the last one, agents come as in its last day.
    arrivals_per_hour, hours, begins, mean_seconds, closing, closed_hours, closes_last, profiles
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
    times = OpenHours.of(lasting, opening, closed_hours, closes_last, closing)
    queue = PromisedQueue.of(model, times, seconds, counts, people, [measured.within_seconds], profiles)
    levels, waiting = np.ones(len(rates)), np.zeros(len(rates))
    memory, known, key = present_memory(), None, ""
    ends: list[TransientState] = []
    if memory is not None and not queue.rates:  # what is promised for hours looks ahead
        key = _key(model, times, rates, seconds, counts, measured, profiles)
        known = memory.latest(key)
    state, as_known = TransientState.empty(), known is not None
    for i in range(len(rates)):
        if known is not None and as_known and people[i] == known.agents[i]:
            levels[i], waiting[i], state = known.levels[i], known.waiting[i], known.ends[i]
            ends.append(state)
            continue
        before = queue.opened(i, state)
        whole = int(people[i])
        part = float(people[i]) - whole
        outcomes = [
            (share, queue.performance(i, before, float(rates[i]), n, [measured]))
            for share, n in ((1 - part, whole), (part, whole + 1))
            if share > 0
        ]
        levels[i] = sum(share * outcome.service_levels[0] for share, outcome in outcomes)
        state = mixed_states([(share, outcome.end_state) for share, outcome in outcomes])
        waiting[i] = state.waiting
        ends.append(state)
        as_known = known is not None and nearly_same(state, known.ends[i])
    if memory is not None and key:
        memory.keep(key, Course(people.copy(), levels.copy(), waiting.copy(), tuple(ends)))
    return levels, waiting


def _key(
    model: ServiceModel,
    times: OpenHours,
    rates: Floats,
    seconds: Floats,
    counts: NDArray[np.bool_],
    measured: InTime,
    profiles: Profiles | None,
) -> str:
    """Everything that a course follows from but the agents."""
    words = (model, times.closes_last, times.rule, measured, sorted((profiles or {}).items()))
    return key_of(words, times.hours, times.closed_before, rates, seconds, counts)


def mixed_states(parts: list[tuple[float, TransientState]]) -> TransientState:
    """Mixture of states with these probabilities, aligned to the slots of the largest team."""
    fluid = min(state.fluid for _, state in parts)
    slots = max(state.slots for _, state in parts)
    aligned = []
    for share, state in parts:
        level = state if state.fluid == fluid else state.shifted(state.fluid - fluid)
        # Padded between service and queue, so that nobody changes from one to the other.
        in_hand, line = np.split(level.probabilities, [state.slots + 1])
        padded = np.concatenate([in_hand, np.zeros(slots - state.slots), line])
        aligned.append(share * padded)
    states = max(len(p) for p in aligned)
    mixed = np.sum([np.pad(p, (0, states - len(p))) for p in aligned], axis=0)
    return TransientState(mixed, slots, fluid, parts[0][1].customers)
