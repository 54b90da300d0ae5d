"""A bound by CP-SAT beside the search, in the place of column generation once that has ended.

The bound of columns is that of a linear relaxation; CP-SAT's cuts lift it where the model is small enough for
its relaxation. Only the bound is wanted: no roster of it is taken, so that nothing depends on when it ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scheduler.roster.cpsat.model import build
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem

_POLL_SECONDS = 0.01
_LEAST_WORK = 3.0
"""Work below which its relaxation is no better than that of columns."""


class ConcurrentProof:
    """CP-SAT's bound of a problem, in a thread.

    has_place: whether column generation has ended. share: of the budget for it.
    """

    def __init__(self, problem: Problem, budget: Budget, share: float, has_place: Callable[[], bool]) -> None:
        limits = budget.limits
        self._problem, self._has_place = problem, has_place
        self._budget = budget.further(share * limits.work, budget.seconds_left)
        self._thread = ThreadPoolExecutor(1)
        is_worth_it = self._budget.limits.work >= _LEAST_WORK
        self._bound = self._thread.submit(self._prove) if is_worth_it else None

    def __enter__(self) -> ConcurrentProof:
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.stop()
        self._thread.shutdown()

    def final_bound(self) -> int:
        """Bound in units at its end, 0 where there is none; waits for it."""
        return 0 if self._bound is None else self._bound.result()

    def _prove(self) -> int:
        while not self._has_place() and not self._budget.stopped:
            time.sleep(_POLL_SECONDS)
        if self._budget.spent:
            return 0
        model = build(self._problem)
        # With probing, unlike where a roster is wanted: its cuts are then found sooner.
        solver = self._budget.solver(self._budget.work_left)
        self._budget.run(solver, model.cp_model)
        if self._budget.stopped:
            return 0
        # An infeasible model proves nothing here: the search has a roster.
        return whole_bound(solver.best_objective_bound)
