"""Who is at work on the desk, so that what is prepared beside it waits until nobody is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Quiet:
    """Counts pages that are being computed; of all sessions, as they share one interpreter."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at_work = 0
        self._ended: float | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Somebody waits for what is computed inside."""
        with self._changed:
            self._at_work += 1
        try:
            yield
        finally:
            with self._changed:
                self._at_work -= 1
                self._ended = time.monotonic()
                self._changed.notify_all()

    def somebody_comes(self) -> None:
        """A browser has asked for a page, and will want it computed in a moment."""
        with self._changed:
            if self._ended is not None:
                self._ended = time.monotonic()

    def wait_for_first(self, most: float) -> bool:
        """Wait until the first page has been computed, at most ``most`` seconds; whether it has."""
        with self._changed:
            return self._changed.wait_for(lambda: self._ended is not None, most)

    def wait(self, seconds: float, most: float) -> bool:
        """Wait until nobody has been at work for ``seconds``, at most ``most``; whether it came to that."""
        end = time.monotonic() + most
        with self._changed:
            while True:
                now = time.monotonic()
                left = 0.0 if self._ended is None else self._ended + seconds - now
                if not self._at_work and left <= 0:
                    return True
                if now >= end:
                    return False
                self._changed.wait(min(end - now, end - now if self._at_work else left))


QUIET = Quiet()
"""Of this process."""
