"""Statistics of one replication by queue and interval."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from scheduler.simulation.demand import Customers
from scheduler.simulation.duty_periods import Floats, Integers
from scheduler.simulation.reply_times import ReplyTimes
from scheduler.simulation.service_system import ServiceSystem


@dataclass(frozen=True, eq=False)
class IntervalCounts:
    """Counts of one replication, each of shape (queues, intervals).

    By interval of arrival, however long the customers wait:
    arrived: customers. in_time: answered within the queue's within_seconds. answered: at any time.
    left: abandoned. waited: seconds, summed over all arrivals; for those who are neither answered nor
    abandon, up to the last edge.
    messages: of customers: the first of each arrival and, where chats are conversations, all later ones of
    those who are answered. responses: seconds from the messages to their replies, summed; a first message
    counts from the arrival to the first reply, or as ``waited`` if there is none or no conversation.

    By interval of the clock:
    backlog: customers waiting at its end. taken: seconds of one-chat-alone service begun in it, each chat
    booked as a whole where it begins. capacity: seconds of such service that the agents on duty could give
    with every slot in use; taken / capacity is the occupancy. Queues that share agents have the capacity of
    all of them in proportion to what they take. overtime: seconds for which agents stay after
    a closing at its end, summed over the agents.
    """

    arrived: Integers
    in_time: Integers
    answered: Integers
    left: Integers
    waited: Floats
    messages: Integers
    responses: Floats
    backlog: Integers
    taken: Floats
    capacity: Floats
    overtime: Floats

    def chosen(self, queues: Integers) -> IntervalCounts:
        """The counts of these queues, in that order."""
        return IntervalCounts(
            **{field.name: getattr(self, field.name)[queues] for field in fields(IntervalCounts)}
        )

    @property
    def unanswered(self) -> Integers:
        """Customers who neither abandoned nor were answered, because no agent came any more."""
        return self.arrived - self.answered - self.left


def count_by_interval(
    system: ServiceSystem,
    customers: Customers,
    answered_at: Floats,
    replies: ReplyTimes | None = None,
) -> IntervalCounts:
    """Statistics of one replication.

    answered_at: when each customer was answered, seconds, inf = never; shape (customers,). replies: None if
    no queue has conversations.
    """
    queues, intervals = system.shape
    cell = customers.queue * intervals + customers.interval
    answered = np.isfinite(answered_at)
    left = ~answered & np.isfinite(customers.patience)
    wait = np.where(answered, answered_at - customers.arrival, customers.patience)
    within = np.array(system.within_seconds)[customers.queue]
    until_end = np.where(np.isfinite(wait), wait, system.edges[-1] - customers.arrival)

    begun = np.searchsorted(system.edges, answered_at, side="right") - 1
    inside = begun < intervals
    # A customer is in the backlog at the end of every interval from that of arrival up to, but without, that
    # in which the wait ends.
    wait_end = np.searchsorted(system.edges, customers.arrival + wait, side="left") - 1
    wait_end = np.clip(wait_end, customers.interval, intervals)
    row = customers.queue * (intervals + 1)
    joined = np.bincount(row + customers.interval, minlength=queues * (intervals + 1))
    gone = np.bincount(row + wait_end, minlength=queues * (intervals + 1))
    waiting = (joined - gone).reshape(queues, intervals + 1).cumsum(axis=1)

    def number(selected: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Integers:
        return np.bincount(cell[selected], minlength=queues * intervals).reshape(system.shape)

    def total(cells: Integers, weights: Floats) -> Floats:
        sums = np.bincount(cells, weights, minlength=queues * intervals)
        return sums.reshape(system.shape).astype(np.float64)

    arrived, waited = number(np.ones(cell.size, dtype=np.bool_)), total(cell, until_end)
    messages, responses = arrived, waited
    if replies is not None:
        # The first reply takes the place of the wait.
        of_first = replies.customer[replies.is_first]
        own = cell[replies.customer]
        messages = arrived + np.bincount(own[~replies.is_first], minlength=arrived.size).reshape(system.shape)
        later = total(own, replies.seconds)
        unreplied = np.ones(cell.size, dtype=np.bool_)
        unreplied[of_first] = False
        responses = later + total(cell[unreplied], until_end[unreplied])

    taken = total((customers.queue * intervals + begun)[inside], customers.work[inside])
    return IntervalCounts(
        arrived=arrived,
        in_time=number(answered & (wait <= within)),
        answered=number(answered),
        left=number(left),
        waited=waited,
        messages=messages,
        responses=responses,
        backlog=waiting[:, :-1],
        taken=taken,
        capacity=_capacity(system, taken),
        overtime=_overtime(system, customers, customers.arrival + wait),
    )


def _capacity(system: ServiceSystem, taken: Floats) -> Floats:
    """Of each queue's agents, shape (queues, intervals)."""
    if not system.shared:
        return system.capacity
    capacity = system.capacity.copy()
    for group in map(list, system.shared):
        together = taken[group].sum(axis=0)
        share = np.divide(
            taken[group],
            together,
            out=np.full((len(group), len(together)), 1 / len(group)),
            where=together > 0,
        )
        capacity[group] = share * capacity[group].sum(axis=0)
    return capacity


def _overtime(system: ServiceSystem, customers: Customers, served_at: Floats) -> Floats:
    """Agent-seconds after each closing until nobody waits, shape (queues, intervals).

    served_at: when each customer was answered or left, shape (customers,).
    """
    result = np.zeros(system.shape)
    for queue, moments in enumerate(system.closings):
        own = customers.queue == queue
        at = np.searchsorted(moments, customers.arrival[own], side="right")
        last = np.concatenate([moments, [np.inf]])
        np.maximum.at(last, at, np.where(at < len(moments), served_at[own], np.inf))
        own_duty = system.duty.queue == queue
        agents = (system.duty.end[own_duty] == moments[:, np.newaxis]).sum(axis=1)
        # Without agents nobody stays: the line waits for the morning.
        seconds = np.where(agents > 0, last[:-1] - moments, 0.0)
        result[queue, np.searchsorted(system.edges, moments) - 1] = agents * seconds
    return result
