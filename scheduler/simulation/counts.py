"""What became of the customers, by queue and interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scheduler.simulation.demand import Customers
from scheduler.simulation.stretches import Floats, Integers
from scheduler.simulation.world import World


@dataclass(frozen=True, eq=False)
class Counts:
    """Figures of one replication, each of shape (queues, intervals).

    By the interval of arrival, however long the customers wait:
    arrived: customers. in_time: answered within the queue's within_seconds. answered: at any time.
    left: lost patience first. waited: seconds, summed over all who arrived; of those who neither are
    answered nor leave, up to the last border.

    By the interval of time:
    backlog: customers waiting at its end. taken: seconds of one-chat-alone service begun in it, whole
    chats where they begin. capacity: seconds of such service that the agents there could give with every
    slot in use; taken / capacity is the occupancy.
    """

    arrived: Integers
    in_time: Integers
    answered: Integers
    left: Integers
    waited: Floats
    backlog: Integers
    taken: Floats
    capacity: Floats

    @property
    def unanswered(self) -> Integers:
        """Customers who did not leave and yet were never answered: nobody came any more."""
        return self.arrived - self.answered - self.left


def count(world: World, customers: Customers, answered_at: Floats) -> Counts:
    """Sum up, given when each customer was answered (seconds; inf = not)."""
    queues, intervals = world.shape
    cell = customers.queue * intervals + customers.interval
    answered = np.isfinite(answered_at)
    left = ~answered & np.isfinite(customers.patience)
    wait = np.where(answered, answered_at - customers.arrival, customers.patience)
    within = np.array(world.within_seconds)[customers.queue]
    until_end = np.where(np.isfinite(wait), wait, world.edges[-1] - customers.arrival)

    begun = np.searchsorted(world.edges, answered_at, side="right") - 1
    inside = begun < intervals
    # Somebody waits at the ends of the intervals from that of the arrival to before that of the wait's end.
    wait_end = np.searchsorted(world.edges, customers.arrival + wait, side="left") - 1
    wait_end = np.clip(wait_end, customers.interval, intervals)
    line = customers.queue * (intervals + 1)
    joined = np.bincount(line + customers.interval, minlength=queues * (intervals + 1))
    gone = np.bincount(line + wait_end, minlength=queues * (intervals + 1))
    waiting = (joined - gone).reshape(queues, intervals + 1).cumsum(axis=1)

    def number(selected: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Integers:
        return np.bincount(cell[selected], minlength=queues * intervals).reshape(world.shape)

    def total(cells: Integers, weights: Floats) -> Floats:
        sums = np.bincount(cells, weights, minlength=queues * intervals)
        return sums.reshape(world.shape).astype(np.float64)

    return Counts(
        arrived=number(np.ones(cell.size, dtype=np.bool_)),
        in_time=number(answered & (wait <= within)),
        answered=number(answered),
        left=number(left),
        waited=total(cell, until_end),
        backlog=waiting[:, :-1],
        taken=total((customers.queue * intervals + begun)[inside], customers.work[inside]),
        capacity=world.capacity,
    )
