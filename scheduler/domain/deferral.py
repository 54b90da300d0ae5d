"""Work that may wait for hours or days: mails, tickets, after-sale cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.validation import require

DeadlineCounts = Literal["clock", "open_hours"]

SPREAD = 0.75
"""Share of the deadline within which the work is planned; the rest is kept for chance."""


@dataclass(frozen=True)
class Deferral:
    """Until when the cases of a queue are to be done.

    deadline_hours: from a case's arrival until it is due, > 0. counts: hours of the clock, or only those in
    which the queue is open. share: of the cases that are to be done in time, 0 < share < 1. backlog: cases
    that wait when a plan starts whose predecessor does not say how many; they came evenly over the deadline.
    """

    deadline_hours: float
    counts: DeadlineCounts = "clock"
    share: float = 0.95
    backlog: float = 0.0

    def __post_init__(self) -> None:
        require(self.deadline_hours > 0, f"deadline_hours {self.deadline_hours} not above 0")
        require(0 < self.share < 1, f"deadline_share {self.share} not in 0..1")
        require(self.backlog >= 0, f"backlog {self.backlog} below 0")
