"""Column generation in a thread beside the search, in step with it."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

from scheduler.roster.column_generation.generation import Proof, prove
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.team import Team

_WAIT = 1e-3
"""Seconds between two looks at what runs beside."""


class Beside:
    """What it has proven is told by its work against the search's, not by the clock: the same on every run.

    early: the share of the budget after which it hands over what it has.
    """

    def __init__(self, team: Team, budget: Budget, until: float, early: float) -> None:
        self._search, self._budget = budget, budget.part(until)
        self._thread = ThreadPoolExecutor(1)
        self._handed: Future[Proof] = Future()
        self._searched, self._begun = budget.work_left, self._budget.work_left
        self._proving = self._thread.submit(prove, team.twin(), self._budget, self._handed.set_result, early)

    def __enter__(self) -> Beside:
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.stop()
        self._thread.shutdown()

    def has_ended(self) -> bool:
        """Whether it had ended by as much work as the search has done; waits for it to do as much."""
        gone = self._searched - self._search.work_left
        while not self._proving.done() and self._done() < gone and not self._search.spent:
            time.sleep(_WAIT)
        return self._proving.done() and self._done() < gone

    def handed_over(self) -> Proof:
        """What it had found when the search was to go on with its columns; waits for it."""
        while not self._handed.done() and not self._proving.done():
            time.sleep(_WAIT)
        return self._handed.result() if self._handed.done() else self._proving.result()

    def bound_by_now(self) -> int:
        """In units, without waiting: what hangs on it must not decide which roster is found."""
        if self._proving.done():
            return whole_bound(self._proving.result().bound)
        return whole_bound(self._handed.result().bound) if self._handed.done() else 0

    def last_bound(self) -> int:
        """In units, of all that it was given to do; waits for it."""
        return whole_bound(self._proving.result().bound)

    def _done(self) -> float:
        return self._begun - self._budget.work_left
