"""Ctrl-C while a roster is searched: a wish to stop, not an end."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any


class StopRequest:
    """Once caught, the first Ctrl-C is remembered, wherever the program is; the second ends the command."""

    def __init__(self) -> None:
        self.made = False
        self._usual: Any = None

    def catch(self) -> None:
        """From now on. Signals reach the main thread only; elsewhere nothing is caught."""
        if self._usual is None and threading.current_thread() is threading.main_thread():
            self._usual = signal.signal(signal.SIGINT, self._remember)

    def release(self) -> None:
        """As before :meth:`catch`."""
        if self._usual is not None:
            signal.signal(signal.SIGINT, self._usual)
            self._usual = None

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.made = True
        self.release()
