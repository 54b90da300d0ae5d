"""A plan: its tables with proper types, and what the plans before it left behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd

TAIL = timedelta(hours=12)

FORECAST_COLUMNS = ("timestamp", "queue", "mean", "p10", "p50", "p90")
REQUIREMENT_COLUMNS = ("timestamp", "queue", "inquiries", "agents")
LATE_COLUMNS = (
    "late_minus_3",
    "late_minus_2",
    "late_minus_1",
    "late",
    "late_plus_1",
    "late_plus_2",
    "late_plus_3",
)
"""Inquiries answered too late with so many agents fewer or more than a requirement's ``agents``."""

ARRIVED = "arrived"
DUE, OVERDUE = "due", "overdue"
DEFERRED_COLUMNS = (ARRIVED, DUE, OVERDUE)
"""Of deferred work: cases that have come since the row before, cases that are due until the next row, and
those of them whose deadline is over when the row begins, as only of cases that waited before the plan."""
BACKLOG = "backlog"
"""Of deferred work, in the coverage: cases that wait when the interval ends."""

ROSTER_COLUMNS = ("agent_id", "date", "shift", "start", "end", "paid_hours")
ACTIVITIES_COLUMNS = ("agent_id", "start", "end", "activity")
COVERAGE_COLUMNS = ("timestamp", "queue", "required", "scheduled", "service_level")


@dataclass(frozen=True)
class Plan:
    """The tables of a plan; a stage that has not been run yet left None.

    Timestamps (``timestamp``, ``start``, ``end``) are datetime64 without zone, ``date`` is a
    ``datetime.date`` object, ids are str, ``agents`` and ``scheduled`` int64, the rest float64.
    A forecast and a requirement may have ``aht_seconds``: how long a chat takes; NaN = as shop.toml says.
    A requirement may have LATE_COLUMNS, NaN where fewer than nobody would be left. Of shops with deferred
    work a requirement has DEFERRED_COLUMNS and a coverage has BACKLOG, NaN in the rows of other queues.
    own: names of tables that are the shop's own, not what a stage makes of the table before it.
    Rows are sorted: forecast, requirement and coverage by timestamp, then queue in the order of
    shop.toml; roster by agent in the order of agents.csv, then date; activities likewise, then start.
    """

    first_day: date
    days: int
    forecast: pd.DataFrame | None = None
    requirement: pd.DataFrame | None = None
    roster: pd.DataFrame | None = None
    activities: pd.DataFrame | None = None
    coverage: pd.DataFrame | None = None
    summary: Mapping[str, Any] | None = None
    own: frozenset[str] = frozenset()

    @property
    def start(self) -> datetime:
        """Midnight at which the plan starts."""
        return datetime.combine(self.first_day, time())

    @property
    def end(self) -> datetime:
        """Midnight at which its last day ends."""
        return self.start + timedelta(days=self.days)

    @property
    def tail_end(self) -> datetime:
        """12:00 of the day after: where forecast, requirement and coverage end."""
        return self.end + TAIL

    @property
    def last_day(self) -> date:
        """The last date of the plan, included."""
        return self.first_day + timedelta(days=self.days - 1)

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the plan."""
        return tuple(self.first_day + timedelta(days=offset) for offset in range(self.days))


@dataclass(frozen=True)
class EarlierWork:
    """What earlier plans left behind for the plan that starts on a certain day.

    roster: shifts that start before that day, each of the plan that counts for its date; columns
    ROSTER_COLUMNS, sorted by date, then agent id. activities: what is done in those shifts (none for a
    roster that was adopted); columns ACTIVITIES_COLUMNS, sorted by start, then agent id.
    covers_day_before: whether an earlier plan contains the day before. covered_from: the day from which on
    earlier plans contain every day, as far back as was looked; None where they do not contain the day before.
    window: the rows of the same kind as far back as fairness remembers, which may be further than ``roster``;
    window_days: the dates of it that an earlier plan with a roster contains.
    deferred: rows of deferred work of the plan that counts for the day before, up to that day's midnight and
    of each queue the first one after it: columns ``timestamp``, ``queue``, ``inquiries``, ``arrived`` and
    ``backlog``, sorted by timestamp; None where it has none.
    """

    roster: pd.DataFrame
    activities: pd.DataFrame
    covers_day_before: bool
    covered_from: date | None = None
    deferred: pd.DataFrame | None = None
    window: pd.DataFrame | None = None
    window_days: frozenset[date] = frozenset()
