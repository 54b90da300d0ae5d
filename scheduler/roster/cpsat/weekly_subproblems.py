"""The weeks of a long plan, each as a problem of its own whose costs add up to a bound of the whole.

A week alone knows nothing of its neighbours: rest, rows of days and limits that reach over its borders are
left out, and least numbers of days in a row altogether, so it can only be cheaper than the same week within
the plan. What all weeks share is fairness,
whose price of the k-th night, weekend or sale day rises with k. A convex price lies above each of its
tangents, ``f(k) >= p k - f*(p)`` with ``f*(p) = max p k - f(k)``; so every week charges ``p`` for each such
shift, and ``f*(p)`` of each person comes off the sum (Lagrangian decomposition: Guignard and Kim,
Mathematical Programming 39, 1987, 215-228). It is exact where nights can be spread as evenly as ``p``
supposes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.preferences import fairness
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, Limit, Problem, Wish
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Booleans, Integers

_WHOLE_UNITS = 100 / POINT
"""``Weights.wish`` with which the weight of a wish is its price in units of 1/1000 point."""


@dataclass(frozen=True)
class Prices:
    """Tangents of fairness. of: each start, units, shape (agents, days, shifts). most: the sum of f*."""

    of: Integers
    most: int


def weeks(problem: Problem) -> tuple[range, ...]:
    """The days of each Monday-to-Sunday week that the plan touches."""
    borders = [day for day in range(1, problem.days) if problem.weekday(day) == 0]
    return tuple(
        range(first, end) for first, end in zip([0, *borders], [*borders, problem.days], strict=True)
    )


def can_be_parted(problem: Problem) -> bool:
    """Whether no interval is served from two weeks: Sunday's last shift ends before Monday's first begins."""
    last = max((shift.end for shift in problem.shifts), default=0) - MINUTES_PER_DAY
    return last <= min((shift.start for shift in problem.shifts), default=0)


def fair_prices(problem: Problem, allowed: Booleans, roster: tuple[Assignment, ...]) -> Prices:
    """Tangents where everybody who may has an equal share of the nights, weekends and sale days of a roster.

    allowed: where a shift may start, shape (agents, days, shifts).
    """
    worked = np.zeros_like(allowed)
    for assignment in roster:
        worked[assignment.agent, assignment.day, assignment.shift] = True
    prices, most = np.zeros(allowed.shape, dtype=np.int64), 0
    for kind in fairness(problem):
        counted = allowed & (kind.amounts > 0)
        able = counted.any(axis=(1, 2))
        share = round(int((worked & counted).sum()) / max(1, int(able.sum())))
        # The k-th costs k - 1 times as much as the second: between the share's last and the next.
        price = max(0, kind.rising * share - kind.rising // 2)
        prices += price * counted
        most += int(able.sum()) * max(price * k - kind.rising * k * (k - 1) // 2 for k in range(share + 2))
    return Prices(prices, most)


def alone(problem: Problem, allowed: Booleans, prices: Prices, days: range) -> Problem:
    """The problem of these days alone, as if nobody worked before or after; what was before the plan stays.

    days: one of :func:`weeks`. allowed: as in :func:`fair_prices`.
    """
    first, slots = days.start, _slots(problem, days)
    return replace(
        problem,
        days=len(days),
        first_weekday=problem.weekday(first),
        agents=tuple(_agent(agent, days) for agent in problem.agents),
        required=problem.required[:, slots],
        open=problem.open[:, slots],
        scheduled_before=problem.scheduled_before[:, slots],
        rules=replace(problem.rules, min_consecutive_days=None, min_consecutive_days_off=None),
        plan_before=problem.plan_before and first == 0,
        locks=tuple(replace(lock, day=lock.day - first) for lock in problem.locks if lock.day in days),
        wishes=(*_wishes(problem, allowed, days), *_charges(prices, allowed, days)),
        special_days=frozenset(day - first for day in problem.special_days if day in days),
        weights=replace(problem.weights, wish=_WHOLE_UNITS, fairness=0.0),
        shift_cover=tuple(
            replace(cover, day=cover.day - first) for cover in problem.shift_cover if cover.day in days
        ),
        late={
            (queue, slot - slots.start): curve
            for (queue, slot), curve in problem.late.items()
            if slots.start <= slot < slots.stop
        },
    )


def _slots(problem: Problem, days: range) -> slice:
    """Of the days, and of the morning after them."""
    first = days.start * problem.slots_per_day
    return slice(first, first + len(days) * problem.slots_per_day + problem.slots_per_day // 2)


def _agent(agent: Agent, days: range) -> Agent:
    first = days.start

    def moved(day: int | None) -> int | None:
        return None if day is None else day - first

    return replace(
        agent,
        employed_from=moved(agent.employed_from),
        employed_until=moved(agent.employed_until),
        leave=frozenset(day - first for day in agent.leave if day in days),
        past=agent.past if first == 0 else (),
        rules=replace(agent.rules, min_consecutive_days=None, min_consecutive_days_off=None),
        limits=tuple(limit for given in agent.limits if (limit := _limit(given, days)) is not None),
    )


def _limit(limit: Limit, days: range) -> Limit | None:
    """What is left of a limit: all of it where it lies within the days, else only the most."""
    earliest = limit.first_day if days.start == 0 else max(limit.first_day, days.start)
    latest = min(limit.last_day, days.stop - 1)
    if earliest > latest or latest < days.start:
        return None
    whole = (earliest, latest) == (limit.first_day, limit.last_day)
    if not whole and limit.most is None:
        return None
    return replace(
        limit,
        first_day=earliest - days.start,
        last_day=latest - days.start,
        least=limit.least if whole else 0,
    )


def _wishes(problem: Problem, allowed: Booleans, days: range) -> list[Wish]:
    """Those that the rules leave open, weighed in units."""
    shifts, kept = range(len(problem.shifts)), []
    for wish in problem.wishes:
        cost = round(problem.weights.wish * wish.weight / 100 * POINT)
        is_open = any(allowed[wish.agent, wish.day, s] for s in shifts if wish.means(s))
        if wish.day in days and cost and is_open:
            kept.append(replace(wish, day=wish.day - days.start, weight=cost))
    return kept


def _charges(prices: Prices, allowed: Booleans, days: range) -> list[Wish]:
    """The tangents as wishes against these shifts."""
    of = np.where(allowed, prices.of, 0)[:, days.start : days.stop]
    return [
        Wish(agent, day, "avoid", shift, int(of[agent, day, shift]))
        for agent, day, shift in np.argwhere(of > 0).tolist()
    ]
