"""From the result of a search to a solution: assign the queues and restate the objective."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.assignment.activities import (
    assign_activities,
    count_moves,
    standby_slots,
)
from scheduler.roster.assignment.coverage import coverage_cost, scheduled_agents
from scheduler.roster.assignment.worked_shifts import WorkedShift
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.costs import POINT
from scheduler.roster.objective.joint_counts import cost_of_meetings, most_relief_of_meetings
from scheduler.roster.objective.meetings import missing_people, people_without_shift
from scheduler.roster.objective.queue_changes import queue_changes
from scheduler.roster.objective.secondary_queues import secondary_queues
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import STANDBY, Activity, Assignment, Limits, Solution, StoppedBy

_LIMITS = Limits()


@dataclass(frozen=True)
class SearchResult:
    """Result of a search, before queues are assigned to people.

    Parameters
    ----------
    assignments
        Who works which shift.
    shifts
        The same shifts with their meals and breaks.
    scheduled
        Thousandths of an agent who serve each queue in each slot as the search counts them, earlier plans
        included, (queues, slots).
    objective, bound
        In units of 1/1000 point, without what no roster changes (``objective/unavoidable.py``).
    stopped_by
        Why the search ended.
    """

    assignments: tuple[Assignment, ...]
    shifts: Sequence[WorkedShift]
    scheduled: NDArray[np.integer]
    objective: float
    bound: float
    stopped_by: StoppedBy


def to_solution(problem: Problem, result: SearchResult, started: float, limits: Limits = _LIMITS) -> Solution:
    """The solution to a search result, its objective that of the activities.

    Parameters
    ----------
    started
        ``time.perf_counter()`` at the start of the search.
    limits
        Limits of the search.

    Notes
    -----
    Where the activity rules bind, or changes of queue or secondary queues cost, activities may cost more than
    the search's counts; a proof of the counts is then no proof of the roster. Nor is there any where somebody
    counts differently from queue to queue, which a search takes as the mean: the bound is then what no roster
    avoids.
    """
    searched = time.perf_counter()
    activities = assign_activities(problem, result.shifts, limits)
    standby = sum((a.end - a.start) // problem.interval_minutes for a in activities if a.what == STANDBY)
    assigned = coverage_cost(problem, scheduled_agents(problem, activities), standby)
    counted = coverage_cost(problem, result.scheduled, standby_slots(problem, result.shifts))
    changes = round(POINT * queue_changes(problem, result.assignments, activities)[1])
    changes += round(POINT * secondary_queues(problem, activities)[1])
    absent = missing_people(problem, activities) - people_without_shift(problem, result.assignments)
    absences = absent * round(POINT * problem.weights.meeting)
    absences += cost_of_meetings(problem, result.assignments, activities)
    constant = round(POINT * unavoidable_points(problem))
    counts = constant + result.objective + assigned - counted + changes + absences
    objective = _restated(problem, result, activities, counts)
    bound = (
        constant + (result.bound if problem.is_counted_exactly else 0.0) - most_relief_of_meetings(problem)
    )
    optimal = objective <= bound
    # A search that proved its counts optimal may have lost something since.
    otherwise: StoppedBy = "work" if result.stopped_by == "optimal" else result.stopped_by
    return Solution(
        status="optimal" if optimal else "feasible",
        objective=float(objective) / POINT,
        bound=float(min(objective, bound)) / POINT,
        stopped_by="optimal" if optimal else otherwise,
        seconds={"search": searched - started, "handout": time.perf_counter() - searched},
        assignments=tuple(sorted(result.assignments, key=lambda a: (a.agent, a.day))),
        activities=activities,
        moves=count_moves(activities),
        regular_starts=tuple(agent.regular_start for agent in problem.agents),
        unavoidable=min(objective, constant) / POINT,
    )


def _restated(
    problem: Problem, result: SearchResult, activities: tuple[Activity, ...], objective: float
) -> float:
    """The objective, or what the roster costs where that is something else.

    A solver that is stopped early may leave its cost variables above what its solution costs. And where
    inquiries answered late cost a thousand points each, the search's cost of an interval, kept convex, is
    less than the lateness curve says: agents are counted in thousandths there. Otherwise both are sums of
    whole units, rounded agent by agent from the requirement on.
    """
    parts = objective_parts(problem, result.assignments, activities)
    costs = round(POINT * sum(part.points for part in parts))
    away = (np.abs(scheduled_agents(problem, activities) - problem.required) / THOUSANDTHS)[problem.open]
    rounding = float((away + 1).sum())
    return objective if abs(objective - costs) <= rounding else costs
