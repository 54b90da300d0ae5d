"""Activities of all agents: queue assignment of worked shifts, and what the result covers and costs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.weights import FREE_CHANGES, SHORT_STRETCH
from scheduler.roster.assignment.meetings import with_meetings
from scheduler.roster.assignment.queues import QueueAssignmentInput, assign_queues
from scheduler.roster.assignment.shift_path import COST_SCALE, IDLE, ActivityRules
from scheduler.roster.assignment.worked_shifts import WorkedShift
from scheduler.roster.objective.costs import POINT, coverage_costs, idle_cost, marginal_costs
from scheduler.roster.objective.secondary_queues import slot_units
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import skill_groups
from scheduler.roster.problem.solution import STANDBY, Activity, Limits

_ATTEMPTS_A_SHIFT, _ATTEMPTS_A_WORK = 100, 4_000
"""Iterations of ruin and recreate: for each shift, and at most for each unit of the search's work."""
_STATES = 16
"""Lengths of a stretch times changes up to which an iteration costs what it usually does; beyond, about their
square."""
_QUEUES = 3
"""Queues up to which an iteration costs what it usually does; beyond, about their square."""
_LIMITS = Limits()


def assign_activities(
    problem: Problem, shifts: Sequence[WorkedShift], limits: Limits = _LIMITS
) -> tuple[Activity, ...]:
    """Everybody's activities, gap-free from shift start to shift end, sorted by agent and time.

    They respect ``min_activity_minutes`` and ``max_activity_changes``. Where these rules do not bind,
    coverage costs no more than its optimum with the breaks where they are; elsewhere as little more as was
    found. Meals and breaks may move inside their windows, unless joint rows count who rests. Meetings
    are put in last.
    """
    if not shifts:
        return ()
    shifts = sorted(shifts, key=lambda one: (one.agent, one.first))
    data = _input(problem, shifts)
    rules = activity_rules(problem)
    attempts = min(_ATTEMPTS_A_SHIFT * len(shifts), int(_ATTEMPTS_A_WORK * limits.work))
    states = rules.min_stretch * (1 + max(0, rules.max_changes))
    ease = min(1.0, _STATES / states) * min(1.0, _QUEUES / max(1, len(problem.queues)))
    attempts = int(attempts * ease**2)
    activity, placed = assign_queues(data, rules, attempts)
    by_shift = np.split(activity, np.cumsum(data.last - data.first)[:-1])
    rows = tuple(
        row
        for i, shift in enumerate(shifts)
        for row in _rows(shift, by_shift[i], placed[i], problem.interval_minutes)
    )
    return with_meetings(problem, rows)


