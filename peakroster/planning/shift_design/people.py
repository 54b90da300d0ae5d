"""The people as a design counts them: those who may work the same shifts, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.shift_design.candidates import nearest
from peakroster.shop.eligibility import may_work
from scheduler.domain.agents import Agent
from scheduler.domain.rules import Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.shop import Shop, on_first_day
from scheduler.shift_design.problem import Integers, PeopleClass

_DAYS_PER_WEEK = 7
_MONTHS_PER_YEAR, _WEEKS_PER_YEAR = 12, 52


def pools_of(shop: Shop) -> NDArray[np.int64]:
    """For each queue its pool: queues that somebody can serve both share one."""
    queues = shop.queue_ids
    pool = {queue: position for position, queue in enumerate(queues)}
    for agent in shop.agents:
        joined = {pool[skill] for skill in agent.skills}
        pool = {queue: min(joined) if own in joined else own for queue, own in pool.items()}
    numbers = {own: position for position, own in enumerate(dict.fromkeys(pool[queue] for queue in queues))}
    return np.array([numbers[pool[queue]] for queue in queues], dtype=np.int64)


def people_of(
    shop: Shop, first_day: date, days: int, shifts: Sequence[Shift], present: Sequence[Shift]
) -> tuple[PeopleClass, ...]:
    """Everybody who is there on some of the days, leave taken off.

    Whoever may work some of the present shifts only may work new ones that are most like those.
    """
    shop = on_first_day(shop, first_day)
    pools, queue_at = pools_of(shop), {queue: place for place, queue in enumerate(shop.queue_ids)}
    like = [nearest(shift, present).name if present else None for shift in shifts]
    away: dict[str, set[date]] = {}
    for request in shop.requests:
        if request.kind == "leave" and request.hours is None:
            away.setdefault(request.agent_id, set()).add(request.day)
    dates = [first_day + timedelta(days=offset) for offset in range(days)]
    weeks = (first_day.weekday() + np.arange(days)) // _DAYS_PER_WEEK
    classes: dict[tuple[int, bytes], list[PeopleClass]] = {}
    for agent in shop.agents:
        if not agent.skills:
            continue
        pool = int(pools[queue_at[agent.skills[0]]])
        may = _may_work(agent, shop, shifts, like)
        there = np.array([_is_there(agent, day, away.get(agent.id, set())) for day in dates])
        if may.any() and there.any():
            one = _alone(agent, shop, pool, may, there, weeks)
            classes.setdefault((pool, may.tobytes()), []).append(one)
    return tuple(_together(each) for each in classes.values())


def unlimited_people(
    pools: Integers, required: Integers, days: int, weeks: int, shifts: int
) -> tuple[PeopleClass, ...]:
    """As many people as it takes, in every pool, who owe nothing."""
    enough = np.int64(2 * (-(-required // 1000)).sum(axis=0).max(initial=0) + 1)
    each_week = np.full(weeks, enough * _DAYS_PER_WEEK)
    return tuple(
        PeopleClass(
            pool,
            np.ones(shifts, dtype=np.bool_),
            np.full(days, enough),
            each_week * 24 * 60,
            each_week,
            each_week,
            np.zeros(weeks, dtype=np.int64),
        )
        for pool in range(int(pools.max(initial=-1)) + 1)
    )


def _may_work(
    agent: Agent, shop: Shop, shifts: Sequence[Shift], like: Sequence[str | None]
) -> NDArray[np.bool_]:
    names, anybody = agent.shifts, replace(agent, shifts=None)
    return np.array(
        [
            (names is None or (shift.name if shift.row else like[place]) in names)
            and may_work(anybody, shift, shop.settings.rules)
            for place, shift in enumerate(shifts)
        ],
        dtype=np.bool_,
    )


def _is_there(agent: Agent, day: date, leave: set[date]) -> bool:
    employed = (agent.first_day or day) <= day <= (agent.last_day or day)
    return employed and day not in leave and (agent.weekdays is None or day.weekday() in agent.weekdays)


def _alone(
    agent: Agent, shop: Shop, pool: int, may: NDArray[np.bool_], there: NDArray[np.bool_], weeks: Integers
) -> PeopleClass:
    """One person; what a week owes and allows goes with the days of it on which the person is there."""
    rules, count = shop.settings.rules, int(weeks[-1]) + 1
    here = np.bincount(weeks, weights=there, minlength=count).astype(np.int64)
    usual = _DAYS_PER_WEEK if agent.weekdays is None else len(agent.weekdays)
    ordinary = rules.ordinary
    limits = [limit for limit in (agent.max_hours_week, ordinary.max_hours_per_week) if limit is not None]
    daily = ordinary.max_hours_per_day or 24.0
    hours = np.minimum(min(limits, default=168.0), here * daily)
    due = np.minimum((agent.min_hours_week or 0.0) * here / usual, hours)
    shifts = np.minimum(here, rules.max_days_per_week or _DAYS_PER_WEEK)
    nights = rules.max_night_shifts_per_week
    return PeopleClass(
        pool,
        may,
        there.astype(np.int64),
        (hours * 60).astype(np.int64),
        shifts,
        shifts if nights is None else np.minimum(shifts, nights),
        (due * 60).astype(np.int64),
        _most_overtime(agent, rules, here),
    )


def minutes_beyond_day(rules: Rules, shifts: Sequence[Shift]) -> Integers | None:
    """Paid minutes of each shift beyond the ordinary day; None without overtime."""
    most = rules.ordinary.max_hours_per_day
    if rules.overtime is None or most is None:
        return None
    return np.array([max(0, shift.paid_minutes - round(60 * most)) for shift in shifts], dtype=np.int64)


def _most_overtime(agent: Agent, rules: Rules, here: Integers) -> Integers | None:
    """Minutes of each week, by the shares of a year's months that weeks are: a catalogue is there to stay."""
    overtime = rules.overtime
    if overtime is None:
        return None
    own = agent.rules.max_overtime_month
    month = overtime.max_hours_month if own is None else own
    limits = [] if month is None else [month * _MONTHS_PER_YEAR / _WEEKS_PER_YEAR]
    limits += [] if overtime.max_hours_week is None else [overtime.max_hours_week]
    return np.where(here > 0, round(60 * min(limits, default=168.0)), 0).astype(np.int64)


def _together(each: Sequence[PeopleClass]) -> PeopleClass:
    def total(name: str) -> Integers:
        return np.sum([getattr(one, name) for one in each], axis=0)

    return PeopleClass(
        each[0].pool,
        each[0].may_work,
        total("heads"),
        total("most_minutes"),
        total("most_shifts"),
        total("most_nights"),
        total("due_minutes"),
        None if each[0].most_overtime is None else total("most_overtime"),
    )
