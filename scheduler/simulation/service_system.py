"""The simulated service system: queues with their service models, interval edges and agents on duty."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from scheduler.queueing import ServiceModel
from scheduler.queueing.agent_capacity import total_speeds
from scheduler.simulation.duty_periods import DutyPeriods, Floats, Integers


class ServiceRates(NamedTuple):
    """Concurrency limits and state-dependent speeds of the queues, one kind of agent after another.

    Rows are kinds times queues; an agent's row for queue q is ``begins[agent] + q``.
    concurrency: chats that an agent may hold when taking one of a queue, shape (rows,).
    speed: of each chat of a queue while its agent holds 0, 1, 2, … chats, shape (rows, most + 1).
    stretch: how many times as long as drawn a chat is with an agent of the kind, shape (rows,); in ``speed``
    already. None = all as long as drawn, and what asks for it is not compiled: replies would take a sixth
    longer.
    begins: row of each agent's first queue, shape (agents,).
    """

    concurrency: Integers
    speed: Floats
    stretch: Floats | None
    begins: Integers


@dataclass(frozen=True, eq=False)
class OwnHandling:
    """How agents differ; both arrays have shape (agents, queues).

    speed: share of the standard handling, > 0; a chat takes 1 / speed times as long, typing and pauses of a
    conversation alike. chats: that the agent holds at once, >= 1.

    Raises ValueError naming the field.
    """

    speed: Floats
    chats: Integers

    def __post_init__(self) -> None:
        object.__setattr__(self, "speed", np.ascontiguousarray(self.speed, dtype=np.float64))
        object.__setattr__(self, "chats", np.ascontiguousarray(self.chats, dtype=np.int64))
        if self.speed.ndim != 2 or self.speed.shape != self.chats.shape:
            raise ValueError(f"speed {self.speed.shape} and chats {self.chats.shape}: (agents, queues) each")
        if not (np.isfinite(self.speed).all() and (self.speed > 0).all()):
            raise ValueError("speed must be finite numbers > 0")
        if (self.chats < 1).any():
            raise ValueError("chats must be >= 1")


class SharedLines(NamedTuple):
    """Which lines an agent takes chats from; arrays of shape (queues,).

    first: the first queue of those that share the agents of this one, which stands for all of them; end: the
    one after the last. Their order is that of priority.
    """

    first: Integers
    end: Integers


@dataclass(frozen=True, eq=False)
class ServiceSystem:
    """Queues and the agents who serve them; validated when built.

    models: service model of each queue; mean_seconds is ignored, the demand states how long chats are.
    within_seconds: service-level threshold of each queue; >= 0.
    edges: edges of the intervals, rising, shape (intervals + 1,), in seconds since the start of the
    simulation.
    duty: who takes chats of which queue when. Whatever lies after the last edge is ignored, except that
    agents present at the last edge stay until nobody waits.
    closings: of each queue the edges, in seconds, at which it closes and its agents stay until nobody waits;
    empty where no agents stay.
    shared: queues that share their agents, each group consecutive indices: agents on duty for one of them
    take chats of all, whoever waits in the first queue before those in the next (non-preemptive priority).
    They have the same concurrency.
    own: how agents differ, at least of those on duty; None = all are as the models say.

    Raises ValueError naming the field.
    """

    models: tuple[ServiceModel, ...]
    within_seconds: tuple[float, ...]
    edges: Floats
    duty: DutyPeriods
    closings: tuple[Floats, ...] = ()
    shared: tuple[tuple[int, ...], ...] = ()
    own: OwnHandling | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "models", tuple(self.models))
        object.__setattr__(self, "within_seconds", tuple(map(float, self.within_seconds)))
        edges = np.ascontiguousarray(self.edges, dtype=np.float64)
        object.__setattr__(self, "edges", edges)
        if not self.models:
            raise ValueError("models is empty: there must be a queue")
        if len(self.within_seconds) != len(self.models):
            raise ValueError(
                f"within_seconds has {len(self.within_seconds)} numbers for {len(self.models)} queues"
            )
        if not all(np.isfinite(within) and within >= 0 for within in self.within_seconds):
            raise ValueError(f"within_seconds {self.within_seconds} must be finite numbers >= 0")
        if edges.ndim != 1 or edges.size < 2 or not np.isfinite(edges).all() or (np.diff(edges) <= 0).any():
            raise ValueError("edges must be two or more finite seconds that rise")
        if self.closings and len(self.closings) != len(self.models):
            raise ValueError(f"closings has {len(self.closings)} entries for {len(self.models)} queues")
        named = [queue for group in self.shared for queue in group]
        in_turn = all(group == tuple(range(group[0], group[-1] + 1)) for group in self.shared)
        if len(set(named)) < len(named) or not set(named) <= set(range(len(self.models))) or not in_turn:
            raise ValueError(f"shared {self.shared} must name queues one after the other, each once")
        for group in self.shared:
            if len({self.models[queue].concurrency for queue in group}) > 1:
                raise ValueError(f"shared queues {group} must have the same concurrency")
        if self.own is not None:
            there = max(self.duty.agents, 1), len(self.models)
            if self.own.speed.shape[0] < self.duty.agents or self.own.speed.shape[1] != len(self.models):
                raise ValueError(f"own has shape {self.own.speed.shape}, but there are {there} on duty")
        highest = int(self.duty.queue.max(initial=-1))
        if highest >= len(self.models):
            raise ValueError(f"duty periods name queue {highest}, but there are {len(self.models)}, from 0")

    @property
    def shape(self) -> tuple[int, int]:
        """Number of queues, number of intervals."""
        return len(self.models), self.edges.size - 1

    @cached_property
    def lines(self) -> SharedLines:
        """Which lines agents take chats from."""
        first = np.arange(len(self.models))
        end = first + 1
        for group in self.shared:
            first[list(group)], end[list(group)] = group[0], group[-1] + 1
        return SharedLines(first, end)

    @cached_property
    def rates(self) -> ServiceRates:
        """Concurrency and speeds, as the event loop reads them.

        After a change of queue an agent may hold more chats than a chat's own queue allows; beyond that
        concurrency, or the agent's own in that queue, the total speed stays constant.
        """
        pace, concurrency, kind = self._kinds()
        in_hand = np.arange(1, int(concurrency.max()) + 1)
        table = np.ones((*concurrency.shape, in_hand.size + 1))
        for (number, queue), chats in np.ndenumerate(concurrency):
            model = self.models[queue]
            total = np.array(total_speeds(model, max(int(chats), model.concurrency)))
            each = total[np.minimum(in_hand, total.size) - 1] / in_hand
            table[number, queue, 1:] = pace[number, queue] * each
        rows = table.reshape(-1, table.shape[-1])
        stretch = None if self.own is None else (1 / pace).ravel()
        return ServiceRates(concurrency.ravel(), rows, stretch, kind * len(self.models))

    def _kinds(self) -> tuple[Floats, Integers, Integers]:
        """Speed and concurrency of each kind of agent, shape (kinds, queues), and everybody's kind."""
        usual = np.array([[model.concurrency for model in self.models]], dtype=np.int64)
        agents = self.duty.agents
        if self.own is None:
            return np.ones(usual.shape), usual, np.zeros(agents, dtype=np.int64)
        both = np.hstack([self.own.speed, self.own.chats])[:agents]
        if not agents:
            return np.ones(usual.shape), usual, np.zeros(0, dtype=np.int64)
        kinds, kind = np.unique(both, axis=0, return_inverse=True)
        pace, chats = np.hsplit(kinds, 2)
        return (
            np.ascontiguousarray(pace),
            np.ascontiguousarray(chats.astype(np.int64)),
            kind.ravel().astype(np.int64),
        )

    @cached_property
    def capacity(self) -> Floats:
        """Service capacity: seconds of one-chat-alone service with every slot of the agents on duty in use.

        Shape (queues, intervals).
        """
        elapsed = self.edges[:, np.newaxis]
        start, end = self.duty.start, self.duty.end
        result = np.empty(self.shape)
        for queue, model in enumerate(self.models):
            own = self.duty.queue == queue
            served = np.clip(elapsed - start[own], 0.0, end[own] - start[own])
            if self.own is None:
                result[queue] = np.diff(served.sum(axis=1)) * model.speeds[-1]
                continue
            speed, chats = (each[self.duty.agent[own], queue] for each in (self.own.speed, self.own.chats))
            total = np.array(total_speeds(model, max(model.concurrency, int(chats.max(initial=1)))))
            result[queue] = np.diff((served * speed * total[chats - 1]).sum(axis=1))
        return result
