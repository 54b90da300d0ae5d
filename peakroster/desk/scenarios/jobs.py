"""Scenarios that are computed while the manager does something else: one after another, with progress.

The process that serves the desk owns them: a browser that closes stops none, and finds the result beside its
scenario when it comes back.
"""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from peakroster.desk.roster import Desk
from peakroster.desk.scenarios.computing import (
    REPLICATIONS,
    result_as_it_is,
    result_simulated,
    result_solved,
)
from peakroster.desk.scenarios.keeping import Scenario
from peakroster.desk.scenarios.results import (
    Depth,
    ScenarioResult,
    fingerprint_of,
    keep_result,
    results_of,
)
from peakroster.desk.scenarios.solving import Way
from peakroster.pipeline.stages import ProgressObserver
from peakroster.store.who import Actor, acting_as, actor, require_allowed
from scheduler.roster.problem.solution import Limits, Progress

State = Literal["waiting", "running", "done", "failed", "stopped"]


@dataclass(eq=False)
class Job:
    """A scenario that is, was or will be computed.

    desk: from whose roster. progress: the latest of a search. share: how much of a simulation is done.
    result, error: set when it is over; a scenario that was deleted meanwhile leaves its result here alone.
    by: who asked for it, who is at work while it is computed, too.
    """

    desk: Desk
    scenario: Scenario
    depth: Depth
    way: Way = "replan"
    seconds: float = 30.0
    seed: int = 1
    state: State = "waiting"
    progress: Progress | None = None
    share: float = 0.0
    result: ScenarioResult | None = None
    error: Exception | None = None
    begun: float | None = None
    by: Actor | None = field(default_factory=actor)
    _context: contextvars.Context = field(default_factory=contextvars.copy_context)
    _stop: threading.Event = field(default_factory=threading.Event)

    def stop(self) -> None:
        """Ask a search to end with the best it has; what only waits is taken out."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    @property
    def is_over(self) -> bool:
        """Whether nothing more comes of it."""
        return self.state in ("done", "failed", "stopped")

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return 0.0 if self.begun is None else time.monotonic() - self.begun

    def run(self) -> ScenarioResult:
        """Compute it. Raises what the functions of :mod:`peakroster.desk.scenarios.computing` raise."""
        desk, overrides = self.desk, self.scenario.overrides
        if self.depth == "as_it_is":
            return result_as_it_is(desk, overrides)
        if self.depth == "solved":
            observer = ProgressObserver(progress=self._tell, should_stop=self._stop.is_set)
            limits = Limits.within(self.seconds, self.seed)
            return result_solved(desk, overrides, self.way, limits, observer)
        return result_simulated(desk, overrides, self._of(), REPLICATIONS, self.seed, self._step)

    def _of(self) -> ScenarioResult:
        """What is simulated: the solved roster where it is of today, else the roster as it is."""
        now = fingerprint_of(self.desk, self.scenario.overrides)
        kept = results_of(self.desk.shop.folder, self.scenario).get("solved")
        if kept is not None and not kept.basis.changed_to(now):
            return kept
        return result_as_it_is(self.desk, self.scenario.overrides)

    def _tell(self, progress: Progress) -> None:
        self.progress = progress

    def _step(self, done: int, total: int) -> None:
        self.share = done / total if total else 1.0


class ScenarioJobs:
    """The jobs of a shop: one at a time, in the order in which they came."""

    def __init__(self, done: Callable[[Job], None] | None = None) -> None:
        """done: called after each, in its thread; by default its result is kept beside the scenario."""
        self._jobs: list[Job] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._done = _keep if done is None else done

    def add(self, job: Job) -> Job:
        """Queue a job, in place of one of the same scenario and depth that only waits.

        Raises InputError where who is at work may not change the shop: then nothing could be kept.
        """
        require_allowed("scenario", f"plans/{job.scenario.first_day}")
        with self._lock:
            for each in self._jobs:
                if each.state == "waiting" and _same(each, job):
                    each.state = "stopped"
            self._jobs = [each for each in self._jobs if not (each.is_over and _same(each, job))]
            self._jobs.append(job)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
        return job

    def of(self, first_day: date) -> list[Job]:
        """The jobs of a plan, the oldest first, those that are over included until they are forgotten."""
        with self._lock:
            return [each for each in self._jobs if each.scenario.first_day == first_day]

    def forget(self, job: Job) -> None:
        """Take a job that is over out of the list."""
        with self._lock:
            self._jobs = [each for each in self._jobs if each is not job or not each.is_over]

    def wait(self, seconds: float) -> bool:
        """Wait at most that long until nothing is left to do; returns whether that is so."""
        thread = self._thread
        if thread is not None:
            thread.join(seconds)
        return self._thread is None

    def _next(self) -> Job | None:
        with self._lock:
            for each in self._jobs:
                if each.state == "waiting":
                    if not each.stopping:
                        each.state, each.begun = "running", time.monotonic()
                        return each
                    each.state = "stopped"
            self._thread = None
            return None

    def _work(self) -> None:
        while (job := self._next()) is not None:
            try:
                job._context.run(self._carry_out, job)
                job.state = "done"
            except Exception as error:  # told on the page, by whoever looks at it
                job.error = error
                job.state = "failed"

    def _carry_out(self, job: Job) -> None:
        with ExitStack() as acting:
            if job.by is not None:
                acting.enter_context(acting_as(job.by.name, job.by.may))
            job.result = job.run()
            self._done(job)


_shops: dict[Path, ScenarioJobs] = {}
_shops_lock = threading.Lock()


def jobs_of(folder: Path) -> ScenarioJobs:
    """The jobs of a shop in this process."""
    with _shops_lock:
        return _shops.setdefault(folder.resolve(), ScenarioJobs())


def _keep(job: Job) -> None:
    assert job.result is not None
    keep_result(job.desk.shop.folder, job.scenario, job.result)


def _same(one: Job, other: Job) -> bool:
    return (one.scenario.id, one.depth) == (other.scenario.id, other.depth)
