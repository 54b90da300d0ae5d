"""Weekly subproblems of a long plan, by Lagrangian decomposition: their bounds add up to a bound of the
whole.

A week on its own knows nothing of its neighbours. Rest, runs of days and limits that reach across its borders
are relaxed, and minimum runs altogether, so it can only be cheaper than the same week within the plan. The
weeks share fairness alone: the cost of the k-th night, weekend day or sale day increases with k. A convex
function lies above each of its tangents, ``f(k) >= p k - f*(p)`` with the conjugate ``f*(p) = max p k -
f(k)``; so every week charges ``p`` for each such shift, and the ``f*(p)`` of each agent are subtracted from
the sum (Guignard & Kim, "Lagrangean decomposition", Mathematical Programming 39, 1987, 215-228). The bound is
tight where nights can be spread as evenly as ``p`` supposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.meetings import people_in_reach
from scheduler.roster.objective.preferences import balance_cost, spread_kinds, unit_of
from scheduler.roster.objective.unavoidable import reached_slots
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING, JointRow
from scheduler.roster.problem.problem import (
    MINUTES_PER_DAY,
    THOUSANDTHS,
    Agent,
    Limit,
    Problem,
    Shift,
    Wish,
)
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.problem.spells import shift_spells
from scheduler.roster.rules.constraint_forms import Booleans, Integers

_UNIT_WEIGHT = 100 / POINT
"""``Weights.wish`` with which the weight of a wish is its cost in units of 1/1000 point."""


@dataclass(frozen=True)
class FairnessMultipliers:
    """Tangents of the fairness costs.

    per_start: charge of each start, units, shape (agents, days, shifts). conjugate: sum of f* over all
    agents.
    """

    per_start: Integers
    conjugate: int


def plan_weeks(problem: Problem) -> tuple[range, ...]:
    """The days of each Monday-to-Sunday week that the plan touches."""
    borders = [day for day in range(1, problem.days) if problem.weekday(day) == 0]
    return tuple(
        range(first, end) for first, end in zip([0, *borders], [*borders, problem.days], strict=True)
    )


def is_separable_by_week(problem: Problem) -> bool:
    """Whether no interval is served from two weeks: Sunday's last shift ends before Monday's first begins."""
    last = max((shift.end for shift in problem.shifts), default=0) - MINUTES_PER_DAY
    return last <= min((shift.start for shift in problem.shifts), default=0)


def fairness_multipliers(
    problem: Problem, allowed: Booleans, roster: tuple[Assignment, ...]
) -> FairnessMultipliers:
    """Tangents at equal shares of a roster's nights, weekend days and sale days among all who may work them.

    Who had more before has a smaller share: the shares fill up what everybody's count begins with.

    allowed: where a shift may start, shape (agents, days, shifts).
    """
    worked = np.zeros_like(allowed)
    for assignment in roster:
        worked[assignment.agent, assignment.day, assignment.shift] = True
    per_start, conjugate = np.zeros(allowed.shape, dtype=np.int64), 0
    for kind, on in spread_kinds(problem).items():
        counted = allowed & on
        able = np.flatnonzero(counted.any(axis=(1, 2))).tolist()
        before = [dict(problem.agents[agent].balances).get(kind, 0) for agent in able]
        shares = _filled_up(before, int((worked & counted).sum()))
        for agent, begins, share in zip(able, before, shares, strict=True):
            unit = unit_of(problem, problem.agents[agent], kind)
            # The k-th costs k - 1 penalties: a slope between that of the share's last unit and the next.
            slope = max(0, unit * share - unit // 2)
            per_start[agent] += (slope + balance_cost(problem, begins)) * counted[agent]
            conjugate += max(slope * k - unit * k * (k - 1) // 2 for k in range(share + 2))
    return FairnessMultipliers(per_start, conjugate)


def _filled_up(before: Sequence[int], total: int) -> list[int]:
    """How many of the total each gets if counts that begin so, in thousandths, become as even as may be."""
    if not any(before):
        return [round(total / max(1, len(before)))] * len(before)
    low, high = 0.0, max(before) / THOUSANDTHS + total + 1
    for _ in range(50):
        level = (low + high) / 2
        filled = sum(max(0.0, level - begins / THOUSANDTHS) for begins in before)
        low, high = (low, level) if filled > total else (level, high)
    return [round(max(0.0, high - begins / THOUSANDTHS)) for begins in before]


def week_subproblem(
    problem: Problem, allowed: Booleans, multipliers: FairnessMultipliers, days: range
) -> Problem:
    """The problem of these days on their own, as if nobody worked before or after them.

    Earlier plans stay known. days: one of :func:`plan_weeks`. allowed: as in :func:`fairness_multipliers`.
    """
    first, slots = days.start, _slots(problem, days)
    # What earlier plans leave nobody in the whole plan is a constant there, so no week may charge it.
    open_ = problem.open & reached_slots(problem, allowed)
    return replace(
        problem,
        days=len(days),
        first_weekday=problem.weekday(first),
        shifts=tuple(_shift(shift, days) for shift in problem.shifts),
        agents=tuple(
            _agent(agent, days, problem.week(first), bool(allowed[place, days.start : days.stop].any()))
            for place, agent in enumerate(problem.agents)
        ),
        required=np.where(open_, problem.required, 0)[:, slots],
        open=open_[:, slots],
        scheduled_before=problem.scheduled_before[:, slots],
        rules=replace(problem.rules, min_consecutive_days=None, min_consecutive_days_off=None),
        plan_before=problem.plan_before and first == 0,
        locks=tuple(replace(lock, day=lock.day - first) for lock in problem.locks if lock.day in days),
        wishes=(*_wishes(problem, allowed, days), *_charges(multipliers, allowed, days)),
        told=tuple(replace(told, day=told.day - first) for told in problem.told if told.day in days),
        not_before=None if problem.not_before is None else problem.not_before - first * MINUTES_PER_DAY,
        special_days=frozenset(day - first for day in problem.special_days if day in days),
        weights=replace(problem.weights, wish=_UNIT_WEIGHT, fairness=0.0, balance=0.0),
        shift_cover=tuple(
            replace(cover, day=cover.day - first) for cover in problem.shift_cover if cover.day in days
        ),
        joint_rows=tuple(_joint_row(problem, row, days) for row in problem.joint_rows),
        meetings=tuple(
            replace(meeting, day=meeting.day - first, agents=people_in_reach(problem, meeting, allowed))
            for meeting in problem.meetings
            if meeting.day in days
        ),
        late={
            (queue, slot - slots.start): curve
            for (queue, slot), curve in problem.late.items()
            if slots.start <= slot < slots.stop and open_[queue, slot]
        },
        pay_factors={day - first: factor for day, factor in problem.pay_factors.items()},
    )


def _slots(problem: Problem, days: range) -> slice:
    """Slots of the days, and of the morning after them."""
    first = days.start * problem.slots_per_day
    return slice(first, first + len(days) * problem.slots_per_day + problem.slots_per_day // 2)


def _shift(shift: Shift, days: range) -> Shift:
    if shift.days is None:
        return shift
    return replace(shift, days=frozenset(day - days.start for day in shift.days if day in days))


def _joint_row(problem: Problem, row: JointRow, days: range) -> JointRow:
    """What the row asks of these days: the slots that no other week's shifts reach, so that each is of one
    week."""
    slots, reached = _slots(problem, days), 0
    if not row.by_day:
        earliest = min((shift.start for shift in problem.shifts), default=0)
        reached = earliest // problem.interval_minutes
    first = reached if days.start else 0
    last = len(days) * problem.slots_per_day + reached
    place = np.arange(slots.stop - slots.start)
    own = (place >= first) & ((place < last) | (days.stop == problem.days))
    return replace(
        row,
        least=np.where(own, row.least[slots], NOTHING),
        most=np.where(own, row.most[slots], ANYTHING),
        before=row.before[slots],
    )


def _agent(agent: Agent, days: range, week: int, may_work: bool) -> Agent:
    first, begin = days.start, days.start * MINUTES_PER_DAY

    def moved(day: int | None) -> int | None:
        return None if day is None else day - first

    return replace(
        agent,
        min_minutes_week=agent.min_minutes_week if may_work else None,
        employed_from=moved(agent.employed_from),
        employed_until=moved(agent.employed_until),
        leave=frozenset(day - first for day in agent.leave if day in days),
        away=tuple((since - begin, until - begin) for since, until in agent.away),
        given=frozenset((day - first, shift) for day, shift in agent.given if day in days),
        credits=tuple(replace(one, day=one.day - first) for one in agent.credits),
        closed=frozenset(day - first for day in agent.closed if day in days),
        shut=frozenset((day - first, shift) for day, shift in agent.shut if day in days),
        past=agent.past if first == 0 else (),
        rules=replace(agent.rules, min_consecutive_days=None, min_consecutive_days_off=None),
        overtime_minutes=agent.overtime_minutes[week : week + 1],
        week_minutes=tuple((least if may_work else None, most) for least, most in agent.week_minutes)[
            week : week + 1
        ],
        spells=shift_spells(agent.spells, first),
        rotation=None
        if agent.rotation is None
        else replace(agent.rotation, phase=agent.rotation.phase + first),
        limits=tuple(limit for given in agent.limits if (limit := _limit(given, days)) is not None),
        # What a week adds beyond the whole allowance is no more than all weeks do together.
        free_weekends=tuple(
            replace(given, first_day=given.first_day - first, last_day=given.last_day - first)
            for given in agent.free_weekends
        ),
    )


def _limit(limit: Limit, days: range) -> Limit | None:
    """What is left of a limit: all of it if it lies within the days, otherwise only its maximum."""
    earliest = limit.first_day if days.start == 0 else max(limit.first_day, days.start)
    latest = min(limit.last_day, days.stop - 1)
    if earliest > latest or latest < days.start:
        return None
    is_inside = (earliest, latest) == (limit.first_day, limit.last_day)
    if not is_inside and limit.most is None:
        return None
    return replace(
        limit,
        first_day=earliest - days.start,
        last_day=latest - days.start,
        least=limit.least if is_inside else 0,
    )


def _wishes(problem: Problem, allowed: Booleans, days: range) -> list[Wish]:
    """The wishes that the rules leave open, weighted in units."""
    shifts, kept = range(len(problem.shifts)), []
    for wish in problem.wishes:
        cost = round(problem.weights.wish * wish.weight / 100 * POINT)
        is_open = any(allowed[wish.agent, wish.day, s] for s in shifts if wish.means(s))
        if wish.day in days and cost and is_open:
            kept.append(replace(wish, day=wish.day - days.start, weight=cost))
    return kept


def _charges(multipliers: FairnessMultipliers, allowed: Booleans, days: range) -> list[Wish]:
    """The charges as wishes against these shifts."""
    charge = np.where(allowed, multipliers.per_start, 0)[:, days.start : days.stop]
    return [
        Wish(agent, day, "avoid", shift, int(charge[agent, day, shift]))
        for agent, day, shift in np.argwhere(charge > 0).tolist()
    ]
