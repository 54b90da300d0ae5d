"""Coverage and joint constraints of an LP: convex costs of missing and surplus agents, the split over queues,
and the counts of joint rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import product

import numpy as np
from ortools.math_opt.python import mathopt

from scheduler.roster.objective.costs import POINT, IntervalCost
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING
from scheduler.roster.problem.problem import THOUSANDTHS
from scheduler.roster.team.team import Team


def with_deviations(model: mathopt.Model, cost: IntervalCost, missing: float) -> mathopt.LinearConstraint:
    """A row of an interval: ``missing`` agents, less those who come, are the deviations that are priced."""
    row = model.add_linear_constraint(lb=missing, ub=missing)
    for sign, pieces in ((1.0, cost.below), (-1.0, cost.above)):
        for width, slope in pieces:
            piece = model.add_variable(lb=0.0, ub=np.inf if width is None else float(width))
            model.objective.set_linear_coefficient(piece, float(slope))
            row.set_coefficient(piece, sign)
    return row


class CoverageRows:
    """Constraints for some slots and days of a team; whoever is in the team stays as they are.

    demand: by (slot, queue); those who serve, plus what is missing, less the surplus, equal the cheapest
    number. desk: by (group, slot); those at their desks are split over queues, an added agent has the
    coefficient 1, or what else this agent counts as. cover: by the position of the cover by shift. joint: by
    joint row and slot, where the row asks for something. current_cost: of all these with nobody added.
    """

    def __init__(self, model: mathopt.Model, team: Team, slots: Iterable[int], days: Collection[int]) -> None:
        self._model, self._team = model, team
        self.current_cost = 0
        planned = [slot for slot in slots if slot < team.model.problem.slots]
        self.demand = self._add_demand(planned)
        self.desk = self._add_desks(planned)
        self.cover = self._add_covers(set(days))
        self.joint = self._add_joint(planned, days)

    def _add_demand(self, slots: list[int]) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        team, problem, rows = self._team, self._team.model.problem, {}
        for key in product(slots, range(len(problem.queues))):
            if key in team.model.interval_costs:
                slot, queue = key
                cost, before = team.model.interval_costs[key], problem.parts_before[queue, slot]
                rows[key] = with_deviations(self._model, cost, float(cost.best - before / team.model.parts))
                there = int(team.coverage.flow.scheduled[key])
                self.current_cost += cost.at(there * THOUSANDTHS // team.model.parts)
        return rows

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

    def _add_joint(
        self, slots: list[int], days: Collection[int]
    ) -> dict[tuple[int, int], mathopt.LinearConstraint]:
        """What is counted, plus what is missing, less what is too many, is within the bounds."""
        rows: dict[tuple[int, int], mathopt.LinearConstraint] = {}
        state = self._team.joint
        if state is None:
            return rows
        begins = [day * self._team.model.grid.slots_a_day for day in days]
        for r, row in enumerate(self._team.model.problem.joint_rows):
            below, above = int(state.below[r]), int(state.above[r])
            for slot in begins if row.by_day else slots:
                least, most = int(state.least[r, slot]), int(state.most[r, slot])
                now = int(state.counted[r, slot])
                if least == NOTHING and most == ANYTHING:
                    continue
                lower = -np.inf if least == NOTHING else float(least - now)
                upper = np.inf if most == ANYTHING else float(most - now)
                constraint = self._model.add_linear_constraint(lb=lower, ub=upper)
                for sign, slope, is_bound in ((1.0, below, lower), (-1.0, above, upper)):
                    if np.isfinite(is_bound):
                        piece = self._model.add_variable(lb=0.0)
                        self._model.objective.set_linear_coefficient(piece, float(slope))
                        constraint.set_coefficient(piece, sign)
                rows[r, slot] = constraint
                self.current_cost += below * max(0, least - now) + above * max(0, now - most)
        return rows
