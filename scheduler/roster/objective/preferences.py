"""What is wished for one agent and may be refused at a price: the soft parts of the objective, by person.

All prices are whole units of 1/1000 point.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.constraint_forms import Booleans, Count, Integers
from scheduler.roster.rules.eligibility import touches_night


def contracts(problem: Problem) -> dict[int, tuple[Count, ...]]:
    """By agent: the paid minutes that are due in each week, and the price of a missing one. Agents to whom
    the same is due share theirs."""
    a_minute = round(problem.weights.contract * POINT / 60)
    paid = np.array([shift.paid_minutes for shift in problem.shifts], dtype=np.int64)
    if not a_minute:
        return {}
    due: dict[int, tuple[tuple[int, int], ...]] = {}
    for (agent, week), minutes in contracted_minutes(problem).items():
        due[agent] = (*due.get(agent, ()), (week, minutes))

    def count(week: int, minutes: int) -> Count:
        days = [day for day in range(problem.days) if problem.week(day) == week]
        amounts = np.broadcast_to(paid, (len(days), len(paid)))
        return Count("contract", days[0], amounts, _never(len(days)), aim=minutes, short=a_minute)

    known = {weeks: tuple(count(*week) for week in weeks) for weeks in set(due.values())}
    return {agent: known[weeks] for agent, weeks in due.items()}


def fairness(problem: Problem) -> Iterator[Count]:
    """Nights, days at weekends, sale days of the plan: the second costs one unit, the third two more."""
    unit = round(problem.weights.fairness * POINT)
    if not unit:
        return
    days, shifts = problem.days, len(problem.shifts)
    nights = np.array([touches_night(shift, problem.rules.night_hours) for shift in problem.shifts])
    weekend = np.array([problem.weekday(day) >= 5 for day in range(days)])
    sale = np.array([day in problem.special_days for day in range(days)])
    for kind, on in (
        ("night", np.broadcast_to(nights, (days, shifts))),
        ("weekend", np.broadcast_to(weekend[:, None], (days, shifts))),
        ("sale", np.broadcast_to(sale[:, None], (days, shifts))),
    ):
        if on.any():
            yield Count(kind, 0, on.astype(np.int64), _never(days), rising=unit)


def prices(problem: Problem, allowed: Booleans) -> tuple[Integers, int]:
    """Wishes and paid hours: what each start costs, shape (agents, days, shifts), and what all wishes cost
    while nobody works. A wish that no rule leaves open (``allowed``, same shape) is left out."""
    agents, days, shifts = len(problem.agents), problem.days, len(problem.shifts)
    price = np.zeros((agents, days, shifts), dtype=np.int64)
    nobody = 0
    for wish in problem.wishes:
        cost = round(problem.weights.wish * wish.weight / 100 * POINT)
        which = np.array([wish.means(s) for s in range(shifts)], dtype=np.bool_)
        if wish.kind != "prefer":
            price[wish.agent, wish.day, which] += cost
        elif (which & allowed[wish.agent, wish.day]).any():
            nobody += cost
            price[wish.agent, wish.day, which] -= cost
    hours = np.array([shift.paid_minutes for shift in problem.shifts]) / 60
    hourly = np.array([problem.weights.cost * agent.hourly_cost * POINT for agent in problem.agents])
    if hourly.any():
        price += np.round(hourly[:, None] * hours).astype(np.int64)[:, None, :]
    return price, nobody


def _never(days: int) -> np.ndarray:
    return np.zeros(days, dtype=np.bool_)
