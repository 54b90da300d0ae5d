"""Restricted master problem: the LP that combines known columns so that coverage costs least.

Its duals are the prices for the next columns (Lübbecke & Desrosiers, "Selected Topics in Column Generation",
Operations Research 2005).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.column_generation.columns import AgentClass, Column, DualPrices
from scheduler.roster.column_generation.coverage_rows import CoverageRows
from scheduler.roster.column_generation.incremental_lp import IncrementalLP
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import Floats, Integers
from scheduler.roster.team.team import Team

_ITERATION_SECONDS = 3e-7
"""Of a simplex iteration, for each row: columns are long."""
_ROW_SECONDS, _ENTRY_SECONDS = 1e-5, 5e-6
"""Of adding a row, and an entry of a column."""


@dataclass(frozen=True)
class MasterSolution:
    """An optimum of the restricted master: its cost, its duals, and the value of each column."""

    cost: float
    prices: DualPrices
    values: Floats


class RestrictedMaster:
    """A master problem that only grows.

    Parameters
    ----------
    team
        Agents in it stay as they are. Its costs are exact, or nobody is in it.
    classes
        Of the agents who are out of it; the master assigns them columns.
    budget
        Is charged for all work, and its stop request ends a solve.

    Attributes
    ----------
    columns
        In the order in which they were added.
    """

    def __init__(self, team: Team, classes: list[AgentClass], budget: Budget) -> None:
        self._team, self.classes, self._budget = team, classes, budget
        self._variables: list[mathopt.Variable] = []
        self.columns: list[Column] = []
        self._place: dict[int, int] = {}
        self._rows: list[Integers] = []
        self._coefficients: list[Floats] = []
        self._costs: list[float] = []
        self._known: set[tuple[int, bytes, bytes]] = set()
        self._model = mathopt.Model()
        out = [agent for one in classes for agent in one.agents]
        self._convexity = [
            self._model.add_linear_constraint(lb=float(one.size), ub=float(one.size)) for one in classes
        ]
        problem = team.model.problem
        rows = CoverageRows(self._model, team, range(problem.slots), range(problem.days))
        self._demand, self._desk, self._cover = rows.demand, rows.desk, list(rows.cover.values())
        self._joint = rows.joint
        self._model.objective.offset = float(team.cost - team.individual_costs[out].sum() - rows.current_cost)
        self._lp = IncrementalLP(self._model, budget, _ITERATION_SECONDS)
        budget.charge_seconds(self.rows * _ROW_SECONDS)

    def add(self, columns: Iterable[Column]) -> int:
        """Add columns; how many of them are new."""
        added = 0
        for column in columns:
            if column.key in self._known:
                continue
            self._known.add(column.key)
            self._add_column(column)
            added += 1
        return added

    def solve(self) -> MasterSolution | None:
        """The optimum over the columns so far; None where the budget does not reach one."""
        result = self._lp.solve()
        if result is None:
            return None
        slot = np.zeros(self._team.model.marginal_cost.shape[:2])
        duals, values = result.dual_values(), result.variable_values()
        for key, row in self._demand.items():
            slot[key] = duals.get(row, 0.0)
        cover = np.array([duals.get(row, 0.0) for row in self._cover])
        joint = np.zeros(self._team.model.joint_range.least.shape)
        for place, row in self._joint.items():
            joint[place] = duals.get(row, 0.0)
        column_values = np.zeros(len(self._variables))
        for variable, value in values.items():
            column = self._place.get(variable.id)
            if column is not None:
                column_values[column] = value
        return MasterSolution(result.objective_value(), DualPrices(slot, cover, joint), column_values)

    def fix(self, place: int, agents: int) -> None:
        """From now on at least so many agents have this column (position among ``columns``)."""
        self._variables[place].lower_bound = float(agents)

    @property
    def rows(self) -> int:
        """Number of constraints."""
        return int(self._model.get_num_linear_constraints())

    def column_costs(self, prices: DualPrices) -> Floats:
        """Cost of each column at these prices, (columns,)."""
        price = np.zeros(self.rows)
        for key, row in self._demand.items():
            price[row.id] = -prices.slot[key]
        for (group, slot), row in self._desk.items():
            price[row.id] = -prices.slot[slot, self._team.model.serves[group, slot]].max()
        for row, value in zip(self._cover, prices.cover, strict=True):
            price[row.id] = -value
        for place, row in self._joint.items():
            price[row.id] = -prices.joint[place]
        if not self.columns:
            return np.zeros(0)
        owner = np.repeat(np.arange(len(self._rows)), [len(rows) for rows in self._rows])
        values = price[np.concatenate(self._rows)] * np.concatenate(self._coefficients)
        entries = np.bincount(owner, weights=values, minlength=len(self._rows))
        return np.asarray(entries + self._costs)

    def cheapest(self, prices: DualPrices) -> Floats:
        """Cost of the cheapest column of each class at these prices, (classes,)."""
        cheapest = np.full(len(self.classes), np.inf)
        classes = [column.agent_class for column in self.columns]
        np.minimum.at(cheapest, classes, self.column_costs(prices))
        return cheapest

    def _add_column(self, column: Column) -> None:
        model = self._team.model
        kind = int(model.kind_of[self.classes[column.agent_class].agent])
        group, parts, _ = model.kinds[kind]
        variable = self._model.add_variable(lb=0.0)
        cost, rows = column.cost, []
        for slot in model.desk_slots(column.pattern, column.placed).tolist():
            row = self._desk.get((group, slot))
            if row is None:
                cost += model.idle
            else:
                rows.append(row)
        shift = column.pattern[model.cover_of[:, 0]]
        counts = (shift >= 0) & (model.cover_of[np.arange(len(shift)), 1 + shift] > 0)
        coefficients = np.full(len(rows), parts / model.parts)
        rows += [self._cover[k] for k in np.flatnonzero(counts).tolist()]
        coefficients = np.append(coefficients, np.ones(len(rows) - len(coefficients)))
        for r, slot, count in model.joint_counts(kind, column.pattern, column.placed):
            if (r, slot) in self._joint:
                rows.append(self._joint[r, slot])
                coefficients = np.append(coefficients, float(count))
        for row, coefficient in zip(rows, coefficients.tolist(), strict=True):
            row.set_coefficient(variable, coefficient)
        self._convexity[column.agent_class].set_coefficient(variable, 1.0)
        self._model.objective.set_linear_coefficient(variable, cost)
        self._place[variable.id] = len(self._variables)
        self._variables.append(variable)
        self.columns.append(column)
        self._rows.append(np.array([row.id for row in rows], dtype=np.int64))
        self._coefficients.append(coefficients)
        self._costs.append(cost)
        self._budget.charge_seconds((1 + len(rows)) * _ENTRY_SECONDS)
