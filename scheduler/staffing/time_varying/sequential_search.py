"""Time-varying staffing: the least agents of each interval, given the transient state the one before left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.lateness_curve import CURVE
from scheduler.staffing.period_search import agents_by_period
from scheduler.staffing.service_constraints import PeriodTarget, ServiceTarget
from scheduler.staffing.stationary import agents_needed
from scheduler.staffing.time_varying.interval_search import reserve_of
from scheduler.staffing.time_varying.long_promises import agents_for_long_promises, is_long
from scheduler.staffing.time_varying.open_hours import ClosingRule, OpenHours
from scheduler.staffing.time_varying.promised_intervals import PromisedIntervals
from scheduler.staffing.time_varying.promised_queue import Profiles, PromisedQueue

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class ReturningArrivals(Protocol):
    """Customers of whom some come back after they abandoned, so that earlier agents decide how many come."""

    def arrivals_per_hour(self, place: int) -> Floats:
        """Of everybody in the interval, shape (scenarios,), once those before it have been left."""

    def leave(self, place: int, agents: float) -> None:
        """Let those who abandon come back later; in order of time, each interval once."""


@dataclass(frozen=True)
class DemandScenarios:
    """Demand scenarios with probabilities; a single scenario is known demand.

    arrivals_per_hour: >= 0, shape (scenarios, intervals). weights: probabilities, shape (scenarios,), > 0 and
    summing to 1. A scenario holds for the whole period, because days rise and fall together.

    Raises ValueError naming the field and the bound that it breaks.
    """

    arrivals_per_hour: Floats
    weights: Floats

    def __post_init__(self) -> None:
        if self.arrivals_per_hour.ndim != 2 or len(self.arrivals_per_hour) != len(self.weights):
            raise ValueError("arrivals_per_hour must have one row for each of the weights")
        if not (np.isfinite(self.arrivals_per_hour) & (self.arrivals_per_hour >= 0)).all():
            raise ValueError("arrivals_per_hour must be finite numbers >= 0")
        if not ((self.weights > 0).all() and abs(self.weights.sum() - 1) < 1e-9):
            raise ValueError("weights must be above 0 and sum to 1")

    @property
    def mean(self) -> Floats:
        """Expected arrivals an hour, (intervals,)."""
        return np.asarray(self.weights @ self.arrivals_per_hour)


@dataclass(frozen=True)
class TimeVaryingStaffing:
    """Result of :func:`time_varying_agents_needed`.

    agents: at their desks, shape (intervals,). late: lateness curve of each interval, customers not answered
    in time with ``CURVE`` agents fewer … ``CURVE`` more in it and ``agents`` in all intervals before; shape
    (intervals, 2 · CURVE + 1), convex and non-increasing, NaN for fewer than 0 agents. used: customers late,
    or customer-seconds, of each target of a period in each interval; shape (periods, intervals).
    """

    agents: Integers
    late: Floats
    used: Floats


def time_varying_agents_needed(
    model: ServiceModel,
    scenarios: DemandScenarios,
    hours: ArrayLike,
    begins: ArrayLike,
    targets_active: Sequence[tuple[ServiceTarget, ArrayLike]],
    late: InTime,
    max_occupancy: float | None = None,
    min_agents: ArrayLike = 0,
    mean_seconds: ArrayLike | None = None,
    tell: Callable[[int], None] = lambda interval: None,
    *,
    closing: ClosingRule = "done_by_closing",
    closed_hours: ArrayLike = 8.0,
    closes_last: bool = False,
    periods: Sequence[PeriodTarget] = (),
    profiles: Profiles | None = None,
    known: Mapping[int, int] | None = None,
    at_least: ArrayLike = 0,
    returning: ReturningArrivals | None = None,
) -> TimeVaryingStaffing:
    """Least agents of each interval in order of time, each starting from the state the previous one left.

    A target is met if the scenarios together, weighted by their customers, meet it (share of customers
    answered in time, mean wait of a customer) with a margin of ``RESERVE``, or ``RESERVE_UNCERTAIN`` for
    several scenarios. The queue left by an interval in which no target counts is dropped at its end.

    A target of more than two hours is met by the agents of many intervals, so it sets their least number
    (:mod:`scheduler.staffing.time_varying.long_promises`); the others are searched from there.

    Parameters
    ----------
    hours
        Real length of each interval.
    begins
        Intervals in which a desk opens that was closed before; whoever waited at closing still waits, unless
        customers have patience.
    targets_active, max_occupancy, min_agents, mean_seconds
        As in :func:`scheduler.staffing.stationary.agents_needed`; the cap on occupancy applies to the steady
        state of the mean demand.
    late
        Whoever is not in time by this measure is late in the lateness curves.
    tell
        Called with the index of each interval that is done.
    closing
        Before a closing, ``done_by_closing`` counts as answered in time only who is answered before it, or
        after the next opening; ``stay`` keeps the agents until nobody waits.
    closed_hours, closes_last
        For how long the desk was closed before each of ``begins``; whether it closes after the last interval.
    periods
        Targets of all customers of a day or a month, of at most two hours. The agents are then those of few
        agent-hours that keep them (:mod:`scheduler.staffing.period_search`).
    profiles
        Of intervals whose arrivals are not even, as at the opening of a sale.
    known
        Agents of intervals for which they are given, whatever they keep.
    at_least
        Agents below which the search does not go, shape (intervals,).
    returning
        Says how many come in place of ``scenarios``, whose arrivals come for the first time. Not with targets
        of a period or of more than two hours, where later customers decide agents of earlier intervals.

    Raises
    ------
    StaffingError
        Where not even ``MAX_AGENTS`` are enough.
    ValueError
        For values out of range, for a target of a period of more than two hours, and for ``returning`` with
        such targets.
    """
    count = scenarios.arrivals_per_hour.shape[1]
    hours, begins, seconds = (
        np.broadcast_to(np.asarray(values, dtype=kind), (count,))
        for values, kind in (
            (hours, np.float64),
            (begins, np.bool_),
            (model.mean_seconds if mean_seconds is None else mean_seconds, np.float64),
        )
    )
    active = [
        (target, np.broadcast_to(np.asarray(where, dtype=np.bool_), (count,)))
        for target, where in targets_active
    ]
    times = OpenHours.of(hours, begins, closed_hours, closes_last, closing)
    rates, weights = scenarios.arrivals_per_hour.copy(), scenarios.weights
    every = [*active, *((each.target, each.counts) for each in periods)]
    if any(is_long(each.target.within_seconds) for each in periods):
        raise ValueError("a target of a period must not be a long one")
    if returning and (periods or any(is_long(target.within_seconds) for target, _ in active)):
        raise ValueError("returning customers are followed with targets of an interval alone")
    long = agents_for_long_promises(model, rates, weights, times, seconds, active, reserve_of(len(weights)))
    short = [(target, where) for target, where in active if not is_long(target.within_seconds)]
    mean = scenarios.mean
    fewest = np.broadcast_to(np.asarray(min_agents, dtype=np.int64), (count,))
    least = np.maximum(agents_needed(model, mean, [], max_occupancy, min_agents, seconds), long)
    least = np.maximum(least, np.asarray(at_least, dtype=np.int64))
    asked = [*short, *((each.target, each.counts) for each in periods)]
    guess = agents_needed(model, mean, asked, max_occupancy, min_agents, seconds)
    promised = np.any([np.zeros(count, dtype=np.bool_), *(where for _, where in every)], axis=0)
    promises = [*(target.within_seconds for target, _ in every), late.within_seconds]
    queue = PromisedQueue.of(model, times, seconds, promised, long.astype(np.float64), promises, profiles)
    intervals = PromisedIntervals(queue, rates, weights, short, periods, late, least)
    agents, curves = np.zeros(count, dtype=np.int64), np.full((count, 2 * CURVE + 1), np.nan)
    if periods:
        agents = agents_by_period(intervals, intervals.budgets(), guess, intervals.empty, tell)
    used, before = np.zeros((len(periods), count)), intervals.empty
    for i in range(count):
        if returning:
            rates[:, i] = returning.arrivals_per_hour(i)
            here, mean_here = slice(i, i + 1), weights @ rates[:, i : i + 1]
            counted = [(target, where[here]) for target, where in asked]
            floor = agents_needed(model, mean_here, [], max_occupancy, fewest[here], seconds[here])
            least[here] = np.maximum(least[here], floor)
            guess[here] = agents_needed(model, mean_here, counted, max_occupancy, fewest[here], seconds[here])
        search = intervals.search(i, before)
        if known and i in known:
            agents[i] = known[i]
        elif not periods:
            agents[i] = search.least(int(least[i]), int(guess[i]))
        if not periods:
            tell(i)
        if returning:
            returning.leave(i, float(agents[i]))
        curves[i] = search.curve(int(agents[i]))
        used[:, i] = [
            search.amount(each.target, int(agents[i])) if each.counts[i] else 0.0 for each in periods
        ]
        before = tuple(outcome.end_state for outcome in search.outcomes(int(agents[i])))
    return TimeVaryingStaffing(agents, curves, used)
