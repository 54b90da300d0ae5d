"""Free weekends: each weekend that somebody works beyond those which leave the month free ones has a price.

Whether a weekend is worked is no sum of starts: a Sunday adds only where its Saturday was off. That is the
form of a hard limit on weekends, and the price is one on the same sum: nothing up to an allowance, then so
much for each. What earlier plans took of the allowance is theirs and is not paid for again.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.problem.weekends import FreeWeekends
from scheduler.roster.rules.constraint_forms import SumConstraint
from scheduler.roster.rules.own_limits import weekend_amounts

_SATURDAY = 5


def free_weekend_sums(problem: Problem) -> tuple[tuple[SumConstraint, ...], ...]:
    """The price of weekends by agent; agents with the same stretches and past share the same objects."""
    price = round(problem.weights.free_weekend * POINT)
    known: dict[object, tuple[SumConstraint, ...]] = {}
    found = []
    for place, agent in enumerate(problem.agents):
        stretches = agent.free_weekends if price else ()
        key = stretches, _weekend_days_before(problem, place) if stretches else frozenset()
        if key not in known:
            sums = (_sum(problem, stretch, place, price) for stretch in stretches)
            known[key] = tuple(one for one in sums if one is not None)
        found.append(known[key])
    return tuple(found)


def _sum(problem: Problem, stretch: FreeWeekends, agent: int, price: int) -> SumConstraint | None:
    """None where the plan has no more weekends than are free of charge."""
    days = range(max(0, stretch.first_day), min(problem.days - 1, stretch.last_day) + 1)
    if not days:
        return None
    before = [shift for shift in problem.agents[agent].past if stretch.first_day <= shift.day]
    amounts, after_off, worked = weekend_amounts(problem, days, before)
    allowance = max(0, stretch.most - worked)
    counted = np.flatnonzero(amounts.any(axis=1)).tolist()
    if len({problem.week(days[place]) for place in counted}) <= allowance:
        return None
    return SumConstraint(
        "free_weekends", days[0], amounts, after_off, allowance=allowance, excess_penalty=price
    )


def weekends_beyond(problem: Problem, assignments: Iterable[Assignment]) -> int:
    """Weekends that the plan adds beyond the allowance, of all agents and stretches."""
    before = [_weekend_days_before(problem, place) for place in range(len(problem.agents))]
    now = [set(days) for days in before]
    for one in assignments:
        if problem.weekday(one.day) >= _SATURDAY:
            now[one.agent].add(one.day)
    beyond = 0
    for place, agent in enumerate(problem.agents):
        for stretch in agent.free_weekends:
            had, has = (
                len({problem.week(day) for day in days if stretch.first_day <= day <= stretch.last_day})
                for days in (before[place], now[place])
            )
            beyond += max(0, has - stretch.most) - max(0, had - stretch.most)
    return beyond


def _weekend_days_before(problem: Problem, agent: int) -> frozenset[int]:
    """Saturdays and Sundays that the agent worked before the plan."""
    past = problem.agents[agent].past
    return frozenset(shift.day for shift in past if problem.weekday(shift.day) >= _SATURDAY)
