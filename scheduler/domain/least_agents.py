"""The least number of people that a queue has on the roster in some of its hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.bots import EVERY_DAY
from scheduler.domain.validation import require
from scheduler.domain.windows import Window


@dataclass(frozen=True)
class LeastAgents:
    """So many people in some hours of some days.

    hours: None = all day; a window over midnight belongs to the day on which it begins. weekdays: 0 for
    Monday … 6 for Sunday. dates: in order; None = every date,
    else those alone.
    """

    agents: int
    hours: Window | None = None
    weekdays: frozenset[int] = EVERY_DAY
    dates: tuple[date, ...] | None = None

    def __post_init__(self) -> None:
        require(self.agents >= 0, f"min_agents {self.agents} below 0")
        require(self.weekdays <= EVERY_DAY, f"weekdays {set(self.weekdays)} not in 0..6")

    def is_of(self, day: date) -> bool:
        """Whether it speaks of hours that begin on this day."""
        return day.weekday() in self.weekdays and (self.dates is None or day in self.dates)

    @property
    def is_rest(self) -> bool:
        """Whether it holds at all times."""
        return self.hours is None and self.weekdays == EVERY_DAY and self.dates is None
