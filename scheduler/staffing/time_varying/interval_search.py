"""The least agents of one interval, given the state that the one before left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import InTime
from scheduler.staffing.lateness_curve import CURVE, convex_minorant_where
from scheduler.staffing.service_constraints import MAX_AGENTS, ServiceTarget, StaffingError
from scheduler.staffing.time_varying.interval_performance import IntervalPerformance
from scheduler.staffing.time_varying.promised_queue import PromisedQueue
from scheduler.staffing.time_varying.transient import TransientState

Floats = NDArray[np.float64]

RESERVE = 0.1
"""Safety margin: share of the lateness, or of the wait, allowed by a target that is not used up. The chain
assumes that chats are always balanced over the agents, which is slightly optimistic, and a week is one draw
of many: staffed to the edge, one interval in ten missed its target in simulation
(benchmarks/staffing/promise.py)."""

RESERVE_UNCERTAIN = 0.5
"""Safety margin with several demand scenarios. Most of the lateness then lies in a few days of a hundred, so
that two hundred simulated weeks differ in it by half: with a margin of 0.1 the targets held around a sale in
57 to 100 % of the intervals, depending on the seed; with this one in all, for 5 % more agent-hours."""


def reserve_of(scenarios: int) -> float:
    """Safety margin with so many demand scenarios."""
    return RESERVE if scenarios == 1 else RESERVE_UNCERTAIN


class IntervalSearch:
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
        floors: Sequence[ServiceTarget] = (),
        counted: Sequence[ServiceTarget] = (),
    ) -> None:
        """targets: met with a margin. floors: met without. counted: measured only."""
        self.queue, self.place, self.before = queue, place, before
        self.arrivals, self.targets, self.floors = arrivals, targets, floors
        self.customers = weights * arrivals * float(queue.times.hours[place])
        self.allowed = 1 - reserve_of(len(weights))
        every = (*targets, *floors, *counted)
        asked = [target.measured for target in every]
        shares = dict.fromkeys([*(each for each in asked if isinstance(each, InTime)), late])
        self.measured, self.late_place = tuple(shares), list(shares).index(late)
        self.with_response = any(target.kind == "average_response" for target in every)
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
        if not (self.targets or self.floors) or self.customers.sum() <= 0:
            return at_least
        model, seconds = self.queue.model, float(self.queue.mean_seconds[self.place])
        if any(target.is_out_of_reach(model, seconds, self.allowed) for target in self.targets):
            raise StaffingError(float(self.arrivals.max()))
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
        """Whether the customers of all scenarios together meet targets, margin included, and floors."""
        asked = [(target, self.allowed) for target in self.targets] + [(floor, 1.0) for floor in self.floors]
        return all(
            self.mean(target, agents) <= allowed * target.within_seconds
            if target.share is None
            else 1 - self.mean(target, agents) <= allowed * (1 - target.share)
            for target, allowed in asked
        )

    def mean(self, target: ServiceTarget, agents: int) -> float:
        """Share in time or mean seconds, over the customers of all scenarios."""
        return float((self.customers / self.customers.sum()) @ self._values(target, agents))

    def amount(self, target: ServiceTarget, agents: int) -> float:
        """Expected customers late, or customer-seconds of wait or response; 0 without customers."""
        if self.customers.sum() <= 0:
            return 0.0
        values = self._values(target, agents)
        return float(self.customers @ (values if target.share is None else 1 - values))

    def _values(self, target: ServiceTarget, agents: int) -> Floats:
        """Of each scenario."""
        outcomes, measured = self.outcomes(agents), target.measured
        if isinstance(measured, InTime):
            place = self.measured.index(measured)
            return np.array([outcome.service_levels[place] for outcome in outcomes])
        if measured == "average_wait":
            return np.array([outcome.average_wait for outcome in outcomes])
        responses = np.array([outcome.average_response for outcome in outcomes])
        model, seconds = self.queue.model, float(self.queue.mean_seconds[self.place])
        full_rate = np.full(self.arrivals.shape, 3600 * agents * model.speeds[-1] / seconds)
        return np.where(target.loses_customers(model, self.arrivals, full_rate), np.inf, responses)

    def late(self, agents: int) -> float:
        """Expected customers not answered in time."""
        levels = np.array([outcome.service_levels[self.late_place] for outcome in self.outcomes(agents)])
        return float(self.customers @ (1 - levels))

    def curve(self, agents: int) -> Floats:
        """Lateness curve, see :class:`TimeVaryingStaffing`."""
        levels = np.arange(agents - CURVE, agents + CURVE + 1)
        late = np.array([self.late(int(n)) if n >= 0 else np.nan for n in levels])
        return convex_minorant_where(late, levels >= 0)
