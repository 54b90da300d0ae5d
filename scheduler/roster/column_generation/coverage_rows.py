"""The rows of a linear programme over who is at the desks: what is missing or beyond, at its price."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.objective.costs import POINT, IntervalCost
from scheduler.roster.team.team import Team


class CoverageRows:
    """Rows of a model for some slots and days of a team; whoever is in the team stays as they are.

    demand: by (slot, queue); those who serve, and what is missing or beyond, make up the best number. desk:
    by (group, slot); those at their desks are split over queues, whoever is added has the coefficient 1.
    cover: by the position of the cover by shift. now: what all these cost with nobody added.
    """

    def __init__(self, model: mathopt.Model, team: Team, slots: Iterable[int], days: Iterable[int]) -> None:
        self._model, self._team = model, team
        self.now = 0
        there = [slot for slot in slots if slot < team.problem.slots]
        self.demand = self._add_demand(there)
        self.desk = self._add_desks(there)
        self.cover = self._add_covers(set(days))

    def _add_demand(self, slots: list[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        team, rows = self._team, {}
        for key in product(slots, range(len(team.problem.queues))):
            if key in team.costs:
                slot, queue = key
                cost, before = team.costs[key], int(team.problem.scheduled_before[queue, slot])
                rows[key] = self._priced(cost, float(cost.best - before))
                self.now += cost.of(int(team.scheduled[key]))
        return rows

    def _priced(self, cost: IntervalCost, missing: float) -> mathopt.LinearConstraint:
        row = self._model.add_linear_constraint(lb=missing, ub=missing)
        for sign, pieces in ((1.0, cost.below), (-1.0, cost.above)):
            for width, slope in pieces:
                piece = self._model.add_variable(lb=0.0, ub=np.inf if width is None else float(width))
                self._model.objective.set_linear_coefficient(piece, float(slope))
                row.set_coefficient(piece, sign)
        return row

    def _add_desks(self, slots: list[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """One queue needs no row of its own."""
        team, rows = self._team, {}
        served = np.asarray(team.serves.any(axis=2))
        for group, slot in product(range(len(team.groups)), slots):
            if not served[group, slot]:
                continue
            queues = np.flatnonzero(team.serves[group, slot]).tolist()
            there = float(team.serving[group, slot].sum())
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
        for place, cover in enumerate(team.problem.shift_cover):
            if cover.day not in days:
                continue
            below, above = round(cover.below * POINT), round(cover.above * POINT)
            there = int(team.covered[place])
            row = self._model.add_linear_constraint(lb=cover.wanted - there, ub=cover.wanted - there)
            for sign, slope in ((1.0, below), (-1.0, above)):
                piece = self._model.add_variable(lb=0.0)
                self._model.objective.set_linear_coefficient(piece, float(slope))
                row.set_coefficient(piece, sign)
            rows[place] = row
            self.now += below * max(0, cover.wanted - there) + above * max(0, there - cover.wanted)
        return rows
