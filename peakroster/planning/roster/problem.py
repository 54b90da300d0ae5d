"""From the shop's words to the roster problem: names become positions, dates and times whole minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.roster.closed_starts import ClosedOffices, ClosedStarts
from peakroster.planning.roster.lateness_curves import late_curves
from peakroster.planning.roster.leave import NO_LEAVE, Leave, leave_of
from peakroster.planning.roster.ledger import balances, wish_factors
from peakroster.planning.roster.limits import free_weekends, limits_of, without_stretches
from peakroster.planning.roster.meetings import problem_meetings
from peakroster.planning.roster.overtime import OvertimeLeft, needed_by_week, pay_factors
from peakroster.planning.roster.plan_days import PlanDays
from peakroster.planning.roster.rotations import problem_rotation
from peakroster.planning.roster.team_rules import with_team_rules
from peakroster.planning.roster.terms import spells, week_minutes
from peakroster.planning.roster.weights import weights_of
from peakroster.planning.staffing.rostered_need import rostered_need
from peakroster.planning.staffing.rostered_queues import (
    rostered_contributions,
    rostered_rows,
    rostered_shop,
)
from scheduler import domain
from scheduler.domain.plan import EarlierWork
from scheduler.domain.shifts import OFF
from scheduler.domain.shop import Shop, on_first_day
from scheduler.domain.weights import Weights
from scheduler.roster.problem.credits import Credit
from scheduler.roster.problem.problem import (
    MINUTES_PER_DAY,
    THOUSANDTHS,
    Agent,
    Break,
    Limit,
    Lock,
    PastShift,
    Problem,
    Shift,
    ShiftCover,
    Wish,
    whole_minutes,
)
from scheduler.roster.problem.weekends import FreeWeekends

_NONE: Mapping[str, int] = {}


@dataclass(frozen=True)
class PlanClock:
    """The clock of a plan: its first midnight and its number of days."""

    first_day: date
    days: int
    interval_minutes: int

    @property
    def start(self) -> datetime:
        """Midnight at which the plan starts."""
        return datetime.combine(self.first_day, time())

    def minutes(self, moments: pd.Series) -> NDArray[np.int64]:
        """Minutes from the plan's start to each timestamp."""
        return np.asarray((moments - pd.Timestamp(self.start)) // pd.Timedelta(minutes=1), dtype=np.int64)

    def slots(self, moments: pd.Series) -> NDArray[np.int64]:
        """Planning intervals from the plan's start to each timestamp."""
        return self.minutes(moments) // self.interval_minutes

    def day(self, day: date) -> int:
        """Days from the plan's first day; negative before it."""
        return (day - self.first_day).days

    def holds(self, day: date) -> bool:
        """Whether the date is one of the plan's days."""
        return 0 <= self.day(day) < self.days


def roster_problem(
    shop: Shop,
    requirement: pd.DataFrame,
    earlier: EarlierWork,
    first_day: date,
    days: int,
    regular_starts: Mapping[str, int] = _NONE,
) -> Problem:
    """Everything the roster depends on.

    Its queues are those of :func:`rostered_shop`: a team that shares queues is one of them.
    requirement: REQUIREMENT_COLUMNS of the plan, tail included. earlier: what plans before it left behind.
    regular_starts: of agents whose own are not in agents.csv, as a search found them for this plan, in
    minutes after midnight.
    """
    shop = on_first_day(shop, first_day)
    clock = PlanClock(first_day, days, shop.settings.interval_minutes)
    contributions = rostered_contributions(shop)
    curves = late_curves(shop, requirement)
    curves = [curve for curve, own in zip(curves, rostered_rows(shop, requirement), strict=True) if own]
    stated, required = shop, required_agents(shop, requirement, clock)
    requirement, shop = requirement[rostered_rows(shop, requirement)], rostered_shop(shop)
    queue_at = {queue: position for position, queue in enumerate(shop.queue_ids)}
    at = requirement["queue"].map(queue_at).to_numpy(np.int64), clock.slots(requirement["timestamp"])
    open_ = np.zeros_like(required, dtype=bool)
    open_[at] = True
    slots = required.shape[1]
    agent_at = {agent.id: position for position, agent in enumerate(shop.agents)}
    shift_at = {shift.name: position for position, shift in enumerate(shop.shifts)}
    past, leave = _past(clock, earlier, shift_at), leave_of(shop, clock.day)
    known_from = 0 if earlier.covered_from is None else clock.day(earlier.covered_from)
    memory = balances(shop, earlier, first_day, days)
    plan_days = PlanDays(first_day, days, known_from)
    factors = pay_factors(shop.settings.holidays, plan_days)
    needed = needed_by_week(required, plan_days, 1440 // clock.interval_minutes)
    overtime = OvertimeLeft(shop.settings.rules, plan_days, factors, needed)
    given = _given(shop.shifts, clock)
    closed = ClosedOffices(stated, plan_days)
    level_points = {level.name: level.points for level in shop.settings.skill_levels}
    locked, weekends = _locked(shop, clock), free_weekends(weights_of(shop), plan_days)
    problem = Problem(
        days=days,
        first_weekday=first_day.weekday(),
        interval_minutes=clock.interval_minutes,
        queues=shop.queue_ids,
        shifts=tuple(_shift(shift, plan_days, shop.settings.reserve_paid_share) for shift in shop.shifts),
        agents=tuple(
            _agent(
                agent,
                clock,
                queue_at,
                shift_at,
                contributions[agent.id],
                leave.get(agent.id, NO_LEAVE),
                past.get(agent.id, ()),
                limits_of(
                    agent,
                    shop.settings.rules,
                    plan_days,
                    leave.get(agent.id, NO_LEAVE),
                    past.get(agent.id, ()),
                    shop.shifts,
                    closed.office(agent.id),
                    locked.get(agent.id, ()),
                ),
                closed.of(agent.id),
                regular_starts.get(agent.id),
                memory.get(agent.id, ()),
                overtime.of(agent, past.get(agent.id, ()), locked.get(agent.id, ())),
                weekends,
                given.get(agent.id, frozenset()),
                plan_days,
                level_points,
            )
            for agent in shop.agents
        ),
        rules=without_stretches(shop.settings.rules),
        required=required,
        open=open_,
        scheduled_before=_scheduled_before(clock, earlier, queue_at, contributions, slots) * open_,
        plan_before=earlier.covers_day_before,
        locks=tuple(
            Lock(
                agent_at[lock.agent_id],
                clock.day(lock.day),
                None if lock.shift == OFF else shift_at[lock.shift],
            )
            for lock in shop.locks
            if clock.holds(lock.day)
        ),
        wishes=_wishes(shop, clock, agent_at, shift_at, wish_factors(shop, earlier)),
        special_days=frozenset(
            day
            for event in shop.events
            for day in range(clock.day(event.start.date()), clock.day(_last_date(event)) + 1)
            if 0 <= day < days
        ),
        weights=weights_of(shop),
        late={
            (int(queue), int(slot)): curve
            for queue, slot, curve in zip(*at, curves, strict=True)
            if curve is not None
        },
        shift_cover=_shift_cover(shop.shifts, plan_days, weights_of(shop), closed),
        queue_weights=tuple(queue.weight for queue in shop.settings.queues),
        meetings=problem_meetings(shop, first_day, days, agent_at),
        pay_factors=factors,
    )
    return with_team_rules(problem, stated, earlier, first_day)


def required_agents(shop: Shop, requirement: pd.DataFrame, clock: PlanClock) -> NDArray[np.int64]:
    """Thousandths of an agent that each queue needs on the roster, shrinkage included, (queues, slots).

    shop, requirement: as they are written; queues of the result as in :func:`rostered_shop`.
    """
    rows = rostered_rows(shop, requirement)
    needed = rostered_need(shop, requirement)[rows] * THOUSANDTHS
    requirement, shop = requirement[rows], rostered_shop(shop)
    queue_at = {queue: position for position, queue in enumerate(shop.queue_ids)}
    slots = (clock.days * 1440 + 720) // clock.interval_minutes
    required = np.zeros((len(queue_at), slots), dtype=np.int64)
    at = requirement["queue"].map(queue_at).to_numpy(np.int64), clock.slots(requirement["timestamp"])
    required[at] = np.round(needed).astype(np.int64)
    return required


def _shift_cover(
    shifts: Sequence[domain.Shift], plan: PlanDays, weights: Weights, closed: ClosedOffices
) -> tuple[ShiftCover, ...]:
    """People wanted for each row of shifts.csv on each day; one missing is as many missing hours as it pays.

    Of a pattern any shift will do, and the mean of their hours is what one missing costs. Of a reserve one
    too many costs as much as one missing: nobody shall stand by for want of anything else to do. Nobody is
    wanted where nobody may be.
    """

    def cover(day: int, places: Sequence[int]) -> ShiftCover:
        first = shifts[places[0]]
        hours = sum(shifts[place].paid_minutes for place in places) / 60 / len(places)
        below = hours * (weights.reserve if first.reserve else weights.shortage)
        return ShiftCover(day, frozenset(places), first.wanted or 0, below, below if first.reserve else 0.0)

    rows: dict[int, list[int]] = {}
    for place, shift in enumerate(shifts):
        if shift.wanted or shift.reserve:
            rows.setdefault(shift.row, []).append(place)
    return tuple(
        cover(day, places)
        for day in range(plan.days)
        for places in rows.values()
        if plan.has(shifts[places[0]], day) and not closed.closes_for_all(day, places)
    )


def _last_date(event: domain.Event) -> date:
    """The last date the event touches; its end is excluded."""
    return (event.end - timedelta(minutes=1)).date()


def _shift(shift: domain.Shift, plan: PlanDays, reserve_paid_share: float) -> Shift:
    days = frozenset(day for day in range(plan.days) if plan.has(shift, day))
    some = None if len(days) == plan.days else days
    breaks = tuple(Break(rest.minutes, rest.window.start, rest.window.end) for rest in shift.breaks)
    if shift.meal is None:
        paid = reserve_paid_share if shift.reserve else 1.0
        return Shift(
            *(shift.name, shift.start, shift.end),
            breaks=breaks,
            days=some,
            pay_share=paid,
            given=shift.cells is not None,
        )
    return Shift(
        *(
            shift.name,
            shift.start,
            shift.end,
            shift.meal_minutes,
            shift.meal.start,
            shift.meal.end,
            breaks,
            some,
        ),
        given=shift.cells is not None,
    )


def _given(shifts: Sequence[domain.Shift], clock: PlanClock) -> dict[str, frozenset[tuple[int, int]]]:
    """Days and positions of what leave leaves of shifts, by agent."""
    found: dict[str, set[tuple[int, int]]] = {}
    for place, shift in enumerate(shifts):
        for agent_id, day in shift.cells or ():
            if clock.holds(day):
                found.setdefault(agent_id, set()).add((clock.day(day), place))
    return {agent_id: frozenset(own) for agent_id, own in found.items()}


def _past(
    clock: PlanClock, earlier: EarlierWork, shift_at: Mapping[str, int]
) -> dict[str, tuple[PastShift, ...]]:
    """What each agent worked before the plan, in order of time."""
    worked = earlier.roster.sort_values("start", kind="stable")
    past: dict[str, list[PastShift]] = {}
    for agent, day, shift, start, end, paid in zip(
        worked["agent_id"],
        worked["date"],
        worked["shift"],
        clock.minutes(worked["start"]),
        clock.minutes(worked["end"]),
        worked["paid_hours"],
        strict=True,
    ):
        past.setdefault(agent, []).append(
            PastShift(clock.day(day), int(start), int(end), round(paid * 60), shift_at.get(shift))
        )
    return {agent: tuple(shifts) for agent, shifts in past.items()}


def _locked(shop: Shop, clock: PlanClock) -> dict[str, list[tuple[int, int]]]:
    """Day and paid minutes of the shifts that are locked in the plan, by agent."""
    paid = {shift.name: shift.paid_minutes for shift in shop.shifts}
    locked: dict[str, list[tuple[int, int]]] = {}
    for lock in shop.locks:
        if lock.shift in paid and clock.holds(lock.day):
            locked.setdefault(lock.agent_id, []).append((clock.day(lock.day), paid[lock.shift]))
    return locked


def _agent(
    agent: domain.Agent,
    clock: PlanClock,
    queue_at: Mapping[str, int],
    shift_at: Mapping[str, int],
    contribution: tuple[int, ...],
    leave: Leave,
    past: tuple[PastShift, ...],
    limits: tuple[Limit, ...],
    closed: ClosedStarts,
    regular_start: int | None,
    balances: tuple[tuple[str, int], ...],
    overtime_minutes: tuple[int, ...],
    weekends: tuple[FreeWeekends, ...],
    given: frozenset[tuple[int, int]],
    plan: PlanDays,
    level_points: Mapping[str, float],
) -> Agent:
    weeks = 1 + (clock.first_day.weekday() + clock.days - 1) // 7
    return Agent(
        id=agent.id,
        skills=frozenset(queue_at[skill] for skill in agent.skills),
        min_minutes_week=whole_minutes(agent.min_hours_week),
        max_minutes_week=whole_minutes(agent.max_hours_week),
        shifts=None if agent.shifts is None else frozenset(shift_at[name] for name in agent.shifts),
        weekdays=agent.weekdays,
        hours=None if agent.hours is None else (agent.hours.start, agent.hours.end),
        employed_from=None if agent.first_day is None else clock.day(agent.first_day),
        employed_until=None if agent.last_day is None else clock.day(agent.last_day),
        leave=frozenset(day for day in leave.days if 0 <= day < clock.days),
        away=leave.within(0, (clock.days + 1) * MINUTES_PER_DAY),
        given=given,
        credits=tuple(
            Credit(clock.day(one.day), one.minutes, one.at_work, one.alone)
            for one in agent.credits
            if 0 <= clock.day(one.day) + clock.first_day.weekday() < 7 * weeks
        ),
        closed=closed.days,
        shut=closed.starts,
        past=past,
        limits=limits,
        rules=without_stretches(agent.rules),
        hourly_cost=agent.hourly_cost or 0.0,
        contribution=contribution,
        regular_start=regular_start if agent.regular_start is None else agent.regular_start,
        balances=balances,
        overtime_minutes=overtime_minutes,
        rotation=problem_rotation(agent, clock.first_day, shift_at),
        free_weekends=weekends,
        week_minutes=week_minutes(agent, plan),
        queue_points=_queue_points(agent, queue_at, level_points),
        spells=spells(agent, plan, shift_at),
    )


def _queue_points(
    agent: domain.Agent, queue_at: Mapping[str, int], level_points: Mapping[str, float]
) -> tuple[tuple[int, float], ...]:
    """Queues whose level of skill has a price; queues that a team shares have none."""
    return tuple(
        (queue_at[queue], level_points[level])
        for queue, level in agent.skill_levels
        if level_points.get(level) and queue in queue_at
    )


def _wishes(
    shop: Shop,
    clock: PlanClock,
    agent_at: dict[str, int],
    shift_at: dict[str, int],
    factors: Mapping[str, float],
) -> tuple[Wish, ...]:
    return tuple(
        Wish(
            agent_at[request.agent_id],
            clock.day(request.day),
            request.kind,
            _first_wanted(request, shift_at),
            max(1, round(request.weight * 100 * factors[request.agent_id])),
            frozenset(shift_at[name] for name in request.of_pattern),
        )
        for request in shop.requests
        if request.kind != "leave" and clock.holds(request.day)
    )


def _first_wanted(request: domain.Request, shift_at: dict[str, int]) -> int | None:
    """The shift that a wish names, or the first of its pattern."""
    if request.shift is None or request.kind == "prefer_off":
        return None  # a day off is a day off, whatever shift the row may name beside it
    return shift_at[(*request.of_pattern, request.shift)[0]]


def _scheduled_before(
    clock: PlanClock,
    earlier: EarlierWork,
    queue_at: dict[str, int],
    contributions: Mapping[str, tuple[int, ...]],
    slots: int,
) -> NDArray[np.int64]:
    """Thousandths of an agent of earlier plans' shifts at their desks, shape (queues, slots).

    Who is no longer in agents.csv counts as one agent.
    """
    scheduled = np.zeros((len(queue_at), slots), dtype=np.int64)
    done = earlier.activities
    reaching = done[(done["end"] > pd.Timestamp(clock.start)) & done["activity"].isin(queue_at)]
    starts, ends = clock.minutes(reaching["start"]), clock.minutes(reaching["end"])
    for agent, queue, start, end in zip(
        reaching["agent_id"], reaching["activity"], starts, ends, strict=True
    ):
        # Only whole intervals count as served.
        first, last = max(0, -(-int(start) // clock.interval_minutes)), int(end) // clock.interval_minutes
        counts = contributions.get(agent, ())
        scheduled[queue_at[queue], first:last] += counts[queue_at[queue]] if counts else THOUSANDTHS
    return scheduled