def activity_rules(problem: Problem) -> ActivityRules:
    """The shop's rules; where it has none of a kind, its price instead."""
    rules, prices = problem.rules, problem.weights
    minutes, most = rules.min_activity_minutes, rules.max_activity_changes
    short, change = (
        round(POINT * points) * COST_SCALE for points in (prices.short_stretch, prices.queue_change)
    )
    if minutes is not None or not short:
        short = -1
    elif short:
        minutes = SHORT_STRETCH
    if most is not None or not change:
        change = -1
    elif change:
        most = FREE_CHANGES
    slots = max(1, -(-(minutes or 0) // problem.interval_minutes))
    return ActivityRules(slots, -1 if most is None else most, short, change)


def _input(problem: Problem, shifts: Sequence[WorkedShift]) -> QueueAssignmentInput:
    groups = skill_groups(problem)
    skilled = np.zeros((len(groups), len(problem.queues)), dtype=np.bool_)
    group_of = np.zeros(len(problem.agents), dtype=np.int64)
    for g, group in enumerate(groups):
        skilled[g, list(group.skills)] = True
        group_of[list(group.agents)] = g
    agents = [shift.agent for shift in shifts]
    most_breaks = max(len(shift.breaks) for shift in shifts)
    breaks = np.zeros((len(shifts), most_breaks, 3), dtype=np.int64)
    placed = np.zeros((len(shifts), most_breaks), dtype=np.int64)
    for i, shift in enumerate(shifts):
        for b, one in enumerate(shift.breaks):
            window = (one.start, one.start) if problem.ties_rests else (one.earliest, one.latest)
            breaks[i, b], placed[i, b] = (one.slots, *window), one.start
    last = np.array([shift.last for shift in shifts], dtype=np.int64)
    is_open = np.zeros((max(problem.slots, int(last.max())), len(problem.queues)), dtype=np.bool_)
    is_open[: problem.slots] = problem.open.T
    return QueueAssignmentInput(
        skilled=skilled,
        is_open=is_open,
        marginal_cost=_marginal_costs(problem, shifts),
        before=np.ascontiguousarray(problem.parts_before.T).astype(np.int32),
        parts=problem.parts,
        free=problem.parts_of[agents],
        fixed=problem.parts_in[agents],
        idle=idle_cost(problem),
        group=group_of[agents],
        first=np.array([shift.first for shift in shifts], dtype=np.int64),
        last=last,
        breaks=breaks,
        placed=placed,
        reluctance=_reluctance(problem, agents),
    )


def _reluctance(problem: Problem, agents: Sequence[int]) -> NDArray[np.int64]:
    """What a slot in each queue costs the agent of each shift, in units; no rows where it costs nobody."""
    if not any(problem.agents[agent].queue_points for agent in agents):
        return np.zeros((0, len(problem.queues)), dtype=np.int64)
    costs = np.zeros((len(agents), len(problem.queues)), dtype=np.int64)
    for row, agent in zip(costs, agents, strict=True):
        for queue, points in problem.agents[agent].queue_points:
            row[queue] = slot_units(problem, points)
    return costs


def _marginal_costs(problem: Problem, shifts: Sequence[WorkedShift]) -> NDArray[np.int64]:
    """Cost of the next agent of a queue where n are there, shape (slots, queues, n)."""
    present: NDArray[np.int64] = np.zeros(problem.slots, dtype=np.int64)
    for shift in shifts:
        counts = max(problem.parts_of[shift.agent], problem.parts_in[shift.agent].max(initial=0))
        present[shift.first : shift.last] += counts
    everybody = present + problem.parts_before.max(axis=0, initial=0)
    most = -(-int(everybody.max(initial=0)) // problem.parts) + 1
    costs = {(queue, slot): cost for (queue, slot), cost in coverage_costs(problem).items() if present[slot]}
    return marginal_costs(costs, problem.slots, len(problem.queues), most)


def _rows(
    shift: WorkedShift, activity: NDArray[np.int64], placed: NDArray[np.int64], interval: int
) -> Iterator[Activity]:
    """One row for each run of slots with the same activity."""
    activity = np.where(activity == IDLE, STANDBY, activity)
    for one, start in zip(shift.breaks, placed.tolist(), strict=False):
        activity[start - shift.first : start - shift.first + one.slots] = one.what
    borders = [0, *(np.flatnonzero(np.diff(activity)) + 1).tolist(), len(activity)]
    for begin, end in pairwise(borders):
        start, stop = (shift.first + begin) * interval, (shift.first + end) * interval
        yield Activity(shift.agent, start, stop, int(activity[begin]))


def standby_slots(problem: Problem, shifts: Sequence[WorkedShift]) -> int:
    """Slots at a desk in which none of the agent's queues is open."""
    total = 0
    for shift in shifts:
        skills = sorted(problem.agents[shift.agent].skills)
        is_idle = np.ones(shift.last - shift.first, dtype=np.bool_)
        served = np.flatnonzero(problem.open[skills, shift.first : shift.last].any(axis=0))
        is_idle[served] = False
        for one in shift.breaks:
            is_idle[one.start - shift.first : one.start - shift.first + one.slots] = False
        total += int(is_idle.sum())
    return total


def count_moves(activities: Sequence[Activity]) -> int:
    """Changes of queue inside shifts, across a meal or not."""
    moves = 0
    last: Activity | None = None
    queue: int | None = None
    for activity in activities:
        same_shift = last is not None and last.agent == activity.agent and last.end == activity.start
        if not same_shift:
            queue = None
        if activity.what >= 0:
            moves += queue is not None and queue != activity.what
            queue = activity.what
        last = activity
    return moves
