"""Columns: patterns of agents, and the question which ones are worth having at some prices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.team import coverage_state as desks
from scheduler.roster.team.agent_models import Floats
from scheduler.roster.team.shortest_path import NEVER
from scheduler.roster.team.team import Team

_GAIN = 1e-9
"""Share of its cost by which a pattern has to beat the known ones; less is rounding."""


@dataclass(frozen=True)
class Prices:
    """What a served slot is worth, (slots, queues), and one more in each cover by shift, (covers,)."""

    slot: Floats
    cover: Floats

    def mixed(self, share: float, other: Prices) -> Prices:
        """This much of these, the rest of the others."""
        return Prices(
            share * self.slot + (1 - share) * other.slot, share * self.cover + (1 - share) * other.cover
        )


@dataclass(frozen=True)
class Kind:
    """Agents whom rules, wishes and skills do not tell apart."""

    agents: tuple[int, ...]

    @property
    def agent(self) -> int:
        """One of them."""
        return self.agents[0]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.agents)


@dataclass(frozen=True)
class Column:
    """A pattern of one kind of agent (position among the kinds), its meals and breaks, and its own cost."""

    kind: int
    pattern: Integers
    placed: Integers
    own: float

    @property
    def name(self) -> tuple[int, bytes, bytes]:
        """What tells it from others."""
        return self.kind, self.pattern.tobytes(), self.placed.tobytes()


@dataclass(frozen=True)
class Answers:
    """What prices bring. least: no pattern of the kind costs less, (kinds,), none where stopped. columns:
    those that were found."""

    least: Floats | None
    columns: list[Column]


def kinds_of(team: Team, agents: Iterable[int]) -> list[Kind]:
    """These agents, those together whom nothing tells apart."""
    members: dict[tuple[object, ...], list[int]] = {}
    for agent in agents:
        person = team.people[agent]
        key = (
            int(team.group[agent]),
            person.price.tobytes(),
            id(person.registers),
            person.begun.tobytes(),
            person.must.tobytes(),
        )
        members.setdefault(key, []).append(agent)
    return [Kind(tuple(agents)) for agents in members.values()]


def roster_columns(team: Team, kinds: Sequence[Kind]) -> list[Column]:
    """The columns of the team's roster."""
    return [
        Column(place, team.pattern[agent].copy(), team.placed[agent].copy(), float(team.own[agent]))
        for place, kind in enumerate(kinds)
        for agent in kind.agents
    ]


def ask(
    team: Team,
    kinds: Sequence[Kind],
    prices: Prices,
    width: int,
    known: Floats,
    most: int,
    stopped: Callable[[], bool],
) -> Answers:
    """The best patterns of each kind at these prices that cost less than the ``known``, ``most`` of a kind.

    known: (kinds,), -inf for a kind that is not asked. width: labels a day; with fewer, ``least`` may be less
    than it could be.
    """
    least = np.array(known, dtype=np.float64)
    columns: list[Column] = []
    views: dict[int, Floats] = {}
    for place, kind in enumerate(kinds):
        if np.isneginf(known[place]):
            continue
        if stopped():
            return Answers(None, columns)
        group = int(team.group[kind.agent])
        if group not in views:
            views[group] = _desk(team, group, prices)
        desk = views[group]
        price = team.start_prices(kind.agent, desk, -prices.cover)
        limit = min(NEVER, known[place] - _GAIN * abs(known[place]))
        answer = team.best(kind.agent, price, width, limit, most)
        least[place] = min(answer.bound, limit)
        for pattern in answer.patterns:
            placed = np.full((team.problem.days, team.blocks.shape[1]), -1, dtype=np.int64)
            desks.place_blocks(desk, team.slots_a_day, team.blocks, pattern, placed)
            columns.append(Column(place, pattern.copy(), placed, team.own_cost(kind.agent, pattern)))
    return Answers(least, columns)


def _desk(team: Team, group: int, prices: Prices) -> Floats:
    """What a slot at the desk costs the group: it serves the queue where it is worth most."""
    desk = np.full((team.problem.days + 2) * team.slots_a_day, float(team.idle))
    able = team.serves[group].any(axis=1)
    if able.any():
        worth = np.where(team.serves[group], prices.slot, -np.inf)[able]
        desk[: len(able)][able] = -worth.max(axis=1)
    return desk
