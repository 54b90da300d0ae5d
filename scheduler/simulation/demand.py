"""Demand by queue and interval, and the customers sampled from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from scheduler.simulation.duty_periods import Floats, Integers
from scheduler.simulation.service_system import ServiceSystem


@dataclass(frozen=True, eq=False)
class SimulatedDemand:
    """Arrival and handling-time means of a simulation; both arrays of shape (queues, intervals).

    arrivals: expected number in each interval, >= 0; a Poisson process of constant rate within it, but for
    profiles. mean_seconds: mean handling time of a chat that arrives then, its agent having no other; > 0.
    waiting: who has come before the simulation starts: rows (queue, from, until, expected number), moments in
    seconds, at most 0; they count to the first interval. Shape (n, 4). profiles: by queue and interval, the
    arrival rates of its equal parts relative to each other.

    Raises ValueError naming the field.
    """

    arrivals: Floats
    mean_seconds: Floats
    waiting: Floats = field(default_factory=lambda: np.zeros((0, 4)))
    profiles: Mapping[tuple[int, int], tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        arrivals = np.asarray(self.arrivals, dtype=np.float64)
        seconds = np.asarray(self.mean_seconds, dtype=np.float64)
        object.__setattr__(self, "arrivals", arrivals)
        object.__setattr__(self, "mean_seconds", seconds)
        if arrivals.ndim != 2:
            raise ValueError(f"arrivals must have two axes, queues and intervals, not {arrivals.ndim}")
        if seconds.shape != arrivals.shape:
            raise ValueError(f"mean_seconds has shape {seconds.shape}, but arrivals {arrivals.shape}")
        if not (np.isfinite(arrivals) & (arrivals >= 0)).all():
            raise ValueError("arrivals must be finite numbers >= 0")
        if not (np.isfinite(seconds) & (seconds > 0)).all():
            raise ValueError("mean_seconds must be finite numbers above 0")
        if self.waiting.ndim != 2 or self.waiting.shape[1] != 4 or (self.waiting[:, 1:3] > 0).any():
            raise ValueError("waiting must have rows of a queue, two moments of at most 0 and a number")

    def ordered(self, queues: Sequence[int]) -> SimulatedDemand:
        """The same demand with these queues, all of them, in that order."""
        number = np.argsort(queues)
        waiting = self.waiting.copy()
        waiting[:, 0] = number[waiting[:, 0].astype(np.int64)]
        profiles = {(int(number[queue]), at): parts for (queue, at), parts in self.profiles.items()}
        places = np.asarray(queues)
        return SimulatedDemand(self.arrivals[places], self.mean_seconds[places], waiting, profiles)


class Customers(NamedTuple):
    """Customers in order of arrival; arrays of shape (customers,).

    arrival: seconds. queue, interval: indices. work: seconds the chat takes when its agent has no other.
    patience: seconds after which the customer abandons if not answered; inf = never. lot: uniform in [0, 1),
    breaks ties between agents with equally few chats.
    """

    arrival: Floats
    queue: Integers
    interval: Integers
    work: Floats
    patience: Floats
    lot: Floats

    def followed_by(self, others: Customers) -> Customers:
        """Both, one after the other."""
        return Customers(
            np.concatenate([self.arrival, others.arrival]),
            np.concatenate([self.queue, others.queue]),
            np.concatenate([self.interval, others.interval]),
            np.concatenate([self.work, others.work]),
            np.concatenate([self.patience, others.patience]),
            np.concatenate([self.lot, others.lot]),
        )

    def chosen(self, place: Integers) -> Customers:
        """Those with these indices, in that order."""
        return Customers(
            self.arrival[place],
            self.queue[place],
            self.interval[place],
            self.work[place],
            self.patience[place],
            self.lot[place],
        )


def draw_customers(
    system: ServiceSystem, demand: SimulatedDemand, generator: np.random.Generator
) -> Customers:
    """Sample the customers of one replication.

    They depend on the system's queues and edges only, not on its agents: two rosters meet the same customers
    (common random numbers).
    """
    numbers = generator.poisson(demand.arrivals)
    cell = np.repeat(np.arange(numbers.size), numbers.ravel())
    queue, interval = np.divmod(cell, system.edges.size - 1)
    part = _within_interval(generator.random(cell.size), cell, demand)
    arrival = system.edges[interval] + np.diff(system.edges)[interval] * part
    work = generator.standard_exponential(cell.size) * demand.mean_seconds.ravel()[cell]
    patience_of_queue = np.array(
        [np.inf if model.patience_seconds is None else model.patience_seconds for model in system.models]
    )
    patience = generator.standard_exponential(cell.size) * patience_of_queue[queue]
    lot = generator.random(cell.size)
    order = np.argsort(arrival, kind="stable")
    customers = Customers(arrival, queue, interval, work, patience, lot).chosen(order)
    if not len(demand.waiting):
        return customers
    return _draw_waiting(demand, patience_of_queue, generator).followed_by(customers)


def _draw_waiting(
    demand: SimulatedDemand, patience_of_queue: Floats, generator: np.random.Generator
) -> Customers:
    """Those who wait at the start, by time of arrival: of each row the expected number, rounded by chance."""
    numbers = np.floor(demand.waiting[:, 3] + generator.random(len(demand.waiting))).astype(np.int64)
    row = np.repeat(np.arange(len(numbers)), numbers)
    queue = demand.waiting[row, 0].astype(np.int64)
    since, until = demand.waiting[row, 1], demand.waiting[row, 2]
    arrival = since + (until - since) * generator.random(row.size)
    work = generator.standard_exponential(row.size) * demand.mean_seconds[queue, 0]
    patience = generator.standard_exponential(row.size) * patience_of_queue[queue]
    order = np.argsort(arrival, kind="stable")
    drawn = Customers(arrival, queue, np.zeros_like(queue), work, patience, generator.random(row.size))
    return drawn.chosen(order)


def _within_interval(uniform: Floats, cell: Integers, demand: SimulatedDemand) -> Floats:
    """Share of the interval that has passed when a customer comes. uniform: number drawn for him; cell: the
    number of queue and interval."""
    part = uniform
    for (queue, interval), profile in demand.profiles.items():
        here = cell == queue * demand.arrivals.shape[1] + interval
        came = np.concatenate([[0.0], np.cumsum(profile)]) / np.sum(profile)
        part = np.where(here, np.interp(part, came, np.linspace(0.0, 1.0, len(came))), part)
    return part
