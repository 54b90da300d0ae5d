"""A week planned in a thread of the server: every tab sees how far it is, and any can stop it."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from peakroster.desk.first_steps import READ, finish_week, plan_week
from peakroster.desk.jobs import noted
from peakroster.pipeline.stages import PlanOutcome, ProgressObserver
from peakroster.store.jobs import PLAN
from peakroster.store.who import require_allowed
from scheduler.roster.problem.solution import Limits, Progress
from ui.background_work import BackgroundWork

SECONDS = 60.0
"""Of the search; the stages before it take what they take."""


class BackgroundPlan(BackgroundWork):
    """Runs :func:`peakroster.desk.first_steps.plan_week` in a thread, or ``finish_week`` without days.

    stage: as the pipeline names it. progress: the latest news of the search, None before the first. outcome:
    set when it is done. Asked to stop, the search ends with the best it has, and the plan is written as ever.
    """

    def __init__(self, folder: Path, first_day: date, days: int | None, seconds: float = SECONDS) -> None:
        self.folder, self.first_day, self.days = folder, first_day, days
        self.stage = READ
        self.progress: Progress | None = None
        self.outcome: PlanOutcome | None = None
        self._limits = Limits.within(seconds)
        super().__init__()

    def noted(self) -> AbstractContextManager[None]:
        """In the store of the shop."""
        days = "" if self.days is None else str(self.days)
        return noted(self.folder, PLAN, self.first_day, days, lambda: (0, 0))

    def work(self) -> None:
        """Plan the week; who may not write is refused before the search and not after it."""
        require_allowed("plan", f"plans/{self.first_day}")
        observer = ProgressObserver(self._at_stage, self._tell, self._stop.is_set)
        if self.days is None:
            self.outcome = finish_week(self.folder, self.first_day, self._limits, observer)
        else:
            self.outcome = plan_week(self.folder, self.first_day, self.days, self._limits, observer)

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

    days: None = only the roster of the plan that lies there. Raises InputError where who is at work may not
    change the shop.
    """
    require_allowed("plan", f"plans/{first_day}")
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
