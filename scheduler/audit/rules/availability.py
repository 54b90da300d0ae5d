"""May this agent work this shift on this day? Each row by itself: contract, hours, dates, leave, locks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from scheduler.audit.facts.calendar import DAY, lies_inside
from scheduler.audit.facts.office import Office
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.rotations import allows
from scheduler.audit.facts.terms import source, terms_on
from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import ROSTER, WorkedShift
from scheduler.audit.rules.closed_office import closed_office
from scheduler.domain.agents import Agent
from scheduler.domain.requests import Lock, Request
from scheduler.domain.shifts import OFF, Shift
from scheduler.domain.windows import Window

AGENTS, REQUESTS, LOCKS, SHIFTS = "agents.csv", "requests.csv", "locks.csv", "shifts.csv"

LockedDays = Collection[tuple[str, date]]
"""Agent and date of the rows of locks.csv."""

LeaveRows = Mapping[str, Sequence[Request]]
"""By agent, in the order of the file."""


def leave_rows(data: PlanData) -> LeaveRows:
    """The rows of requests.csv about leave."""
    rows: dict[str, list[Request]] = {}
    for leave in data.leave:
        rows.setdefault(leave.agent_id, []).append(leave)
    return rows


def locked_days(data: PlanData) -> LockedDays:
    """Where a lock says what is worked, in place of a rotation."""
    return frozenset((lock.agent_id, lock.day) for lock in data.locks)


def availability(
    agent: Agent,
    worked: Sequence[WorkedShift],
    shifts: Mapping[str, Shift],
    leave: LeaveRows,
    locked: LockedDays,
    office: Office,
) -> Iterator[Violation]:
    """Shifts of the plan that this agent may not work. office: that of the agent."""
    own = (Reference(AGENTS, agent.row),)
    yield from closed_office(office, worked)
    for row in worked:
        then = terms_on(agent, row.day)
        if then.shifts is not None and row.shift not in then.shifts:
            allowed, from_row = ";".join(sorted(then.shifts)), (source(then, "shifts"),)
            yield row.broken("shift_not_allowed", expected=allowed, found=row.shift, references=from_row)
        elif (one := shifts.get(row.shift)) is not None and not one.is_for(agent.id, row.day):
            whole = one.rest_of or row.shift
            yield row.broken("shift_not_allowed", expected=whole, found=row.shift, references=own)
        if then.weekdays is not None and row.day.weekday() not in then.weekdays:
            yield row.broken("weekday", found=row.day, references=(source(then, "weekdays"),))
        shift = shifts.get(row.shift)
        if then.hours is not None and shift and not lies_inside(then.hours, shift.start, shift.end):
            from_row = (source(then, "hours"),)
            yield row.broken("hours", expected=_clock(then.hours), found=row.shift, references=from_row)
        if agent.first_day is not None and row.day < agent.first_day:
            yield row.broken("employment", expected=agent.first_day, found=row.day, references=own)
        if agent.last_day is not None and row.day > agent.last_day:
            yield row.broken("employment", expected=agent.last_day, found=row.day, references=own)
        if shift and not is_offered(shift, row.day):
            yield row.broken("shift_day", found=row.shift, references=(Reference(SHIFTS, shift.row),))
        if shift and not allows(agent, row.day, shift) and (agent.id, row.day) not in locked:
            yield row.broken("rotation", found=row.shift, references=own)
        yield from _on_leave(row, leave.get(agent.id, ()))


def is_offered(shift: Shift, day: date) -> bool:
    """Whether the shift's row in shifts.csv has this date: its weekday, and its first and last date."""
    if shift.weekdays is not None and day.weekday() not in shift.weekdays:
        return False
    begun = shift.first_day is None or shift.first_day <= day
    return begun and (shift.last_day is None or day <= shift.last_day)


def meets(leave: Request, start: datetime, end: datetime) -> bool:
    """Whether somebody at work from start to end is at work in a span of leave by hours."""
    if leave.hours is None:
        return False
    midnight = datetime.combine(leave.day, time())
    since, until = (midnight + timedelta(minutes=minute) for minute in (leave.hours.start, leave.hours.end))
    return since < end and start < until


def _on_leave(row: WorkedShift, leave: Sequence[Request]) -> Iterator[Violation]:
    """The shift on a day of leave, or within leave by hours; each row of leave once."""
    for request in leave:
        source = (Reference(REQUESTS, request.row, request.day),)
        if request.hours is None and request.day == row.day:
            yield row.broken("leave", found=row.shift, references=source)
            return
        if request.hours is not None and meets(request, row.start, row.end):
            span = _clock(request.hours)
            yield row.broken("leave_hours", expected=span, found=row.shift, references=source)


def locks(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Locks of the plan's days that the roster does not keep."""
    shifts_of: dict[tuple[str, date], list[WorkedShift]] = {}
    for row in worked:
        shifts_of.setdefault((row.agent, row.day), []).append(row)
    for lock in data.locks:
        if data.contains(lock.day):
            rows = shifts_of.get((lock.agent_id, lock.day), [])
            if [row.shift for row in rows] != ([] if lock.shift == OFF else [lock.shift]):
                yield _broken_lock(lock, rows)


def _broken_lock(lock: Lock, rows: Sequence[WorkedShift]) -> Violation:
    return Violation(
        "lock",
        ROSTER,
        rows[0].source.row if rows else None,
        "shift",
        lock.agent_id,
        lock.day,
        expected=lock.shift,
        found=rows[0].shift if rows else OFF,
        references=(Reference(LOCKS, lock.row, lock.day, lock.shift),),
    )


def _clock(span: Window) -> str:
    """The window as agents.csv would have it."""
    end = span.end if span.end <= DAY else span.end - DAY
    return f"{span.start // 60:02d}:{span.start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
