"""What overtime and holidays cost beyond the ordinary pay of an hour.

The cost of ``u`` ordinary minutes in a week of ``b`` is ``p * max(0, u - b)``, and that is ``p * u + p *
max(0, b - u) - p * b``: a price of each start, a target of ``b`` minutes with a penalty for each one missing,
and a constant. So overtime needs no form of its own in any engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Booleans, Integers, SumConstraint
from scheduler.roster.rules.overtime import ordinary_and_extended, ordinary_day, overtime_weeks


@dataclass(frozen=True)
class OvertimeCosts:
    """Costs in units of 1/1000 point. sums: by agent, shared by those who have the same. start: of each
    start, (agents, days, shifts). constant: of the empty roster, without what the targets of ``sums`` add to
    it."""

    sums: dict[int, tuple[SumConstraint, ...]]
    start: Integers
    constant: int


@dataclass(frozen=True)
class OvertimeWorked:
    """Minutes of one agent: beyond the ordinary day, beyond the ordinary week, and on holidays.

    overtime_surcharge, holiday_surcharge: hours' worth of pay beyond the ordinary pay of these hours.
    """

    extended: int = 0
    rest_day: int = 0
    holiday: int = 0
    overtime_surcharge: float = 0.0
    holiday_surcharge: float = 0.0

    @property
    def surcharge(self) -> float:
        """Hours' worth of pay beyond the ordinary pay, of both."""
        return self.overtime_surcharge + self.holiday_surcharge


def overtime_costs(problem: Problem, allowed: Booleans) -> OvertimeCosts:
    """The costs of all agents. allowed: where a shift may start, (agents, days, shifts).

    Weeks in which nobody can come beyond the ordinary minutes are left out: they cost nothing anyway.
    """
    start, constant = np.zeros(allowed.shape, dtype=np.int64), 0
    sums: dict[int, tuple[SumConstraint, ...]] = {}
    shared: dict[object, SumConstraint] = {}
    together: dict[tuple[int, ...], tuple[SumConstraint, ...]] = {}
    _add_holidays(problem, start)
    if problem.rules.overtime is None:
        return OvertimeCosts({}, start, 0)
    known: dict[range, tuple[Integers, Integers]] = {}
    for agent in range(len(problem.agents)):
        extended_price, rest_day_price = minute_prices(problem, agent)
        own = []
        for week in overtime_weeks(problem, agent):
            days = slice(week.days.start, week.days.stop)
            if week.days not in known:
                known[week.days] = ordinary_and_extended(problem, week.days)
            ordinary, extended = known[week.days]
            start[agent, days] += np.round(extended_price * extended).astype(np.int64)
            most = int(np.where(allowed[agent, days], ordinary, 0).max(axis=1, initial=0).sum())
            if not rest_day_price or most <= week.ordinary_left:
                continue
            start[agent, days] += rest_day_price * ordinary
            constant -= rest_day_price * week.ordinary_left
            if week.ordinary_left:
                key = (week.days, week.ordinary_left, rest_day_price)
                if key not in shared:
                    shared[key] = SumConstraint(
                        "overtime",
                        week.days.start,
                        ordinary,
                        np.zeros(len(week.days), dtype=np.bool_),
                        target=week.ordinary_left,
                        shortfall_penalty=rest_day_price,
                    )
                own.append(shared[key])
        if own:
            sums[agent] = together.setdefault(tuple(map(id, own)), tuple(own))
    return OvertimeCosts(sums, start, constant)


def minute_prices(problem: Problem, agent: int) -> tuple[float, int]:
    """Units for a minute beyond the ordinary day, and for one beyond the ordinary week.

    The second is whole: the search counts it minute by minute.
    """
    overtime, weights = problem.rules.overtime, problem.weights
    assert overtime is not None
    hourly = weights.cost * problem.agents[agent].hourly_cost
    extended, rest_day = (
        (weights.overtime + hourly * (factor - 1)) * POINT / 60
        for factor in (overtime.extended_factor, overtime.rest_day_factor)
    )
    return extended, round(rest_day)


def _add_holidays(problem: Problem, start: Integers) -> None:
    """The surcharge of each start on a day that is paid as a holiday."""
    hours = np.array([shift.pay_hours for shift in problem.shifts])
    hourly = np.array([problem.weights.cost * agent.hourly_cost * POINT for agent in problem.agents])
    for day, factor in problem.pay_factors.items():
        if 0 <= day < problem.days:
            start[:, day] += np.round((factor - 1) * hourly[:, None] * hours).astype(np.int64)


def overtime_worked(problem: Problem, assignments: Sequence[Assignment]) -> dict[int, OvertimeWorked]:
    """What each agent works in the plan beyond ordinary hours, and on holidays; only those with any."""
    by_agent: dict[int, list[Assignment]] = {}
    for a in assignments:
        by_agent.setdefault(a.agent, []).append(a)
    worked = {agent: _worked(problem, agent, by_agent[agent]) for agent in sorted(by_agent)}
    return {agent: one for agent, one in worked.items() if one != OvertimeWorked()}


def _worked(problem: Problem, agent: int, assignments: Sequence[Assignment]) -> OvertimeWorked:
    overtime, extended, rest_day, holiday = problem.rules.overtime, 0, 0, 0
    overtime_surcharge = holiday_surcharge = 0.0
    ordinary = Counter[int]()
    for a in assignments:
        paid, factor = problem.shifts[a.shift].paid_minutes, problem.pay_factors.get(a.day)
        if factor is not None:
            holiday += paid
            holiday_surcharge += (factor - 1) * problem.shifts[a.shift].pay_hours
        elif overtime is not None:
            beyond = max(0, paid - ordinary_day(problem))
            extended += beyond
            ordinary[problem.week(a.day)] += paid - beyond
    if overtime is not None:
        for number, week in enumerate(overtime_weeks(problem, agent)):
            rest_day += max(0, ordinary[number] - week.ordinary_left)
        overtime_surcharge = (
            (overtime.extended_factor - 1) * extended + (overtime.rest_day_factor - 1) * rest_day
        ) / 60
    return OvertimeWorked(extended, rest_day, holiday, overtime_surcharge, holiday_surcharge)
