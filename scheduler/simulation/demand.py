"""Demand by queue and interval, and the customers who come of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.simulation.stretches import Floats, Integers
from scheduler.simulation.world import World


@dataclass(frozen=True, eq=False)
class Demand:
    """How much comes; both arrays of shape (queues, intervals).

    arrivals: expected number in each interval, >= 0; Poisson, evenly spread within it.
    mean_seconds: mean length of a chat that arrives then, its agent having no other; > 0.

    Raises ValueError naming the field.
    """

    arrivals: Floats
    mean_seconds: Floats

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


@dataclass(frozen=True, eq=False)
class Customers:
    """Customers in the order of their arrival; arrays of shape (customers,).

    arrival: seconds. queue, interval: indices. work: seconds the chat takes when its agent has no other.
    patience: seconds after which the customer leaves if not answered; inf = never. lot: uniform in [0, 1),
    decides between agents with equally few chats.
    """

    arrival: Floats
    queue: Integers
    interval: Integers
    work: Floats
    patience: Floats
    lot: Floats


def draw_customers(world: World, demand: Demand, generator: np.random.Generator) -> Customers:
    """Customers of one replication. They do not depend on the people of the world, only on its queues."""
    numbers = generator.poisson(demand.arrivals)
    cell = np.repeat(np.arange(numbers.size), numbers.ravel())
    queue, interval = np.divmod(cell, world.edges.size - 1)
    arrival = world.edges[interval] + np.diff(world.edges)[interval] * generator.random(cell.size)
    work = generator.standard_exponential(cell.size) * demand.mean_seconds.ravel()[cell]
    patience_of_queue = np.array(
        [np.inf if model.patience_seconds is None else model.patience_seconds for model in world.models]
    )
    patience = generator.standard_exponential(cell.size) * patience_of_queue[queue]
    lot = generator.random(cell.size)
    order = np.argsort(arrival, kind="stable")
    return Customers(arrival[order], queue[order], interval[order], work[order], patience[order], lot[order])
