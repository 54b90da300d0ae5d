"""What a search tells while it goes on: only what is better, whichever thread found it."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from scheduler.roster.objective.costs import POINT, whole_bound
from scheduler.roster.problem.solution import Progress


class Reports:
    """The best cost and the best bound so far, in units of 1/1000 point.

    tell: is called with each better roster and each better bound. bound: what is proven to begin with.
    """

    def __init__(self, tell: Callable[[Progress], None], bound: int = 0) -> None:
        self._tell, self._begun, self._lock = tell, time.perf_counter(), threading.Lock()
        self.cost, self.bound = math.inf, bound

    def found(self, cost: float) -> None:
        """Somebody has a roster of this cost."""
        with self._lock:
            if cost < self.cost:
                self.cost = cost
                self._say()

    def proven(self, bound: float) -> None:
        """No roster costs less than this."""
        with self._lock:
            if whole_bound(bound) > self.bound:
                self.bound = whole_bound(bound)
                if self.cost < math.inf:
                    self._say()

    def _say(self) -> None:
        bound = min(self.cost, self.bound)
        self._tell(Progress(self.cost / POINT, bound / POINT, time.perf_counter() - self._begun))
