"""A roster search in a thread of the server: every tab of its plan sees it, and it outlives each of them."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from peakroster.desk.jobs import noted
from peakroster.desk.roster import Changes, Desk
from peakroster.desk.solving import Solved, solve_rest
from peakroster.pipeline.stages import ProgressObserver
from peakroster.store.jobs import SEARCH
from peakroster.store.who import EDIT, may, require_allowed
from scheduler.roster.problem.solution import Limits, Progress
from ui.background_work import BackgroundWork


class BackgroundSearch(BackgroundWork):
    """Runs :func:`peakroster.desk.solving.solve_rest` in a thread.

    desk: what it searches for. progress: the latest news of the search, None before the first. found: set
    when it is done.
    """

    def __init__(self, desk: Desk, changes: Changes, seconds: float, seed: int = 1) -> None:
        self.desk = desk
        self.seconds = seconds
        self.progress: Progress | None = None
        self.found: Solved | None = None
        self._changes = changes
        self._limits = Limits.within(seconds, seed)
        super().__init__()

    def noted(self) -> AbstractContextManager[None]:
        """In the store of the shop."""
        desk = self.desk
        return noted(desk.shop.folder, SEARCH, desk.plan.first_day, "", lambda: (0, 0))

    def work(self) -> None:
        """Search until the time is over, nothing better is possible, or it is asked to end."""
        observer = ProgressObserver(progress=self._tell, should_stop=self._stop.is_set)
        self.found = solve_rest(self.desk, self._changes, self._limits, observer)

    def _tell(self, progress: Progress) -> None:
        self.progress = progress


_searches: dict[tuple[Path, date], BackgroundSearch] = {}
_lock = threading.Lock()


def begin_search(desk: Desk, changes: Changes, seconds: float) -> BackgroundSearch:
    """Begin a search for a plan; the one that runs for it already, if there is one.

    Raises InputError where who is at work could not put its result on the desk.
    """
    require_allowed("draft", f"plans/{desk.plan.first_day}")
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
    """Whether whoever asks is the first one to take the result: of several tabs only one puts it in.

    Never for a guest who may not keep it, whose tab would take it from those who may.
    """
    if not may(EDIT):
        return False
    plan = (search.desk.shop.folder.resolve(), search.desk.plan.first_day)
    with _lock:
        if _searches.get(plan) is not search:
            return False
        del _searches[plan]
        return True


def give_back(search: BackgroundSearch) -> None:
    """Leave a result that was taken, and could not be put in, to whoever looks next."""
    plan = (search.desk.shop.folder.resolve(), search.desk.plan.first_day)
    with _lock:
        _searches.setdefault(plan, search)
