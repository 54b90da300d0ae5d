"""roster.csv against the catalogues: agents, shifts, days, times, paid hours, one shift a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, of_catalogue
from scheduler.audit.rules.shortened import left_of_shift
from scheduler.domain.shifts import Shift

HOURS_TOLERANCE = 0.005
"""paid_hours has two decimals."""


def roster_rows(data: PlanData, rows: list[WorkedShift]) -> Iterator[Violation]:
    """Violations of single rows, as they are written."""
    agents = {agent.id for agent in data.agents}
    shifts = {shift.name: shift for shift in data.shifts}
    first: dict[tuple[str, date], WorkedShift] = {}
    for row in rows:
        if row.agent not in agents:
            yield row.broken("agent_unknown", "agent_id", found=row.agent)
        if not data.contains(row.day):
            yield row.broken("shift_outside_plan", "date", found=row.day)
        other = first.setdefault((row.agent, row.day), row)
        if other is not row:
            yield row.broken("one_shift_a_day", "date", found=row.shift, references=(other.source,))
        if row.shift not in shifts:
            yield row.broken("shift_unknown", found=row.shift)
            continue
        shift = shifts[row.shift]
        if shift.rest_of is not None and shift.is_for(row.agent, row.day):
            yield from _shortened(data, row, shift, shifts.get(shift.rest_of))
        right = of_catalogue(row.agent, row.day, shift, row.source)
        if row.start != right.start:
            yield row.broken("shift_times", "start", expected=right.start, found=row.start)
        if row.end != right.end:
            yield row.broken("shift_times", "end", expected=right.end, found=row.end)
        if not abs(row.paid_hours - right.paid_hours) <= HOURS_TOLERANCE:
            yield row.broken(
                "shift_paid_hours", "paid_hours", expected=right.paid_hours, found=row.paid_hours
            )


def _shortened(data: PlanData, row: WorkedShift, shift: Shift, whole: Shift | None) -> Iterator[Violation]:
    """Where the leave of that day does not leave this of the shift."""
    own = [leave for leave in data.leave if leave.agent_id == row.agent]
    left = None if whole is None else left_of_shift(data, whole, own, row.day)
    if left != (shift.start, shift.end, shift.meal_minutes):
        told = "–" if left is None else f"{_clock(left[0])}–{_clock(left[1])}"
        yield row.broken("shift_times", expected=told, found=row.shift)


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def usable(data: PlanData, rows: list[WorkedShift]) -> list[WorkedShift]:
    """The rows that the rules of one agent can be held against: the first of each agent and day."""
    agents = {agent.id for agent in data.agents}
    first: dict[tuple[str, date], WorkedShift] = {}
    for row in rows:
        if row.agent in agents and data.contains(row.day):
            first.setdefault((row.agent, row.day), row)
    return list(first.values())
