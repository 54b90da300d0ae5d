"""What people were told, for a roster that is made anew: the prices of changes, and what is frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from peakroster.planning.roster.problem import PlanClock
from peakroster.shop.shortened import ShiftsNow
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from scheduler.domain.weights import CALLED_IN
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Lock, Problem, Told
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.eligibility import eligible

Why = Literal["absent", "rules", "lock", "gone"]
"""Why a shift is lost: its agent is on leave, some other rule about the shift forbids it now, a lock says
otherwise, or the agent or the shift is no longer there."""


@dataclass(frozen=True)
class Lost:
    """A shift that somebody was told and cannot work. agent, shift: positions, None = no longer there."""

    agent_id: str
    day: date
    shift_name: str
    why: Why
    agent: int | None = None
    shift: int | None = None


@dataclass(frozen=True)
class ToldRoster:
    """What people were told, beside what can still be.

    problem: with the prices of changes, and what has begun. present: the shifts that can stay. lost: the
    others.
    """

    problem: Problem
    present: tuple[Assignment, ...]
    lost: tuple[Lost, ...]


def told_roster(
    shop: Shop,
    problem: Problem,
    plan: Plan,
    as_of: datetime | None = None,
    frozen_until: datetime | None = None,
) -> ToldRoster:
    """The problem of a roster that is made anew from this plan's.

    Parameters
    ----------
    problem
        Of the plan's days, without any prices of changes.
    plan
        Holds the roster that people were told.
    as_of
        When it is known: what has begun then stays, and notice counts from it.
    frozen_until
        What begins before it stays as well.
    """
    clock = PlanClock(plan.first_day, plan.days, problem.interval_minutes)
    works, lost = _told_cells(shop, problem, plan, clock)
    ends = [_minutes(clock, moment) for moment in (as_of, frozen_until) if moment is not None]
    frozen = max(ends, default=None)
    gone = {(one.agent, one.day) for one in lost}
    locks = {(lock.agent, lock.day): lock for lock in problem.locks}
    if frozen is not None:
        for (agent, day), shift in works.items():
            if day * MINUTES_PER_DAY + problem.shifts[shift].start <= frozen:
                locks[agent, day] = Lock(agent, day, shift)
    lost += [
        _lost(shop, clock, agent, day, works[agent, day], "lock")
        for (agent, day), lock in locks.items()
        if (agent, day) in works and works[agent, day] != lock.shift
    ]
    gone |= {(one.agent, one.day) for one in lost}
    free = {(one.agent, clock.day(one.day)) for one in lost} | set(locks)
    known = _people_told(shop, plan)
    told = tuple(
        told_of(problem, cell, works.get(cell), None if as_of is None else _minutes(clock, as_of))
        for cell in ((agent, day) for agent in known for day in range(problem.days))
        if cell not in free
    )
    present = tuple(
        Assignment(agent, day, shift)
        for (agent, day), shift in sorted(works.items())
        if (agent, clock.first_day + timedelta(days=day)) not in gone
    )
    forced = tuple(
        Assignment(lock.agent, lock.day, lock.shift)
        for lock in locks.values()
        if lock.shift is not None and works.get((lock.agent, lock.day)) != lock.shift
    )
    present = tuple(sorted((*present, *forced), key=lambda one: (one.agent, one.day)))
    anew = replace(problem, locks=tuple(locks.values()), told=told, not_before=frozen)
    return ToldRoster(anew, present, tuple(lost))


def _told_cells(
    shop: Shop, problem: Problem, plan: Plan, clock: PlanClock
) -> tuple[dict[tuple[int, int], int], list[Lost]]:
    """Shifts that can still be worked, locks apart, by agent and day; and those that cannot."""
    agents = {agent.id: place for place, agent in enumerate(shop.agents)}
    shifts = {shift.name: place for place, shift in enumerate(shop.shifts)}
    may = eligible(replace(problem, locks=(), told=(), not_before=None))
    now = ShiftsNow(shop.shifts)
    works: dict[tuple[int, int], int] = {}
    lost = []
    roster = plan.roster
    assert roster is not None
    for agent_id, day, name in zip(roster["agent_id"], roster["date"], roster["shift"], strict=True):
        if not clock.holds(day):
            continue
        agent, shift = agents.get(agent_id), shifts.get(now.of(name, (agent_id, day)))
        if agent is None or shift is None:
            lost.append(Lost(agent_id, day, name, "gone", agent, shift))
        elif may[agent, clock.day(day), shift]:
            works[agent, clock.day(day)] = shift
        else:
            why: Why = "absent" if _is_away(problem, agent, clock.day(day), shift) else "rules"
            lost.append(Lost(agent_id, day, name, why, agent, shift))
    return works, lost


def _is_away(problem: Problem, agent: int, day: int, shift: int) -> bool:
    who, times = problem.agents[agent], problem.shifts[shift]
    start, end = (day * MINUTES_PER_DAY + minute for minute in (times.start, times.end))
    return day in who.leave or any(since < end and start < until for since, until in who.away)


def _lost(shop: Shop, clock: PlanClock, agent: int, day: int, shift: int, why: Why) -> Lost:
    date_of = clock.first_day + timedelta(days=day)
    return Lost(shop.agents[agent].id, date_of, shop.shifts[shift].name, why, agent, shift)


def _people_told(shop: Shop, plan: Plan) -> Iterator[int]:
    """Positions of those whom the plan knows; who is new was told nothing."""
    assert plan.roster is not None
    starts = (plan.summary or {}).get("regular_starts")
    names = {*plan.roster["agent_id"], *(starts if isinstance(starts, Mapping) else ())}
    return (place for place, agent in enumerate(shop.agents) if agent.id in names)


def told_of(problem: Problem, cell: tuple[int, int], shift: int | None, known_at: int | None) -> Told:
    """What an agent was told of a day, with its prices. known_at: minute of the plan; None = no notice."""
    weights, (agent, day) = problem.weights, cell
    start = day * MINUTES_PER_DAY + (0 if shift is None else problem.shifts[shift].start)
    is_soon = known_at is not None and start <= known_at + round(60 * weights.notice_hours)
    points = weights.change_soon if is_soon else weights.change
    if shift is None:
        return Told(agent, day, None, CALLED_IN * points)
    return Told(agent, day, shift, points, points)


def _minutes(clock: PlanClock, moment: datetime) -> int:
    return int((moment - datetime.combine(clock.first_day, time())).total_seconds() // 60)
