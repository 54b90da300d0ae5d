"""Agents of a team that shares several queues, who of its customers is late, and what they get."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.demand import ForecastDemand, QueueDemand, requirement_demand
from peakroster.planning.staffing.least_agents import min_agents_at
from peakroster.planning.staffing.method import uses_time_varying
from peakroster.planning.staffing.queue_model import reported, service_model
from peakroster.planning.staffing.rostered_queues import queues_of, team_weight
from peakroster.tables.findings import Finding, InputError
from scheduler.domain.queues import Queue
from scheduler.domain.shared_teams import SharedTeam
from scheduler.domain.shop import Shop
from scheduler.staffing import StaffingError
from scheduler.staffing.lateness_curve import convex_minorant_where, staffing_levels_around
from scheduler.staffing.service_constraints import ServiceTarget
from scheduler.staffing.shared_team import (
    TeamQueue,
    shared_agents_needed,
    shared_lateness,
    shared_service_levels,
)
from scheduler.staffing.time_varying.interval_search import reserve_of

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Moments = NDArray[np.datetime64]


@dataclass(frozen=True)
class StaffedTeam:
    """The agents of a team in each interval in which one of its queues is open, in order of time.

    starts: wall clock, shape (intervals,). customers: who reach its agents, mean_seconds: of handling one of
    them; shape (intervals,). late: LATE_COLUMNS of the team, where customers of a queue count as much as its
    weight is of the largest; shape (intervals, columns). late_of: of each queue's open intervals its own late
    customers, by id.
    """

    starts: Moments
    customers: Floats
    mean_seconds: Floats
    agents: Integers
    late: Floats
    late_of: Mapping[str, Floats]


@dataclass(frozen=True)
class TeamDemand:
    """A team's queues side by side; at: places of each queue's open intervals among the team's.

    hours: real length of the team's intervals. queues: as the engine takes them. weights: of the scenarios.
    """

    starts: Moments
    hours: Floats
    at: tuple[Integers, ...]
    queues: tuple[TeamQueue, ...]
    weights: Floats

    @property
    def customers(self) -> Floats:
        """Who reach the agents, shape (queues, intervals)."""
        scenarios = [np.atleast_2d(queue.arrivals_per_hour) for queue in self.queues]
        means = [each[0] if len(each) == 1 else self.weights @ each for each in scenarios]
        return np.array(means) * self.hours


def staffed_team(shop: Shop, team: SharedTeam, asked: Mapping[str, ForecastDemand]) -> StaffedTeam:
    """The least agents with which every queue of the team is served as promised; asked: by queue.

    Each interval is in its own steady state, whatever the shop's staffing method; where that keeps a reserve,
    the team does. Raises InputError where no number of agents meets a target.
    """
    queues = queues_of(shop.settings, team)
    own = [asked[queue.id] for queue in queues]
    demand = _side_by_side(
        queues, [(each.starts, each.demand) for each in own], [each.targets for each in own]
    )
    least = np.zeros(len(demand.starts), dtype=np.int64)
    for queue, at in zip(queues, demand.at, strict=True):
        own_least = min_agents_at(queue, demand.starts[at], shop.settings.interval_minutes)
        least[at] = np.maximum(least[at], own_least)
    caps = [queue.max_occupancy for queue in queues if queue.max_occupancy is not None]
    reserve = reserve_of(len(demand.weights)) if uses_time_varying(shop.settings) else 0.0
    try:
        agents = shared_agents_needed(demand.queues, min(caps, default=None), least, demand.weights, reserve)
    except StaffingError as error:
        details: dict[str, Any] = {"queue": team.id, "arrivals": f"{error.arrivals_per_hour:g}"}
        key = f"shared[{team.id}].queues"
        raise InputError(
            [Finding("error", "target_out_of_reach", "shop.toml", None, key, None, details)]
        ) from error
    late = shared_lateness(demand.queues, agents, demand.hours, demand.weights)
    worth = np.array([queue.weight for queue in queues]) / team_weight(queues)
    together = np.einsum("q,qil->il", worth, late)
    possible = staffing_levels_around(agents) >= 0
    curve = np.array([convex_minorant_where(*each) for each in zip(together, possible, strict=True)])
    return StaffedTeam(
        starts=demand.starts,
        customers=demand.customers.sum(axis=0),
        mean_seconds=_mean_seconds(demand),
        agents=agents,
        late=curve.reshape(together.shape),
        late_of={
            queue.id: late[row, at] for row, (queue, at) in enumerate(zip(queues, demand.at, strict=True))
        },
    )


def _mean_seconds(demand: TeamDemand) -> Floats:
    """Of all customers; where there are none, of a customer of each queue."""
    customers = demand.customers
    customers = np.where(customers.sum(axis=0) > 0, customers, 1.0)
    seconds = np.array([queue.mean_seconds for queue in demand.queues])
    return np.asarray((customers * seconds).sum(axis=0) / customers.sum(axis=0))


def team_demand(shop: Shop, team: SharedTeam, requirement: pd.DataFrame) -> TeamDemand:
    """The customers of the team's queues by the rows of a requirement table, which has all queues."""
    queues = queues_of(shop.settings, team)
    parts = []
    for queue in queues:
        rows, demand = requirement_demand(shop, queue, requirement)
        parts.append((requirement["timestamp"].to_numpy("datetime64[us]")[rows], demand))
    return _side_by_side(queues, parts)


