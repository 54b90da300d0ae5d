"""From shifts with meals and breaks to a solution: who serves which queue when, and what that costs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import Problem
from scheduler.roster.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.service import Desks, serve
from scheduler.roster.solution import STANDBY, Activity, Assignment, Solution, StoppedBy
from scheduler.roster.variables import skill_groups

_ATTEMPTS, _MOST_ATTEMPTS = 100, 200_000
"""How often queues are handed out anew for each shift, and at most for all of them."""


@dataclass(frozen=True)
class Turn:
    """One agent's shift: its slots, the last excluded, and when the agent is away from the desk.

    rests: first slot, number of slots and MEAL or BREAK of each.
    """

    agent: int
    first: int
    last: int
    rests: tuple[tuple[int, int, int], ...] = ()

    def doing(self) -> NDArray[np.int64]:
        """Slot by slot MEAL or BREAK, and STANDBY at the desk."""
        doing = np.full(self.last - self.first, STANDBY, dtype=np.int64)
        for start, length, what in self.rests:
            doing[start - self.first : start - self.first + length] = what
        return doing


@dataclass(frozen=True)
class Found:
    """What a search found, before the queues are handed out to people.

    turns: everybody's shift. there: who serves each queue in each slot as the search counts it, those of
    earlier plans included, (queues, slots). objective, bound: in units of 1/1000 point.
    """

    assignments: tuple[Assignment, ...]
    turns: Sequence[Turn]
    there: NDArray[np.integer]
    objective: float
    bound: float
    stopped_by: StoppedBy


def finish(problem: Problem, found: Found, begun: float) -> Solution:
    """The solution that is published: its objective is that of the activities, which may cost more than the
    search's counts where the rules of activities bind. begun: when the search began, ``perf_counter``."""
    searched = time.perf_counter()
    activities = hand_out(problem, found.turns)
    lost = coverage_cost(problem, scheduled(problem, activities)) - coverage_cost(problem, found.there)
    objective = found.objective + lost
    optimal = objective <= found.bound
    # A search that proved its counts best may have lost something since.
    otherwise: StoppedBy = "work" if found.stopped_by == "optimal" else found.stopped_by
    return Solution(
        status="optimal" if optimal else "feasible",
        objective=float(objective) / POINT,
        bound=float(min(objective, found.bound)) / POINT,
        stopped_by="optimal" if optimal else otherwise,
        seconds={"search": searched - begun, "handout": time.perf_counter() - searched},
        assignments=tuple(sorted(found.assignments, key=lambda a: (a.agent, a.day))),
        activities=activities,
        moves=count_moves(activities),
    )


def hand_out(problem: Problem, turns: Sequence[Turn]) -> tuple[Activity, ...]:
    """Everybody's activities, gap-free from shift start to end, sorted by agent and time.

    They keep ``min_activity_minutes`` and ``max_activity_changes``; coverage costs the least that it can with
    these turns where these rules do not bind, and otherwise as little more as was found.
    """
    turns = sorted(turns, key=lambda turn: (turn.agent, turn.first))
    doing = [turn.doing() for turn in turns]
    groups = skill_groups(problem)
    skilled = np.zeros((len(groups), len(problem.queues)), dtype=np.bool_)
    group_of = np.zeros(len(problem.agents), dtype=np.int64)
    for g, alike in enumerate(groups):
        skilled[g, list(alike.skills)] = True
        group_of[list(alike.agents)] = g
    group = np.array([group_of[turn.agent] for turn in turns], dtype=np.int64)
    served = (skilled @ problem.open).astype(np.bool_)
    at_desk = [np.flatnonzero(what == STANDBY) + turn.first for turn, what in zip(turns, doing, strict=True)]
    slots = [slot[slot < problem.slots] for slot in at_desk]
    slots = [slot[served[g, slot]] for g, slot in zip(group, slots, strict=True)]
    desks = Desks(
        skilled=skilled,
        opened=np.ascontiguousarray(problem.open.T),
        step=_steps(problem, slots),
        before=np.ascontiguousarray(problem.scheduled_before.T).astype(np.int32),
        group=group,
        begins=np.cumsum([0, *(len(slot) for slot in slots)]),
        slot=np.concatenate([np.zeros(0, dtype=np.int64), *slots]),
    )
    attempts = min(_MOST_ATTEMPTS, _ATTEMPTS * len(turns))
    rules = problem.rules
    least = -(-(rules.min_activity_minutes or 0) // problem.interval_minutes)
    queue = serve(desks, least, rules.max_activity_changes, attempts)
    ways = np.split(queue, desks.begins[1:-1])
    for turn, what, slot, way in zip(turns, doing, slots, ways, strict=False):
        what[slot - turn.first] = way
    return tuple(
        activity
        for turn, what in zip(turns, doing, strict=True)
        for activity in _rows(turn, what, problem.interval_minutes)
    )


def scheduled(problem: Problem, activities: Sequence[Activity]) -> NDArray[np.int64]:
    """Who serves each queue in each slot, those of earlier plans included; shape (queues, slots)."""
    there = problem.scheduled_before.copy()
    for activity in activities:
        if activity.what >= 0:
            interval = problem.interval_minutes
            there[activity.what, activity.start // interval : activity.end // interval] += 1
    return there


def coverage_cost(problem: Problem, there: NDArray[np.integer]) -> int:
    """What so many at the desks, (queues, slots), cost all together, in units of 1/1000 point."""
    return sum(cost.of(int(there[key])) for key, cost in coverage_costs(problem).items())


def count_moves(activities: Sequence[Activity]) -> int:
    """How often an agent goes from one queue to another inside a shift, over a meal or at once."""
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


def _steps(problem: Problem, slots: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """What the next agent costs a queue in a slot with n there, shape (slots, queues, n)."""
    present: NDArray[np.int64] = np.zeros(problem.slots, dtype=np.int64)
    for own in slots:
        present[own] += 1
    most = int((present + problem.scheduled_before.max(axis=0, initial=0)).max(initial=0)) + 1
    step = np.zeros((problem.slots, len(problem.queues), most), dtype=np.int64)
    for (queue, slot), cost in coverage_costs(problem).items():
        if present[slot]:
            step[slot, queue] = _slopes(cost, most)
    return step


def _slopes(cost: IntervalCost, most: int) -> NDArray[np.int64]:
    """What the first, second, … agent costs."""
    pieces = [(width, -slope) for width, slope in reversed(cost.below)]
    pieces += [(most if width is None else width, slope) for width, slope in cost.above]
    widths = [min(width, most) for width, _ in pieces]
    return np.repeat([slope for _, slope in pieces], widths)[:most]


def _rows(turn: Turn, doing: NDArray[np.int64], interval: int) -> Iterator[Activity]:
    """Neighbouring slots with the same activity become one row."""
    borders = [0, *(np.flatnonzero(np.diff(doing)) + 1).tolist(), len(doing)]
    for begin, end in pairwise(borders):
        start, stop = (turn.first + begin) * interval, (turn.first + end) * interval
        yield Activity(turn.agent, start, stop, int(doing[begin]))
