"""The master programme of column generation: patterns that are known, mixed so that coverage costs least.

A linear programme over columns (a pattern with its meals, of one kind of agent); its duals are the prices for
the next patterns. Lübbecke & Desrosiers, "Selected Topics in Column Generation", Operations Research 2005.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.costs import coverage_costs
from scheduler.roster.hybrid.bound import Kind, Prices
from scheduler.roster.hybrid.people import Floats
from scheduler.roster.hybrid.team import Team
from scheduler.roster.restrictions import Integers


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
class Mixed:
    """An optimum of the master: what it costs, its prices, how many have each column, simplex iterations."""

    cost: float
    prices: Prices
    shares: Floats
    iterations: int


class Master:
    """The programme; it only grows. kinds: of agents. columns: in the order in which they came."""

    def __init__(self, team: Team, kinds: list[Kind]) -> None:
        self._team, self.kinds = team, kinds
        self._variables: list[mathopt.Variable] = []
        self.columns: list[Column] = []
        self._known: set[tuple[int, bytes, bytes]] = set()
        self._model = mathopt.Model()
        self._model.objective.offset = float(team.cost_before)
        self._everybody = [
            self._model.add_linear_constraint(lb=float(kind.size), ub=float(kind.size)) for kind in kinds
        ]
        self._demand = self._add_demand()
        self._desk = self._add_desks()
        self._cover = self._add_covers()
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

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

    def solve(self, seconds: float, iterations: int) -> Mixed | None:
        """The optimum over the columns so far; None where the limits do not reach one."""
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.0, seconds)),
            iteration_limit=iterations,
            presolve=mathopt.Emphasis.OFF,
        )
        result = self._solver.solve(params=parameters)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        slot = np.zeros(self._team.true_step.shape[:2])
        rows = list(self._demand.values())
        for key, dual in zip(self._demand, result.dual_values(rows), strict=True):
            slot[key] = dual
        cover = np.array(result.dual_values(self._cover), dtype=np.float64)
        iterations = result.solve_stats.simplex_iterations
        shares = np.array(result.variable_values(self._variables), dtype=np.float64)
        return Mixed(result.objective_value(), Prices(slot, cover), shares, iterations)

    def give(self, place: int, people: int) -> None:
        """From now on at least so many have this column (position among ``columns``)."""
        self._variables[place].lower_bound = float(people)

    @property
    def rows(self) -> int:
        """Of the programme."""
        return int(self._model.get_num_linear_constraints())

    def _column(self, column: Column) -> None:
        team = self._team
        group = int(team.group[self.kinds[column.kind].agent])
        variable = self._model.add_variable(lb=0.0)
        cost = column.own
        for slot in team.desk_slots(column.pattern, column.placed).tolist():
            row = self._desk.get((group, slot))
            if row is None:
                cost += team.idle
            else:
                row.set_coefficient(variable, 1.0)
        for k, row_of in enumerate(team.cover_of):
            shift = column.pattern[row_of[0]]
            if shift >= 0 and row_of[1 + shift]:
                self._cover[k].set_coefficient(variable, 1.0)
        self._everybody[column.kind].set_coefficient(variable, 1.0)
        self._model.objective.set_linear_coefficient(variable, cost)
        self._variables.append(variable)
        self.columns.append(column)

    def _add_demand(self) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """By (slot, queue): those who serve, and what is missing or beyond, make up the best number."""
        team, rows = self._team, {}
        for (queue, slot), cost in coverage_costs(team.problem).items():
            if not team.serves[:, slot, queue].any():
                continue
            best = cost.best - int(team.problem.scheduled_before[queue, slot])
            row = self._model.add_linear_constraint(lb=best, ub=best)
            before = int(team.problem.scheduled_before[queue, slot])
            self._model.objective.offset -= cost.of(before)
            for sign, pieces in ((1.0, cost.below), (-1.0, cost.above)):
                for width, slope in pieces:
                    piece = self._model.add_variable(lb=0.0, ub=np.inf if width is None else float(width))
                    self._model.objective.set_linear_coefficient(piece, float(slope))
                    row.set_coefficient(piece, sign)
            rows[slot, queue] = row
        return rows

    def _add_desks(self) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """By (group, slot): those at their desks are split over queues; one queue needs no row of its own."""
        team, rows = self._team, {}
        for group, slot in np.argwhere(team.serves.any(axis=2)).tolist():
            queues = np.flatnonzero(team.serves[group, slot]).tolist()
            if len(queues) == 1:
                rows[group, slot] = self._demand[slot, queues[0]]
                continue
            row = self._model.add_linear_constraint(lb=0.0, ub=0.0)
            for queue in queues:
                serving = self._model.add_variable(lb=0.0)
                row.set_coefficient(serving, -1.0)
                self._demand[slot, queue].set_coefficient(serving, 1.0)
            rows[group, slot] = row
        return rows

    def _add_covers(self) -> list[mathopt.LinearConstraint]:
        rows = []
        for cover, step in zip(self._team.problem.shift_cover, self._team.true_cover_step, strict=True):
            row = self._model.add_linear_constraint(lb=cover.wanted, ub=cover.wanted)
            self._model.objective.offset -= cover.wanted * float(-step[0] if cover.wanted else 0)
            for sign, cost in ((1.0, -step[0] if cover.wanted else 0), (-1.0, step[-1])):
                piece = self._model.add_variable(lb=0.0)
                self._model.objective.set_linear_coefficient(piece, float(cost))
                row.set_coefficient(piece, sign)
            rows.append(row)
        return rows
