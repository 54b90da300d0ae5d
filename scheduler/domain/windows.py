"""Parts of a day in minutes after midnight; an end on the next day is past 1440."""

from __future__ import annotations

from dataclasses import dataclass

MINUTES_PER_DAY = 1440


@dataclass(frozen=True)
class Window:
    """Part of a day. ``end`` is past 1440 where the window runs over midnight."""

    start: int
    end: int
