"""Promises of more than two hours: work that may wait is spread evenly over the time until it is due.

The Average Rate heuristic of Yao, Demers and Shenker ("A scheduling model for reduced CPU energy", FOCS
1995): every customer's work is done at a constant rate from arrival to deadline. The sum of these rates is a
load that varies slowly, contains all the work, and serves everybody in time, first come first served.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel
from scheduler.staffing.service_constraints import ServiceTarget
from scheduler.staffing.stationary import agents_needed_in_expectation
from scheduler.staffing.time_varying.open_hours import OpenHours, accumulated

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

LONG_SECONDS = 7200.0
"""A promise of more is long: its customers are mostly answered by the agents of later intervals."""

SPREAD = 0.75
"""Share of a long promise's time over which work is spread. The rest is for chance: the stationary queue at
the spread load must meet the target within it."""


def is_long(within_seconds: float) -> bool:
    """Whether the promise is a long one."""
    return within_seconds > LONG_SECONDS


def spread_load(load: Floats, times: OpenHours, within_hours: float) -> Floats:
    """Offered load when every customer's work is done evenly between arrival and deadline, in erlangs.

    load: offered by the arrivals of each interval, shape (scenarios, intervals). The desk is closed outside
    the intervals; where the agents stay until nobody waits, the work is done by closing. The days before the
    first interval were like the first.

    Returns
    -------
    Shape (scenarios, intervals).
    """
    index, starts = times.with_days_around(within_hours, within_hours)
    hours = times.hours[index]
    moments, open_until = accumulated(starts, hours, hours)
    opened = np.concatenate([[0.0], np.cumsum(hours)])
    # Everything below is measured in open hours: work arrives at opened[i] and is due at due[i].
    due = np.interp(starts + within_hours, moments, open_until)
    if times.rule == "stay":
        closing = np.where(times.closes[index], opened[1:], np.inf)
        due = np.minimum(due, np.minimum.accumulate(closing[::-1])[::-1])
    due = np.maximum(due, opened[1:])
    density = load[:, index] * hours / (due - opened[:-1])
    done = _begun_and_ended(density, opened[:-1], due, opened)
    level = np.diff(done, axis=1) / hours
    first = int(np.searchsorted(starts, -1e-9))
    return np.asarray(np.maximum(level[:, first : first + len(times.hours)], 0.0))


def _begun_and_ended(density: Floats, begin: Floats, end: Floats, at: Floats) -> Floats:
    """Work done until each of the moments ``at``, each row's parts at their density from begin to end.

    begin and end rise. Shape (scenarios, moments).
    """
    totals = []
    for moments in (begin, end):
        count = np.searchsorted(moments, at, side="left")
        sums, moved = (
            np.concatenate([np.zeros((len(density), 1)), np.cumsum(values, axis=1)], axis=1)[:, count]
            for values in (density, density * moments)
        )
        totals.append(sums * at - moved)
    return np.asarray(totals[0] - totals[1])


def agents_for_long_promises(
    model: ServiceModel,
    arrivals_per_hour: Floats,
    weights: Floats,
    times: OpenHours,
    mean_seconds: Floats,
    targets_active: list[tuple[ServiceTarget, Booleans]],
    reserve: float,
) -> Integers:
    """Least agents of each interval that serve the work of the long targets among these in time.

    arrivals_per_hour has shape (scenarios, intervals), the result (intervals,). reserve: share of the
    lateness or the wait that is allowed by a target and is not used up.
    """
    agents = np.zeros(len(times.hours), dtype=np.int64)
    for target, active in targets_active:
        if not is_long(target.within_seconds) or not active.any():
            continue
        load = arrivals_per_hour * active * mean_seconds / 3600
        spread = spread_load(load, times, SPREAD * target.within_seconds / 3600)
        for_chance = ServiceTarget(
            target.kind,
            (1 - SPREAD) * target.within_seconds * (1 if target.share is not None else 1 - reserve),
            None if target.share is None else 1 - (1 - target.share) * (1 - reserve),
        )
        needed = agents_needed_in_expectation(
            model, spread * 3600 / mean_seconds, weights, [(for_chance, True)], mean_seconds=mean_seconds
        )
        agents = np.maximum(agents, needed)
    return agents


def rates_until_due(
    model: ServiceModel, agents: Floats, times: OpenHours, mean_seconds: Floats, within_seconds: float
) -> Floats:
    """Mean rate of service, per second, in the time from the middle of each interval to the deadline.

    agents: >= 0, shape (intervals,); as in the last day after it. The desk is closed outside the intervals.
    """
    index, starts = times.with_days_around(0.0, within_seconds / 3600 + 1)
    hours = times.hours[index]
    completions = (agents / mean_seconds * times.hours)[index] * model.speeds[-1] * 3600
    moments, done = accumulated(starts, hours, completions)
    middle = times.starts + times.hours / 2
    return np.asarray(
        (np.interp(middle + within_seconds / 3600, moments, done) - np.interp(middle, moments, done))
        / within_seconds
    )
