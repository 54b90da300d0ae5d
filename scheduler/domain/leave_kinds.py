"""Kinds of leave: who is paid for it, and whether its hours count as if they had been worked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from scheduler.domain.validation import require

LONGEST_SHORTENING = 1440
DAY_MINUTES = 480
"""Minutes that a whole day of leave stands for at most: eight hours, the statutory day."""
DAYS_A_WEEK = 5
"""Days of leave that a calendar week holds at most: the statutory week."""


@dataclass(frozen=True)
class LeaveTerms:
    """What follows from leave of one kind.

    paid: share of ``hourly_cost`` that the shop pays for its hours, 0 … 1. counted: its hours count as if
    they had been worked for the contracted hours; otherwise less is due in proportion. at_work: the hours are
    work elsewhere (a course, an errand): counted, and of the ordinary hours of the week.
    """

    paid: float = 0.0
    counted: bool = False
    at_work: bool = False

    def __post_init__(self) -> None:
        require(0 <= self.paid <= 1, f"leave: paid {self.paid} not in 0..1")
        require(self.counted or not self.at_work, "leave: at_work without counted")


@dataclass(frozen=True)
class LeaveSettings:
    """What shop.toml says of leave.

    kinds: the shop's own kinds, and those of the program for which it says something else, by key.
    shortens_shifts: whether leave by hours at the begin or the end of a shift leaves the rest of it to be
    worked. min_shortened_minutes: the least that such a rest is long. noon: where the two halves of a day
    meet, in minutes.
    """

    kinds: Mapping[str, LeaveTerms] = field(default_factory=dict)
    shortens_shifts: bool = False
    min_shortened_minutes: int = 120
    noon: int = 720

    def __post_init__(self) -> None:
        least = self.min_shortened_minutes
        require(0 < least <= LONGEST_SHORTENING, f"leave: min_shortened_minutes {least}")


@dataclass(frozen=True)
class LeaveCredit:
    """What counts of somebody's leave on a date.

    minutes: as if they had been worked. at_work: those of them that are work elsewhere. alone: whether no
    leave of that date is of a kind that does not count.
    """

    day: date
    minutes: int
    at_work: int
    alone: bool
