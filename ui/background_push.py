"""A push in a thread, so that the page stays responsive, tells how far it is, and can stop it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from peakroster.desk.publishing.sending import send
from peakroster.push.pushing import Surroundings
from peakroster.push.report import PushReport
from peakroster.push.run import Observer
from ui.background_work import BackgroundWork

_around: Callable[[], Surroundings] = Surroundings
"""Tests put a platform of their own in."""


def surroundings() -> Surroundings:
    """How platforms are reached."""
    return _around()


class BackgroundPush(BackgroundWork):
    """Runs :func:`peakroster.desk.publishing.sending.send` in a thread.

    phase, done_rows, all_rows: the latest news. report: set when it is done. Asked to stop, what was sent is
    sent.
    """

    def __init__(self, folder: Path, first_day: date, platform: str, again: bool = False) -> None:
        self.folder, self.first_day, self.platform, self.again = folder, first_day, platform, again
        self.phase, self.done_rows, self.all_rows = "reading", 0, 0
        self.report: PushReport | None = None
        super().__init__()

    def work(self) -> None:
        """Send what differs."""
        self.report = send(
            self.folder,
            self.first_day,
            self.platform,
            again=self.again,
            observer=Observer(self._phase, self._step),
            around=replace(_around(), should_stop=self._stop.is_set),
        )

    def _phase(self, name: str) -> None:
        self.phase, self.done_rows, self.all_rows = name, 0, 0

    def _step(self, done: int, total: int) -> None:
        self.done_rows, self.all_rows = done, total
