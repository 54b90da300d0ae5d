"""Openings where intervals are in their steady states: the interval of a rush alone is followed through time.

It begins as the interval before it leaves the desk, which itself begins empty with the agents that are known.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.staffing.demand import ForecastDemand, QueueDemand
from peakroster.planning.staffing.queue_model import reported, service_model
from scheduler.domain.queues import Queue
from scheduler.staffing.time_varying import (
    DemandScenarios,
    time_varying_agents_needed,
    time_varying_service_levels,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def follows_openings(queue: Queue) -> bool:
    """Whether the queue's openings are followed where intervals are in their steady states."""
    return queue.returns_share == 0 and all(target.per == "interval" for target in queue.targets)


def _stretch(demand: QueueDemand, place: int) -> list[int]:
    """The interval, after the one before it if the desk was open."""
    return [place - 1, place] if place > 0 and demand.closed_hours[place] == 0 else [place]


def _closes(demand: QueueDemand, place: int) -> bool:
    return bool(demand.closed_hours[place + 1] > 0) if place + 1 < len(demand.hours) else demand.closes_last


def staff_openings(queue: Queue, asked: ForecastDemand, agents: Integers, late: Floats) -> None:
    """Put agents and lateness curves of the intervals with a rush in place of those of the steady state.

    Raises StaffingError where no number of agents meets a target.
    """
    demand = asked.demand
    if not follows_openings(queue):
        return
    for place in sorted(demand.profiles):
        here = _stretch(demand, place)
        last = len(here) - 1
        found = time_varying_agents_needed(
            service_model(queue),
            DemandScenarios(demand.arrivals_per_hour[:, here], demand.weights),
            demand.hours[here],
            False,
            [(target, counts[here]) for target, counts in asked.targets],
            reported(queue),
            queue.max_occupancy,
            queue.min_agents,
            demand.mean_seconds[here],
            closing=queue.closing,
            closes_last=_closes(demand, place),
            profiles=_profiles(demand, here),
            known={0: int(agents[here[0]])} if last else None,
        )
        agents[place], late[place] = found.agents[last], found.late[last]


def levels_of_openings(queue: Queue, demand: QueueDemand, present: Floats, level: Floats) -> None:
    """Put service levels of the intervals with a rush in place of those of the steady state."""
    if not follows_openings(queue):
        return
    for place in sorted(demand.profiles):
        here = _stretch(demand, place)
        found, _ = time_varying_service_levels(
            service_model(queue),
            demand.arrivals_per_hour[0][here],
            present[here],
            demand.hours[here],
            False,
            reported(queue),
            demand.mean_seconds[here],
            demand.promised[here],
            closing=queue.closing,
            closes_last=_closes(demand, place),
            profiles=_profiles(demand, here),
        )
        level[place] = found[-1]


def _profiles(demand: QueueDemand, here: list[int]) -> dict[int, tuple[float, ...]]:
    return {number: demand.profiles[at] for number, at in enumerate(here) if at in demand.profiles}
