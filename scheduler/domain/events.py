"""Promotions, and what people know better than the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

OPENING_MINUTES = 5


@dataclass(frozen=True)
class Event:
    """A past or planned promotion; ``end`` excluded; ``queues`` empty = all of them.

    bot_share: of the inquiries while it runs, None = as ever. opening: rate of the first
    ``OPENING_MINUTES`` relative to the mean rate from the start to the end of that clock hour, >= 1; the rest
    of the hour comes evenly. None = nothing is known.
    """

    name: str
    kind: str
    start: datetime
    end: datetime
    queues: tuple[str, ...]
    intensity: float | None
    uplift: float | None
    row: int
    bot_share: float | None = None
    opening: float | None = None

    def concerns(self, queue_id: str) -> bool:
        """Whether the promotion is one of this queue."""
        return not self.queues or queue_id in self.queues

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether it runs at any time from ``start`` until ``end`` (excluded)."""
        return self.start < end and self.end > start

    def runs_on(self, day: date) -> bool:
        """Whether it runs at any time of the day; an end at midnight does not reach the day it begins."""
        midnight = datetime.combine(day, time())
        return self.overlaps(midnight, midnight + timedelta(days=1))


@dataclass(frozen=True)
class Adjustment:
    """A row of adjustments.csv: what somebody knows better than the forecast, ``end`` excluded.

    Exactly one of ``multiply`` (of the inquiries) and ``set_to`` (inquiries an hour) is given. queue:
    None = all of them.
    """

    start: datetime
    end: datetime
    queue: str | None
    multiply: float | None
    set_to: float | None
    reason: str
    who: str
    row: int


@dataclass(frozen=True)
class Exclusion:
    """A row of exclude.csv: history not to learn from; ``end`` excluded; ``queue`` None = all of them."""

    start: datetime
    end: datetime
    queue: str | None
    reason: str
    row: int
