"""LP relaxation of the CP-SAT model, solved again as variables are fixed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

_UNBOUNDED = 1 << 60
"""CP-SAT writes "no bound" as a number beyond this."""


class Relaxation:
    """The LP relaxation of a model whose constraints are linear or over sets of Booleans.

    Every further ``solve`` is warm-started. iterations: limit of the simplex in each solve, which unlike a
    time limit is the same on every run.
    """

    def __init__(self, model: cp_model.CpModel, iterations: int) -> None:
        proto = model.proto
        self._model = mathopt.Model()
        self._variables = [
            self._model.add_variable(lb=v.domain[0], ub=v.domain[len(v.domain) - 1]) for v in proto.variables
        ]
        for constraint in proto.constraints:
            if constraint.has_linear():
                linear = constraint.linear
                bounds = linear.domain[0], linear.domain[len(linear.domain) - 1]
                self._add(linear.vars, linear.coeffs, *bounds)
            elif constraint.has_at_most_one():
                literals = list(constraint.at_most_one.literals)
                self._add(literals, [1] * len(literals), 0, 1)
            elif constraint.has_exactly_one():
                literals = list(constraint.exactly_one.literals)
                self._add(literals, [1] * len(literals), 1, 1)
        for index, cost in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
            variable = self._variables[index]
            present = self._model.objective.get_linear_coefficient(variable)
            self._model.objective.set_linear_coefficient(variable, present + cost)
        # A constant that lowers all costs lowers the bound; one that raises them may be left out of it.
        self._model.objective.offset = min(0.0, proto.objective.offset)
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)
        self.objective = 0.0
        """Optimum of the last solve, in the model's units."""
        self._parameters = mathopt.SolveParameters(iteration_limit=iterations)

    def _add(self, members: Sequence[int], weights: Sequence[int], low: float, high: float) -> None:
        row = self._model.add_linear_constraint(lb=_bound(low), ub=_bound(high))
        for member, weight in zip(members, weights, strict=True):
            row.set_coefficient(
                self._variables[member], row.get_coefficient(self._variables[member]) + weight
            )

    def fix_to_one(self, members: Iterable[int]) -> None:
        """Fix these variables (positions in the model) to one."""
        for member in members:
            self._variables[member].lower_bound = 1.0

    def solve(self, seconds: float) -> NDArray[np.float64] | None:
        """Values of all variables at the optimum; None if the limits do not reach one."""
        self._parameters.time_limit = timedelta(seconds=max(0.0, seconds))
        result = self._solver.solve(params=self._parameters)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        self.objective = result.objective_value()
        return np.array(result.variable_values(self._variables))


def _bound(number: float) -> float:
    return number if abs(number) < _UNBOUNDED else math.copysign(math.inf, number)
