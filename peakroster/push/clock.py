"""Time as a push sees it: a clock that tests replace, and waiting that a request to stop ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

from peakroster.push.problems import StoppedError

_SLICE = 0.2
"""Seconds that a request to stop waits at most."""


class Clock(Protocol):
    """Where a push has its time from."""

    def now(self) -> float:
        """Seconds that only grow."""

    def today(self) -> datetime:
        """The moment, in UTC."""

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""


class SystemClock:
    """The computer's."""

    def now(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def today(self) -> datetime:
        """The moment, in UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        time.sleep(seconds)


class Pacer:
    """Waits by a clock, and raises StoppedError as soon as somebody asks to stop."""

    def __init__(self, clock: Clock, should_stop: Callable[[], bool] = lambda: False) -> None:
        self.clock = clock
        self._should_stop = should_stop

    def check(self) -> None:
        """Raise StoppedError where somebody has asked to stop."""
        if self._should_stop():
            raise StoppedError

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass, none of a negative number."""
        until = self.clock.now() + seconds
        while (rest := until - self.clock.now()) > 1e-9:
            self.check()
            self.clock.sleep(min(rest, _SLICE))
        self.check()
