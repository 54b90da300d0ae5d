"""How fast calls may follow one another, and how long to wait after one that failed."""

from __future__ import annotations

import random

from peakroster.push.clock import Pacer

_BURST = 0.1
"""Share of a period's calls that may be made at once."""


class TokenBucket:
    """Lets at most so many calls pass in any span of so many seconds.

    A full bucket and what flows in during the span are together the limit: a bucket that held all of it
    would let twice as many pass in the first span.
    """

    def __init__(self, calls: int, seconds: float, pacer: Pacer) -> None:
        self._capacity = max(1.0, calls * _BURST // 1)
        self._rate = max(1, calls - self._capacity) / seconds
        self._pacer = pacer
        self._level = self._capacity
        self._seen = pacer.clock.now()

    def take(self) -> None:
        """Wait until the next call may be made. Raises StoppedError."""
        self._flow()
        if self._level < 1:
            self._pacer.wait((1 - self._level) / self._rate)
            self._flow()
        self._level = max(0.0, self._level - 1)

    def _flow(self) -> None:
        now = self._pacer.clock.now()
        self._level = min(self._capacity, self._level + (now - self._seen) * self._rate)
        self._seen = now


class Backoff:
    """Growing pauses with jitter, so that many who failed together do not come back together.

    Marc Brooker, “Exponential Backoff And Jitter”, AWS Architecture Blog, 2015: half of the pause is fixed,
    half is drawn.
    """

    FIRST, LONGEST = 0.5, 30.0

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def pause(self, attempt: int) -> float:
        """Seconds to wait after attempt 0, 1, …"""
        most = min(self.LONGEST, self.FIRST * 2.0**attempt)
        return most / 2 + self._random.uniform(0.0, most / 2)
