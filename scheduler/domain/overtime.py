"""Overtime: hours beyond the ordinary ones, what they are paid and how many there may be; days paid as a
statutory holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.validation import require


@dataclass(frozen=True)
class Overtime:
    """When an hour is overtime, and how much of it is allowed. Hours are paid hours.

    ordinary_hours_day, ordinary_hours_week: beyond them begins overtime, or beyond ``max_hours_per_day``,
    ``max_hours_per_week`` and a person's own ``max_hours_week`` where those are lower. max_hours_day:
    overtime in one shift. max_hours_week, max_hours_month: overtime of one person; None = no such limit.
    extended_factor: pay of an hour beyond the ordinary day, as a multiple; rest_day_factor: of an ordinary
    day's hour beyond the ordinary week, which comes from a day that would have been free. holidays: dates
    that are paid as such; no hour of a shift that starts on one counts as ordinary or as overtime.

    The defaults are those of China: 8 hours a day and 40 a week (State Council Decree 174, article 3); at
    most 3 hours a day and 36 a month; 150 and 200 % (Labour Law, articles 41 and 44).
    """

    ordinary_hours_day: float = 8.0
    ordinary_hours_week: float = 40.0
    max_hours_day: float = 3.0
    max_hours_week: float | None = None
    max_hours_month: float | None = 36.0
    extended_factor: float = 1.5
    rest_day_factor: float = 2.0
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        limits = (self.max_hours_day, self.max_hours_week or 0.0, self.max_hours_month or 0.0)
        require(min(limits) >= 0, f"overtime: a limit of {min(limits)} hours is below 0")
        ordinary = min(self.ordinary_hours_day, self.ordinary_hours_week)
        require(ordinary > 0, f"overtime: {ordinary} ordinary hours are not above 0")
        factors = (self.extended_factor, self.rest_day_factor)
        require(min(factors) >= 1, f"overtime: the factor {min(factors)} is below 1")


@dataclass(frozen=True)
class Holiday:
    """A date whose shifts are paid ``factor`` times; a shift belongs to the date it starts on."""

    day: date
    name: str
    factor: float = 3.0

    def __post_init__(self) -> None:
        require(self.factor >= 1, f"holiday {self.day}: the factor {self.factor} is below 1")
