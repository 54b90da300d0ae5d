"""Concurrent column generation: a thread beside the search, synchronised by deterministic work."""

from __future__ import annotations

import time
from concurrent.futures import Future, ThreadPoolExecutor

from scheduler.roster.column_generation.generation import ColumnGenerationResult, generate_columns
from scheduler.roster.objective.costs import whole_bound
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.team import Team

_POLL_SECONDS = 1e-3


class ConcurrentColumnGeneration:
    """Column generation whose results are visible by its work against the search's: the same on every run.

    until: share of the budget for it. publish_at: share of that after which it publishes what it has.
    """

    def __init__(self, team: Team, budget: Budget, until: float, publish_at: float) -> None:
        self._search, self._budget = budget, budget.shared_budget(until)
        self._thread = ThreadPoolExecutor(1)
        self._published: Future[ColumnGenerationResult] = Future()
        self._search_start, self._own_start = budget.work_left, self._budget.work_left
        self._final = self._thread.submit(
            generate_columns, team.copy(), self._budget, self._published.set_result, publish_at
        )

    def __enter__(self) -> ConcurrentColumnGeneration:
        return self

    def __exit__(self, *_: object) -> None:
        self._budget.stop()
        self._thread.shutdown()

    def has_ended(self) -> bool:
        """Whether it ended within the work that the search has done so far; waits for it to do as much."""
        searched = self._search_start - self._search.work_left
        while not self._final.done() and self._work_done() < searched and not self._search.spent:
            time.sleep(_POLL_SECONDS)
        return self._final.done() and self._work_done() < searched

    def is_over(self) -> bool:
        """Whether it has ended, at whatever work of the search; it must not decide which roster is found."""
        return self._final.done()

    def published(self) -> ColumnGenerationResult:
        """The state when it was to publish its columns; waits for it."""
        while not self._published.done() and not self._final.done():
            time.sleep(_POLL_SECONDS)
        return self._published.result() if self._published.done() else self._final.result()

    def current_bound(self) -> int:
        """Bound in units, without waiting; it must not decide which roster is found."""
        if self._final.done():
            return whole_bound(self._final.result().bound)
        return whole_bound(self._published.result().bound) if self._published.done() else 0

    def final_bound(self) -> int:
        """Bound in units at its end; waits for it."""
        return whole_bound(self._final.result().bound)

    def _work_done(self) -> float:
        return self._own_start - self._budget.work_left
