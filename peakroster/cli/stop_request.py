"""Ctrl-C as a request to stop: a search then ends with the best it has."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any


class StopRequest:
    """Remembers the first Ctrl-C after :meth:`catch`; the second one ends the command.

    made: whether there was one.
    """

    def __init__(self) -> None:
        self.made = False
        self._usual: Any = None

    def catch(self) -> None:
        """Catch Ctrl-C from now on; only in the main thread, where signals arrive."""
        if self._usual is None and threading.current_thread() is threading.main_thread():
            self._usual = signal.signal(signal.SIGINT, self._remember)

    def release(self) -> None:
        """Restore the handler from before :meth:`catch`."""
        if self._usual is not None:
            signal.signal(signal.SIGINT, self._usual)
            self._usual = None

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.made = True
        self.release()
