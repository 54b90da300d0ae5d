"""One way to stop a search that runs through many solvers, one after the other.

CP-SAT is imported where it is used: it takes a second to load, and the hybrid has its first roster without.
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

from scheduler.roster.problem.solution import WORK_A_SECOND, Limits

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
    from ortools.util.python.solve_interrupter import SolveInterrupter

_USED = 0.7
"""Share of the time that work of our own fills on a quiet machine, so that the clock need not cut in."""

_LOADING = 0.25
"""Share of the time that loading may take; the rest comes on top where somebody gives a second or two."""
_AHEAD = 0.3
"""Share of the time by which the clock may be ahead of the work before it ends parts of the search: by then
it is likely to end the whole."""


def without_probing(solver: cp_model.CpSolver) -> cp_model.CpSolver:
    """The solver; probing costs more here than it saves: a week of 60 is proven in half of the work."""
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    return solver


class Budget:
    """What is left of a search: its deterministic work, its time, and whether somebody asked to stop.

    Work decides where the search ends, so that it ends at the same place on every run; the clock only
    guards. ``stop`` may be called from another thread.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.work_left = limits.work
        self.stopped = False
        # A part holds the whole, so that a stop reaches it as long as it is in use, and no longer.
        self._whole: Budget | None = None
        self._parts: WeakSet[Budget] = WeakSet()
        self._begun = time.perf_counter()
        self._solver: cp_model.CpSolver | None = None
        self._lock = threading.Lock()

    @property
    def seconds_left(self) -> float:
        """Until the clock ends the search."""
        return self.limits.seconds - (time.perf_counter() - self._begun)

    @property
    def progress(self) -> float:
        """Share of the budget that is gone: of its work, as long as its time is not far ahead of that."""
        gone = 1 - self.seconds_left / self.limits.seconds if self.limits.seconds > 0 else 1.0
        return max(gone if self.limits.by_clock else gone - _AHEAD, self.work_done)

    @property
    def work_done(self) -> float:
        """Share of the work that is gone: the same on every run, whatever the clock says."""
        return 1 - self.work_left / self.limits.work if self.limits.work > 0 else 0.0

    def charge_seconds(self, seconds: float) -> None:
        """Take off what takes so long on a quiet machine."""
        self.work_left -= WORK_A_SECOND / _USED * seconds

    @property
    def spent(self) -> bool:
        """Whether to go on is no longer allowed."""
        return self.stopped or self.work_left <= 0 or self.seconds_left <= 0

    @property
    def out_of_time(self) -> bool:
        """Whether the clock, not the work, has ended or is about to end the search."""
        return self.seconds_left <= 0.01 * self.limits.seconds

    @contextmanager
    def loading(self) -> Iterator[None]:
        """For importing what the search goes on with: takes no more than a share of a short time away."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - begun
            self._begun += max(0.0, took - _LOADING * self.limits.seconds)

    def part(self, share: float) -> Budget:
        """A budget for what runs beside: it may use so much until this one has; a stop stops both."""
        limits = self.limits
        seconds = self.seconds_left - (1 - share) * limits.seconds
        part = Budget(replace(limits, seconds=seconds, work=share * limits.work))
        part.work_left = self.work_left - (1 - share) * limits.work
        return self._with(part)

    def some(self, work: float, seconds: float) -> Budget:
        """A budget of its own, never more than is left; who asked takes off what is ``used`` of it."""
        seconds, work = min(seconds, self.seconds_left), min(work, self.work_left)
        return self._with(Budget(replace(self.limits, seconds=seconds, work=work)))

    def _with(self, part: Budget) -> Budget:
        part._whole = self
        with self._lock:
            part.stopped = self.stopped
            self._parts.add(part)
        return part

    @property
    def used(self) -> float:
        """Deterministic work so far."""
        return self.limits.work - self.work_left

    def stop(self) -> None:
        """End the search with the best so far."""
        with self._lock:
            self.stopped = True
            for part in self._parts:
                part.stop()
            if "interrupter" in self.__dict__:
                self.interrupter.interrupt()
            if self._solver is not None:
                self._solver.stop_search()

    @cached_property
    def interrupter(self) -> SolveInterrupter:
        """For solvers of linear programmes: a stop ends those that are at work."""
        from ortools.util.python.solve_interrupter import SolveInterrupter

        return SolveInterrupter()

    def solver(self, work: float) -> cp_model.CpSolver:
        """A solver with at most this work, and never more than is left.

        One worker alone is reproducible; with the full linear relaxation it proves more than two did.
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
        """Solve, and take the work off the budget; after a stop only what is short and wanted even so."""
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
