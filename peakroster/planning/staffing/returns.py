"""Customers who come back after they left the line, in the demand of a queue."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.demand import QueueDemand
from peakroster.planning.staffing.queue_model import service_model
from scheduler.domain.queues import Queue
from scheduler.staffing.returns import Returns, returning_customers


def with_returns(
    queue: Queue, demand: QueueDemand, agents: NDArray[np.float64], *, time_varying: bool
) -> QueueDemand:
    """The demand with the customers who come back where so many agents are at their desks.

    demand: of those who come for the first time. agents: shape (intervals,). In each scenario as many come
    back as abandon in it.
    """
    if queue.returns_share == 0 or not len(demand.hours):
        return demand
    returns = Returns(queue.returns_share, 60 * queue.returns_minutes)
    returning = [
        returning_customers(
            service_model(queue),
            returns,
            arrivals,
            agents,
            demand.hours,
            demand.closed_hours,
            demand.mean_seconds,
            demand.promised,
            time_varying=time_varying,
            profiles=demand.profiles,
        )
        for arrivals in demand.arrivals_per_hour
    ]
    return replace(demand, arrivals_per_hour=demand.arrivals_per_hour + np.array(returning) / demand.hours)
