"""Openings where intervals are in their steady states: from a rush on they are followed through time.

The first one begins as the interval before it leaves the desk, which itself begins empty with the agents that
are known. None gets fewer agents than its own steady state needs: a line that is left to the next interval
would be forgotten where that is in its steady state again.
"""

from __future__ import annotations

from dataclasses import dataclass

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
from scheduler.staffing.time_varying.long_promises import is_long

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

FOLLOWED_HOURS = 1.0
"""After an interval with a rush those that begin within so long are followed too."""


def follows_openings(queue: Queue) -> bool:
    """Whether the queue's openings are followed where intervals are in their steady states.

    Targets of more than two hours reach beyond the intervals that are followed.
    """
    short = all(target.per == "interval" and not is_long(target.within_seconds) for target in queue.targets)
    return queue.returns_share == 0 and short


@dataclass(frozen=True)
class _Stretch:
    """Adjacent open intervals. intervals: in order of time. followed: from which of them on they count."""

    intervals: list[int]
    followed: int


def _stretches(demand: QueueDemand) -> list[_Stretch]:
    """Intervals with a rush and those that begin within an hour after, each time with the one before them."""
    count = len(demand.hours)
    desk_opened, ends = np.cumsum(demand.begins), np.cumsum(demand.hours)
    followed = np.zeros(count, dtype=np.bool_)
    for place in demand.profiles:
        soon = (ends - demand.hours < ends[place] + FOLLOWED_HOURS - 1e-6) & (np.arange(count) >= place)
        followed |= soon & (desk_opened == desk_opened[place])
    joined = np.append(False, followed[:-1]) & ~demand.begins
    found = []
    for first in np.flatnonzero(followed & ~joined).tolist():
        last = first
        while last + 1 < count and followed[last + 1] and joined[last + 1]:
            last += 1
        before = int(first > 0 and not demand.begins[first])
        found.append(_Stretch(list(range(first - before, last + 1)), before))
    return found


def _closes(demand: QueueDemand, place: int) -> bool:
    return bool(demand.closed_hours[place + 1] > 0) if place + 1 < len(demand.hours) else demand.closes_last


def staff_openings(
    queue: Queue, asked: ForecastDemand, agents: Integers, late: Floats, least: Integers
) -> None:
    """Put agents and lateness curves of the followed intervals in place of those of the steady states.

    least: ``min_agents`` of each interval. Raises StaffingError where no number of agents meets a target.
    """
    demand = asked.demand
    if not follows_openings(queue):
        return
    for stretch in _stretches(demand):
        here = stretch.intervals
        found = time_varying_agents_needed(
            service_model(queue),
            DemandScenarios(demand.arrivals_per_hour[:, here], demand.weights),
            demand.hours[here],
            False,
            [(target, counts[here]) for target, counts in asked.targets],
            reported(queue),
            queue.max_occupancy,
            least[here],
            demand.mean_seconds[here],
            closing=queue.closing,
            closes_last=_closes(demand, here[-1]),
            profiles=_profiles(demand, here),
            known={0: int(agents[here[0]])} if stretch.followed else None,
            at_least=agents[here],
        )
        counted = here[stretch.followed :]
        agents[counted], late[counted] = found.agents[stretch.followed :], found.late[stretch.followed :]


def levels_of_openings(queue: Queue, demand: QueueDemand, present: Floats, level: Floats) -> None:
    """Put service levels of the followed intervals in place of those of the steady states."""
    if not follows_openings(queue):
        return
    for stretch in _stretches(demand):
        here = stretch.intervals
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
            closes_last=_closes(demand, here[-1]),
            profiles=_profiles(demand, here),
        )
        level[here[stretch.followed :]] = found[stretch.followed :]


def _profiles(demand: QueueDemand, here: list[int]) -> dict[int, tuple[float, ...]]:
    return {number: demand.profiles[at] for number, at in enumerate(here) if at in demand.profiles}
