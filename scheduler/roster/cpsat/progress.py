"""Progress reports: only better rosters and bounds, whichever thread found them."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from scheduler.roster.objective.costs import POINT, whole_bound
from scheduler.roster.problem.solution import Assignment, Progress


class ProgressReporter:
    """Best cost and bound so far, in units of 1/1000 point; thread-safe.

    on_improvement: called with each better roster and each better bound. bound: proven already.
    """

    def __init__(self, on_improvement: Callable[[Progress], None], bound: int = 0) -> None:
        self._on_improvement, self._started = on_improvement, time.perf_counter()
        self._lock = threading.Lock()
        self.cost, self.bound = math.inf, bound

    def on_solution(self, cost: float, roster: Callable[[], tuple[Assignment, ...]]) -> None:
        """A roster of this cost was found; ``roster`` reads its shifts, when somebody asks for them."""
        with self._lock:
            if cost < self.cost:
                self.cost = cost
                self._report(roster)

    def on_bound(self, bound: float) -> None:
        """No roster costs less than this."""
        with self._lock:
            if whole_bound(bound) > self.bound:
                self.bound = whole_bound(bound)
                if self.cost < math.inf:
                    self._report(None)

    def _report(self, roster: Callable[[], tuple[Assignment, ...]] | None) -> None:
        bound = min(self.cost, self.bound)
        seconds = time.perf_counter() - self._started
        self._on_improvement(Progress(self.cost / POINT, bound / POINT, seconds, roster))
