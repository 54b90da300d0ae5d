"""Meetings as the search knows them."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_MEETING = -10
"""Activity of the problem's first meeting; those after it count down."""


@dataclass(frozen=True)
class Meeting:
    """Time off the chats.

    day: of the shifts that it lies in. earliest, latest: minutes after midnight of that day within which the
    whole of it lies. agents: positions of those who take part. apart: whether each has it alone, at any time;
    if not, all have it at once.
    """

    day: int
    minutes: int
    earliest: int
    latest: int
    agents: frozenset[int]
    apart: bool = False

    def fits_into(self, start: int, end: int) -> bool:
        """Whether a shift of its day with these times, in minutes after midnight, could hold it."""
        return min(end, self.latest) - max(start, self.earliest) >= self.minutes
