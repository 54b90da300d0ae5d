"""Least agents of a team that serves several queues at once, in order of priority; each interval on its own.

Each interval is in its own steady state (:mod:`scheduler.queueing.priority`), as in
:mod:`scheduler.staffing.stationary`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel
from scheduler.queueing.priority import SharedQueue, pooled_model, shared_performance
from scheduler.staffing.lateness_curve import CURVE, staffing_levels_around
from scheduler.staffing.service_constraints import MAX_AGENTS, ServiceTarget, StaffingError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_ROUNDING = 1e-12
_NEAR_WHOLE = 1e-9
_ONE = np.ones(1)


@dataclass(frozen=True)
class TeamQueue:
    """One of the queues; arrays of shape (intervals,), arrivals of (scenarios, intervals) too.

    arrivals_per_hour: >= 0, 0 where it is closed. mean_seconds: handling time. targets: each with the
    intervals in which it counts; of customers whom an agent takes, ``service_level`` or ``average_wait``.
    within_seconds: whoever waits longer is late.

    Raises ValueError for other targets.
    """

    model: ServiceModel
    arrivals_per_hour: Floats
    mean_seconds: Floats
    targets: Sequence[tuple[ServiceTarget, Booleans]] = ()
    within_seconds: float = 0.0

    def __post_init__(self) -> None:
        for target, _ in self.targets:
            if target.kind not in ("service_level", "average_wait"):
                raise ValueError(f"a shared team has no {target.kind}")


def shared_agents_needed(
    queues: Sequence[TeamQueue],
    max_occupancy: float | None = None,
    min_agents: Integers | int = 0,
    weights: Floats = _ONE,
    reserve: float = 0.0,
) -> Integers:
    """Least agents with which every target of every queue is met, shape (intervals,).

    Parameters
    ----------
    queues
        In order of priority.
    max_occupancy
        Of the team, for the mean over all scenarios.
    min_agents
        Whatever comes.
    weights
        Probabilities of the scenarios, shape (scenarios,); all customers together must get what was promised.
    reserve
        Share of what a target allows to be late, or to wait, that is not used up.

    Raises
    ------
    StaffingError
        Where not even ``MAX_AGENTS`` are enough.
    ValueError
        For queues that are too unlike.
    """
    count = queues[0].arrivals_per_hour.shape[-1]
    least = np.broadcast_to(np.asarray(min_agents, dtype=np.int64), (count,))
    needed = np.zeros(count, dtype=np.int64)
    guess = 1
    for place in range(count):
        search = _Search(_Interval(queues, place, weights), queues, place, max_occupancy, reserve)
        guess = search.least(int(least[place]), max(guess, 1))
        needed[place] = guess
    return needed


def shared_lateness(
    queues: Sequence[TeamQueue], agents: Integers, hours: Floats, weights: Floats = _ONE
) -> Floats:
    """Customers of each queue who are late with ``CURVE`` agents fewer … more than ``agents``.

    queues: in order of priority. agents, hours: of each interval, shape (intervals,). Shape (queues,
    intervals, 2 · CURVE + 1); NaN for fewer than 0 agents.
    """
    levels = staffing_levels_around(agents)
    late = np.full((len(queues), len(agents), 2 * CURVE + 1), np.nan)
    for place, lasting in enumerate(hours):
        interval = _Interval(queues, place, weights)
        customers = interval.rates @ weights * lasting
        for step, level in enumerate(levels[place]):
            if level >= 0:
                late[:, place, step] = customers * (1 - interval.shares_in_time(int(level)))
    return late


def shared_service_levels(queues: Sequence[TeamQueue], agents: Floats) -> Floats:
    """Share of each queue's customers in time, shape (queues, intervals); 1 where nobody comes.

    queues: in order of priority, one scenario. agents: at their desks, shape (intervals,); between whole
    numbers straight.
    """
    level = np.ones((len(queues), len(agents)))
    for place, present in enumerate(agents):
        interval = _Interval(queues, place, _ONE)
        low, high = floor(present + _NEAR_WHOLE), ceil(present - _NEAR_WHOLE)
        level[:, place] = interval.shares_in_time(low)
        if high > low:
            more = interval.shares_in_time(high) - level[:, place]
            level[:, place] += (present - low) * more
    return level


class _Interval:
    """One interval with any number of agents; rates: customers an hour, shape (queues, scenarios)."""

    def __init__(self, queues: Sequence[TeamQueue], place: int, weights: Floats) -> None:
        self._models = [
            replace(queue.model, mean_seconds=float(queue.mean_seconds[place])) for queue in queues
        ]
        given = [np.atleast_2d(queue.arrivals_per_hour)[:, place] for queue in queues]
        # A queue that is staffed for one number has it in every scenario.
        self.rates = np.array([np.broadcast_to(rates, weights.shape) for rates in given])
        self._weights = weights
        self._asked = [
            tuple(
                dict.fromkeys([queue.within_seconds, *(target.within_seconds for target, _ in queue.targets)])
            )
            for queue in queues
        ]
        self._found: dict[int, list[list[SharedQueue]]] = {}

    def load(self) -> float:
        """Agents whom the mean of all scenarios would keep busy all the time."""
        rates = self.rates @ self._weights
        pool = pooled_model(self._models, rates.tolist())
        return float(rates.sum() / 3600 * pool.mean_seconds / pool.speeds[-1])

    def average_wait(self, queue: int, agents: int) -> float:
        """Seconds, over all customers of all scenarios."""
        return self._mean(queue, [found[queue].average_wait for found in self._performance(agents)])

    def service_level(self, queue: int, agents: int, within_seconds: float) -> float:
        """Share of all customers of all scenarios; 1 if there are none."""
        if not self.rates[queue].any():
            return 1.0
        if agents == 0:
            return 0.0
        which = self._asked[queue].index(within_seconds)
        return self._mean(queue, [found[queue].service_levels[which] for found in self._performance(agents)])

    def shares_in_time(self, agents: int) -> Floats:
        """Of each queue, as it counts its customers late."""
        seconds = [asked[0] for asked in self._asked]
        return np.array([self.service_level(row, agents, within) for row, within in enumerate(seconds)])

    def _mean(self, queue: int, values: Sequence[float]) -> float:
        customers = self.rates[queue] * self._weights
        some = customers > 0
        return float(customers[some] @ np.array(values)[some] / customers.sum())

    def _performance(self, agents: int) -> list[list[SharedQueue]]:
        if agents not in self._found:
            self._found[agents] = [
                shared_performance(self._models, rates.tolist(), agents, self._asked)
                for rates in self.rates.T
            ]
        return self._found[agents]


class _Search:
    """The least agents of one interval."""

    def __init__(
        self,
        interval: _Interval,
        queues: Sequence[TeamQueue],
        place: int,
        max_occupancy: float | None,
        reserve: float,
    ) -> None:
        self._interval, self._cap, self._allowed = interval, max_occupancy, 1 - reserve
        self._targets = [
            (row, target)
            for row, queue in enumerate(queues)
            for target, counts in queue.targets
            if counts[place] and interval.rates[row].any()
        ]
        self._load = interval.load() if max_occupancy is not None else 0.0

    def least(self, from_: int, guess: int) -> int:
        """Least agents >= ``from_``; searched from a guess, since more agents are never worse."""
        if not self._targets and self._load == 0:
            return from_
        agents = max(from_, guess)
        if self._enough(agents):
            while agents > from_ and self._enough(agents - 1):
                agents -= 1
            return agents
        while not self._enough(agents):
            agents += 1
            if agents > MAX_AGENTS:
                raise StaffingError(float(self._interval.rates.sum(axis=0).max()))
        return agents

    def _enough(self, agents: int) -> bool:
        if agents == 0:
            return False
        # With patience what is taken in is less than the load: the cap holds for all who come.
        if self._cap is not None and self._load > self._cap * agents * (1 + _ROUNDING):
            return False
        for row, target in self._targets:
            if target.share is None:
                met = self._interval.average_wait(row, agents) <= self._allowed * target.within_seconds
            else:
                level = self._interval.service_level(row, agents, target.within_seconds)
                met = 1 - level <= self._allowed * (1 - target.share) + _ROUNDING
            if not met:
                return False
        return True
