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

_LEAST_WORK = 0.2
"""Work below which it does not begin: a programme of a day takes as much."""
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
    is_worth_it = solution.objective - counted >= _LEAST_LOSS and budget.limits.work >= _LEAST_WORK
    if problem.joint_rows or not is_worth_it:
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
    changes, tried = 0, dict.fromkeys(range(roster.team.model.problem.days), -1)
    while due := [day for day, seen in tried.items() if seen != changes]:
        costs = np.array([roster.restlessness(agent) for agent in range(roster.team.size)])
        for day in sorted(due, key=lambda day: -int(costs[:, day].sum())):
            if budget.spent:
                return changes > 0
            changes += reoptimise_served_days(roster, (day,), _people(costs[:, day], rng), budget)
            tried[day] = changes
    return changes > 0


def _people(costs: Integers, rng: np.random.Generator) -> Sequence[int]:
    """Whoever changes dearly first, then the others in random order."""
    order = rng.permutation(len(costs))
    restless = order[costs[order] > 0]
    return [*restless.tolist(), *order[costs[order] == 0].tolist()]
