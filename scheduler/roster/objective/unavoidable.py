"""What no roster changes, in points: the search counts from there, a finished roster from nothing.

Each interval at its cheapest number of agents, intervals that no allowed shift reaches, and wishes,
contracted hours and meetings that no rule leaves open. It depends on locks; the objective of a finished
roster, which holds it, does not (:mod:`scheduler.roster.objective.breakdown`).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.costs import POINT, demands, interval_cost, linearised
from scheduler.roster.objective.meetings import people_out_of_reach
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.remembered import remembered
from scheduler.roster.problem.skill_groups import skill_groups
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.rules.rest_and_successions import after_earlier_plans


def unavoidable_points(problem: Problem) -> float:
    """By how much a roster's objective exceeds what the search says that it costs."""
    return remembered(problem, "unavoidable", lambda: _unavoidable_points(problem))


def _unavoidable_points(problem: Problem) -> float:
    allowed = eligible(problem) & after_earlier_plans(problem)
    absent = problem.weights.meeting * people_out_of_reach(problem, allowed)
    return _coverage(problem, allowed) + _contract(problem, allowed) + _wishes(problem, allowed) + absent


def points_out_of_reach(problem: Problem) -> float:
    """Coverage of the morning after the plan that no shift of the catalogue reaches: in no objective."""
    return sum(
        linearised(int(problem.scheduled_before[queue, slot]) / THOUSANDTHS, demand).points
        for (queue, slot), demand in demands(problem).items()
        if slot >= problem.slots_reached
    )


def _coverage(problem: Problem, allowed: NDArray[np.bool_]) -> float:
    reached, before = reached_slots(problem, allowed), problem.scheduled_before
    total = 0.0
    for (queue, slot), demand in demands(problem).items():
        if slot < problem.slots_reached:
            best = interval_cost(*demand).best if reached[queue, slot] else None
            agents = int(before[queue, slot]) / THOUSANDTHS if best is None else best
            total += linearised(agents, demand).points
    return total


def reached_slots(problem: Problem, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where an agent with the skill may be rostered, shape (queues, slots)."""
    reached = np.zeros_like(problem.open)
    per_day, interval = problem.slots_per_day, problem.interval_minutes
    for group in skill_groups(problem):
        queues = list(group.skills)
        for day, shift in np.argwhere(allowed[list(group.agents)].any(axis=0)).tolist():
            first, last = problem.shifts[shift].start // interval, problem.shifts[shift].end // interval
            reached[queues, day * per_day + first : day * per_day + last] = True
    return reached


def _contract(problem: Problem, allowed: NDArray[np.bool_]) -> float:
    weeks = np.array([problem.week(day) for day in range(problem.days)])
    per_minute = round(problem.weights.contract * POINT / 60) / POINT
    return per_minute * sum(
        minutes
        for (agent, week), minutes in contracted_minutes(problem).items()
        if not allowed[agent, weeks == week].any()
    )


def _wishes(problem: Problem, allowed: NDArray[np.bool_]) -> float:
    """Only a wish to work can be one that nothing can fulfil."""
    return sum(
        problem.weights.wish * wish.weight / 100
        for wish in problem.wishes
        if wish.kind == "prefer"
        and not any(wish.means(s) for s in np.flatnonzero(allowed[wish.agent, wish.day]).tolist())
    )
