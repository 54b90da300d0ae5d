"""Limits of a week, Monday to Sunday: paid hours, days with a shift, night shifts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby

from scheduler.audit.facts.calendar import monday, touches
from scheduler.audit.facts.terms import most_of_week, source, terms_on
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import EPSILON, WorkedShift, other_rows
from scheduler.audit.rules.overtime import elsewhere
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules


def max_hours_per_week(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Paid hours of a week; the lower of the shop's limit and the agent's own counts.

    With overtime both bound ordinary hours only: see ``overtime``.
    """
    if rules.overtime is not None:
        return

    def hours(rows: Sequence[WorkedShift]) -> float:
        """Of one week, with what the agent is at work elsewhere."""
        return _paid_hours(rows) + elsewhere(agent, monday(rows[0].day)) / 60

    everyone = rules.max_hours_per_week
    for week, group in groupby(worked, key=lambda row: monday(row.day)):
        own, rows = most_of_week(agent, week), list(group)
        if own is not None and (everyone is None or own < everyone):
            for violation in _per_week(rows, "agent_hours_per_week", round(60 * own) / 60, hours):
                contract = source(terms_on(agent, week), "max_hours_week")
                yield replace(violation, references=(*violation.references, contract))
        else:
            yield from _per_week(rows, "max_hours_per_week", everyone, hours)


def max_days_per_week(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Days of a week with a shift."""
    limit = rules.max_days_per_week
    yield from _per_week(worked, "max_days_per_week", limit, lambda rows: len({row.day for row in rows}))


def max_night_shifts_per_week(
    agent: Agent, worked: Sequence[WorkedShift], rules: Rules
) -> Iterator[Violation]:
    """Shifts of a week that touch the night hours."""
    nights = [row for row in worked if is_night(row, rules)]
    yield from _per_week(nights, "max_night_shifts_per_week", rules.max_night_shifts_per_week, len)


def is_night(row: WorkedShift, rules: Rules) -> bool:
    """Whether the shift touches the night hours of any day."""
    midnight = datetime.combine(row.day, time())
    start, end = ((moment - midnight) // timedelta(minutes=1) for moment in (row.start, row.end))
    return touches(rules.night_hours, start, end)


def _paid_hours(rows: Sequence[WorkedShift]) -> float:
    return sum(row.paid_hours for row in rows)


def _per_week(
    worked: Sequence[WorkedShift],
    code: str,
    limit: float | None,
    measure: Callable[[Sequence[WorkedShift]], float],
) -> Iterator[Violation]:
    """Weeks, Monday to Sunday, in which the measure is past the limit; named at the shift that passes it."""
    if limit is None:
        return
    for _, group in groupby(worked, key=lambda row: monday(row.day)):
        week = list(group)
        if measure(week) > limit + EPSILON:
            past = (row for end, row in enumerate(week, 1) if measure(week[:end]) > limit + EPSILON)
            planned = next((row for row in past if not row.earlier), None)
            if planned is not None:
                others = other_rows(planned, week)
                yield planned.broken(code, expected=limit, found=measure(week), references=others)
