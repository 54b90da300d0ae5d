"""Who else could? Everybody for one shift, ranked by what it does to them and to the customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from scheduler.alternatives.exchanges import OFF, Exchange, Move, OpenShift
from scheduler.alternatives.objections import Objections
from scheduler.alternatives.standing_roster import StandingRoster, standing_roster
from scheduler.audit.facts.plan_data import PlanData
from scheduler.roster.objective.overtime import overtime_worked
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.solution import Activity, Assignment
from scheduler.roster.problem.terms import least_minutes, most_minutes
from scheduler.roster.rules.eligibility import touches_night
from scheduler.roster.team.arrays import Integers


@dataclass(frozen=True)
class Week:
    """One agent's calendar week with and without an exchange: paid hours; contract: least and most hours of a
    week by agents.csv, None = none."""

    agent: int
    before: float
    after: float
    contract: tuple[float | None, float | None]


@dataclass(frozen=True)
class Effect:
    """What an exchange does to one agent.

    week: hours of the week of the shift. rest: hours from the end of the shift before to the start of the
    shift and from its end to the next one, None where there is none; None for somebody without it. nights,
    weekend_days: of the plan, afterwards. more_nights, more_weekend_days, wishes_broken: how many more. pay:
    change, in units of hourly_cost. points: change of the agent's own part of the objective.
    """

    agent: int
    week: Week
    rest: tuple[float | None, float | None] | None
    nights: int
    more_nights: int
    weekend_days: int
    more_weekend_days: int
    wishes_broken: int
    pay: float
    points: float


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take the shift alone, or not.

    instead_of: the shift of that day that they would leave; OFF = none. objections: codes of the rules that
    say no, the hardest to change first; empty = none does.
    """

    agent: int
    instead_of: int
    objections: tuple[str, ...]
    exchange: Exchange
    effect: Effect


@dataclass(frozen=True)
class Trade:
    """A swap of two or a chain of three, which no rule forbids, and what it does to each."""

    exchange: Exchange
    effects: tuple[Effect, ...]


@dataclass(frozen=True)
class WhoCould:
    """The answer for one shift. Points, hours and customers are changes to the roster at hand.

    giver: who has the shift now; None for an additional one. giver_objections: rules that keep the giver from
    a day off. nobody: what happens if nobody takes it. candidates: everybody but the giver and who works the
    shift already; without objections first, then by points. trades: the cheapest, by points.
    """

    day: int
    shift: int
    giver: int | None
    giver_objections: tuple[str, ...]
    nobody: Exchange
    candidates: tuple[Candidate, ...]
    trades: tuple[Trade, ...]


def who_could(
    data: PlanData,
    problem: Problem,
    assignments: Sequence[Assignment],
    activities: Sequence[Activity],
    day: int,
    shift: int,
    giver: int | None = None,
    most_trades: int = 10,
) -> WhoCould:
    """Rank everybody for a shift that starts on a day of the plan.

    Parameters
    ----------
    data
        The plan as the audit reads it; rules object by it.
    problem, assignments, activities
        The same plan as the search has it; positions as in the problem.
    giver
        Who works this shift that day and gives it away, a lock or not; None = an additional shift.
    """
    if giver is not None:
        locks = tuple(lock for lock in problem.locks if (lock.agent, lock.day) != (giver, day))
        problem = replace(problem, locks=locks)
        shop = data.shop
        left = tuple(
            lock
            for lock in shop.locks
            if (lock.agent_id, lock.day) != (shop.agents[giver].id, data.first_day + timedelta(days=day))
        )
        data = replace(data, shop=replace(shop, locks=left))
    roster = standing_roster(problem, assignments, activities)
    objections = _Objections(data)
    open_shift = OpenShift(roster, day, shift, giver)
    takers = open_shift.takers()
    candidates = []
    for agent, exchange in enumerate(takers.one_by_one):
        if exchange is None:
            continue
        codes: tuple[str, ...] = ()
        if not takers.legal[agent]:
            codes = objections.of(agent, {day: shift})
        before = int(roster.team.pattern[agent, day])
        effect = _effect(roster, agent, exchange.moves, day)
        candidates.append(Candidate(agent, before, codes, exchange, effect))
    candidates.sort(key=lambda one: (len(one.objections), one.exchange.cost, one.agent))
    giver_objections: tuple[str, ...] = ()
    if giver is not None and not takers.giver_may:
        giver_objections = objections.of(giver, {day: OFF})
    trades = [
        Trade(one, tuple(_effect(roster, agent, one.moves, day) for agent in one.people))
        for one in open_shift.exchanges(most_trades)
    ]
    return WhoCould(day, shift, giver, giver_objections, takers.nobody, tuple(candidates), tuple(trades))


