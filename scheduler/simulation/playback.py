"""One replication played to its end, and what can be counted of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.queueing import ShareKind
from scheduler.simulation.answer_times import event_times
from scheduler.simulation.conversations import Turns, chat_seconds, draw_turns
from scheduler.simulation.demand import Customers, SimulatedDemand, draw_customers
from scheduler.simulation.duty_periods import Floats, Integers
from scheduler.simulation.further_visits import DrawnVisits, FurtherVisits, draw_visits
from scheduler.simulation.interval_counts import IntervalCounts, count_by_interval
from scheduler.simulation.reply_times import ReplyTimes, reply_times
from scheduler.simulation.service_system import ServiceSystem

_TURNS, _VISITS = 2, 3
"""Separate the random streams of replies and further visits from others of the same seed and replication."""


@dataclass(frozen=True, eq=False)
class Playback:
    """One replication of a system.

    customers: their ``work`` is the length of their chats alone. answered: when an agent took each chat,
    seconds, inf = never; shape (customers,). agent: who took it, same shape; None = all are as fast.
    replies: of queues with conversations; None if there is none.
    """

    system: ServiceSystem
    customers: Customers
    answered: Floats
    replies: ReplyTimes | None
    agent: Integers | None = None

    def counts(self) -> IntervalCounts:
        """Statistics by queue and interval; ``in_time`` counts chats that an agent took in time."""
        return count_by_interval(self.system, self.customers, self.answered, self.replies)

    def in_time(self, kind: ShareKind, queue: int, within_seconds: float) -> Integers:
        """Number in time by interval of the chat's arrival, shape (intervals,).

        service_level: chats taken by an agent, of ``arrived`` in :class:`IntervalCounts`. first_reply: chats
        with a first reply, of ``arrived``. reply_rate: replies, of ``messages``.

        Raises ValueError where replies are asked of a queue without conversations.
        """
        intervals = self.system.shape[1]
        if kind == "service_level":
            wait = self.answered - self.customers.arrival
            found = self.customers.interval[(self.customers.queue == queue) & (wait <= within_seconds)]
            return np.bincount(found, minlength=intervals)
        if self.replies is None or self.system.models[queue].conversation is None:
            raise ValueError(f"queue {queue} has no conversations")
        counted = (self._queue_of_reply == queue) & (self.replies.seconds <= within_seconds)
        if kind == "first_reply":
            counted &= self.replies.is_first
        return np.bincount(self.customers.interval[self.replies.customer[counted]], minlength=intervals)

    def done_in_time(self, queue: int, seconds: float, moments: Floats, counted: Floats) -> Integers:
        """Number of cases done within so many counted seconds of their arrival, by interval of arrival.

        For queues whose agents do one case at a time, without interruption. moments, counted: how many
        seconds have counted by each moment; both rise, straight in between. Shape (intervals,).
        """
        own = self.customers.queue == queue
        lasting = self.customers.work[own]
        if self.agent is not None and self.system.own is not None and self.system.duty.agents:
            # Who never was served has no agent; his case is never done, however long it would take.
            lasting = lasting / self.system.own.speed[np.maximum(self.agent[own], 0), queue]
        done = self.answered[own] + lasting
        ends, begins = (np.interp(each, moments, counted) for each in (done, self.customers.arrival[own]))
        in_time = np.isfinite(done) & (ends - begins <= seconds)
        return np.bincount(self.customers.interval[own][in_time], minlength=self.system.shape[1])

    @cached_property
    def _queue_of_reply(self) -> Integers:
        assert self.replies is not None
        return self.customers.queue[self.replies.customer]


def play(
    system: ServiceSystem,
    demand: SimulatedDemand,
    seed: int,
    replication: int,
    visits: FurtherVisits | None = None,
) -> Playback:
    """Play one replication, reproducible from system, demand, seed and replication number (both >= 0).

    Arrivals are Poisson; handling times are exponential with the mean of the interval of arrival, patience is
    exponential too. :func:`scheduler.simulation.conversations.draw_turns` states what conversations are made
    of, :mod:`scheduler.simulation.answer_times` routing and service.

    visits: how customers come again; None = nobody does. Each visit counts as a customer.

    Raises
    ------
    ValueError
        If the demand, or ``visits``, does not have the system's queues and intervals.
    """
    if demand.arrivals.shape != system.shape:
        raise ValueError(
            f"arrivals has shape {demand.arrivals.shape}, but the system {system.shape} queues and intervals"
        )
    if visits is not None and visits.taken.shape != system.shape:
        raise ValueError(
            f"taken has shape {visits.taken.shape}, but the system {system.shape} queues and intervals"
        )
    customers = draw_customers(system, demand, np.random.default_rng([seed, replication]))
    drawn: DrawnVisits | None = None
    if visits is not None:
        generator = np.random.default_rng([seed, replication, _VISITS])
        customers, drawn = draw_visits(system, demand, visits, customers, generator)
    turns: Turns | None = None
    if any(model.conversation is not None for model in system.models):
        turns = draw_turns(system, demand, customers, np.random.default_rng([seed, replication, _TURNS]))
        customers = customers._replace(work=chat_seconds(customers, turns))
    times = event_times(system, customers, turns, drawn)
    replies = None if turns is None else reply_times(system, customers, turns, times.begun)
    if drawn is None:
        return Playback(system, customers, times.answered, replies, times.agent)
    return _of_those_who_came(system, customers, times.answered, times.agent, replies)


def _of_those_who_came(
    system: ServiceSystem,
    customers: Customers,
    answered: Floats,
    agent: Integers,
    replies: ReplyTimes | None,
) -> Playback:
    """The playback without the candidates of visits that were not made, again by time of arrival."""
    order = np.argsort(customers.arrival, kind="stable")
    order = order[: np.count_nonzero(np.isfinite(customers.arrival))]
    if replies is not None:
        place = np.empty(customers.arrival.size, dtype=np.int64)
        place[order] = np.arange(order.size)
        replies = replace(replies, customer=place[replies.customer])
    return Playback(system, customers.chosen(order), answered[order], replies, agent[order])
