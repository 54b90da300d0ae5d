"""Columns of the master problem: patterns of interchangeable agents, and the dual prices that value them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scheduler.roster.team.arrays import Floats, Integers
from scheduler.roster.team.team import Team


@dataclass(frozen=True)
class DualPrices:
    """Value of one more agent who serves a queue in a slot, (slots, queues), in each cover by shift,
    (covers,), and of one more count of a joint row in a slot, (rows, slots)."""

    slot: Floats
    cover: Floats
    joint: Floats

    def combined(self, share: float, other: DualPrices) -> DualPrices:
        """Convex combination: this share of these prices, the rest of the others."""
        return DualPrices(
            share * self.slot + (1 - share) * other.slot,
            share * self.cover + (1 - share) * other.cover,
            share * self.joint + (1 - share) * other.joint,
        )


@dataclass(frozen=True)
class AgentClass:
    """Interchangeable agents: same skills, contribution, rules and soft objectives."""

    agents: tuple[int, ...]

    @property
    def agent(self) -> int:
        """A representative."""
        return self.agents[0]

    @property
    def size(self) -> int:
        """Number of agents."""
        return len(self.agents)


@dataclass(frozen=True)
class Column:
    """A pattern of one agent class (position among the classes), its meals and breaks, its individual
    cost."""

    agent_class: int
    pattern: Integers
    placed: Integers
    cost: float

    @property
    def key(self) -> tuple[int, bytes, bytes]:
        """Identity of the column."""
        return self.agent_class, self.pattern.tobytes(), self.placed.tobytes()


def agent_classes(team: Team, agents: Iterable[int]) -> list[AgentClass]:
    """Partition of these agents into classes."""
    members: dict[tuple[object, ...], list[int]] = {}
    for agent in agents:
        model = team.model.agents[agent]
        key = (
            int(team.model.kind_of[agent]),
            model.start_cost.tobytes(),
            id(model.windows),
            model.runs,
            model.must_work.tobytes(),
        )
        members.setdefault(key, []).append(agent)
    return [AgentClass(tuple(agents)) for agents in members.values()]


def columns_of_roster(team: Team, classes: Sequence[AgentClass]) -> list[Column]:
    """The columns of the team's roster, agent by agent."""
    return [
        Column(
            place, team.pattern[agent].copy(), team.placed[agent].copy(), float(team.individual_costs[agent])
        )
        for place, one in enumerate(classes)
        for agent in one.agents
    ]
