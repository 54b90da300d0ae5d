"""An incrementally modified LP; charges its work to the budget and can be interrupted."""

from __future__ import annotations

from datetime import timedelta

from ortools.math_opt.python import mathopt

from scheduler.roster.problem.budget import Budget

_ITERATIONS = 100_000
"""Simplex iterations of one solve, at most."""
_FIRST_SECONDS = 6e-8
"""Of an iteration of the first solve, for each row, on a quiet machine."""
_SOLVE_SECONDS, _VALUE_SECONDS = 2e-4, 3e-6
"""Of transferring changes and results, for each solve, and for each variable."""


class IncrementalLP:
    """Repeated optima of one model, each warm-started from the last basis (GLOP's simplex).

    iteration_seconds: of an iteration of a later solve, for each row, on a quiet machine.
    """

    def __init__(self, model: mathopt.Model, budget: Budget, iteration_seconds: float) -> None:
        self._model, self._budget, self._iteration_seconds = model, budget, iteration_seconds
        self._interrupter = budget.interrupter
        self._solver = mathopt.IncrementalSolver(model, mathopt.SolverType.GLOP)
        self._warm = False

    def solve(self) -> mathopt.SolveResult | None:
        """The optimum of the model as it is now, zero values and duals left out.

        None where the budget ends before, or where there is none.
        """
        budget = self._budget
        if budget.spent:
            return None
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=max(0.0, budget.seconds_left)),
            iteration_limit=_ITERATIONS,
            presolve=mathopt.Emphasis.OFF,
        )
        wanted = mathopt.ModelSolveParameters(
            variable_values_filter=mathopt.VariableFilter(skip_zero_values=True),
            dual_values_filter=mathopt.LinearConstraintFilter(skip_zero_values=True),
            reduced_costs_filter=mathopt.VariableFilter(filtered_items=[]),
        )
        result = self._solver.solve(params=parameters, model_params=wanted, interrupter=self._interrupter)
        each = self._model.get_num_linear_constraints() * (
            self._iteration_seconds if self._warm else _FIRST_SECONDS
        )
        values = _SOLVE_SECONDS + self._model.get_num_variables() * _VALUE_SECONDS
        budget.charge_seconds(values + result.solve_stats.simplex_iterations * each)
        self._warm = True
        is_optimal = result.termination.reason == mathopt.TerminationReason.OPTIMAL
        return result if is_optimal else None
