"""Budget of a search: deterministic work shared by all of its solvers, a wall-clock guard, and a stop
request.

Work decides where a search ends, so that the same input and seed give the same roster on any machine. CP-SAT
reports its own deterministic time; the other algorithms charge constants that were measured on a quiet
machine.

CP-SAT is imported where it is used: loading it takes a second, and the hybrid has its first roster without
it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from weakref import WeakSet

from scheduler.roster.problem.solution import WORK_A_SECOND, Limits, StoppedBy

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from ortools.util.python.solve_interrupter import SolveInterrupter

_USED = 0.7
"""Share of the time limit that the work fills on a quiet machine, so that the clock need not cut in."""

_IMPORT_SHARE = 0.25
"""Share of the time limit that imports may use; what they take beyond it extends a limit of a second or
two."""
_CLOCK_LEAD = 0.3
"""Lead of elapsed time over work, as a share of the limit, from which the clock counts as progress: by then
it is likely to end the search."""


def without_probing(solver: cp_model.CpSolver) -> cp_model.CpSolver:
    """The solver without probing and symmetry detection: a week of 60 agents is proven in half of the
    work."""
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver


class Budget:
    """Remaining deterministic work and time of a search, and whether a stop was requested.

    ``stop`` may be called from another thread.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.work_left = limits.work
        self.stopped = False
        # A child refers to its parent, so that a stop reaches it as long as it is in use, and no longer.
        self._parent: Budget | None = None
        self._children: WeakSet[Budget] = WeakSet()
        self._started = time.perf_counter()
        self._solver: cp_model.CpSolver | None = None
        self._lock = threading.Lock()

    @property
    def seconds_left(self) -> float:
        """Seconds until the clock ends the search."""
        return self.limits.seconds - (time.perf_counter() - self._started)

    @property
    def progress(self) -> float:
        """Share of the budget that is spent: of its work, unless the clock leads by far."""
        elapsed = 1 - self.seconds_left / self.limits.seconds if self.limits.seconds > 0 else 1.0
        return max(elapsed if self.limits.by_clock else elapsed - _CLOCK_LEAD, self.work_done)

    @property
    def work_done(self) -> float:
        """Share of the work that is done: the same on every run, whatever the clock says."""
        return 1 - self.work_left / self.limits.work if self.limits.work > 0 else 0.0

    def charge_seconds(self, seconds: float) -> None:
        """Charge the work of something that takes so many seconds on a quiet machine."""
        self.work_left -= WORK_A_SECOND / _USED * seconds

    @property
    def spent(self) -> bool:
        """Whether the search has to end."""
        return self.stopped or self.work_left <= 0 or self.seconds_left <= 0

    @property
    def out_of_time(self) -> bool:
        """Whether the clock, not the work, ends the search."""
        return self.seconds_left <= 0.01 * self.limits.seconds

    @property
    def stopped_by(self) -> StoppedBy:
        """What ends the search, where it is not a proof."""
        return "user" if self.stopped else "time" if self.out_of_time else "work"

    @contextmanager
    def exclude_import_time(self) -> Iterator[None]:
        """Context for imports: they use no more than a share of the time limit."""
        started = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - started
            self._started += max(0.0, seconds - _IMPORT_SHARE * self.limits.seconds)

    def shared_budget(self, share: float) -> Budget:
        """A child for a concurrent task: it ends when this share of the whole budget would be spent.

        Work of the child is not charged to this budget. A stop stops both.
        """
        limits = self.limits
        seconds = self.seconds_left - (1 - share) * limits.seconds
        child = Budget(replace(limits, seconds=seconds, work=share * limits.work))
        child.work_left = self.work_left - (1 - share) * limits.work
        return self._adopt(child)

    def sub_budget(self, work: float, seconds: float) -> Budget:
        """A child with so much work and time, never more than is left; the caller charges what is
        ``used``."""
        seconds, work = min(seconds, self.seconds_left), min(work, self.work_left)
        return self._adopt(Budget(replace(self.limits, seconds=seconds, work=work)))

    def further(self, work: float, seconds: float) -> Budget:
        """A child with work and time of its own, whatever is left here. A stop stops both."""
        return self._adopt(Budget(replace(self.limits, seconds=seconds, work=work)))

    def _adopt(self, child: Budget) -> Budget:
        child._parent = self
        with self._lock:
            child.stopped = self.stopped
            self._children.add(child)
        return child

    @property
    def used(self) -> float:
        """Deterministic work spent so far."""
        return self.limits.work - self.work_left

    def stop(self) -> None:
        """Request to end the search with its incumbent."""
        with self._lock:
            self.stopped = True
            for child in self._children:
                child.stop()
            if "interrupter" in self.__dict__:
                self.interrupter.interrupt()
            if self._solver is not None:
                self._solver.stop_search()

    @cached_property
    def interrupter(self) -> SolveInterrupter:
        """Interrupter of LP solvers: a stop ends those that are running."""
        from ortools.util.python.solve_interrupter import SolveInterrupter

        return SolveInterrupter()

    def solver(self, work: float) -> cp_model.CpSolver:
        """A CP-SAT solver limited to this work, and never more than is left.

        A single worker is reproducible; with the full linear relaxation it proves more than two workers did.
        """
        from ortools.sat.python import cp_model

        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2
        solver.parameters.random_seed = self.limits.seed
        solver.parameters.max_deterministic_time = max(0.0, min(work, self.work_left))
        solver.parameters.max_time_in_seconds = max(0.0, self.seconds_left)
        return solver

    def run(
        self,
        solver: cp_model.CpSolver,
        model: cp_model.CpModel,
        callback: cp_model.CpSolverSolutionCallback | None = None,
        even_stopped: bool = False,
    ) -> cp_model.CpSolverStatus:
        """Solve and charge the work; after a stop only where ``even_stopped`` (short, needed to end
        cleanly)."""
        from ortools.sat.python import cp_model

        with self._lock:
            if self.stopped and not even_stopped:
                return cp_model.UNKNOWN
            self._solver = solver
        status = solver.solve(model, callback)
        with self._lock:
            self._solver = None
        self.work_left -= solver.response_proto.deterministic_time
        return status
