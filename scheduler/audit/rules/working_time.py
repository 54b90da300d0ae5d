"""The rules of working time of one agent, over the plan and what was worked before it.

Each rule is an upper limit (or a rest) on the shifts of one person, so it can be held against any set of
shifts: the plan's roster, or its locks alone. What was broken before the plan alone is not reported. Rules
that ask for a least number are in ``least``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby, pairwise

from scheduler.audit.facts.calendar import monday, touches
from scheduler.audit.facts.violation import Reference, Violation
from scheduler.audit.facts.worked_shifts import Worked
from scheduler.audit.rules.availability import AGENTS
from scheduler.audit.rules.limits import limits
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules

EPSILON = 1e-6
"""Hours; what adding up binary fractions may leave."""


def working_time(agent: Agent, worked: Sequence[Worked], rules: Rules) -> Iterator[Violation]:
    """Violations of one agent. ``worked``: earlier and planned shifts by day, at most one a day."""
    yield from _hours_per_day(worked, rules)
    yield from _hours_per_week(agent, worked, rules)
    yield from _per_week(
        worked, "max_days_per_week", rules.max_days_per_week, lambda rows: len({row.day for row in rows})
    )
    nights = [row for row in worked if is_night(row, rules)]
    yield from _per_week(nights, "max_night_shifts_per_week", rules.max_night_shifts_per_week, len)
    yield from _consecutive_days(agent, worked, rules)
    yield from _rest(worked, rules)
    yield from _successions(worked, rules)
    yield from limits(agent, worked, rules)


def is_night(row: Worked, rules: Rules) -> bool:
    """Whether the shift touches the night hours of any day."""
    midnight = datetime.combine(row.day, time())
    start, end = ((moment - midnight) // timedelta(minutes=1) for moment in (row.start, row.end))
    return touches(rules.night_hours, start, end)


def _others(row: Worked, rows: Sequence[Worked]) -> tuple[Reference, ...]:
    return tuple(other.source for other in rows if other is not row)


def _hours_per_day(worked: Sequence[Worked], rules: Rules) -> Iterator[Violation]:
    limit = rules.max_hours_per_day
    for row in worked:
        if limit is not None and not row.earlier and row.paid_hours > limit + EPSILON:
            yield row.broken("max_hours_per_day", expected=limit, found=row.paid_hours)


def _hours_per_week(agent: Agent, worked: Sequence[Worked], rules: Rules) -> Iterator[Violation]:
    own, everyone = agent.max_hours_week, rules.max_hours_per_week
    if own is not None and (everyone is None or own < everyone):
        for violation in _per_week(worked, "agent_hours_per_week", own, _paid_hours):
            contract = Reference(AGENTS, agent.row)
            yield replace(violation, references=(*violation.references, contract))
    else:
        yield from _per_week(worked, "max_hours_per_week", everyone, _paid_hours)


def _paid_hours(rows: Sequence[Worked]) -> float:
    return sum(row.paid_hours for row in rows)


def _per_week(
    worked: Sequence[Worked],
    code: str,
    limit: float | None,
    measure: Callable[[Sequence[Worked]], float],
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
                others = _others(planned, week)
                yield planned.broken(code, expected=limit, found=measure(week), references=others)


def _consecutive_days(agent: Agent, worked: Sequence[Worked], rules: Rules) -> Iterator[Violation]:
    """Runs of days with a shift that are too long; named at the first planned day past the limit."""
    own = agent.rules.max_consecutive_days
    limit = rules.max_consecutive_days if own is None else own
    if limit is None:
        return
    contract = () if own is None else (Reference(AGENTS, agent.row),)
    one_a_day = list({row.day: row for row in worked}.values())
    for run in runs_of_days(one_a_day):
        past = next((row for row in run[limit:] if not row.earlier), None)
        if past is not None:
            others = (*_others(past, run), *contract)
            yield past.broken("max_consecutive_days", expected=limit, found=len(run), references=others)


def runs_of_days(worked: Sequence[Worked]) -> Iterator[list[Worked]]:
    """Shifts on days in a row; ``worked`` in the order of time, at most one a day."""
    run: list[Worked] = []
    for row in worked:
        if run and row.day - run[-1].day > timedelta(days=1):
            yield run
            run = []
        run.append(row)
    if run:
        yield run


def _rest(worked: Sequence[Worked], rules: Rules) -> Iterator[Violation]:
    """Shifts that start before the one before has ended, or too soon after."""
    least = rules.min_rest_hours
    for before, after in pairwise(worked):
        rest = (after.start - before.end) / timedelta(hours=1)
        if after.earlier:
            continue
        if rest < -EPSILON:
            yield after.broken("overlap", expected=before.end, found=after.start, references=(before.source,))
        elif least is not None and rest < least - EPSILON:
            yield after.broken("min_rest_hours", expected=least, found=rest, references=(before.source,))


def _successions(worked: Sequence[Worked], rules: Rules) -> Iterator[Violation]:
    """Shifts on the day after one that they may not follow."""
    for before, after in pairwise(worked):
        next_day = after.day - before.day == timedelta(days=1)
        if next_day and not after.earlier and (before.shift, after.shift) in rules.forbidden_successions:
            yield after.broken(
                "forbidden_successions",
                expected=before.shift,
                found=after.shift,
                references=(before.source,),
            )
