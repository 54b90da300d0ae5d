"""Leave that counts as worked, in the days and minutes of the roster problem."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Credit:
    """What counts of an agent's leave on a day of the weeks that the plan touches.

    minutes: as if they had been worked. at_work: those of them that are work elsewhere. alone: whether the
    agent has no other leave that day, so that the day counts as one that can be worked.
    """

    day: int
    minutes: int
    at_work: int = 0
    alone: bool = True