def team_levels(shop: Shop, requirement: pd.DataFrame, present: Floats) -> Iterator[tuple[Booleans, Floats]]:
    """Rows of each team and of each of its queues, and the share of their customers who are in time.

    present: agents at their desks in each row. A team's share is that of all its customers.
    """
    ids, moments = requirement["queue"].to_numpy(), requirement["timestamp"].to_numpy("datetime64[us]")
    for team in shop.settings.shared:
        demand = team_demand(shop, team, requirement)
        agents = np.zeros(len(demand.starts))
        rows = ids == team.id
        places = np.searchsorted(demand.starts, moments[rows])
        known = places < len(demand.starts)
        known[known] = demand.starts[places[known]] == moments[rows][known]
        agents[places[known]] = present[rows][known]
        levels = shared_service_levels(demand.queues, agents)
        customers = demand.customers
        with np.errstate(invalid="ignore"):
            whole = (customers * levels).sum(axis=0) / customers.sum(axis=0)
        whole = np.where(customers.sum(axis=0) > 0, whole, 1.0)
        own = np.ones(len(places))
        own[known] = whole[places[known]]
        yield rows, own
        for row, (name, at) in enumerate(zip(team.queues, demand.at, strict=True)):
            yield ids == name, levels[row, at]


def _side_by_side(
    queues: Sequence[Queue],
    parts: Sequence[tuple[Moments, QueueDemand]],
    targets: Sequence[Sequence[tuple[ServiceTarget, Booleans]]] | None = None,
) -> TeamDemand:
    """parts: starts and demand of each queue. targets: of each, with the intervals in which they count."""
    starts = np.unique(np.concatenate([own for own, _ in parts]))
    count = len(starts)
    weights = max((demand.weights for _, demand in parts), key=len)
    hours, places, found = np.zeros(count), [], []
    for row, (queue, (own, demand)) in enumerate(zip(queues, parts, strict=True)):
        at = np.searchsorted(starts, own)
        rates = np.zeros((len(demand.weights), count))
        seconds = np.full(count, queue.aht_seconds)
        rates[:, at], seconds[at], hours[at] = demand.arrivals_per_hour, demand.mean_seconds, demand.hours
        counting = []
        for target, counts in () if targets is None else targets[row]:
            there = np.zeros(count, dtype=np.bool_)
            there[at] = counts
            counting.append((target, there))
        within = reported(queue).within_seconds
        found.append(TeamQueue(service_model(queue), rates, seconds, tuple(counting), within))
        places.append(at)
    return TeamDemand(starts, hours, tuple(places), tuple(found), weights)
