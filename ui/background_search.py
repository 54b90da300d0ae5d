"""A roster search in a thread of the server: every tab of its plan sees it, and it outlives each of them."""

from __future__ import annotations

import threading
import time
from contextvars import copy_context
from datetime import date
from pathlib import Path

from peakroster.desk.roster import Changes, Desk
from peakroster.desk.solving import Solved, solve_rest
from peakroster.pipeline.stages import ProgressObserver
from scheduler.roster.problem.solution import Limits, Progress


class BackgroundSearch:
    """Runs :func:`peakroster.desk.solving.solve_rest` in a thread.

    desk: what it searches for. progress: the latest news of the search, None before the first. found, error:
    set when it is done.
    """

    def __init__(self, desk: Desk, changes: Changes, seconds: float, seed: int = 1) -> None:
        self.desk = desk
        self.seconds = seconds
        self.progress: Progress | None = None
        self.found: Solved | None = None
        self.error: Exception | None = None
        self._begun = time.monotonic()
        self._stop = threading.Event()
        limits = Limits.within(seconds, seed)
        context = copy_context()
        self._thread = threading.Thread(
            target=context.run, args=(self._run, desk, changes, limits), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Ask the search to end with the best it has."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to end."""
        return self._stop.is_set()

    @property
    def done(self) -> bool:
        """Whether there is a result or an error."""
        return not self._thread.is_alive()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._begun

    def wait(self, seconds: float) -> bool:
        """Wait at most that long; returns :attr:`done`."""
        self._thread.join(seconds)
        return self.done

    def _run(self, desk: Desk, changes: Changes, limits: Limits) -> None:
        observer = ProgressObserver(progress=self._tell, should_stop=self._stop.is_set)
        try:
            self.found = solve_rest(desk, changes, limits, observer)
        except Exception as error:  # told on the page, by whoever looks at it
            self.error = error

    def _tell(self, progress: Progress) -> None:
        self.progress = progress


_searches: dict[tuple[Path, date], BackgroundSearch] = {}
_lock = threading.Lock()


def begin_search(desk: Desk, changes: Changes, seconds: float) -> BackgroundSearch:
    """Begin a search for a plan; the one that runs for it already, if there is one."""
    plan = (desk.shop.folder.resolve(), desk.plan.first_day)
    with _lock:
        running = _searches.get(plan)
        if running is None:
            running = _searches[plan] = BackgroundSearch(desk, changes, seconds)
        return running


def search_of(desk: Desk) -> BackgroundSearch | None:
    """The search that runs for a plan, or has ended and nobody has taken its result; None without one."""
    with _lock:
        return _searches.get((desk.shop.folder.resolve(), desk.plan.first_day))


def take_result(search: BackgroundSearch) -> bool:
    """Whether whoever asks is the first one to take the result: of several tabs only one puts it in."""
    plan = (search.desk.shop.folder.resolve(), search.desk.plan.first_day)
    with _lock:
        if _searches.get(plan) is not search:
            return False
        del _searches[plan]
        return True
