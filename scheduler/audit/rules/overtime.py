"""Overtime: hours of a shift beyond the ordinary day, of a week beyond the ordinary week, and of a month.

Everything is counted week by week, Monday to Sunday; a week belongs to the month of its Monday. Shifts that
start on a date paid as a holiday are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.audit.facts.calendar import monday
from scheduler.audit.facts.terms import most_of_week, source
from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import WorkedShift, other_rows
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules

MINUTE = 1e-6


@dataclass(frozen=True)
class OvertimeOfWeek:
    """Minutes of one agent's week: beyond the ordinary day, and of the rest beyond the ordinary week."""

    extended: int
    rest_day: int

    @property
    def minutes(self) -> int:
        """All of it."""
        return self.extended + self.rest_day


def ordinary_day(rules: Rules) -> float:
    """Hours of a shift that are no overtime."""
    assert rules.overtime is not None
    longest = rules.max_hours_per_day
    stated = rules.overtime.ordinary_hours_day
    return stated if longest is None else min(stated, longest)


def ordinary_week(agent: Agent, rules: Rules, day: date) -> float:
    """Hours that are no overtime of the week of a date."""
    assert rules.overtime is not None
    stated = [rules.overtime.ordinary_hours_week, rules.max_hours_per_week, most_of_week(agent, day)]
    return min(hours for hours in stated if hours is not None)


def elsewhere(agent: Agent, week: date) -> int:
    """Minutes of the week from this Monday on that the agent is at work elsewhere."""
    return sum(one.at_work for one in agent.credits if monday(one.day) == week)


def overtime_of_week(agent: Agent, rows: Sequence[WorkedShift], rules: Rules) -> OvertimeOfWeek:
    """Of the rows of one week."""
    assert rules.overtime is not None
    if not rows:
        return OvertimeOfWeek(0, 0)
    day, extended, ordinary = round(60 * ordinary_day(rules)), 0, 0
    for row in rows:
        if row.day in rules.overtime.holidays:
            continue
        minutes = round(60 * row.paid_hours)
        extended += max(0, minutes - day)
        ordinary += min(minutes, day)
    week = monday(rows[0].day)
    limit = max(0, round(60 * ordinary_week(agent, rules, week)) - elsewhere(agent, week))
    return OvertimeOfWeek(extended, max(0, ordinary - limit))


def overtime_hours(agent: Agent, worked: Sequence[WorkedShift], rules: Rules) -> Iterator[Violation]:
    """Shifts, weeks and months with more overtime than they may have."""
    overtime = rules.overtime
    if overtime is None:
        return
    for row in worked:
        beyond = row.paid_hours - ordinary_day(rules)
        if not row.earlier and beyond > overtime.max_hours_day + MINUTE:
            yield row.broken("overtime_hours_day", expected=overtime.max_hours_day, found=beyond)
    weeks: dict[date, list[WorkedShift]] = {}
    for row in worked:
        weeks.setdefault(monday(row.day), []).append(row)
    if overtime.max_hours_week is not None:
        for first, rows in weeks.items():
            last = first + timedelta(days=6)
            yield from _too_much(
                "overtime_hours_week", agent, [rows], rules, overtime.max_hours_week, (first, last)
            )
    own = agent.rules.max_overtime_month
    most = overtime.max_hours_month if own is None else own
    if most is None:
        return
    months: dict[tuple[int, int], list[date]] = {}
    for first in weeks:
        months.setdefault((first.year, first.month), []).append(first)
    for mondays in months.values():
        first, last = mondays[0].replace(day=1), mondays[-1] + timedelta(days=6)
        together = [weeks[each] for each in mondays]
        contract = () if own is None else (source(agent, "max_overtime_month"),)
        yield from _too_much("overtime_hours_month", agent, together, rules, most, (first, last), contract)


def _too_much(
    code: str,
    agent: Agent,
    weeks: Sequence[Sequence[WorkedShift]],
    rules: Rules,
    most: float,
    stretch: tuple[date, date],
    references: tuple[Reference, ...] = (),
) -> Iterator[Violation]:
    """One violation for all of these weeks, at the first planned shift that passes the limit."""

    def minutes(until: date) -> int:
        parts = ([row for row in rows if row.day <= until] for rows in weeks)
        return sum(overtime_of_week(agent, part, rules).minutes for part in parts)

    rows = [row for week in weeks for row in week]
    total = minutes(rows[-1].day)
    if total <= 60 * most + MINUTE:
        return
    for row in rows:
        now, before = minutes(row.day), minutes(row.day - timedelta(days=1))
        if not row.earlier and now > 60 * most + MINUTE and now > before:
            others = (*other_rows(row, rows), *references)
            yield row.broken(code, expected=most, found=total / 60, references=others, stretch=stretch)
            return
