"""A bound that no roster can beat: coverage priced, everybody for themselves (Lagrangian relaxation).

For any prices of a served slot, the least cost of coverage at these prices plus everybody's best pattern at
them cost no more than any roster.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

import numpy as np

from scheduler.roster.hybrid import desks
from scheduler.roster.hybrid.people import Floats
from scheduler.roster.hybrid.team import Team
from scheduler.roster.restrictions import Integers


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


class Bounds:
    """Bounds for one team; its roster is left alone.

    kinds: of the team. found: each kind's best pattern at the last prices, with its meals and breaks.
    """

    def __init__(self, team: Team) -> None:
        self._team = copy(team)
        self._team.apart()
        self.kinds = _kinds(team)
        self.found: list[tuple[Integers, Integers]] = []
        zero = np.zeros((*team.true_step.shape[:2], 1))
        self._coverage = np.concatenate([zero, team.true_step.cumsum(axis=2)], axis=2)
        covers = np.zeros((len(team.true_cover_step), 1))
        self._covers = np.concatenate([covers, team.true_cover_step.cumsum(axis=1)], axis=1)
        self._before = team.problem.scheduled_before.T

    def at(self, prices: Prices, width: int, stopped: Callable[[], bool] = lambda: False) -> float:
        """The bound at these prices; none, -inf, if ``stopped``. width: labels a day, with fewer it may be
        less than it could be."""
        team = self._team
        n = np.arange(self._coverage.shape[2])
        whole = self._coverage + prices.slot[:, :, None] * n
        whole[n < self._before[:, :, None]] = np.inf
        ahead = np.take_along_axis(self._coverage, self._before[:, :, None], 2)[:, :, 0]
        bound = team.cost_before + (whole.min(axis=2) - ahead - prices.slot * self._before).sum()
        if len(self._covers):
            k = np.arange(self._covers.shape[1])
            bound += (self._covers + prices.cover[:, None] * k).min(axis=1).sum()
        self.found = []
        views = [self._desk(group, prices) for group in range(len(team.groups))]
        for kind in self.kinds:
            if stopped():
                return -np.inf
            desk = views[int(team.group[kind.agent])]
            price = team.start_prices(kind.agent, desk, -prices.cover)
            _, least = team.best(kind.agent, price, width)
            bound += kind.size * least
            placed = np.full((team.problem.days, team.blocks.shape[1]), -1, dtype=np.int64)
            desks.place_blocks(desk, team.slots_a_day, team.blocks, team.found, placed)
            self.found.append((team.found.copy(), placed))
        return float(bound)

    def _desk(self, group: int, prices: Prices) -> Floats:
        """What a slot at the desk costs the group: it serves the queue where it is worth most."""
        team = self._team
        desk = np.full((team.problem.days + 2) * team.slots_a_day, float(team.idle))
        able = team.serves[group].any(axis=1)
        if able.any():
            worth = np.where(team.serves[group], prices.slot, -np.inf)[able]
            desk[: len(able)][able] = -worth.max(axis=1)
        return desk


def _kinds(team: Team) -> list[Kind]:
    members: dict[tuple[object, ...], list[int]] = {}
    for agent, person in enumerate(team.people):
        key = (
            int(team.group[agent]),
            person.price.tobytes(),
            id(person.registers),
            person.begun.tobytes(),
            person.must.tobytes(),
        )
        members.setdefault(key, []).append(agent)
    return [Kind(tuple(agents)) for agents in members.values()]
