"""The people: skills, contracts, availability."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scheduler.domain.rules import Limit
from scheduler.domain.windows import Window


@dataclass(frozen=True)
class Agent:
    """One person. Hours are paid hours; ``shifts`` and ``weekdays`` None = any; 0 = Monday.

    The three of consecutive days and ``max_weekends_month`` stand for those of the rules, where given;
    ``shift_limits`` and the hours of a month come beside them.
    """

    id: str
    name: str
    skills: tuple[str, ...]
    min_hours_week: float | None
    max_hours_week: float | None
    shifts: tuple[str, ...] | None
    weekdays: frozenset[int] | None
    hours: Window | None
    first_day: date | None
    last_day: date | None
    hourly_cost: float | None
    row: int
    max_consecutive_days: int | None = None
    min_consecutive_days: int | None = None
    min_consecutive_days_off: int | None = None
    max_weekends_month: int | None = None
    min_hours_month: float | None = None
    max_hours_month: float | None = None
    shift_limits: tuple[Limit, ...] = ()
