"""The shop as the program holds it after its folder was read and validated.

Times of day are whole minutes after midnight. An end that lies on the next day is past 1440, so that
``end - start`` is always a length. Timestamps are naive and in the shop's own time zone. Every record
remembers its row in its file (the header is row 1), so that later messages can name it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.tables.findings import Finding

MINUTES_PER_DAY = 1440
OFF = "off"
ForecastMethod = Literal["auto", "model", "last_week", "eight_weeks"]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Window:
    """Part of a day. ``end`` is past 1440 where the window runs over midnight."""

    start: int
    end: int


@dataclass(frozen=True)
class Target:
    """What the platform asks of a queue.

    kind: ``service_level`` (``share`` of all arrivals answered within ``within_seconds``) or
    ``average_wait`` (over all arrivals, at most ``within_seconds``; ``share`` is None).
    hours: when it counts; None = always.
    """

    kind: Literal["service_level", "average_wait"]
    within_seconds: float
    share: float | None = None
    hours: Window | None = None


@dataclass(frozen=True)
class Queue:
    """One kind of work that customers wait for. ``slowdown`` has ``concurrency`` numbers."""

    id: str
    name: str
    open: Window
    aht_seconds: float
    concurrency: int
    slowdown: tuple[float, ...]
    patience_seconds: float | None
    bot_share: float
    targets: tuple[Target, ...]
    max_occupancy: float | None
    min_agents: int
    plan_for: str | float | None
    """None = as the shop says."""
    forecast_method: ForecastMethod | None = None
    """None = as the shop says."""
    handling_time: Literal["auto", "fixed"] = "auto"
    """``fixed``: always ``aht_seconds``, whatever the history says."""


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


@dataclass(frozen=True)
class Settings:
    """shop.toml. ``plan_for`` is ``"mean"``, ``"expected_service"`` or a quantile between 0 and 1."""

    name: str
    timezone: str
    country: str
    interval_minutes: int
    plan_for: str | float
    shrinkage: float
    forecast_method: ForecastMethod
    staffing_method: str
    queues: tuple[Queue, ...]
    rules: Rules
    objective: Mapping[str, float]


@dataclass(frozen=True)
class Event:
    """A past or planned promotion; ``end`` excluded; ``queues`` empty = all of them."""

    name: str
    kind: str
    start: datetime
    end: datetime
    queues: tuple[str, ...]
    intensity: float | None
    uplift: float | None
    row: int


@dataclass(frozen=True)
class Adjustment:
    """A row of adjustments.csv: what somebody knows better than the forecast, ``end`` excluded.

    Exactly one of ``multiply`` (of the inquiries) and ``set_to`` (inquiries an hour) is given. queue:
    None = all of them.
    """

    start: datetime
    end: datetime
    queue: str | None
    multiply: float | None
    set_to: float | None
    reason: str
    who: str
    row: int


@dataclass(frozen=True)
class Exclusion:
    """A row of exclude.csv: history not to learn from; ``end`` excluded; ``queue`` None = all of them."""

    start: datetime
    end: datetime
    queue: str | None
    reason: str
    row: int


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


@dataclass(frozen=True)
class Request:
    """A row of requests.csv. ``shift`` None = any shift; leave is hard, the rest are wishes.

    of_pattern: the shifts of the pattern that ``shift`` names; empty where it names one shift.
    """

    agent_id: str
    day: date
    kind: Literal["leave", "prefer_off", "prefer", "avoid"]
    shift: str | None
    weight: float
    row: int
    of_pattern: tuple[str, ...] = ()

    def means(self, shift: str) -> bool:
        """Whether it is this shift, among others, that the row is about."""
        return self.shift is None or shift == self.shift or shift in self.of_pattern


@dataclass(frozen=True)
class Lock:
    """A row of locks.csv: this agent works this shift that day; ``shift`` = ``"off"``: does not work."""

    agent_id: str
    day: date
    shift: str
    row: int


@dataclass(frozen=True)
class MappingRow:
    """A row of mapping.csv: what a platform calls one of our agents, shifts, groups or operators."""

    kind: Literal["agent", "shift", "group", "operator"]
    platform: str
    local_id: str
    platform_id: str
    row: int


@dataclass(frozen=True)
class Shop:
    """Everything a shop folder says, validated.

    history: columns ``timestamp`` (datetime64, hour starts or finer), ``queue`` (str), ``inquiries``
    (int64), ``aht_seconds`` (float64, NaN = not given); sorted by queue, then timestamp.
    profiles: queue → inquiries of each hour of a normal week as the shop expects them, shape (7, 24),
    Monday first, NaN = not given.
    """

    folder: Path
    settings: Settings
    history: pd.DataFrame
    events: tuple[Event, ...]
    agents: tuple[Agent, ...]
    shifts: tuple[Shift, ...]
    requests: tuple[Request, ...]
    locks: tuple[Lock, ...]
    mapping: tuple[MappingRow, ...]
    warnings: tuple[Finding, ...]
    adjustments: tuple[Adjustment, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    profiles: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)

    @property
    def queue_ids(self) -> tuple[str, ...]:
        """Ids of the queues in the order of shop.toml."""
        return tuple(queue.id for queue in self.settings.queues)

    def forecast_method(self, queue_id: str) -> ForecastMethod:
        """By what the queue is forecast: as it says itself, else as the shop does."""
        (queue,) = (queue for queue in self.settings.queues if queue.id == queue_id)
        return queue.forecast_method or self.settings.forecast_method
