"""What is due of a least number of hours or shifts from somebody who cannot work on some of the days.

The share of the days on which the agent can work in those on which the agent is available by weekday (leave
by hours takes a day from them where it leaves none of the agent's shifts; days off of a hard rotation are no
days of either), and no more than the days left can hold: one shift a day, and what the week's limits leave of
shifts, nights and hours. For each number of shifts
and nights, the hours that can be reached are the bits of one number.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from scheduler.audit.facts.calendar import lies_inside, monday, touches
from scheduler.audit.facts.office import Office
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.rotations import allows, leaves
from scheduler.audit.facts.terms import least_of_week, most_of_week, terms_on
from scheduler.audit.facts.worked_shifts import EPSILON, WorkedShift, paid_hours, paid_minutes
from scheduler.audit.rules.availability import is_offered, leave_rows, meets
from scheduler.audit.rules.overtime import elsewhere, ordinary_day, ordinary_week
from scheduler.audit.rules.weekly import is_night
from scheduler.domain.agents import Agent
from scheduler.domain.requests import Request
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shifts import Shift

_WEEK = 7 * 1440
_ROUNDING = 1e-6
Options = frozenset[tuple[int, bool]]
"""Paid minutes, and whether it is a night, of the shifts that may be started on a day."""


@dataclass(frozen=True)
class _Reach:
    """The most of one week, each for itself."""

    minutes: int
    shifts: int


def can_work(agent: Agent, day: date, leave: Sequence[Request], options: Options, office: Office) -> bool:
    """Whether the agent is employed, available by weekday and not on leave, and the day is no closing day.

    options: what leave by hours leaves of the day. office: that of the agent.
    """
    away = any(_takes_from(row, day) and (row.hours is None or not options) for row in leave)
    return _is_due(agent, day) and not away and not office.closes_on(day)


def _is_due(agent: Agent, day: date) -> bool:
    """Whether the agent would work on the day but for leave."""
    employed = (agent.first_day or day) <= day <= (agent.last_day or day)
    return employed and _has_turn(agent, day)


def _takes_from(row: Request, day: date) -> bool:
    """Whether some of the date is leave: hours past midnight are of the next."""
    goes_on = row.hours is not None and row.hours.end > 1440 and row.day + timedelta(days=1) == day
    return goes_on or (row.day == day and (row.hours is None or row.hours.start < 1440))


def is_available(agent: Agent, day: date) -> bool:
    """Whether agents.csv lets the agent work on this weekday."""
    weekdays = terms_on(agent, day).weekdays
    return weekdays is None or day.weekday() in weekdays


def _has_turn(agent: Agent, day: date) -> bool:
    """The same, and no day off of a hard rotation."""
    return is_available(agent, day) and leaves(agent, day)


def contracted_minutes(data: PlanData, earlier: Sequence[WorkedShift]) -> Mapping[tuple[str, date], int]:
    """Minutes due by agent and Monday, for every week in which there are any. earlier: of all agents.

    Locks are not looked at: a day that is locked off is a decision, not an absence.
    """
    leave = leave_rows(data)
    plan_days = [data.first_day + timedelta(days=offset) for offset in range(data.days)]
    due: dict[tuple[str, date], int] = {}
    for agent in data.agents:
        if not agent.min_hours_week and not agent.terms:
            continue
        before = [row for row in earlier if row.agent == agent.id]
        for week, days in groupby(plan_days, key=monday):
            least = round(60 * (least_of_week(agent, week) or 0.0))
            absent = leave.get(agent.id, ())
            available = sum(_has_turn(agent, week + timedelta(days=d)) for d in range(7))
            options = {day: _options(data, agent, None, day, absent) for day in days}
            there = [day for day in options if can_work(agent, day, absent, options[day], data.office(agent))]
            counted = [one for one in agent.credits if one.day in options]
            also = [one for one in counted if one.alone and one.day not in there and _is_due(agent, one.day)]
            share = round(least * (len(there) + len(also)) / max(1, available))
            share = max(0, share - sum(one.minutes for one in counted))
            if share:
                held = [options[day] for day in there]
                own, away = _of_week(before, week), elsewhere(agent, week)
                share = min(share, _reach(held, agent, data.rules, week, own, away).minutes)
            if share:
                due[agent.id, week] = share
    return due


def due_in_stretch(
    data: PlanData,
    agent: Agent,
    limit: Limit,
    in_hours: bool,
    stretch: tuple[date, date],
    leave: Sequence[Request],
    earlier: Sequence[WorkedShift],
) -> float:
    """Hours or shifts that the limit's least asks for in a stretch. leave, earlier: of the agent.

    A least that the whole stretch could not hold without any absence is a contradiction of the files, for
    which nothing but the share is taken off.
    """
    least, shifts, (first, last) = limit.least or 0.0, limit.shifts, stretch
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    available = [day for day in days if _has_turn(agent, day)]
    left = {day: _options(data, agent, shifts, day, leave) for day in available}
    there = [day for day in available if can_work(agent, day, leave, left[day], data.office(agent))]
    if not there:
        return 0.0
    counts = in_hours and shifts is None
    counted = [one for one in agent.credits if counts and first <= one.day <= last]
    also = [one for one in counted if one.alone and one.day in available and one.day not in there]
    share = least * (len(there) + len(also)) / len(available)
    share = max(0.0, share - sum(one.minutes for one in counted) / 60)
    due = share if in_hours else math.floor(share + _ROUNDING)
    if there == available and first >= data.first_day and not counted:
        return due
    whole = {day: _options(data, agent, shifts, day, ()) for day in available}

    def most(of: Iterable[date], options: Mapping[date, Options], before: Sequence[WorkedShift]) -> float:
        reached = [
            _reach(
                [options[day] for day in inside],
                agent,
                data.rules,
                week,
                _of_week(before, week),
                elsewhere(agent, week),
            )
            for week, inside in groupby(of, key=monday)
        ]
        return sum(each.minutes / 60 if in_hours else each.shifts for each in reached)

    if most(available, whole, ()) < least - _ROUNDING:
        return due
    done = [row for row in earlier if first <= row.day and (shifts is None or row.shift in shifts)]
    held = paid_minutes(done) / 60 if in_hours else len(done)
    return min(due, held + most([day for day in there if day >= data.first_day], left, earlier))


def _of_week(rows: Sequence[WorkedShift], week: date) -> list[WorkedShift]:
    return [row for row in rows if monday(row.day) == week]


def _options(
    data: PlanData, agent: Agent, shifts: Collection[str] | None, day: date, leave: Sequence[Request]
) -> Options:
    """Of the agent on the day, outside leave by hours. A day off is none of them."""
    midnight, office = datetime.combine(day, time()), data.office(agent)
    return frozenset(
        (round(60 * paid_hours(shift)), touches(data.rules.night_hours, shift.start, shift.end))
        for shift in data.shifts
        if (shifts is None or shift.name in shifts)
        and _may_work(terms_on(agent, day), shift, data.rules)
        and is_offered(shift, day)
        and shift.is_for(agent.id, day)
        and not office.is_closed(day, shift.start, shift.end)
        and allows(agent, day, shift)
        and not any(
            meets(row, midnight + timedelta(minutes=shift.start), midnight + timedelta(minutes=shift.end))
            for row in leave
        )
    )


def _may_work(agent: Agent, shift: Shift, rules: Rules) -> bool:
    longest = rules.max_hours_per_day if rules.overtime is None else ordinary_day(rules)
    return (
        (agent.shifts is None or shift.name in agent.shifts)
        and (agent.hours is None or lies_inside(agent.hours, shift.start, shift.end))
        and (longest is None or paid_hours(shift) <= longest + EPSILON)
    )


def _reach(
    days: Sequence[Options],
    agent: Agent,
    rules: Rules,
    week: date,
    worked: Sequence[WorkedShift],
    away: int,
) -> _Reach:
    """What the days of one week hold at most beside the shifts that were worked in it before.

    away: minutes of it that are work elsewhere."""
    hours = min(rules.max_hours_per_week or math.inf, _or_unlimited(most_of_week(agent, week)))
    if rules.overtime is not None:
        hours = ordinary_week(agent, rules, week)
    most = _WEEK if hours == math.inf else max(0, round(60 * hours) - away - paid_minutes(worked))
    shifts_left = max(0, _or_unlimited(rules.max_days_per_week) - len({row.day for row in worked}))
    nights_before = sum(is_night(row, rules) for row in worked)
    nights_left = max(0, _or_unlimited(rules.max_night_shifts_per_week) - nights_before)
    reached = {(0, 0): 1}
    for day in days:
        before, reached = reached, dict(reached)
        for (shifts, nights), bits in before.items():
            for minutes, at_night in day:
                place = shifts + 1, nights + at_night
                if place[0] <= shifts_left and place[1] <= nights_left:
                    reached[place] = reached.get(place, 0) | _below(bits << minutes, most)
    full = {place: bits for place, bits in reached.items() if bits}
    return _Reach(
        max((bits.bit_length() - 1 for bits in full.values()), default=0),
        max((shifts for shifts, _ in full), default=0),
    )


def _below(bits: int, most: int) -> int:
    """The bits of no more minutes than ``most``."""
    return bits & ((1 << (most + 1)) - 1)


def _or_unlimited(limit: float | None) -> float:
    return math.inf if limit is None else limit
