"""Customers who are answered late, by the agents on the roster."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from scheduler.roster.problem.errors import require as _require


@dataclass(frozen=True)
class LateCurve:
    """Customers of one interval and queue who are expected to be answered late, or not at all.

    agents: thousandths of an agent on the roster, ascending from 0. late: customers with so many; straight
    between two numbers, unchanged past the last, never rising, convex but for what rounding does. It may be
    more than the ``customers`` of the interval: who is not answered makes those after him late.
    """

    agents: tuple[int, ...]
    late: tuple[float, ...]
    customers: float = math.inf

    def __post_init__(self) -> None:
        _require(len(self.agents) == len(self.late) > 0, "late curve: not one number for each of agents")
        ascending = self.agents[0] == 0 and all(low < high for low, high in pairwise(self.agents))
        _require(ascending, "late curve: agents do not ascend from 0")
        falling = all(low >= high for low, high in pairwise(self.late)) and self.late[-1] >= 0
        _require(falling, "late curve: rises, or falls below 0")

    def of(self, agents: int) -> float:
        """Customers with this many thousandths of an agent."""
        place = bisect_right(self.agents, agents)
        if place == len(self.agents):
            return self.late[-1]
        low, high = self.agents[place - 1], self.agents[place]
        before, after = self.late[place - 1], self.late[place]
        return before + (after - before) * (agents - low) / (high - low)