class _Objections:
    """The audit's objections to changes by positions."""

    def __init__(self, data: PlanData) -> None:
        self._data, self._asked = data, Objections(data)

    def of(self, agent: int, changes: Mapping[int, int]) -> tuple[str, ...]:
        named: dict[date, str | None] = {
            self._data.first_day + timedelta(days=day): None if shift < 0 else self._data.shifts[shift].name
            for day, shift in changes.items()
        }
        return self._asked.of(self._data.agents[agent], named)


def _effect(roster: StandingRoster, agent: int, moves: Sequence[Move], day: int) -> Effect:
    problem, before = roster.problem, roster.team.pattern[agent]
    after = before.copy()
    for move in moves:
        if move.agent == agent:
            after[move.day] = move.after
    own = [move for move in moves if move.agent == agent and move.after >= 0]
    nights, weekend = _nights(problem, after), _weekend_days(problem, after)
    change = roster.team.individual_cost(agent, after) - roster.team.individual_cost(agent, before)
    return Effect(
        agent,
        _week(problem, agent, before, after, day),
        _rest(problem, agent, after, own[0].day) if own else None,
        nights,
        nights - _nights(problem, before),
        weekend,
        weekend - _weekend_days(problem, before),
        _wishes_broken(problem, agent, after) - _wishes_broken(problem, agent, before),
        _pay(problem, agent, after) - _pay(problem, agent, before),
        float(change) / 1000,
    )


def _paid(problem: Problem, pattern: Integers) -> int:
    return sum(problem.shifts[shift].paid_minutes for shift in pattern.tolist() if shift >= 0)


def _pay(problem: Problem, agent: int, pattern: Integers) -> float:
    """Pay of the plan, with what overtime and holidays bring beyond the ordinary hour."""
    own = [Assignment(agent, day, shift) for day, shift in enumerate(pattern.tolist()) if shift >= 0]
    worked = overtime_worked(problem, own).get(agent)
    beyond = 0.0 if worked is None else worked.surcharge
    hours = sum(problem.shifts[one.shift].pay_hours for one in own)
    return problem.agents[agent].hourly_cost * (hours + beyond)


def _week(problem: Problem, agent: int, before: Integers, after: Integers, day: int) -> Week:
    person, week = problem.agents[agent], problem.week(day)
    past = sum(shift.paid_minutes for shift in person.past if problem.week(shift.day) == week)
    days = [other for other in range(problem.days) if problem.week(other) == week]
    hours = [(past + _paid(problem, pattern[days])) / 60 for pattern in (before, after)]
    least, most = (
        None if minutes is None else minutes / 60
        for minutes in (least_minutes(person, week), most_minutes(person, week))
    )
    return Week(agent, hours[0], hours[1], (least, most))


def _rest(problem: Problem, agent: int, pattern: Integers, day: int) -> tuple[float | None, float | None]:
    shift = problem.shifts[pattern[day]]
    start, end = (day * MINUTES_PER_DAY + minute for minute in (shift.start, shift.end))
    others = [(past.start, past.end) for past in problem.agents[agent].past]
    for other, worked in enumerate(pattern.tolist()):
        if other != day and worked >= 0:
            its, midnight = problem.shifts[worked], other * MINUTES_PER_DAY
            others.append((midnight + its.start, midnight + its.end))
    before = [start - its_end for its_start, its_end in others if its_start < start]
    after = [its_start - end for its_start, _ in others if its_start >= start]
    return (min(before) / 60 if before else None), (min(after) / 60 if after else None)


def _nights(problem: Problem, pattern: Integers) -> int:
    night = problem.rules.night_hours
    return sum(touches_night(problem.shifts[shift], night) for shift in pattern.tolist() if shift >= 0)


def _weekend_days(problem: Problem, pattern: Integers) -> int:
    return sum(shift >= 0 and problem.weekday(day) >= 5 for day, shift in enumerate(pattern.tolist()))


def _wishes_broken(problem: Problem, agent: int, pattern: Integers) -> int:
    broken = 0
    for wish in problem.wishes:
        if wish.agent == agent:
            shift = int(pattern[wish.day])
            broken += (shift >= 0 and wish.means(shift)) != (wish.kind == "prefer")
    return broken
