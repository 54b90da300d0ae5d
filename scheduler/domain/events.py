"""Promotions, and what people know better than the forecast."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """A past or planned promotion; ``end`` excluded; ``queues`` empty = all of them."""

    name: str
    kind: str
    start: datetime
    end: datetime
    queues: tuple[str, ...]
    intensity: float | None
    uplift: float | None
    row: int


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
