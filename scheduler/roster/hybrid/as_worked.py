"""The last phase of a search: shifts and queues together, where handing the queues out has cost something.

The search counts who serves a queue in each slot, as if everybody could change it at any time. What a plan
loses when people keep their queues for a while is known only then; here days are solved again with that loss
in their prices (:mod:`scheduler.roster.column_generation.served_days`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.roster.assignment.activities import count_moves
from scheduler.roster.assignment.meetings import with_meetings
from scheduler.roster.column_generation.served_days import reoptimise_served_days
from scheduler.roster.local_search.served_roster import ServedRoster
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity, Solution
from scheduler.roster.team.arrays import Integers

_SHIFTS, _FEWEST_SHIFTS, _MOST_SHIFTS = 60, 10, 600
"""Shifts of a kind of people in one programme: at first, at least and at most."""
_TOO_DEAR, _TOO_CHEAP = 0.1, 0.02
"""Share of the budget above which a programme is made smaller, and below which larger, ..."""
_SHRINK, _GROW = 0.6, 1.5
"""... by how much."""
_TURNS = 3
"""Turns of each day after a gain, where a programme does not take everybody."""
_LEAST_LOSS = 0.1
"""Points that must be lost for it to begin."""


def improve_as_worked(
    problem: Problem,
    solution: Solution,
    activities: Sequence[Activity],
    counted: float,
    budget: Budget,
) -> Solution:
    """The solution, or a cheaper one whose shifts know what changes of queue cost.

    Parameters
    ----------
    activities
        Those of the solution, without meetings.
    counted
        What the search counted the roster to cost, in points, before queues were handed out.
    budget
        All of it is this phase's.

    Notes
    -----
    The bound stays: it is one of all rosters. Joint rows are not known here, so plans with them stay as they
    are. Meetings are put in last, as always; shifts that could not hold them have their price.
    """
    started = time.perf_counter()
    if problem.joint_rows or solution.objective - counted < _LEAST_LOSS:
        return solution
    roster = ServedRoster(problem, solution.assignments, activities)
    if not _improve_days(roster, budget):
        return solution
    assignments, activities = roster.assignments, with_meetings(problem, roster.activities)
    parts = objective_parts(problem, assignments, activities)
    objective = round(POINT * sum(part.points for part in parts)) / POINT
    if objective >= solution.objective:
        return solution
    is_optimal = objective <= solution.bound
    seconds = solution.seconds["handout"] + time.perf_counter() - started
    return replace(
        solution,
        status="optimal" if is_optimal else solution.status,
        objective=objective,
        bound=min(objective, solution.bound),
        stopped_by="optimal" if is_optimal else solution.stopped_by,
        seconds={**solution.seconds, "handout": seconds},
        assignments=assignments,
        activities=tuple(activities),
        moves=count_moves(activities),
        unavoidable=min(objective, solution.unavoidable),
    )


def _improve_days(roster: ServedRoster, budget: Budget) -> bool:
    """Each day in turn, the dearest changes first, until none gains; whether any has."""
    rng = np.random.default_rng(budget.limits.seed)
    days, people = roster.team.model.problem.days, roster.team.size
    has_gained, most = False, float(_SHIFTS)
    turns = dict.fromkeys(range(days), 1)
    while due := [day for day, left in turns.items() if left]:
        costs = np.array([roster.restlessness(agent) for agent in range(people)])
        for day in sorted(due, key=lambda day: -int(costs[:, day].sum())):
            if budget.spent:
                return has_gained
            left, order = budget.work_left, _people(roster, costs[:, day], rng)
            gained, taken = reoptimise_served_days(roster, (day,), order, budget, int(most))
            has_gained = has_gained or gained
            turns[day] -= 1
            if gained:
                turns = dict.fromkeys(range(days), 1 if taken == people else _TURNS)
                turns[day] -= taken == people
            spent = (left - budget.work_left) / budget.limits.work
            most = max(_FEWEST_SHIFTS, _SHRINK * most) if spent > _TOO_DEAR else most
            most = min(_MOST_SHIFTS, _GROW * most) if spent < _TOO_CHEAP else most
    return has_gained


def _people(roster: ServedRoster, costs: Integers, rng: np.random.Generator) -> Sequence[int]:
    """Somebody first whose changes are dear, then whoever serves a queue of theirs, the dear ones first, then
    the others; each in random order. costs: of the day's changes, (agents,)."""
    order = rng.permutation(len(costs))
    first = order[np.argmax(costs[order] > 0)]
    own = set(roster.desks[first].skills.tolist())
    is_apart = [own.isdisjoint(roster.desks[agent].skills.tolist()) for agent in order.tolist()]
    places = np.lexsort((costs[order] == 0, is_apart, order != first))
    return [int(agent) for agent in order[places]]
