"""Objective of the model, in units of 1/1000 point: coverage, idle time, start costs and jumps, soft sums,
single days, cover by shift, joint rows.

Constants are left out: the cost of an interval at its cheapest number of agents, intervals that no shift of
the plan can reach, and wishes that no rule leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.constraints import summed
from scheduler.roster.cpsat.joint_rows import joint_terms
from scheduler.roster.cpsat.variables import Expression, Variables
from scheduler.roster.objective import preferences
from scheduler.roster.objective.costs import POINT, IntervalCost, coverage_costs, idle_cost
from scheduler.roster.objective.lone_days import lone_days
from scheduler.roster.objective.overtime import OvertimeCosts, overtime_costs
from scheduler.roster.objective.start_jumps import jump_cost
from scheduler.roster.objective.unavoidable import reached_slots
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.rules.constraint_forms import SumConstraint


def minimise(
    model: cp_model.CpModel, problem: Problem, variables: Variables, allowed: NDArray[np.bool_]
) -> None:
    """Set the objective of the model.

    allowed: where a shift may start, shape (agents, days, shifts). Starts without a variable are not worked;
    what is paid for them, such as an interval that they could reach, is in the objective all the same.
    """
    overtime = overtime_costs(problem, allowed)
    terms = [
        *_coverage(model, problem, variables, allowed),
        *_idle(problem, variables),
        *_start_costs(problem, variables, allowed, overtime),
        *_soft_sums(model, problem, variables, allowed, overtime),
        *_lone_days(model, problem, variables, allowed),
        *_start_jumps(model, problem, variables),
        *_shift_cover(model, problem, variables),
        *joint_terms(model, problem, variables),
    ]
    model.minimize(sum(terms))


def _coverage(
    model: cp_model.CpModel, problem: Problem, variables: Variables, allowed: NDArray[np.bool_]
) -> list[Expression]:
    terms: list[Expression] = []
    reach: dict[tuple[int, int], list[Expression]] = {}
    for queue, slot in np.argwhere(reached_slots(problem, allowed) & problem.open).tolist():
        reach[queue, slot] = []
    for (_, slot, queue), count in variables.service.items():
        reach.setdefault((queue, slot), []).append(count)
    costs = coverage_costs(problem)
    for (queue, slot), counts in sorted(reach.items()):
        before = int(problem.scheduled_before[queue, slot]) // THOUSANDTHS
        most = len(problem.agents) + before
        scheduled = sum(counts) + before
        terms += interval_terms(model, costs[queue, slot], scheduled, most, f"{queue}_{slot}")
    return terms


def interval_terms(
    model: cp_model.CpModel, cost: IntervalCost, scheduled: Expression, most: int, name: str
) -> list[Expression]:
    """Terms whose minimum is the cost of ``scheduled`` agents (at most ``most``).

    Each piece of the convex function is a variable; convexity fills them in order.
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
    one = idle_cost(problem)
    return [one * at_desk for at_desk in variables.idle.values()]


def _start_costs(
    problem: Problem, variables: Variables, allowed: NDArray[np.bool_], overtime: OvertimeCosts
) -> list[Expression]:
    """Wishes, paid hours and overtime: the cost of each start, and what an empty roster costs."""
    price, nobody = preferences.prices(problem, allowed)
    price, nobody = price + overtime.start, nobody + overtime.constant
    return [nobody, *(int(price[start]) * works for start, works in variables.works.items() if price[start])]


def _soft_sums(
    model: cp_model.CpModel,
    problem: Problem,
    variables: Variables,
    allowed: NDArray[np.bool_],
    overtime: OvertimeCosts,
) -> list[Expression]:
    """Contracted hours, overtime, fairness and free weekends: the shortfall of a target, convex costs of what
    is to be spread evenly, and what is beyond an allowance.

    The k-th unit costs k - 1 penalties. The sum of ``max(0, total - k)`` for k = 1, 2, … is that convex
    function, and its breakpoints are integers, so the relaxation loses nothing.
    """
    starts: dict[int, list[tuple[int, int, cp_model.IntVar]]] = {}
    for (agent, day, shift), works in variables.works.items():
        starts.setdefault(agent, []).append((day, shift, works))
    due = preferences.with_overtime(preferences.contracts(problem), overtime)
    spread = preferences.shares(problem)
    terms: list[Expression] = []
    for agent in np.flatnonzero(allowed.any(axis=(1, 2))).tolist():
        own = starts.get(agent, [])
        for soft in (*due.get(agent, ()), *spread[agent]):
            if soft.excess_penalty:
                terms += _beyond(model, soft, summed(model, variables, agent, soft), agent)
                continue
            days = range(soft.first_day, soft.last_day + 1)
            amounts = [
                (day, int(soft.amounts[day - soft.first_day, shift]), works)
                for day, shift, works in own
                if day in days and soft.amounts[day - soft.first_day, shift]
            ]
            if (allowed[agent, soft.first_day : soft.last_day + 1] & (soft.amounts != 0)).any():
                total = sum(amount * works for _, amount, works in amounts)
                most = len({day for day, _, _ in amounts})
                terms += _soft_sum(model, soft, total, most, f"{soft.rule}_{agent}_{soft.first_day}")
    return terms


