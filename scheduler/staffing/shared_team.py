"""Least agents of a team that serves several queues at once, in order of priority; each interval on its own.

Each interval is in its own steady state (:mod:`scheduler.queueing.priority`), as in
:mod:`scheduler.staffing.stationary`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel
from scheduler.queueing.priority import pooled_model, shared_performance
from scheduler.staffing.service_constraints import MAX_AGENTS, ServiceTarget, StaffingError

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_ROUNDING = 1e-12


@dataclass(frozen=True)
class TeamQueue:
    """One of the queues; arrays of shape (intervals,).

    arrivals_per_hour: >= 0, 0 where it is closed. mean_seconds: handling time. targets: each with the
    intervals in which it counts; of customers whom an agent takes, ``service_level`` or ``average_wait``.

    Raises ValueError for other targets.
    """

    model: ServiceModel
    arrivals_per_hour: Floats
    mean_seconds: Floats
    targets: Sequence[tuple[ServiceTarget, Booleans]]

    def __post_init__(self) -> None:
        for target, _ in self.targets:
            if target.kind not in ("service_level", "average_wait"):
                raise ValueError(f"a shared team has no {target.kind}")


def shared_agents_needed(
    queues: Sequence[TeamQueue], max_occupancy: float | None = None, min_agents: Integers | int = 0
) -> Integers:
    """Least agents with which every target of every queue is met, shape (intervals,).

    queues: in order of priority. max_occupancy: of the team. min_agents: whatever comes.
    Raises StaffingError where not even ``MAX_AGENTS`` are enough, ValueError for queues that are too unlike.
    """
    count = len(queues[0].arrivals_per_hour)
    least = np.broadcast_to(np.asarray(min_agents, dtype=np.int64), (count,))
    needed = np.zeros(count, dtype=np.int64)
    guess = 1
    for i in range(count):
        interval = _Interval(
            [replace(queue.model, mean_seconds=float(queue.mean_seconds[i])) for queue in queues],
            [float(queue.arrivals_per_hour[i]) for queue in queues],
            [[target for target, counts in queue.targets if counts[i]] for queue in queues],
            max_occupancy,
        )
        guess = interval.least(int(least[i]), max(guess, 1))
        needed[i] = guess
    return needed


class _Interval:
    """One interval with any number of agents."""

    def __init__(
        self,
        models: Sequence[ServiceModel],
        rates: Sequence[float],
        targets: Sequence[Sequence[ServiceTarget]],
        max_occupancy: float | None,
    ) -> None:
        self._models, self._rates, self._targets, self._cap = models, rates, targets, max_occupancy
        pool = pooled_model(models, rates)
        self._load = sum(rates) / 3600 * pool.mean_seconds / pool.speeds[-1]
        promised = any(rate > 0 and asked for rate, asked in zip(rates, targets, strict=True))
        self._nothing_asked = not promised and (max_occupancy is None or sum(rates) == 0)

    def least(self, from_: int, guess: int) -> int:
        """Least agents >= ``from_``; searched from a guess, since more agents are never worse."""
        if self._nothing_asked:
            return from_
        agents = max(from_, guess)
        if self._enough(agents):
            while agents > from_ and self._enough(agents - 1):
                agents -= 1
            return agents
        while not self._enough(agents):
            agents += 1
            if agents > MAX_AGENTS:
                raise StaffingError(sum(self._rates))
        return agents

    def _enough(self, agents: int) -> bool:
        if agents == 0:
            return False
        # With patience what is taken in is less than the load: the cap holds for all who come.
        if self._cap is not None and self._load > self._cap * agents * (1 + _ROUNDING):
            return False
        within = [
            tuple(target.within_seconds for target in asked if target.share is not None)
            for asked in self._targets
        ]
        found = shared_performance(self._models, self._rates, agents, within)
        for rate, asked, queue in zip(self._rates, self._targets, found, strict=True):
            levels = iter(queue.service_levels)
            for target in asked:
                if target.share is None:
                    met = queue.average_wait <= target.within_seconds
                else:
                    met = next(levels) >= target.share
                if rate > 0 and not met:
                    return False
        return True
