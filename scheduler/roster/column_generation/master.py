"""The master programme of column generation: patterns that are known, mixed so that coverage costs least.

A linear programme over columns (a pattern with its meals, of one kind of agent); its duals are the prices for
the next patterns. Lübbecke & Desrosiers, "Selected Topics in Column Generation", Operations Research 2005.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.column_generation.columns import Column, Kind, Prices
from scheduler.roster.column_generation.coverage_rows import CoverageRows
from scheduler.roster.column_generation.simplex import Simplex
from scheduler.roster.problem.budget import Budget
from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.team.agent_models import Floats
from scheduler.roster.team.team import Team

_ITERATION_SECONDS = 3e-7
"""Of the simplex, for each row: columns are long."""
_ROW_SECONDS, _ENTRY_SECONDS = 1e-5, 5e-6
"""Of adding a row, and an entry of a column."""


@dataclass(frozen=True)
class Mixed:
    """An optimum of the master: what it costs, its prices, how many have each column."""

    cost: float
    prices: Prices
    shares: Floats


class Master:
    """The programme; it only grows. columns: in the order in which they came.

    team: whoever is in it stays as they are; its costs are true, or nobody is in it. kinds: of the agents
    who are out of it, for whom it is solved. budget: is charged for all that is done here; its stop is heard.
    """

    def __init__(self, team: Team, kinds: list[Kind], budget: Budget) -> None:
        self._team, self.kinds, self._budget = team, kinds, budget
        self._variables: list[mathopt.Variable] = []
        self.columns: list[Column] = []
        self._place: dict[int, int] = {}
        self._rows: list[Integers] = []
        self._costs: list[float] = []
        self._known: set[tuple[int, bytes, bytes]] = set()
        self._model = mathopt.Model()
        out = [agent for kind in kinds for agent in kind.agents]
        self._everybody = [
            self._model.add_linear_constraint(lb=float(kind.size), ub=float(kind.size)) for kind in kinds
        ]
        rows = CoverageRows(self._model, team, range(team.problem.slots), range(team.problem.days))
        self._demand, self._desk, self._cover = rows.demand, rows.desk, list(rows.cover.values())
        self._model.objective.offset = float(team.cost - team.own[out].sum() - rows.now)
        self._simplex = Simplex(self._model, budget, _ITERATION_SECONDS)
        budget.charge_seconds(self.rows * _ROW_SECONDS)

    def add(self, columns: Iterable[Column]) -> int:
        """Take up columns; how many of them are new."""
        fresh = 0
        for column in columns:
            if column.name in self._known:
                continue
            self._known.add(column.name)
            self._column(column)
            fresh += 1
        return fresh

    def solve(self) -> Mixed | None:
        """The optimum over the columns so far; None where the budget does not reach one."""
        result = self._simplex.optimum()
        if result is None:
            return None
        slot = np.zeros(self._team.true_step.shape[:2])
        duals, values = result.dual_values(), result.variable_values()
        for key, row in self._demand.items():
            slot[key] = duals.get(row, 0.0)
        cover = np.array([duals.get(row, 0.0) for row in self._cover])
        shares = np.zeros(len(self._variables))
        for variable, value in values.items():
            place = self._place.get(variable.id)
            if place is not None:
                shares[place] = value
        return Mixed(result.objective_value(), Prices(slot, cover), shares)

    def give(self, place: int, people: int) -> None:
        """From now on at least so many have this column (position among ``columns``)."""
        self._variables[place].lower_bound = float(people)

    @property
    def rows(self) -> int:
        """Of the programme."""
        return int(self._model.get_num_linear_constraints())

    def costs(self, prices: Prices) -> Floats:
        """What each column costs at these prices, (columns,)."""
        price = np.zeros(self.rows)
        for key, row in self._demand.items():
            price[row.id] = -prices.slot[key]
        for (group, slot), row in self._desk.items():
            price[row.id] = -prices.slot[slot, self._team.serves[group, slot]].max()
        for row, worth in zip(self._cover, prices.cover, strict=True):
            price[row.id] = -worth
        if not self.columns:
            return np.zeros(0)
        owner = np.repeat(np.arange(len(self._rows)), [len(rows) for rows in self._rows])
        reached = np.bincount(owner, weights=price[np.concatenate(self._rows)], minlength=len(self._rows))
        return np.asarray(reached + self._costs)

    def least(self, prices: Prices) -> Floats:
        """What the cheapest column of each kind costs at these prices, (kinds,)."""
        least = np.full(len(self.kinds), np.inf)
        np.minimum.at(least, [column.kind for column in self.columns], self.costs(prices))
        return least

    def _column(self, column: Column) -> None:
        team = self._team
        group = int(team.group[self.kinds[column.kind].agent])
        variable = self._model.add_variable(lb=0.0)
        cost, rows = column.own, []
        for slot in team.desk_slots(column.pattern, column.placed).tolist():
            row = self._desk.get((group, slot))
            if row is None:
                cost += team.idle
            else:
                rows.append(row)
        shift = column.pattern[team.cover_of[:, 0]]
        reached = (shift >= 0) & (team.cover_of[np.arange(len(shift)), 1 + shift] > 0)
        rows += [self._cover[k] for k in np.flatnonzero(reached).tolist()]
        for row in rows:
            row.set_coefficient(variable, 1.0)
        self._everybody[column.kind].set_coefficient(variable, 1.0)
        self._model.objective.set_linear_coefficient(variable, cost)
        self._place[variable.id] = len(self._variables)
        self._variables.append(variable)
        self.columns.append(column)
        self._rows.append(np.array([row.id for row in rows], dtype=np.int64))
        self._costs.append(cost)
        self._budget.charge_seconds((1 + len(rows)) * _ENTRY_SECONDS)
