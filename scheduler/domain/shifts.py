"""The catalogue of shifts, with their meals and breaks."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.domain.windows import Window

OFF = "off"


@dataclass(frozen=True)
class Break:
    """A short paid break: one block of ``minutes`` wholly inside the window."""

    minutes: int
    window: Window


@dataclass(frozen=True)
class Shift:
    """One shift of the catalogue. ``meal`` is the window that the meal lies in; None when there is none.

    breaks: by time. pattern: name of the row of shifts.csv that this is one of several shifts of; None
    where the row is one shift. wanted: people who shall start a shift of the row each day.
    """

    name: str
    start: int
    end: int
    meal_minutes: int
    meal: Window | None
    row: int
    breaks: tuple[Break, ...] = ()
    pattern: str | None = None
    wanted: int | None = None

    @property
    def paid_minutes(self) -> int:
        """Length less the meal."""
        return self.end - self.start - self.meal_minutes
