"""The catalogue of shifts, with their meals and breaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.validation import require
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Cell = tuple[str, date]
"""An agent's id and a date."""

OFF = "off"
SPLIT_MINUTES = 120
"""An unpaid break from this length on is no meal: it parts a split shift into two spells."""


@dataclass(frozen=True)
class Break:
    """A short paid break: one block of ``minutes`` wholly inside the window."""

    minutes: int
    window: Window


@dataclass(frozen=True)
class Shift:
    """One shift of the catalogue. ``meal`` is the window that the meal lies in; None when there is none.

    breaks: by time. pattern: name of the row of shifts.csv that this is one of several shifts of; None
    where the row is one shift. wanted: people who shall start a shift of the row each day. weekdays: on which
    it may start, 0 = Monday; None = all. first_day, last_day: dates on which it may start, both included;
    None = no such bound. reserve: whoever works it stands ready and serves nobody; all of it is one break.
    rest_of, cells: of what leave leaves of a shift, the name of that shift, and who may start it when.
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
    weekdays: frozenset[int] | None = None
    first_day: date | None = None
    last_day: date | None = None
    reserve: bool = False
    rest_of: str | None = None
    cells: frozenset[Cell] | None = None

    def __post_init__(self) -> None:
        length = self.end - self.start
        require(0 <= self.start < MINUTES_PER_DAY, f"shift {self.name}: start {self.start} not in 0..1439")
        require(0 < length <= MINUTES_PER_DAY, f"shift {self.name}: {length} minutes long, not 1..1440")
        require(0 <= self.meal_minutes < length, f"shift {self.name}: meal_minutes {self.meal_minutes}")

    def is_for(self, agent_id: str, day: date) -> bool:
        """Whether the agent may start it on that date, as far as leave leaves it to some alone."""
        return self.cells is None or (agent_id, day) in self.cells

    @property
    def paid_minutes(self) -> int:
        """Length less the meal."""
        return self.end - self.start - self.meal_minutes
