"""Chances: who could work which kind of shift on which day, weighted by the shifts that a contract fills.

Somebody who works nothing but shifts of a kind, such as a night worker, has no chances of that kind: there is
nothing to share with others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from peakroster.shop.settings.opening import minutes_of_week
from scheduler.domain.agents import Agent
from scheduler.domain.fairness import SHIFT_KINDS, FairnessSettings
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

_HOURS_OF_A_CONTRACT = 40.0
"""A week, where agents.csv tells no hours of anybody."""
_HOURS_OF_A_SHIFT = 8.0
"""Of somebody who may work none that shifts.csv has."""
_WORK = 0.5
"""Share of a shift in which a queue of theirs must be open for people to be able to work it."""
_SATURDAY = 5


def chances(shop: Shop, dates: Sequence[date], since: Mapping[str, date]) -> Floats:
    """Shifts that the contract fills of a day on which one of the kind could be worked, at most one: (agents,
    SHIFT_KINDS, dates).

    since: of each agent, the first day that counts; whoever is not named has no chances.
    """
    able, hours_a_shift = _able(shop)
    a_day = np.minimum(1.0, hours_a_day(shop) / hours_a_shift)
    on = _kind_days(shop, dates) & able[:, :, None]
    return np.asarray(a_day[:, None, None] * (on & present(shop, dates, since)[:, None, :]))


def rate_of(had: float, chances: Floats, dates: Floats) -> float:
    """What an expected shift comes to where so many shifts are shared by chances, and nobody is to have more
    than there are dates: ``sum(min(rate * chances, dates)) == had``.

    chances, dates: of those who share the kind, (agents,). Where even all dates would be too few, nobody's
    part is less than the dates.
    """
    left, open_ = had, chances > 0
    while open_.any():
        rate = float(left / chances[open_].sum())
        full = open_ & (rate * chances > dates + 1e-9)
        if not full.any():
            return rate
        left -= float(dates[full].sum())
        open_ &= ~full
    return float((dates[chances > 0] / chances[chances > 0]).max(initial=0.0))


def present(shop: Shop, dates: Sequence[date], since: Mapping[str, date]) -> Booleans:
    """Days of work by contract and weekday, without whole days of leave, (agents, dates)."""
    leave: dict[str, set[date]] = {}
    for request in shop.requests:
        if request.kind == "leave" and request.hours is None:
            leave.setdefault(request.agent_id, set()).add(request.day)
    there = np.zeros((len(shop.agents), len(dates)), dtype=np.bool_)
    weekdays = np.array([day.weekday() for day in dates], dtype=np.int64)
    for row, agent in zip(there, shop.agents, strict=True):
        if agent.id not in since:
            continue
        first, last = since[agent.id], agent.last_day or date.max
        row[:] = [first <= day <= last for day in dates]
        if agent.terms:
            own = [agent.on(day).weekdays for day in dates]
            pairs = zip(own, weekdays, strict=True)
            row &= np.array([days is None or int(at) in days for days, at in pairs], dtype=np.bool_)
        elif agent.weekdays is not None:
            row &= np.isin(weekdays, sorted(agent.weekdays))
        if agent.id in leave:
            row &= np.array([day not in leave[agent.id] for day in dates], dtype=np.bool_)
    return there


def contracted_hours(agent: Agent) -> float | None:
    """Paid hours of a week by contract: the least, or the most where no least is given."""
    return agent.min_hours_week or agent.max_hours_week or None


def hours_a_day(shop: Shop) -> Floats:
    """Contracted hours of a day on which the agent is available, (agents,)."""
    given = [hours for agent in shop.agents if (hours := contracted_hours(agent)) is not None]
    usual = sum(given) / len(given) if given else _HOURS_OF_A_CONTRACT
    return np.array([(contracted_hours(agent) or usual) / days_a_week(agent) for agent in shop.agents])


def days_a_week(agent: Agent) -> int:
    """Days of a week on which the agent is available."""
    return 7 if agent.weekdays is None else max(1, len(agent.weekdays))


def kind_of_times(start: int, end: int, rules: Rules, settings: FairnessSettings) -> str | None:
    """The kind by its times, in minutes after midnight of its date; None = an ordinary one."""
    night = rules.night_hours
    turns = (-MINUTES_PER_DAY, 0, MINUTES_PER_DAY)
    if any(start < night.end + turn and night.start + turn < end for turn in turns):
        return "night"
    named = (("early", settings.early), ("late", settings.late))
    return next((name for name, span in named if _holds(span, start)), None)


def sale_dates(shop: Shop, dates: Collection[date]) -> set[date]:
    """The dates on which an event runs."""
    return {day for day in dates if any(event.runs_on(day) for event in shop.events)}


def _holds(span: Window, minute: int) -> bool:
    return span.start <= minute < span.end or span.start <= minute + MINUTES_PER_DAY < span.end


def _kind_days(shop: Shop, dates: Sequence[date]) -> Booleans:
    """Days on which a shift may be of the kind, (SHIFT_KINDS, dates)."""
    days, sales = np.ones((len(SHIFT_KINDS), len(dates)), dtype=np.bool_), sale_dates(shop, dates)
    days[SHIFT_KINDS.index("weekend")] = [day.weekday() >= _SATURDAY for day in dates]
    days[SHIFT_KINDS.index("sale")] = [day in sales for day in dates]
    return days


def _able(shop: Shop) -> tuple[Booleans, Floats]:
    """Who can work a kind of shift, and others beside it, (agents, SHIFT_KINDS); and the paid hours of the
    longest shift that each may work."""
    able = np.zeros((len(shop.agents), len(SHIFT_KINDS)), dtype=np.bool_)
    longest = np.zeros(len(shop.agents))
    rules, open_ = shop.settings.rules, _open_minutes(shop)
    kinds = {s.name: kind_of_times(s.start, s.end, rules, shop.settings.fairness) for s in shop.shifts}
    known: dict[tuple[object, ...], tuple[list[bool], float]] = {}
    for place, agent in enumerate(shop.agents):
        key = (agent.skills, agent.shifts, agent.hours, agent.weekdays, agent.rules)
        if key not in known:
            may = list(_may_work(shop, agent, open_))
            of_kind = {kind: [s for s in may if kinds[s.name] == kind] for kind in SHIFT_KINDS}
            weekends = agent.rules.max_weekends_per_month
            weekends = rules.max_weekends_per_month if weekends is None else weekends
            weekdays = range(7) if agent.weekdays is None else agent.weekdays
            found = {kind: bool(of_kind[kind]) and len(of_kind[kind]) < len(may) for kind in SHIFT_KINDS}
            found["night"] &= rules.max_night_shifts_per_week != 0
            found["weekend"] = bool(may) and weekends != 0 and any(day < _SATURDAY for day in weekdays)
            found["sale"] = bool(may)
            hours = max((shift.paid_minutes / 60 for shift in may), default=_HOURS_OF_A_SHIFT)
            known[key] = [found[kind] for kind in SHIFT_KINDS], hours
        able[place], longest[place] = known[key]
    return able, longest


def _may_work(shop: Shop, agent: Agent, open_: Mapping[str, Booleans]) -> Iterator[Shift]:
    """Shifts that no rule about a single shift forbids, and in which there is work."""
    rules, longest = shop.settings.rules, shop.settings.rules.max_hours_per_day
    never = [limit for limit in (*rules.shift_limits, *agent.rules.shift_limits) if limit.most == 0]
    serves = np.any([open_[skill] for skill in agent.skills], axis=0)
    for shift in shop.shifts:
        span = np.arange(shift.start, shift.end) % MINUTES_PER_DAY
        if (
            (agent.shifts is None or shift.name in agent.shifts)
            and (agent.hours is None or _fits(shift, agent.hours))
            and (longest is None or shift.paid_minutes <= round(60 * longest))
            and not any(limit.shifts is None or shift.name in limit.shifts for limit in never)
            and serves[span].mean() >= _WORK
        ):
            yield shift


def _fits(shift: Shift, hours: Window) -> bool:
    turns = (0, MINUTES_PER_DAY)
    return any(hours.start <= shift.start + turn and shift.end + turn <= hours.end for turn in turns)


def _open_minutes(shop: Shop) -> dict[str, Booleans]:
    """Of each queue, the minutes of the day in which it is open on some weekday."""
    return {
        queue.id: np.asarray(minutes_of_week(queue.open).reshape(-1, MINUTES_PER_DAY).any(axis=0))
        for queue in shop.settings.queues
    }
