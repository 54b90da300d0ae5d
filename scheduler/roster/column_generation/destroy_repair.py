"""Some people anew, all together: column generation among them, everybody else as they are.

Responses change one person at a time. Here many are taken out at once, and a dive through columns that are
generated against what the others leave undone puts them back: a large neighbourhood, up to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.roster.column_generation.columns import Column, Kind, ask, kinds_of, roster_columns
from scheduler.roster.column_generation.diving import dive
from scheduler.roster.column_generation.generation import Proof
from scheduler.roster.column_generation.master import Master, Mixed
from scheduler.roster.local_search.exchanges import spend
from scheduler.roster.problem.budget import Budget
from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.team.team import Team

_WIDTHS = (64, 512)
"""Labels a day, and where those do not suffice to find anything."""
_ANSWERS = 4
"""Columns of each kind that one question brings at most."""
_ROUNDS = 8
"""Times at most that the programme is given new columns before its dive."""
_MOST_KNOWN = 40
"""Columns of each kind, the cheapest at the best prices, that a programme begins with."""


class Rebuilding:
    """Rebuilds a team. proof: whose columns every programme begins with."""

    def __init__(self, team: Team, proof: Proof) -> None:
        self._team = team
        best: list[list[Column]] = [[] for _ in proof.kinds]
        for k in np.argsort(proof.costs, kind="stable").tolist():
            column = proof.columns[k]
            if len(best[column.kind]) < _MOST_KNOWN:
                best[column.kind].append(column)
        self._known = {
            agent: columns for kind, columns in zip(proof.kinds, best, strict=True) for agent in kind.agents
        }

    def rebuild(self, agents: Sequence[int], budget: Budget) -> bool:
        """Give these agents other patterns where that costs no more; whether it costs less.

        Whom the budget does not reach any more gets a response.
        """
        team, before = self._team, self._team.cost
        old = [(agent, team.pattern[agent].copy(), team.placed[agent].copy()) for agent in agents]
        kinds = kinds_of(team, agents)
        now = roster_columns(team, kinds)
        for agent in agents:
            team.take(agent)
        given = self._dive(kinds, now, budget)
        for agent, column in given.items():
            team.put(agent, column.pattern, placed=column.placed)
        for agent, pattern, placed in old:
            if agent not in given and not team.respond(agent, _WIDTHS[0]):
                team.put(agent, pattern, placed=placed)
        if team.cost <= before:
            return team.cost < before
        for agent in agents:
            team.take(agent)
        for agent, pattern, placed in old:
            team.put(agent, pattern, placed=placed)
        return False

    def _dive(self, kinds: list[Kind], now: list[Column], budget: Budget) -> dict[int, Column]:
        """Columns for these, who are out of the team; now: those that they had. Not everybody has one where
        the budget ends before."""
        master = Master(self._team, kinds, budget)
        master.add(now)
        for place, kind in enumerate(kinds):
            master.add(replace(column, kind=place) for column in self._known[kind.agent])
        everybody = np.array([kind.size for kind in kinds])

        def price(mixed: Mixed, left: Integers) -> int:
            return self._price(master, mixed, left, budget)

        for _ in range(_ROUNDS):
            mixed = master.solve()
            if mixed is None or not price(mixed, everybody):
                break
        free = [list(kind.agents) for kind in kinds]
        return {
            free[column.kind].pop(0): column for column, people in dive(master, price) for _ in range(people)
        }

    def _price(self, master: Master, mixed: Mixed, left: Integers, budget: Budget) -> int:
        """Add columns of the kinds of whom somebody is left; how many are new."""
        known, fresh = np.where(left > 0, master.least(mixed.prices), -np.inf), 0
        for width in _WIDTHS:
            answers = ask(
                self._team, master.kinds, mixed.prices, width, known, _ANSWERS, lambda: budget.spent
            )
            spend(self._team, budget, int((known > -np.inf).sum()))
            fresh = master.add(answers.columns)
            if fresh or answers.least is None:
                break
            known = np.where(answers.least < known - 1e-6 * np.abs(known), known, -np.inf)
        return fresh
