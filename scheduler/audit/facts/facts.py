"""What the audit is told: the shop's rules, what was worked before, and the files of the plan.

Times of day are minutes after midnight; an end on the next day is past 1440, so that ``end - start`` is a
length. Timestamps are naive, in the shop's own time zone. ``row`` is a spreadsheet's row number (the
header is row 1). Nothing here is shared with the roster's model, on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import pandas as pd

OFF = "off"
MEAL = "meal"
BREAK = "break"
STANDBY = "standby"
TAIL = timedelta(hours=12)


@dataclass(frozen=True)
class Span:
    """Part of a day in minutes after midnight; ``end`` is past 1440 where it runs over midnight."""

    start: int
    end: int


@dataclass(frozen=True)
class TargetFacts:
    """A promise to the customers of a queue; ``hours`` None = it always counts."""

    kind: Literal["service_level", "average_wait"]
    within_seconds: float
    share: float | None = None
    hours: Span | None = None


@dataclass(frozen=True)
class QueueFacts:
    """A queue. ``slowdown[j]`` is the speed of each chat while its agent holds j + 1 of them."""

    id: str
    open: Span
    aht_seconds: float
    slowdown: tuple[float, ...] = (1.0,)
    patience_seconds: float | None = None
    bot_share: float = 0.0
    targets: tuple[TargetFacts, ...] = ()
    max_occupancy: float | None = None
    min_agents: int = 0
    plan_for: str | float = "mean"


@dataclass(frozen=True)
class BreakFacts:
    """A short paid break of so many minutes, wholly inside the window."""

    minutes: int
    window: Span


@dataclass(frozen=True)
class ShiftFacts:
    """A shift of the catalogue; ``meal`` is the window its meal lies in, None = no meal.

    breaks: by time, no two windows with anything in common. wanted: people who shall start a shift of the
    file's row each day, None where it does not say.
    """

    name: str
    start: int
    end: int
    meal_minutes: int = 0
    meal: Span | None = None
    breaks: tuple[BreakFacts, ...] = ()
    row: int | None = None
    wanted: int | None = None

    @property
    def paid_hours(self) -> float:
        """Length less the meal, in hours."""
        return (self.end - self.start - self.meal_minutes) / 60


Per = Literal["week", "month", "plan"] | int


@dataclass(frozen=True)
class LimitFacts:
    """At least and at most so many shifts, or paid hours, in each stretch of days; None = no such bound.

    per: Monday to Sunday, a calendar month, the plan, or every so many days in a row. shifts: which of
    them count; None = all. written: what the files call those shifts.
    """

    per: Per
    least: float | None = None
    most: float | None = None
    shifts: frozenset[str] | None = None
    written: str | None = None


@dataclass(frozen=True)
class AgentFacts:
    """An agent; None = no such restriction. Weekdays: 0 = Monday. Hours are paid hours.

    Consecutive days and ``max_weekends_month`` stand in the place of the shop's rules, where given.
    """

    id: str
    skills: frozenset[str]
    min_hours_week: float | None = None
    max_hours_week: float | None = None
    shifts: frozenset[str] | None = None
    weekdays: frozenset[int] | None = None
    hours: Span | None = None
    first_day: date | None = None
    last_day: date | None = None
    hourly_cost: float | None = None
    row: int | None = None
    max_consecutive_days: int | None = None
    min_consecutive_days: int | None = None
    min_consecutive_days_off: int | None = None
    max_weekends_month: int | None = None
    min_hours_month: float | None = None
    max_hours_month: float | None = None
    shift_limits: tuple[LimitFacts, ...] = ()


@dataclass(frozen=True)
class RuleFacts:
    """The hard rules; None = there is no such rule. forbidden_successions: (a shift, what may not follow).

    min_activity_minutes: of a stretch in one queue; max_activity_changes: of queue, in a shift.
    """

    max_hours_per_day: float | None = None
    max_hours_per_week: float | None = None
    max_days_per_week: int | None = None
    max_consecutive_days: int | None = None
    min_rest_hours: float | None = None
    max_night_shifts_per_week: int | None = None
    night_hours: Span = Span(0, 360)
    min_consecutive_days: int | None = None
    min_consecutive_days_off: int | None = None
    max_weekends_per_month: int | None = None
    forbidden_successions: frozenset[tuple[str, str]] = frozenset()
    shift_limits: tuple[LimitFacts, ...] = ()
    hours_limits: tuple[LimitFacts, ...] = ()
    min_activity_minutes: int | None = None
    max_activity_changes: int | None = None


@dataclass(frozen=True)
class LeaveFacts:
    """A day on which the agent starts no shift."""

    agent: str
    day: date
    row: int | None = None


@dataclass(frozen=True)
class LockFacts:
    """A shift (or ``off``) that was fixed by hand."""

    agent: str
    day: date
    shift: str
    row: int | None = None


@dataclass(frozen=True)
class WishFacts:
    """A soft wish; ``shift`` None = any shift. also: shifts of which any is as good as ``shift``."""

    agent: str
    day: date
    kind: Literal["prefer_off", "prefer", "avoid"]
    shift: str | None = None
    row: int | None = None
    also: frozenset[str] = frozenset()
    weight: float = 1.0


@dataclass(frozen=True)
class WeightFacts:
    """What each part of the objective costs, in points; the keys of ``[objective]``."""

    late: float
    late_allowed: float
    shortage: float
    shortage_full: float
    overstaffing: float
    contract: float
    cost: float
    wish: float
    fairness: float


@dataclass(frozen=True)
class EarlierFacts:
    """What earlier plans left behind.

    roster: columns ``agent_id, date, shift, start, end, paid_hours``; rows of days before the plan.
    activities: columns ``agent_id, start, end, activity`` of those shifts.
    covers_day_before: whether some earlier plan contains the day before the plan. covered_from: the day from
    which on earlier plans contain every day up to the plan; None where they do not contain the day before.
    """

    roster: pd.DataFrame
    activities: pd.DataFrame
    covers_day_before: bool
    covered_from: date | None = None


@dataclass(frozen=True)
class WrittenFacts:
    """The plan's own files as they were read back, in file order; None = there is no such file.

    forecast: ``timestamp, queue, mean, p10, p50, p90`` and further quantiles; requirement: ``timestamp,
    queue, inquiries, agents``; both may have ``aht_seconds`` (NaN = as the shop says); roster: ``agent_id,
    date, shift, start, end, paid_hours``; activities: ``agent_id, start, end, activity``; coverage:
    ``timestamp, queue, required, scheduled, service_level``. Times are datetime64, ``date`` holds
    ``datetime.date``. Row i of a frame is row i + 2 of its file.
    """

    forecast: pd.DataFrame | None = None
    requirement: pd.DataFrame | None = None
    roster: pd.DataFrame | None = None
    activities: pd.DataFrame | None = None
    coverage: pd.DataFrame | None = None
    summary: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Facts:
    """All that an audit needs.

    carried_on: each interval was sized from where the one before ended, not in a steady state of its own.
    other_activities: legal besides queues, the meal and the breaks. weights: of the objective; None = its
    parts are not looked at. sale_days: dates that an event touches.
    """

    first_day: date
    days: int
    timezone: str
    interval_minutes: int
    shrinkage: float
    queues: tuple[QueueFacts, ...]
    shifts: tuple[ShiftFacts, ...]
    agents: tuple[AgentFacts, ...]
    rules: RuleFacts
    leave: tuple[LeaveFacts, ...]
    locks: tuple[LockFacts, ...]
    wishes: tuple[WishFacts, ...]
    earlier: EarlierFacts
    written: WrittenFacts
    carried_on: bool = False
    other_activities: frozenset[str] = field(default_factory=lambda: frozenset({STANDBY}))
    weights: WeightFacts | None = None
    sale_days: frozenset[date] = frozenset()

    @property
    def start(self) -> datetime:
        """Midnight at which the plan starts."""
        return datetime.combine(self.first_day, time())

    @property
    def end(self) -> datetime:
        """Midnight at which its last day ends."""
        return self.start + timedelta(days=self.days)

    @property
    def last_day(self) -> date:
        """The last of the plan's days."""
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def tail_end(self) -> datetime:
        """12:00 of the day after, where the tables of the demand end."""
        return self.end + TAIL

    def contains(self, day: date) -> bool:
        """Whether the plan has this day."""
        return self.first_day <= day < self.end.date()
