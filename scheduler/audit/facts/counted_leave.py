"""What counts of somebody's leave, read from the text of docs/reference/leave.md, date by date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from scheduler.audit.facts.office import DAY
from scheduler.audit.facts.rotations import leaves
from scheduler.audit.facts.terms import terms_on
from scheduler.domain.agents import Agent
from scheduler.domain.leave_kinds import LeaveCredit
from scheduler.domain.requests import Request

EIGHT_HOURS, DAYS_OF_A_WEEK = 480, 5


def with_counted_leave(agents: Iterable[Agent], leave: Sequence[Request]) -> tuple[Agent, ...]:
    """The agents with what counts of their leave, whatever the shop's reader has made of it."""
    own: dict[str, list[Request]] = {}
    for row in leave:
        own.setdefault(row.agent_id, []).append(row)
    return tuple(replace(agent, credits=_counted(agent, own.get(agent.id, ()))) for agent in agents)


def _counted(agent: Agent, leave: Sequence[Request]) -> tuple[LeaveCredit, ...]:
    if not any(row.terms.counted for row in leave):
        return ()
    found = []
    of_week = Counter[date]()
    for day, same_date in groupby(sorted(leave, key=lambda row: row.day), key=lambda row: row.day):
        rows, left = list(same_date), _whole_day(agent, day)
        whole, week = left, day - timedelta(days=day.weekday())
        if not _could_work(agent, day):
            continue
        counted = at_work = 0
        for row in rows:
            stands_for = max(0, min(_length(row, whole), left, DAYS_OF_A_WEEK * whole - of_week[week]))
            left -= stands_for
            of_week[week] += stands_for
            counted += stands_for * row.terms.counted
            at_work += stands_for * row.terms.at_work
        if any(row.terms.counted for row in rows):
            found.append(LeaveCredit(day, counted, at_work, all(row.terms.counted for row in rows)))
    return tuple(found)


def _whole_day(agent: Agent, day: date) -> int:
    """Minutes of a day of leave: a fifth of the contracted week, eight hours at most."""
    week = terms_on(agent, day).min_hours_week
    return min(EIGHT_HOURS, round(60 * week / DAYS_OF_A_WEEK)) if week else EIGHT_HOURS


def _length(row: Request, whole: int) -> int:
    """Minutes of a row, before what the date and the week leave."""
    if row.hours is None:
        return whole
    length = row.hours.end - row.hours.start
    return min(length, whole // 2) if row.hours.start == 0 or row.hours.end == DAY else length


def _could_work(agent: Agent, day: date) -> bool:
    """Whether the agent is employed and available by weekday, and no hard rotation has the day off."""
    then = terms_on(agent, day)
    employed = (then.first_day or day) <= day <= (then.last_day or day)
    return employed and (then.weekdays is None or day.weekday() in then.weekdays) and leaves(then, day)
