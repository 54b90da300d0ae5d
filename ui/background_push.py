"""A push in a thread of the server: every tab of those who may sees it, and it outlives each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from pathlib import Path

from peakroster.desk.jobs import noted
from peakroster.desk.publishing.sending import send
from peakroster.push.pushing import Surroundings
from peakroster.push.report import PushReport
from peakroster.push.run import Observer
from peakroster.store.jobs import PUSH
from peakroster.store.who import require_allowed
from ui.background_work import BackgroundWork

_around: Callable[[], Surroundings] = Surroundings
"""Tests put a platform of their own in."""


def surroundings() -> Surroundings:
    """How platforms are reached."""
    return _around()


class BackgroundPush(BackgroundWork):
    """Runs :func:`peakroster.desk.publishing.sending.send` in a thread.

    phase, done_rows, all_rows: the latest news. sent: rows that were sent, of how many. report: set when it
    is done. Asked to stop, what was sent is sent.
    """

    def __init__(self, folder: Path, first_day: date, platform: str, again: bool = False) -> None:
        self.folder, self.first_day, self.platform, self.again = folder, first_day, platform, again
        self.phase, self.done_rows, self.all_rows = "reading", 0, 0
        self.sent = (0, 0)
        self.report: PushReport | None = None
        super().__init__()

    def noted(self) -> AbstractContextManager[None]:
        """In the store of the shop."""
        return noted(self.folder, PUSH, self.first_day, self.platform, lambda: self.sent)

    def work(self) -> None:
        """Send what differs."""
        self.report = send(
            self.folder,
            self.first_day,
            self.platform,
            again=self.again,
            observer=Observer(self._phase, self._step, self._begins),
            around=replace(_around(), should_stop=self._stop.is_set),
        )

    def _phase(self, name: str) -> None:
        self.phase, self.done_rows, self.all_rows = name, 0, 0

    def _step(self, done: int, total: int) -> None:
        self.done_rows, self.all_rows = done, total
        if self.phase == "sending" and total >= self.sent[1]:  # later rounds repeat some of the rows
            self.sent = (done, total)

    def _begins(self, rows: int) -> None:
        self.sent = (0, rows)


_pushes: dict[tuple[Path, str], BackgroundPush] = {}
_lock = threading.Lock()


def push_to(folder: Path, platform: str) -> BackgroundPush | None:
    """The push of a shop to a platform that runs, or was the last one since the server is up."""
    return _pushes.get((folder.resolve(), platform))


def begin(folder: Path, first_day: date, platform: str, again: bool = False) -> BackgroundPush:
    """Send a week, unless something is being sent there already; returns what runs.

    Raises InputError where who is at work may not send.
    """
    require_allowed("push", f"plans/{first_day}")
    with _lock:
        running = push_to(folder, platform)
        if running is None or running.done:
            running = BackgroundPush(folder, first_day, platform, again)
            _pushes[folder.resolve(), platform] = running
        return running
