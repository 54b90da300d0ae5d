"""The least number of agents in each interval that keeps every promise, one interval after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scheduler.queueing import ServiceModel
from scheduler.staffing.lateness_curve import CURVE, convex_where
from scheduler.staffing.stationary import MAX_AGENTS, StaffingError, Target, agents_needed
from scheduler.staffing.time_varying.transient import Carried, Interval, Outcome, carry_on

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


RESERVE = 0.1
"""Share of the lateness that a target allows, and of its wait, that is kept back. The chain thinks that
chats are always spread evenly over the agents, which makes it a little hopeful, and a week is one draw of
many: sized to the edge, one interval in ten missed its promise when it was played
(benchmarks/staffing/promise.py)."""

RESERVE_UNCERTAIN = 0.5
"""The same where demand may turn out in several ways. Most of the lateness then lies in a few days of a
hundred, so that two hundred weeks played differ in it by half: with a tenth kept back the promise held around
a sale in 57 to 100 % of the intervals, seed by seed, with this in all, for 5 % more agent-hours."""


@dataclass(frozen=True)
class Scenarios:
    """How demand may turn out. arrivals_per_hour: >= 0, shape (scenarios, intervals). weights: (scenarios,),
    > 0 and summing to 1; a scenario holds for the whole time, for days rise and fall together.

    One scenario is a demand that is known. Raises ValueError naming the field and the bound that it breaks.
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
class StaffedOverTime:
    """agents: at their desks, (intervals,). late: customers of each interval who are not answered in time
    with ``CURVE`` agents fewer … ``CURVE`` more, (intervals, 2 · CURVE + 1), as many before them as needed;
    convex and never rising; NaN for less than nobody.
    """

    agents: Integers
    late: Floats


def agents_over_time(
    model: ServiceModel,
    scenarios: Scenarios,
    hours: ArrayLike,
    begins: ArrayLike,
    targets_active: Sequence[tuple[Target, ArrayLike]],
    late_seconds: float,
    max_occupancy: float | None = None,
    min_agents: int = 0,
    mean_seconds: ArrayLike | None = None,
    tell: Callable[[int], None] = lambda interval: None,
) -> StaffedOverTime:
    """Go through the intervals in the order of time; in each the least number that keeps its targets.

    A target is kept if all scenarios together, weighed by their customers, keep it with ``RESERVE`` to spare
    (``RESERVE_UNCERTAIN`` where there are several): the share of customers answered in time, the mean wait
    of a customer.

    hours: length of each interval. begins: where a desk opens that was closed; who waited then waits still,
    unless they lose patience. Who waits from an interval in which no target counts was promised nothing and
    is left out of account in the next one. targets_active, max_occupancy, min_agents, mean_seconds: as in
    :func:`scheduler.staffing.stationary.agents_needed`; the cap on occupancy is held in the steady state of
    the mean demand. late_seconds: who waits longer is late in the curves. tell: is called with the number of
    each interval that is done.

    Raises StaffingError where not even ``MAX_AGENTS`` are enough, ValueError for values out of range.
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
    mean = scenarios.mean
    least = agents_needed(model, mean, [], max_occupancy, min_agents, seconds)
    guess = agents_needed(model, mean, active, max_occupancy, min_agents, seconds)
    agents, late = np.zeros(count, dtype=np.int64), np.full((count, 2 * CURVE + 1), np.nan)
    before = [Carried.nobody() for _ in scenarios.weights]
    for i in range(count):
        if begins[i]:
            before = [left.overnight(model) for left in before]
        step = _Step(
            model,
            before,
            scenarios.arrivals_per_hour[:, i],
            scenarios.weights,
            float(seconds[i]),
            float(hours[i]),
            tuple(target for target, where in active if where[i]),
            late_seconds,
        )
        agents[i] = step.least(int(least[i]), int(guess[i]))
        late[i] = step.curve(int(agents[i]))
        before = [outcome.after for outcome in step.outcomes(int(agents[i]))]
        if not step.targets:
            before = [left.without_line() for left in before]
        tell(i)
    return StaffedOverTime(agents, late)


class _Step:
    """One interval, for whatever number of agents is asked about."""

    def __init__(
        self,
        model: ServiceModel,
        before: Sequence[Carried],
        arrivals: Floats,
        weights: Floats,
        mean_seconds: float,
        hours: float,
        targets: Sequence[Target],
        late_seconds: float,
    ) -> None:
        self.model, self.before, self.arrivals = model, before, arrivals
        self.mean_seconds, self.hours, self.targets = mean_seconds, hours, targets
        self.customers = weights * arrivals * hours
        self.allowed = 1 - (RESERVE if len(weights) == 1 else RESERVE_UNCERTAIN)
        self.within = (*(t.within_seconds for t in targets if t.share is not None), late_seconds)
        self._known: dict[int, list[Outcome]] = {}

    def outcomes(self, agents: int) -> list[Outcome]:
        """Of each scenario."""
        if agents not in self._known:
            self._known[agents] = [
                carry_on(
                    self.model,
                    before,
                    Interval(float(rate), agents, self.mean_seconds, self.hours),
                    self.within,
                )
                for before, rate in zip(self.before, self.arrivals, strict=True)
            ]
        return self._known[agents]

    def least(self, at_least: int, guess: int) -> int:
        """The least number of agents that keeps the targets."""
        if not self.targets or self.customers.sum() <= 0:
            return at_least
        at_least = max(at_least, 1)
        low, high = at_least, max(guess, at_least)
        stride = 1
        while not self.keeps(high):
            if high >= MAX_AGENTS:
                raise StaffingError(float(self.arrivals.max()))
            low, high, stride = high + 1, min(high + stride, MAX_AGENTS), 2 * stride
        tried, stride = high, 1
        while low < high:
            tried = max(high - stride, low)
            if self.keeps(tried):
                high, stride = tried, 2 * stride
            else:
                low, stride = tried + 1, 1
        return high

    def keeps(self, agents: int) -> bool:
        """Whether all customers of all scenarios together get what was promised."""
        share, outcomes = self.customers / self.customers.sum(), self.outcomes(agents)
        levels = np.array([outcome.service_levels for outcome in outcomes])
        wait = float(share @ np.array([outcome.average_wait for outcome in outcomes]))
        promised = [target.share for target in self.targets if target.share is not None]
        waits = [target.within_seconds for target in self.targets if target.share is None]
        late = 1 - (share @ levels)[: len(promised)]
        kept = late <= self.allowed * (1 - np.array(promised))
        return bool(kept.all()) and all(wait <= self.allowed * longest for longest in waits)

    def late(self, agents: int) -> float:
        """Customers not answered in time."""
        levels = np.array([outcome.service_levels[-1] for outcome in self.outcomes(agents)])
        return float(self.customers @ (1 - levels))

    def curve(self, agents: int) -> Floats:
        """Of :class:`StaffedOverTime`."""
        people = np.arange(agents - CURVE, agents + CURVE + 1)
        late = np.array([self.late(int(n)) if n >= 0 else np.nan for n in people])
        return convex_where(late, people >= 0)
