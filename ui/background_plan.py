"""A week planned in a thread of the server: every tab sees how far it is, and any can stop it."""

from __future__ import annotations

import threading
import time
from contextvars import copy_context
from datetime import date
from pathlib import Path

from peakroster.desk.first_steps import READ, finish_week, plan_week
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver
from scheduler.roster.problem.solution import Limits, Progress

SECONDS = 60.0
"""Of the search; the stages before it take what they take."""


class BackgroundPlan:
    """Runs :func:`peakroster.desk.first_steps.plan_week` in a thread, or ``finish_week`` without days.

    stage: as the pipeline names it. progress: the latest news of the search, None before the first. outcome,
    error: set when it is done.
    """

    def __init__(self, folder: Path, first_day: date, days: int | None, seconds: float = SECONDS) -> None:
        self.folder, self.first_day, self.days = folder, first_day, days
        self.stage = READ
        self.progress: Progress | None = None
        self.outcome: PlanOutcome | None = None
        self.error: Exception | None = None
        self._begun = time.monotonic()
        self._stop = threading.Event()
        context = copy_context()  # the log says who is logged in, and on which page
        self._thread = threading.Thread(
            target=context.run, args=(self._run, Limits.within(seconds)), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Ask the search to end with the best it has; the plan is then written as ever."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    @property
    def done(self) -> bool:
        """Whether there is a plan or an error."""
        return not self._thread.is_alive()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._begun

    def wait(self, seconds: float) -> bool:
        """Wait at most that long; returns :attr:`done`."""
        self._thread.join(seconds)
        return self.done

    def _run(self, limits: Limits) -> None:
        observer = ProgressObserver(self._at_stage, self._tell, self._stop.is_set)
        try:
            if self.days is None:
                self.outcome = finish_week(self.folder, self.first_day, limits, observer)
            else:
                self.outcome = plan_week(self.folder, self.first_day, self.days, limits, observer)
        except Exception as error:  # told on the page, by whoever looks at it
            self.error = error

    def _at_stage(self, stage: str) -> None:
        self.stage = stage

    def _tell(self, progress: Progress) -> None:
        self.progress = progress


_plans: dict[Path, BackgroundPlan] = {}
_lock = threading.Lock()


def planned_in(folder: Path) -> BackgroundPlan | None:
    """The planning of a shop that runs, or that has ended and nobody has taken note of."""
    return _plans.get(folder.resolve())


def begin(folder: Path, first_day: date, days: int | None = 7) -> BackgroundPlan:
    """Plan these days, unless the shop is being planned already; returns what runs.

    days: None = only the roster of the plan that lies there.
    """
    with _lock:
        running = planned_in(folder)
        if running is None or running.done:
            running = _plans[folder.resolve()] = BackgroundPlan(folder, first_day, days)
        return running


def dismiss(folder: Path) -> None:
    """Take note of a planning that has ended."""
    with _lock:
        running = planned_in(folder)
        if running is not None and running.done:
            _plans.pop(folder.resolve(), None)
