"""What a replication is played in: queues, borders of the intervals, and people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from scheduler.queueing import ServiceModel
from scheduler.simulation.stretches import Floats, Integers, Stretches


@dataclass(frozen=True, eq=False)
class World:
    """Queues and their people; refuses nonsense when it is built.

    models: how each queue is served; mean_seconds is not read, the demand says how long chats are.
    within_seconds: by queue, answered within which time counts as in time; >= 0.
    edges: borders of the intervals, rising, shape (intervals + 1,), in seconds since the beginning of the
    simulated span.
    stretches: who takes chats of which queue when. Nothing of them counts that lies after the last
    border, except that whoever is there then stays until nobody waits any more.

    Raises ValueError naming the field.
    """

    models: tuple[ServiceModel, ...]
    within_seconds: tuple[float, ...]
    edges: Floats
    stretches: Stretches

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
        highest = int(self.stretches.queue.max(initial=-1))
        if highest >= len(self.models):
            raise ValueError(f"stretches name queue {highest}, but there are {len(self.models)}, from 0")

    @property
    def shape(self) -> tuple[int, int]:
        """Queues and intervals."""
        return len(self.models), self.edges.size - 1

    @cached_property
    def concurrency(self) -> Integers:
        """Chats that an agent may hold when taking one of a queue, shape (queues,)."""
        return np.array([model.concurrency for model in self.models], dtype=np.int64)

    @cached_property
    def speed(self) -> Floats:
        """Speed of each chat of a queue while its agent holds 0, 1, 2, … chats, shape (queues, most + 1).

        An agent may hold more than the queue's own concurrency allows, having moved on to another queue;
        beyond it the total speed stays what it was.
        """
        in_hand = np.arange(1, int(self.concurrency.max()) + 1)
        table = np.ones((len(self.models), in_hand.size + 1))
        for queue, model in enumerate(self.models):
            total = np.array(model.speeds)
            table[queue, 1:] = total[np.minimum(in_hand, total.size) - 1] / in_hand
        return table

    @cached_property
    def capacity(self) -> Floats:
        """Seconds of one-chat-alone service that the agents there could give with every slot in use.

        Shape (queues, intervals).
        """
        elapsed = self.edges[:, np.newaxis]
        start, end = self.stretches.start, self.stretches.end
        result = np.empty(self.shape)
        for queue, model in enumerate(self.models):
            own = self.stretches.queue == queue
            served = np.clip(elapsed - start[own], 0.0, end[own] - start[own]).sum(axis=1)
            result[queue] = np.diff(served) * model.speeds[-1]
        return result
