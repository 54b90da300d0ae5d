"""Rotations as the search knows them: entries that come back, counted from the plan's first day."""

from __future__ import annotations

from dataclasses import dataclass

Entry = frozenset[int] | None
"""Positions of the shifts of which one is worked; empty = a day off; None = any shift."""


@dataclass(frozen=True)
class Rotation:
    """One agent's. phase: place of the entry of the plan's first day. hard: nothing else may start."""

    entries: tuple[Entry, ...]
    phase: int = 0
    hard: bool = False

    def on(self, day: int) -> Entry:
        """What is worked on a day of the plan, or before or after it."""
        return self.entries[(self.phase + day) % len(self.entries)]

    def works_on(self, day: int) -> bool:
        """Whether the day is none off."""
        entry = self.on(day)
        return entry is None or bool(entry)
