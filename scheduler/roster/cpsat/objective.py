"""The objective, in units of 1/1000 point: customers late and people missing, paid hours, contracted hours,
hours beyond need, wishes, fairness, cover by shift.

Constants are left out: what an interval costs at its best number of agents, intervals that no shift of the
plan can reach, and wishes that no rule leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.variables import Expression, Variables
from scheduler.roster.objective import preferences
from scheduler.roster.objective.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.constraint_forms import Count


def minimise(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """Give the model its objective."""
    terms = [
        *_coverage(model, problem, variables),
        *_idle(problem, variables),
        *_prices(problem, variables),
        *_counts(model, problem, variables),
        *_shift_cover(model, problem, variables),
    ]
    model.minimize(sum(terms))


def _coverage(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    terms: list[Expression] = []
    reach: dict[tuple[int, int], list[Expression]] = {}
    for (_, slot, queue), count in variables.service.items():
        reach.setdefault((queue, slot), []).append(count)
    costs = coverage_costs(problem)
    for (queue, slot), counts in sorted(reach.items()):
        before = int(problem.scheduled_before[queue, slot])
        most = len(problem.agents) + before
        scheduled = sum(counts) + before
        terms += interval_terms(model, costs[queue, slot], scheduled, most, f"{queue}_{slot}")
    return terms


def interval_terms(
    model: cp_model.CpModel, cost: IntervalCost, scheduled: Expression, most: int, name: str
) -> list[Expression]:
    """Terms whose least sum is the cost of ``scheduled`` agents (at most ``most``).

    The pieces away from the best number are variables of their own; convexity fills them in order.
    """
    below = [
        (model.new_int_var(0, width, f"missing_{name}_{piece}"), slope)
        for piece, (width, slope) in enumerate(cost.below)
    ]
    above = [
        (model.new_int_var(0, most if width is None else min(width, most), f"beyond_{name}_{piece}"), slope)
        for piece, (width, slope) in enumerate(cost.above)
    ]
    model.add(scheduled == cost.best - sum(v for v, _ in below) + sum(v for v, _ in above))
    return [slope * variable for variable, slope in below + above]


def _idle(problem: Problem, variables: Variables) -> list[Expression]:
    one = round(problem.weights.overstaffing * problem.interval_minutes / 60 * POINT)
    return [one * at_desk for at_desk in variables.idle.values()]


def _prices(problem: Problem, variables: Variables) -> list[Expression]:
    """Wishes and paid hours: what each start costs, and what the wishes cost while nobody works."""
    allowed = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=bool)
    for start in variables.works:
        allowed[start] = True
    price, nobody = preferences.prices(problem, allowed)
    return [nobody, *(int(price[start]) * works for start, works in variables.works.items() if price[start])]


def _counts(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    """Contracted hours and fairness: what is missing of an aim, and the k-th of what is to be spread evenly.

    The k-th costs k - 1 units. The sum of ``count - k`` for k = 1, 2, … grows with the square of the count,
    and its pieces are whole numbers, so the relaxation loses nothing.
    """
    starts: dict[int, list[tuple[int, int, cp_model.IntVar]]] = {}
    for (agent, day, shift), works in variables.works.items():
        starts.setdefault(agent, []).append((day, shift, works))
    due, spread = preferences.contracts(problem), list(preferences.fairness(problem))
    terms: list[Expression] = []
    for agent, own in starts.items():
        for count in (*due.get(agent, ()), *spread):
            days = range(count.first_day, count.last_day + 1)
            amounts = [
                (day, int(count.amounts[day - count.first_day, shift]), works)
                for day, shift, works in own
                if day in days and count.amounts[day - count.first_day, shift]
            ]
            if amounts:
                total = sum(amount * works for _, amount, works in amounts)
                most = len({day for day, _, _ in amounts})
                terms += _count(model, count, total, most, f"{count.rule}_{agent}_{count.first_day}")
    return terms


def _count(
    model: cp_model.CpModel, count: Count, total: Expression, most: int, name: str
) -> Iterator[Expression]:
    """most: days that count; what rises counts days."""
    if count.short:
        missing = model.new_int_var(0, count.aim, f"missing_{name}")
        model.add(missing + total >= count.aim)
        yield count.short * missing
    if count.rising:
        for k in range(1, most):
            more = model.new_int_var(0, most - k, f"uneven_{name}_{k}")
            model.add(more >= total - k)
            yield count.rising * more


def _shift_cover(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    terms: list[Expression] = []
    for number, cover in enumerate(problem.shift_cover):
        below, above = round(cover.below * POINT), round(cover.above * POINT)
        cost = IntervalCost(cover.wanted, ((cover.wanted, below),), ((None, above),))
        starting = sum(
            count
            for (_, day, shift), count in variables.staff.items()
            if day == cover.day and shift in cover.shifts
        )
        terms += interval_terms(model, cost, starting, len(problem.agents), f"cover_{number}")
    return terms
