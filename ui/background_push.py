"""A push in a thread, so that the page stays responsive, tells how far it is, and can stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from peakroster.desk.publishing.sending import send
from peakroster.push.pushing import Surroundings
from peakroster.push.report import PushReport
from peakroster.push.run import Observer
from peakroster.store.who import Actor, acting_as, actor

_around: Callable[[], Surroundings] = Surroundings
"""Tests put a platform of their own in."""


def surroundings() -> Surroundings:
    """How platforms are reached."""
    return _around()


class BackgroundPush:
    """Runs :func:`peakroster.desk.publishing.sending.send` in a thread, for whoever is at work now.

    phase, done_rows, all_rows: the latest news. report, error: set when it is done.
    """

    def __init__(self, folder: Path, first_day: date, platform: str, again: bool = False) -> None:
        self.folder, self.first_day, self.platform, self.again = folder, first_day, platform, again
        self.phase, self.done_rows, self.all_rows = "reading", 0, 0
        self.report: PushReport | None = None
        self.error: Exception | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(actor(),), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end; what was sent is sent."""
        self._stop.set()

    @property
    def done(self) -> bool:
        """Whether there is a report or an error."""
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> bool:
        """Wait at most that long; returns :attr:`done`."""
        self._thread.join(seconds)
        return self.done

    def _run(self, one: Actor | None) -> None:
        observer = Observer(self._phase, self._step)
        around = replace(_around(), should_stop=self._stop.is_set)
        name, may = ("?", frozenset[str]()) if one is None else (one.name, one.may)
        try:
            with acting_as(name, may):
                self.report = send(
                    self.folder,
                    self.first_day,
                    self.platform,
                    again=self.again,
                    observer=observer,
                    around=around,
                )
        except Exception as error:  # told on the page, by whoever looks at it
            self.error = error

    def _phase(self, name: str) -> None:
        self.phase, self.done_rows, self.all_rows = name, 0, 0

    def _step(self, done: int, total: int) -> None:
        self.done_rows, self.all_rows = done, total
