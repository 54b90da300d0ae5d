"""The hard rules as they are written; what they mean is for the solver and the audit, each on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scheduler.domain.windows import Window

Per = Literal["week", "month", "plan"] | int
"""Over which days a limit counts: Monday to Sunday, a calendar month, the plan, any so many days in a row."""


@dataclass(frozen=True)
class Limit:
    """At least and at most so much in each stretch of days, for each agent; None = no such bound.

    least, most: a number of shifts, or paid hours. shifts: which of them count; None = all.
    """

    per: Per
    least: float | None
    most: float | None
    shifts: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Rules:
    """The hard rules; None = there is no such rule. Hours are paid hours; rest is in hours.

    forbidden_successions: pairs of shifts of which the second may not start on the day after the first.
    min_activity_minutes: of a stretch in one queue; max_activity_changes: of queue, in a shift.
    """

    max_hours_per_day: float | None
    max_hours_per_week: float | None
    max_days_per_week: int | None
    max_consecutive_days: int | None
    min_rest_hours: float | None
    max_night_shifts_per_week: int | None
    night_hours: Window
    min_consecutive_days: int | None = None
    min_consecutive_days_off: int | None = None
    max_weekends_per_month: int | None = None
    forbidden_successions: tuple[tuple[str, str], ...] = ()
    shift_limits: tuple[Limit, ...] = ()
    hours_limits: tuple[Limit, ...] = ()
    min_activity_minutes: int | None = None
    max_activity_changes: int | None = None