def _soft_sum(
    model: cp_model.CpModel, soft: SumConstraint, total: Expression, most: int, name: str
) -> Iterator[Expression]:
    """Terms of one soft sum. most: days that can count, for constraints with a marginal penalty."""
    if soft.shortfall_penalty:
        missing = model.new_int_var(0, soft.target, f"missing_{name}")
        model.add(missing + total >= soft.target)
        yield soft.shortfall_penalty * missing
    if soft.marginal_penalty:
        for k in range(1, most):
            more = model.new_int_var(0, most - k, f"uneven_{name}_{k}")
            model.add(more >= total - k)
            yield soft.marginal_penalty * more


def _beyond(
    model: cp_model.CpModel, soft: SumConstraint, counted: list[Expression], agent: int
) -> Iterator[Expression]:
    """What a sum costs beyond its allowance."""
    if len(counted) > soft.allowance:
        name = f"beyond_{soft.rule}_{agent}_{soft.first_day}"
        beyond = model.new_int_var(0, int(soft.amounts.max(axis=1).sum()), name)
        model.add(beyond >= sum(counted) - soft.allowance)
        yield soft.excess_penalty * beyond


def _lone_days(
    model: cp_model.CpModel, problem: Problem, variables: Variables, allowed: NDArray[np.bool_]
) -> list[Expression]:
    """Single days off and single working days: one variable for each that may be, at least what it says.

    A day in the middle is a single day off if both neighbours are worked and it is not.
    """
    terms: list[Expression] = []
    for agent in range(len(problem.agents)):
        lone = lone_days(problem, agent)
        if not (lone.off or lone.on):
            continue
        on = [sum(variables.of_day(agent, day)) for day in range(problem.days)]
        may = allowed[agent].any(axis=1).tolist()
        terms.append(int(lone.first_on) * on[0] + int(lone.first_off) * (1 - on[0]))
        for day in range(problem.days - 1):
            before = on[day - 1] if day else int(lone.was_on)
            is_known, was = (True, may[day - 1]) if day else (lone.was_on or lone.was_off, lone.was_on)
            if lone.off and was and may[day + 1]:
                single = model.new_bool_var(f"single_off_{agent}_{day}")
                model.add(single >= before + on[day + 1] - on[day] - 1)
                terms.append(int(lone.off) * single)
            if lone.on and is_known and may[day] and not (day == 0 and lone.was_on):
                single = model.new_bool_var(f"single_on_{agent}_{day}")
                model.add(single >= on[day] - before - on[day + 1])
                terms.append(int(lone.on) * single)
    return terms


def _start_jumps(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    """Jumps of the start: one variable for each two days in a row, at least what they cost.

    For each start of one day, the cost of the other day's start follows where that one is worked, less
    what another start costs less at most where that is worked, and the largest cost on a day off. With the
    largest cost for other starts too, whole shifts cost the same, but the relaxation is far weaker.
    """
    terms: list[Expression] = []
    if not problem.weights.start_jump:
        return terms
    by_start: dict[tuple[int, int], dict[int, list[cp_model.IntVar]]] = {}
    for (agent, day, shift), works in variables.works.items():
        by_start.setdefault((agent, day), {}).setdefault(problem.shifts[shift].start, []).append(works)
    for (agent, day), today in by_start.items():
        before = {start: sum(own) for start, own in by_start.get((agent, day - 1), {}).items()}
        now = {start: sum(own) for start, own in today.items()}
        cost = {(a, b): jump_cost(problem, a, b) for a in before for b in now}
        most = max(cost.values(), default=0)
        if not most:
            continue
        jump = model.new_int_var(0, most, f"jump_{agent}_{day}")
        terms.append(jump)
        for here, there, priced in (
            (before, now, cost),
            (now, before, {(b, a): points for (a, b), points in cost.items()}),
        ):
            for start in here:
                dearest = max(priced[start, other] for other in there)
                if dearest:
                    follows = sum(priced[start, other] * works for other, works in there.items())
                    less = {
                        one: max(0, *(priced[start, other] - priced[one, other] for other in there))
                        for one in here
                    }
                    kept = sum((dearest - less[one]) * works for one, works in here.items())
                    model.add(jump >= follows - dearest + kept)
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
