"""Destroy and repair: remove some agents, generate columns for them only, and re-insert them by diving.

A large neighbourhood search whose repair is a price-and-dive heuristic. Best responses change one agent at a
time; here many change together, up to everybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.roster.column_generation.columns import (
    AgentClass,
    Column,
    agent_classes,
    columns_of_roster,
)
from scheduler.roster.column_generation.diving import diving_heuristic
from scheduler.roster.column_generation.generation import ColumnGenerationResult
from scheduler.roster.column_generation.master import MasterSolution, RestrictedMaster
from scheduler.roster.column_generation.pricing import solve_pricing
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import Integers
from scheduler.roster.team.team import Team

_WIDTHS = (64, 512)
"""Labels per day, and where those do not suffice to find a column."""
_COLUMNS_PER_CLASS = 4
"""Columns of each class that one pricing problem returns, at most."""
_PRICING_ROUNDS = 8
"""Pricing rounds before the dive, at most."""
_INITIAL_COLUMNS = 40
"""Columns of each class, the cheapest at the best prices, with which a master begins."""


class DestroyRepair:
    """The operator for one team. generated: its columns seed every master."""

    def __init__(self, team: Team, generated: ColumnGenerationResult) -> None:
        self._team = team
        best: list[list[Column]] = [[] for _ in generated.classes]
        for k in np.argsort(generated.costs, kind="stable").tolist():
            column = generated.columns[k]
            if len(best[column.agent_class]) < _INITIAL_COLUMNS:
                best[column.agent_class].append(column)
        self._known = {
            agent: columns
            for one, columns in zip(generated.classes, best, strict=True)
            for agent in one.agents
        }

    def apply(self, agents: Sequence[int], budget: Budget) -> bool:
        """Remove and re-insert these agents, unless that costs more; whether it costs less.

        Agents whom the budget does not reach get a best response.
        """
        team, before = self._team, self._team.cost
        old = [(agent, team.pattern[agent].copy(), team.placed[agent].copy()) for agent in agents]
        classes = agent_classes(team, agents)
        current = columns_of_roster(team, classes)
        for agent in agents:
            team.remove(agent)
        repaired = self._repair(classes, current, budget)
        for agent, column in repaired.items():
            team.insert(agent, column.pattern, placed=column.placed)
        for agent, pattern, placed in old:
            if agent not in repaired and not team.best_response(agent, _WIDTHS[0]):
                team.insert(agent, pattern, placed=placed)
        if team.cost <= before:
            return team.cost < before
        for agent in agents:
            team.remove(agent)
        for agent, pattern, placed in old:
            team.insert(agent, pattern, placed=placed)
        return False

    def _repair(self, classes: list[AgentClass], current: list[Column], budget: Budget) -> dict[int, Column]:
        """Columns for agents who are out; not for everybody where the budget ends before.

        current: the columns that they had.
        """
        master = RestrictedMaster(self._team, classes, budget)
        master.add(current)
        for place, one in enumerate(classes):
            master.add(replace(column, agent_class=place) for column in self._known[one.agent])
        everybody = np.array([one.size for one in classes])

        def price(solution: MasterSolution, left: Integers) -> int:
            return self._price(master, solution, left, budget)

        for _ in range(_PRICING_ROUNDS):
            solution = master.solve()
            if solution is None or not price(solution, everybody):
                break
        free = [list(one.agents) for one in classes]
        return {
            free[column.agent_class].pop(0): column
            for column, agents in diving_heuristic(master, price)
            for _ in range(agents)
        }

    def _price(
        self, master: RestrictedMaster, solution: MasterSolution, left: Integers, budget: Budget
    ) -> int:
        """Add columns of the classes with agents left; how many are new."""
        known, added = np.where(left > 0, master.cheapest(solution.prices), -np.inf), 0
        for width in _WIDTHS:
            result = solve_pricing(
                self._team,
                master.classes,
                solution.prices,
                width,
                known,
                _COLUMNS_PER_CLASS,
                lambda: budget.spent,
            )
            charge_shortest_paths(self._team, budget, int((known > -np.inf).sum()))
            added = master.add(result.columns)
            if added or result.lower_bounds is None:
                break
            known = np.where(result.lower_bounds < known - 1e-6 * np.abs(known), known, -np.inf)
        return added
