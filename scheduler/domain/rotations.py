"""Rotations: a pattern of shifts and days off that comes back after so many days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.validation import require

Entry = tuple[str, ...] | None
"""What is worked on one day: one of these shifts; none = a day off; None = any shift."""


@dataclass(frozen=True)
class Rotation:
    """One ``[[rotation]]``: entry 1 falls on ``start``, and the pattern goes on before and after it.

    hard: whether nobody may work anything else; if not, it costs what ``[objective] rotation`` says.
    """

    name: str
    entries: tuple[Entry, ...]
    start: date
    hard: bool = False

    def __post_init__(self) -> None:
        works = any(entry is None or entry for entry in self.entries)
        require(works, f"rotation {self.name}: no entry is worked")


@dataclass(frozen=True)
class OwnRotation:
    """A rotation as one person has it; ahead: days by which the person is further in the pattern."""

    rotation: Rotation
    ahead: int = 0

    def on(self, day: date) -> Entry:
        """What the person works on this date."""
        entries = self.rotation.entries
        return entries[((day - self.rotation.start).days + self.ahead) % len(entries)]

    @property
    def hard(self) -> bool:
        """Whether nothing else may be worked."""
        return self.rotation.hard
