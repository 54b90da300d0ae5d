"""Customers who come back after they left the line, in the demand of a queue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.demand import QueueDemand
from peakroster.planning.staffing.queue_model import service_model
from scheduler.domain.queues import Queue
from scheduler.staffing.returns import ReturningCustomers, Returns

Floats = NDArray[np.float64]


class ReturnsByScenario:
    """Returns in each scenario: as many come back as abandon in it."""

    def __init__(self, queue: Queue, demand: QueueDemand, *, time_varying: bool) -> None:
        """demand: of those who come for the first time."""
        self._demand = demand
        self._each = [
            ReturningCustomers(
                service_model(queue),
                Returns(queue.returns_share, 60 * queue.returns_minutes),
                arrivals,
                demand.hours,
                demand.closed_hours,
                demand.mean_seconds,
                demand.promised,
                time_varying=time_varying,
                profiles=demand.profiles,
            )
            for arrivals in demand.arrivals_per_hour
        ]

    def arrivals_per_hour(self, place: int) -> Floats:
        """Of everybody in the interval, shape (scenarios,), once those before it have been left."""
        return np.array([each.arrivals_per_hour(place) for each in self._each])

    def leave(self, place: int, agents: float) -> None:
        """Let those who abandon come back later; in order of time, each interval once."""
        for each in self._each:
            each.leave(place, agents)

    @property
    def demand(self) -> QueueDemand:
        """With everybody who comes back, once all intervals have been left."""
        returning = np.array([each.customers for each in self._each])
        arrivals = self._demand.arrivals_per_hour + returning / self._demand.hours
        return replace(self._demand, arrivals_per_hour=arrivals)


def with_returns(queue: Queue, demand: QueueDemand, agents: Floats, *, time_varying: bool) -> QueueDemand:
    """The demand with the customers who come back where so many agents are at their desks.

    demand: of those who come for the first time. agents: shape (intervals,).
    """
    if queue.returns_share == 0 or not len(demand.hours):
        return demand
    returns = ReturnsByScenario(queue, demand, time_varying=time_varying)
    for place, present in enumerate(agents.tolist()):
        returns.leave(place, present)
    return returns.demand
