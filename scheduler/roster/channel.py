"""What the subprocess of a search tells its parent: messages as pickles, and the best roster so far.

The roster is told while the search runs, so that it outlives a subprocess that is ended from outside, as
where the system runs out of memory. Telling it at every improvement could cost more than the search, so no
more than so many bytes a second are told; a thread makes up for what had to wait.
"""

from __future__ import annotations

import pickle
import threading
import time
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.problem.solution import Assignment, Progress

_BYTES_A_SECOND = 1_000_000
"""Of rosters: twenty a second of a month of two hundred agents."""


@dataclass(frozen=True)
class ToldRoster:
    """A roster that a search tells of: its objective in points, and agent, day and shift of each row."""

    objective: float
    rows: NDArray[np.int32]

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """Its shifts."""
        return tuple(Assignment(*row) for row in self.rows.tolist())


class Channel:
    """Messages to the parent, from any thread: (kind, content)."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._lock = stream, threading.Lock()
        self._later: Progress | None = None
        self._has_later = threading.Event()
        self._may_tell = time.monotonic()
        threading.Thread(target=self._tell_later, daemon=True).start()

    def send(self, kind: str, content: Any) -> int:
        """Send a message; how many bytes it took."""
        message = pickle.dumps((kind, content))
        with self._lock:
            self._stream.write(message)
            self._stream.flush()
        return len(message)

    def report(self, progress: Progress) -> None:
        """Send ("progress", Progress) without its roster, and ("roster", ToldRoster): before it where that
        may be, so that what was told of is there, else as soon as it may."""
        if progress.roster is not None:
            if time.monotonic() >= self._may_tell:
                self._tell(progress)
            else:
                self._later = progress
                self._has_later.set()
        self.send("progress", replace(progress, roster=None))

    def _tell(self, progress: Progress) -> None:
        assert progress.roster is not None
        assert progress.objective is not None
        rows = np.array([(one.agent, one.day, one.shift) for one in progress.roster()], dtype=np.int32)
        size = self.send("roster", ToldRoster(progress.objective, rows.reshape(-1, 3)))
        self._may_tell = time.monotonic() + size / _BYTES_A_SECOND

    def _tell_later(self) -> None:
        while True:
            self._has_later.wait()
            while (seconds := self._may_tell - time.monotonic()) > 0:
                time.sleep(seconds)
            self._has_later.clear()
            latest = self._later
            assert latest is not None
            self._tell(latest)
