"""Duty periods: who takes new chats of which queue, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class DutyPeriods:
    """Periods in which one agent takes new chats of one queue; four arrays of shape (periods,).

    agent, queue: indices from 0. start (included), end (excluded): seconds since the start of the
    simulation. From the end on the agent takes no new chats of that queue and finishes those in hand.

    Raises ValueError naming the field: unequal lengths, negative indices, times that are not finite, a
    period that does not end after its start, overlapping periods of one agent.
    """

    agent: Integers
    queue: Integers
    start: Floats
    end: Floats

    def __post_init__(self) -> None:
        for name in ("agent", "queue"):
            object.__setattr__(self, name, _indices(name, getattr(self, name)))
        for name in ("start", "end"):
            object.__setattr__(self, name, _times(name, getattr(self, name)))
        sizes = [self.agent.size, self.queue.size, self.start.size, self.end.size]
        if len(set(sizes)) > 1:
            raise ValueError(f"agent, queue, start and end have {sizes} entries: they must be as many")
        backwards = np.flatnonzero(~(self.start < self.end))
        if backwards.size:
            period = backwards[0]
            raise ValueError(
                f"end {self.end[period]} of period {period} is not after its start {self.start[period]}"
            )
        self._check_overlaps()

    def _check_overlaps(self) -> None:
        order = np.lexsort((self.start, self.agent))
        before, after = order[:-1], order[1:]
        overlaps = (self.agent[before] == self.agent[after]) & (self.start[after] < self.end[before])
        if overlaps.any():
            first = np.flatnonzero(overlaps)[0]
            raise ValueError(
                f"start {self.start[after[first]]} of agent {self.agent[after[first]]} lies before the end "
                f"{self.end[before[first]]} of the period before"
            )

    @property
    def agents(self) -> int:
        """Number of agents: one more than the highest index."""
        return int(self.agent.max()) + 1 if self.agent.size else 0

    @classmethod
    def of_counts(cls, agents: ArrayLike, edges: ArrayLike) -> DutyPeriods:
        """Duty periods that put the given number of agents at the desks in each interval.

        agents: whole numbers >= 0, shape (queues, intervals). edges: of the intervals in seconds, shape
        (intervals + 1,). Each agent serves one queue only: agent i of a queue is on duty in the intervals
        with agents > i, without a break from one such interval to the next.
        Raises ValueError for other shapes or values.
        """
        heads = np.asarray(agents)
        borders = _times("edges", edges)
        if heads.ndim != 2 or not np.issubdtype(heads.dtype, np.integer) or (heads < 0).any():
            raise ValueError("agents must be whole numbers >= 0 by queue and interval")
        if borders.size != heads.shape[1] + 1:
            raise ValueError(f"edges has {borders.size} borders for {heads.shape[1]} intervals")
        parts, first = [], 0
        for queue, there in enumerate(heads):
            people = int(there.max(initial=0))
            present = there > np.arange(people)[:, np.newaxis]
            turns = np.diff(present.astype(np.int8), prepend=0, append=0, axis=1)
            person, begin = np.nonzero(turns == 1)
            _, finish = np.nonzero(turns == -1)
            parts.append((person + first, np.full(person.size, queue), borders[begin], borders[finish]))
            first += people
        agent, queues, start, end = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        return cls(agent, queues, start, end)


def _indices(name: str, values: ArrayLike) -> Integers:
    array = np.asarray(values)
    if array.ndim != 1 or not (np.issubdtype(array.dtype, np.integer) or array.size == 0):
        raise ValueError(f"{name} must be a row of whole numbers")
    if (array < 0).any():
        raise ValueError(f"{name} must be >= 0")
    return np.ascontiguousarray(array, dtype=np.int64)


def _times(name: str, values: ArrayLike) -> Floats:
    array = np.ascontiguousarray(values, dtype=np.float64)
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError(f"{name} must be a row of finite seconds")
    return array
