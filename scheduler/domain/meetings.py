"""Meetings, training and coaching: time off the chats that people have together, or one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.validation import require
from scheduler.domain.windows import Window


@dataclass(frozen=True)
class Meeting:
    """A row of meetings.csv on one of its dates.

    day: the date of the shifts that it lies in. window: the part of the day that it lies in, past 1440 after
    midnight. agents: who takes part. apart: whether each has it alone, at any time; if not, all have it at
    once.
    """

    name: str
    day: date
    minutes: int
    window: Window
    agents: tuple[str, ...]
    apart: bool
    row: int

    def __post_init__(self) -> None:
        room = self.window.end - self.window.start
        require(0 < self.minutes <= room, f"meeting {self.name}: {self.minutes} minutes in {room}")
