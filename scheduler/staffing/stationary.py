"""SIPP staffing (stationary independent period by period): least agents for arrays of intervals.

Each interval is staffed as if it were in the steady state of its own demand (:mod:`scheduler.queueing`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import ServiceModel, ShareKind, share_in_time, steady_state
from scheduler.queueing.steady_state import checked_seconds
from scheduler.staffing.least_agents import least_agents, least_agents_from
from scheduler.staffing.service_constraints import (
    ExpectedConstraints,
    IntervalConstraints,
    ServiceTarget,
    StaffingError,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def agents_needed(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    targets_active: Sequence[tuple[ServiceTarget, ArrayLike]],
    max_occupancy: float | None = None,
    min_agents: ArrayLike = 0,
    mean_seconds: ArrayLike | None = None,
) -> Integers:
    """Least n >= ``min_agents`` agents at their desks that meet every active target and the cap.

    Without arrivals, or with neither a cap nor an active target, ``min_agents`` are enough. With an active
    target 0 agents never are, not even if all customers abandon within the target's time. Without patience a
    target is met only if the queue is stable.

    Parameters
    ----------
    arrivals_per_hour
        >= 0, any shape.
    targets_active
        Each target with the intervals in which it counts, broadcast to that shape.
    max_occupancy
        Cap on :attr:`SteadyState.occupancy`, > 0; None = no cap.
    min_agents
        >= 0, broadcast to that shape.
    mean_seconds
        Handling time of each interval in place of the model's, > 0, broadcast to that shape.

    Raises
    ------
    StaffingError
        Where not even ``MAX_AGENTS`` are enough.
    ValueError
        For values out of range.
    """
    rates = np.asarray(arrivals_per_hour, dtype=np.float64)
    if not (np.isfinite(rates) & (rates >= 0)).all():
        raise ValueError("arrivals must be finite numbers >= 0")
    if max_occupancy is not None and not max_occupancy > 0:
        raise ValueError(f"max_occupancy {max_occupancy} is not above 0")
    least = np.broadcast_to(np.asarray(min_agents, dtype=np.int64), rates.shape)
    fewest = int(least.min()) if least.size else 0
    if fewest < 0:
        raise ValueError(f"min_agents {fewest} is below 0")
    counting = np.zeros(rates.shape, dtype=np.int64)
    for bit, (_, active) in enumerate(targets_active):
        counting |= np.broadcast_to(np.asarray(active, dtype=np.bool_), rates.shape).astype(np.int64) << bit

    seconds = checked_seconds(model.mean_seconds if mean_seconds is None else mean_seconds, rates.shape)

    needed = least.copy()
    busy = rates > 0
    for bits in np.flatnonzero(np.bincount(counting[busy])).tolist():
        targets = tuple(target for bit, (target, _) in enumerate(targets_active) if bits >> bit & 1)
        if targets or max_occupancy is not None:
            here = (counting == bits) & busy
            if any(target.is_out_of_reach(model, float(seconds[here].max())) for target in targets):
                raise StaffingError(float(rates[here].max()))
            constraints = IntervalConstraints(model, targets, max_occupancy)
            found = least_agents(constraints, rates[here], seconds[here], fewest)
            needed[here] = np.maximum(found, least[here])
    return needed


def agents_needed_in_expectation(
    model: ServiceModel,
    scenarios_per_hour: ArrayLike,
    weights: ArrayLike,
    targets_active: Sequence[tuple[ServiceTarget, ArrayLike]],
    max_occupancy: float | None = None,
    min_agents: ArrayLike = 0,
    mean_seconds: ArrayLike | None = None,
) -> Integers:
    """As :func:`agents_needed`, in expectation over demand scenarios.

    A target is met if the scenarios together, weighted by their customers, meet it; the cap on occupancy is
    applied to their mean.

    Parameters
    ----------
    scenarios_per_hour
        Arrivals >= 0, shape (scenarios, intervals).
    weights
        Probabilities, shape (scenarios,), > 0, summing to 1.

    Returns
    -------
    Shape (intervals,).
    """
    rates, weight = np.asarray(scenarios_per_hour, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    mean = weight @ rates
    seconds = checked_seconds(model.mean_seconds if mean_seconds is None else mean_seconds, mean.shape)
    needed = agents_needed(model, mean, targets_active, max_occupancy, min_agents, seconds)
    least = agents_needed(model, mean, [], max_occupancy, min_agents, seconds)
    active = [(target, np.broadcast_to(np.asarray(where), mean.shape)) for target, where in targets_active]
    counting = np.array([where for _, where in active], dtype=np.int64).reshape(len(active), len(mean))
    bits = (1 << np.arange(len(active))) @ counting
    for bit in np.unique(bits[mean > 0]).tolist():
        targets = tuple(target for place, (target, _) in enumerate(active) if bit >> place & 1)
        if not targets:
            continue
        here = (bits == bit) & (mean > 0)
        constraints = ExpectedConstraints(model, targets, None, weight)
        fewest = int(np.min(min_agents))
        found = least_agents_from(constraints, rates[:, here].T, seconds[here], needed[here], fewest)
        needed[here] = np.maximum(found, least[here])
    return needed


def service_level_of(
    model: ServiceModel,
    arrivals_per_hour: ArrayLike,
    agents: ArrayLike,
    within_seconds: ArrayLike,
    mean_seconds: ArrayLike | None = None,
    kind: ShareKind = "service_level",
) -> Floats:
    """Steady-state share in time of a number of agents that need not be whole, linearly interpolated.

    Parameters
    ----------
    arrivals_per_hour, agents, within_seconds
        >= 0; broadcast.
    mean_seconds
        Handling times in place of the model's, > 0; broadcast.
    kind
        The share that is asked for.

    Raises
    ------
    ValueError
        For values out of range.
    """
    people = np.asarray(agents, dtype=np.float64)
    if not (np.isfinite(people) & (people >= 0)).all():
        raise ValueError("agents must be finite numbers >= 0")
    whole = np.floor(people).astype(np.int64)
    part = people - whole
    above = np.where(part > 0, whole + 1, whole)
    fewer, more = (
        share_in_time(steady_state(model, arrivals_per_hour, heads, mean_seconds), kind, within_seconds)
        for heads in (whole, above)
    )
    return fewer + part * (more - fewer)
