"""A clock that passes only where somebody sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 5, 4, tzinfo=UTC)


class VirtualClock:
    """Seconds since START."""

    def __init__(self, start: datetime = START) -> None:
        self._start, self.seconds = start, 0.0

    def now(self) -> float:
        return self.seconds

    def today(self) -> datetime:
        return self._start + timedelta(seconds=self.seconds)

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
