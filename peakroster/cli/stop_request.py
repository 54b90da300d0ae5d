"""Ctrl-C or SIGTERM as a request to stop: what runs then ends with the best it has."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopRequest:
    """Counts the requests after :meth:`catch`; one too many ends the command.

    count: how many there were.
    """

    def __init__(self) -> None:
        self.count = 0
        self._most = 1
        self._usual: dict[signal.Signals, Any] = {}

    @property
    def made(self) -> bool:
        """Whether there was one."""
        return self.count > 0

    def catch(self, most: int = 1) -> None:
        """Catch so many from now on; only in the main thread, where signals arrive.

        The one after them has its usual effect, which for Ctrl-C is KeyboardInterrupt.
        """
        if not self._usual and threading.current_thread() is threading.main_thread():
            self._most = most
            self._usual = {number: signal.signal(number, self._remember) for number in _SIGNALS}

    def release(self) -> None:
        """Restore the handlers from before :meth:`catch`."""
        for number, usual in self._usual.items():
            signal.signal(number, usual)
        self._usual = {}

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count >= self._most:
            self.release()
