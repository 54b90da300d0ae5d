"""The shifts that people work, in the plan and before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pandas as pd

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import dates, datetimes, file_row, numbers, texts
from scheduler.audit.facts.violation import EARLIER, Reference, Value, Violation
from scheduler.domain.shifts import Shift

ROSTER = "roster.csv"
EPSILON = 1e-6
"""Hours; what adding up binary fractions may leave."""


@dataclass(frozen=True)
class WorkedShift:
    """One shift of one agent; ``source`` is the row that says so. It belongs to the day it starts on."""

    agent: str
    day: date
    shift: str
    start: datetime
    end: datetime
    paid_hours: float
    source: Reference
    earlier: bool = False

    def broken(
        self,
        code: str,
        column: str = "shift",
        *,
        expected: Value = None,
        found: Value = None,
        references: tuple[Reference, ...] = (),
        stretch: tuple[date, date] | None = None,
        what: str | None = None,
    ) -> Violation:
        """A violation that stands at this row."""
        return Violation(
            code,
            self.source.file,
            self.source.row,
            column,
            self.agent,
            self.day,
            expected=expected,
            found=found,
            references=references,
            stretch=stretch,
            what=what,
        )


def paid_minutes(rows: Sequence[WorkedShift]) -> int:
    """Paid hours of the rows in minutes, each in whole ones: roster.csv has two decimals of an hour."""
    return sum(round(row.paid_hours * 60) for row in rows)


def paid_hours(shift: Shift) -> float:
    """Length less the meal, in hours."""
    return (shift.end - shift.start - shift.meal_minutes) / 60


def of_catalogue(agent: str, day: date, shift: Shift, source: Reference) -> WorkedShift:
    """The shift of the catalogue worked on this day."""
    midnight = datetime.combine(day, time())
    return WorkedShift(
        agent,
        day,
        shift.name,
        midnight + timedelta(minutes=shift.start),
        midnight + timedelta(minutes=shift.end),
        paid_hours(shift),
        source,
    )


def written_rows(data: PlanData) -> list[WorkedShift]:
    """The rows of roster.csv exactly as they stand there."""
    return [] if data.plan.roster is None else _rows(data.plan.roster, earlier=False)


def earlier_rows(data: PlanData) -> list[WorkedShift]:
    """What was worked before the plan, as the earlier plans' files have it."""
    return [row for row in _rows(data.earlier.roster, earlier=True) if row.day < data.first_day]


def remembered_rows(data: PlanData) -> list[WorkedShift]:
    """What was worked in the window of fairness, as the earlier plans' files have it."""
    frame, days = data.earlier.window, data.earlier.window_days
    return [] if frame is None else [row for row in _rows(frame, earlier=True) if row.day in days]


def _rows(frame: pd.DataFrame, earlier: bool) -> list[WorkedShift]:
    columns = zip(
        texts(frame["agent_id"]),
        dates(frame["date"]),
        texts(frame["shift"]),
        datetimes(frame["start"]),
        datetimes(frame["end"]),
        numbers(frame["paid_hours"]),
        strict=True,
    )
    found = []
    for position, (agent, day, shift, start, end, paid_hours) in enumerate(columns):
        source = (
            Reference(EARLIER, None, day, shift)
            if earlier
            else Reference(ROSTER, file_row(position), day, shift)
        )
        found.append(WorkedShift(agent, day, shift, start, end, paid_hours, source, earlier))
    return found


def corrected(rows: Sequence[WorkedShift], shifts: Mapping[str, Shift]) -> list[WorkedShift]:
    """The rows with start, end and hours as shifts.csv has them.

    So a wrong time in roster.csv is reported once, as such, and the rules are held against what the
    shift really is. Shifts that shifts.csv does not know stay as they are written.
    """
    return [
        of_catalogue(row.agent, row.day, shifts[row.shift], row.source) if row.shift in shifts else row
        for row in rows
    ]


def by_agent(rows: Sequence[WorkedShift]) -> dict[str, list[WorkedShift]]:
    """The rows of each agent, by the time they start."""
    groups: dict[str, list[WorkedShift]] = {}
    for row in sorted(rows, key=lambda row: (row.day, row.start)):
        groups.setdefault(row.agent, []).append(row)
    return groups


def other_rows(row: WorkedShift, rows: Sequence[WorkedShift]) -> tuple[Reference, ...]:
    """Where the other rows stand."""
    return tuple(other.source for other in rows if other is not row)
