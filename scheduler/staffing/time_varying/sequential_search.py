"""Time-varying staffing: the least agents of each interval, given the transient state the one before left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.lateness_curve import CURVE, convex_minorant_where
from scheduler.staffing.service_constraints import MAX_AGENTS, ServiceTarget, StaffingError
from scheduler.staffing.stationary import agents_needed
from scheduler.staffing.time_varying.interval_performance import IntervalPerformance
from scheduler.staffing.time_varying.long_promises import agents_for_long_promises, is_long
from scheduler.staffing.time_varying.open_hours import ClosingRule, OpenHours
from scheduler.staffing.time_varying.promised_queue import PromisedQueue
from scheduler.staffing.time_varying.transient import TransientState

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


RESERVE = 0.1
"""Safety margin: share of the lateness, or of the wait, allowed by a target that is not used up. The chain
assumes that chats are always balanced over the agents, which is slightly optimistic, and a week is one draw
of many: staffed to the edge, one interval in ten missed its target in simulation
(benchmarks/staffing/promise.py)."""

RESERVE_UNCERTAIN = 0.5
"""Safety margin with several demand scenarios. Most of the lateness then lies in a few days of a hundred, so
that two hundred simulated weeks differ in it by half: with a margin of 0.1 the targets held around a sale in
57 to 100 % of the intervals, depending on the seed; with this one in all, for 5 % more agent-hours."""


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
    (intervals, 2 · CURVE + 1), convex and non-increasing, NaN for fewer than 0 agents.
    """

    agents: Integers
    late: Floats


def time_varying_agents_needed(
    model: ServiceModel,
    scenarios: DemandScenarios,
    hours: ArrayLike,
    begins: ArrayLike,
    targets_active: Sequence[tuple[ServiceTarget, ArrayLike]],
    late: InTime,
    max_occupancy: float | None = None,
    min_agents: int = 0,
    mean_seconds: ArrayLike | None = None,
    tell: Callable[[int], None] = lambda interval: None,
    *,
    closing: ClosingRule = "done_by_closing",
    closed_hours: ArrayLike = 8.0,
    closes_last: bool = False,
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

    Raises
    ------
    StaffingError
        Where not even ``MAX_AGENTS`` are enough.
    ValueError
        For values out of range.
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
    rates, weights = scenarios.arrivals_per_hour, scenarios.weights
    reserve = RESERVE if len(weights) == 1 else RESERVE_UNCERTAIN
    long = agents_for_long_promises(model, rates, weights, times, seconds, active, reserve)
    short = [(target, where) for target, where in active if not is_long(target.within_seconds)]
    mean = scenarios.mean
    least = np.maximum(agents_needed(model, mean, [], max_occupancy, min_agents, seconds), long)
    guess = agents_needed(model, mean, short, max_occupancy, min_agents, seconds)
    promised = np.any([np.zeros(count, dtype=np.bool_), *(where for _, where in active)], axis=0)
    promises = [*(target.within_seconds for target, _ in active), late.within_seconds]
    queue = PromisedQueue.of(model, times, seconds, promised, long.astype(np.float64), promises)
    agents, curves = np.zeros(count, dtype=np.int64), np.full((count, 2 * CURVE + 1), np.nan)
    before = [TransientState.empty() for _ in weights]
    for i in range(count):
        targets = tuple(target for target, where in short if where[i])
        before = [queue.opened(i, state) for state in before]
        search = _IntervalSearch(queue, i, before, rates[:, i], weights, targets, late)
        agents[i] = search.least(int(least[i]), int(guess[i]))
        curves[i] = search.curve(int(agents[i]))
        before = [outcome.end_state for outcome in search.outcomes(int(agents[i]))]
        tell(i)
    return TimeVaryingStaffing(agents, curves)


class _IntervalSearch:
    """Search over the staffing levels of one interval; each level is evaluated at most once."""

    def __init__(
        self,
        queue: PromisedQueue,
        place: int,
        before: Sequence[TransientState],
        arrivals: Floats,
        weights: Floats,
        targets: Sequence[ServiceTarget],
        late: InTime,
    ) -> None:
        self.queue, self.place, self.before = queue, place, before
        self.arrivals, self.targets = arrivals, targets
        self.customers = weights * arrivals * float(queue.times.hours[place])
        self.allowed = 1 - (RESERVE if len(weights) == 1 else RESERVE_UNCERTAIN)
        asked = [target.measured for target in targets]
        self.measured = (*(each for each in asked if isinstance(each, InTime)), late)
        self.with_response = any(target.kind == "average_response" for target in targets)
        self._known: dict[int, list[IntervalPerformance]] = {}

    def outcomes(self, agents: int) -> list[IntervalPerformance]:
        """Performance in each scenario."""
        if agents not in self._known:
            self._known[agents] = [
                self.queue.performance(
                    self.place,
                    before,
                    float(rate),
                    agents,
                    self.measured,
                    with_response=self.with_response,
                )
                for before, rate in zip(self.before, self.arrivals, strict=True)
            ]
        return self._known[agents]

    def least(self, at_least: int, guess: int) -> int:
        """Least agents that meet the targets: galloping steps from the guess, first up, then down."""
        if not self.targets or self.customers.sum() <= 0:
            return at_least
        at_least = max(at_least, 1)
        low, high = at_least, max(guess, at_least)
        stride = 1
        while not self.meets_targets(high):
            if high >= MAX_AGENTS:
                raise StaffingError(float(self.arrivals.max()))
            low, high, stride = high + 1, min(high + stride, MAX_AGENTS), 2 * stride
        tried, stride = high, 1
        while low < high:
            tried = max(high - stride, low)
            if self.meets_targets(tried):
                high, stride = tried, 2 * stride
            else:
                low, stride = tried + 1, 1
        return high

    def meets_targets(self, agents: int) -> bool:
        """Whether the customers of all scenarios together meet the targets, margin included."""
        share, outcomes = self.customers / self.customers.sum(), self.outcomes(agents)
        levels = share @ np.array([outcome.service_levels for outcome in outcomes])
        asked = [target.share for target in self.targets if target.share is not None]
        means = {
            "average_wait": float(share @ np.array([outcome.average_wait for outcome in outcomes])),
            "average_response": float(share @ np.array([outcome.average_response for outcome in outcomes])),
        }
        kept = 1 - levels[: len(asked)] <= self.allowed * (1 - np.array(asked))
        return bool(kept.all()) and all(
            means[target.kind] <= self.allowed * target.within_seconds
            for target in self.targets
            if target.share is None
        )

    def late(self, agents: int) -> float:
        """Expected customers not answered in time."""
        levels = np.array([outcome.service_levels[-1] for outcome in self.outcomes(agents)])
        return float(self.customers @ (1 - levels))

    def curve(self, agents: int) -> Floats:
        """Lateness curve, see :class:`TimeVaryingStaffing`."""
        levels = np.arange(agents - CURVE, agents + CURVE + 1)
        late = np.array([self.late(int(n)) if n >= 0 else np.nan for n in levels])
        return convex_minorant_where(late, levels >= 0)
