"""Coverage constraints of an LP: convex costs of missing and surplus agents, and the split over queues."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.objective.costs import POINT, IntervalCost
from scheduler.roster.problem.problem import THOUSANDTHS
from scheduler.roster.team.team import Team


class CoverageRows:
    """Constraints for some slots and days of a team; whoever is in the team stays as they are.

    demand: by (slot, queue); those who serve, plus what is missing, less the surplus, equal the cheapest
    number. desk: by (group, slot); those at their desks are split over queues, an added agent has the
    coefficient 1, or what else this agent counts as. cover: by the position of the cover by shift.
    current_cost: of all these with nobody added.
    """

    def __init__(self, model: mathopt.Model, team: Team, slots: Iterable[int], days: Iterable[int]) -> None:
        self._model, self._team = model, team
        self.current_cost = 0
        planned = [slot for slot in slots if slot < team.model.problem.slots]
        self.demand = self._add_demand(planned)
        self.desk = self._add_desks(planned)
        self.cover = self._add_covers(set(days))

    def _add_demand(self, slots: list[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        team, problem, rows = self._team, self._team.model.problem, {}
        for key in product(slots, range(len(problem.queues))):
            if key in team.model.interval_costs:
                slot, queue = key
                cost, before = team.model.interval_costs[key], problem.parts_before[queue, slot]
                rows[key] = self._with_deviations(cost, float(cost.best - before / team.model.parts))
                there = int(team.coverage.flow.scheduled[key])
                self.current_cost += cost.at(there * THOUSANDTHS // team.model.parts)
        return rows

    def _with_deviations(self, cost: IntervalCost, missing: float) -> mathopt.LinearConstraint:
        row = self._model.add_linear_constraint(lb=missing, ub=missing)
        for sign, pieces in ((1.0, cost.below), (-1.0, cost.above)):
            for width, slope in pieces:
                piece = self._model.add_variable(lb=0.0, ub=np.inf if width is None else float(width))
                self._model.objective.set_linear_coefficient(piece, float(slope))
                row.set_coefficient(piece, sign)
        return row

    def _add_desks(self, slots: list[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """A group with a single queue needs no constraint of its own."""
        team, serves, rows = self._team, self._team.model.serves, {}
        is_served = np.asarray(serves.any(axis=2))
        for group, slot in product(range(len(team.model.groups)), slots):
            if not is_served[group, slot]:
                continue
            queues = np.flatnonzero(serves[group, slot]).tolist()
            there = float(team.coverage.flow.serving[group, slot].sum() / team.model.parts)
            if len(queues) == 1:
                row = rows[group, slot] = self.demand[slot, queues[0]]
                row.lower_bound -= there
                row.upper_bound -= there
                continue
            row = self._model.add_linear_constraint(lb=-there, ub=-there)
            for queue in queues:
                serving = self._model.add_variable(lb=0.0)
                row.set_coefficient(serving, -1.0)
                self.demand[slot, queue].set_coefficient(serving, 1.0)
            rows[group, slot] = row
        return rows

    def _add_covers(self, days: set[int]) -> dict[int, mathopt.LinearConstraint]:
        rows, team = {}, self._team
        for place, cover in enumerate(team.model.problem.shift_cover):
            if cover.day not in days:
                continue
            below, above = round(cover.below * POINT), round(cover.above * POINT)
            there = int(team.coverage.covered[place])
            row = self._model.add_linear_constraint(lb=cover.wanted - there, ub=cover.wanted - there)
            for sign, slope in ((1.0, below), (-1.0, above)):
                piece = self._model.add_variable(lb=0.0)
                self._model.objective.set_linear_coefficient(piece, float(slope))
                row.set_coefficient(piece, sign)
            rows[place] = row
            self.current_cost += below * max(0, cover.wanted - there) + above * max(0, there - cover.wanted)
        return rows
