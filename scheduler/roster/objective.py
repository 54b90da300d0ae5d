"""The objective, in units of 1/1000 point: customers late and people missing, paid hours, contracted hours,
hours beyond need, wishes, fairness, cover by shift.

Constants are left out: what an interval costs at its best number of agents, intervals that no shift of the
plan can reach, and wishes that no rule leaves open.
"""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.eligibility import touches_night
from scheduler.roster.shortfalls import contracted_minutes
from scheduler.roster.variables import Expression, Variables


def minimise(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """Give the model its objective."""
    terms = [
        *_coverage(model, problem, variables),
        *_idle(problem, variables),
        *_paid(problem, variables),
        *_contracts(model, problem, variables),
        *_wishes(problem, variables),
        *_fairness(model, problem, variables),
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


def _paid(problem: Problem, variables: Variables) -> list[Expression]:
    terms: list[Expression] = []
    for (agent, _, shift), works in variables.works.items():
        hours = problem.shifts[shift].paid_minutes / 60
        cost = round(problem.weights.cost * problem.agents[agent].hourly_cost * hours * POINT)
        if cost:
            terms.append(cost * works)
    return terms


def _contracts(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    terms: list[Expression] = []
    a_minute = round(problem.weights.contract * POINT / 60)
    for (agent, week), minutes in contracted_minutes(problem).items():
        paid = [
            problem.shifts[s].paid_minutes * variables.works[agent, day, s]
            for day in range(problem.days)
            if problem.week(day) == week
            for s in range(len(problem.shifts))
            if (agent, day, s) in variables.works
        ]
        if paid:
            missing = model.new_int_var(0, minutes, f"contract_{agent}_{week}")
            model.add(missing + sum(paid) >= minutes)
            terms.append(a_minute * missing)
    return terms


def _wishes(problem: Problem, variables: Variables) -> list[Expression]:
    terms: list[Expression] = []
    for wish in problem.wishes:
        cost = round(problem.weights.wish * wish.weight / 100 * POINT)
        choices = [
            variables.works[wish.agent, wish.day, s]
            for s in range(len(problem.shifts))
            if (wish.agent, wish.day, s) in variables.works and wish.means(s)
        ]
        if choices:
            worked = sum(choices)
            terms.append(cost * (1 - worked) if wish.kind == "prefer" else cost * worked)
    return terms


def _fairness(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    """An agent's second night costs one unit, the third two more, …: least when they are spread evenly.

    The same for weekend days and sale days. The sum of ``count - k`` for k = 1, 2, … grows with the
    square of the count, and its pieces are whole numbers, so the relaxation loses nothing.
    """
    cost = round(problem.weights.fairness * POINT)
    if not cost:
        return []
    night = [touches_night(shift, problem.rules.night) for shift in problem.shifts]
    terms: list[Expression] = []
    counted: dict[tuple[int, str], dict[int, list[cp_model.IntVar]]] = {}
    for (agent, day, shift), works in variables.works.items():
        kinds = {
            "night": night[shift],
            "weekend": problem.weekday(day) >= 5,
            "sale": day in problem.special_days,
        }
        for kind in (kind for kind, applies in kinds.items() if applies):
            counted.setdefault((agent, kind), {}).setdefault(day, []).append(works)
    for (agent, kind), by_day in counted.items():
        total = sum(works for choices in by_day.values() for works in choices)
        for k in range(1, len(by_day)):
            more = model.new_int_var(0, len(by_day) - k, f"uneven_{kind}_{agent}_{k}")
            model.add(more >= total - k)
            terms.append(cost * more)
    return terms


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
