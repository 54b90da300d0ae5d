"""From shifts with meals and breaks to a solution: who serves which queue when, and what that costs."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.assignment.queues import IDLE, Desks, serve
from scheduler.roster.objective.costs import POINT, IntervalCost, coverage_costs
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import skill_groups
from scheduler.roster.problem.solution import (
    BREAK,
    MEAL,
    STANDBY,
    Activity,
    Assignment,
    Limits,
    Solution,
    StoppedBy,
)

_ATTEMPTS, _ATTEMPTS_A_WORK = 100, 4_000
"""How often queues are handed out anew: for each shift, and at most for each unit of the search's work."""
_STATES = 16
"""Lengths of a stretch times changes up to which an attempt costs what it usually does; beyond, about by
their square."""
_LIMITS = Limits()


@dataclass(frozen=True)
class Rest:
    """A meal or break: where it begins, how long it is, and where it may begin first and last; in slots."""

    what: int
    start: int
    slots: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Turn:
    """One agent's shift: its slots, the last excluded, and its rests by time."""

    agent: int
    first: int
    last: int
    rests: tuple[Rest, ...] = ()


def turn_of(problem: Problem, agent: int, day: int, shift: int, starts: Sequence[int]) -> Turn:
    """The agent's turn. starts: slots at which the meal, where there is one, and each break begin."""
    worked, interval, zero = problem.shifts[shift], problem.interval_minutes, day * problem.slots_per_day
    parts = [(BREAK, rest.minutes, rest.earliest, rest.latest) for rest in worked.breaks]
    if worked.meal_minutes:
        parts.insert(0, (MEAL, worked.meal_minutes, worked.meal_from, worked.meal_to))
    rests = [
        Rest(
            what,
            start,
            minutes // interval,
            zero + earliest // interval,
            zero + (latest - minutes) // interval,
        )
        for (what, minutes, earliest, latest), start in zip(parts, starts, strict=True)
    ]
    first, last = zero + worked.start // interval, zero + worked.end // interval
    return Turn(agent, first, last, tuple(sorted(rests, key=lambda rest: rest.start)))


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


def finish(problem: Problem, found: Found, begun: float, limits: Limits = _LIMITS) -> Solution:
    """The solution that is published: its objective is that of the activities, which may cost more than the
    search's counts where the rules of activities bind.

    begun: when the search began, by ``perf_counter``. limits: of the search.
    """
    searched = time.perf_counter()
    activities = hand_out(problem, found.turns, limits)
    idle = sum((a.end - a.start) // problem.interval_minutes for a in activities if a.what == STANDBY)
    handed = coverage_cost(problem, scheduled(problem, activities), idle)
    objective = found.objective + handed - coverage_cost(problem, found.there, _standby(problem, found.turns))
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


def hand_out(problem: Problem, turns: Sequence[Turn], limits: Limits = _LIMITS) -> tuple[Activity, ...]:
    """Everybody's activities, gap-free from shift start to end, sorted by agent and time.

    They keep ``min_activity_minutes`` and ``max_activity_changes``. Where these rules do not bind, coverage
    costs no more than the best that it can with the rests where they are; else as little more as was found.
    Rests may move inside their windows.
    """
    if not turns:
        return ()
    turns = sorted(turns, key=lambda turn: (turn.agent, turn.first))
    groups = skill_groups(problem)
    skilled = np.zeros((len(groups), len(problem.queues)), dtype=np.bool_)
    group_of = np.zeros(len(problem.agents), dtype=np.int64)
    for g, alike in enumerate(groups):
        skilled[g, list(alike.skills)] = True
        group_of[list(alike.agents)] = g
    most_rests = max(len(turn.rests) for turn in turns)
    rests = np.zeros((len(turns), most_rests, 3), dtype=np.int64)
    placed = np.zeros((len(turns), most_rests), dtype=np.int64)
    for i, turn in enumerate(turns):
        for b, rest in enumerate(turn.rests):
            rests[i, b], placed[i, b] = (rest.slots, rest.earliest, rest.latest), rest.start
    last = np.array([turn.last for turn in turns], dtype=np.int64)
    opened = np.zeros((max(problem.slots, int(last.max())), len(problem.queues)), dtype=np.bool_)
    opened[: problem.slots] = problem.open.T
    desks = Desks(
        skilled=skilled,
        opened=opened,
        step=_steps(problem, turns),
        before=np.ascontiguousarray(problem.scheduled_before.T).astype(np.int32),
        idle=_idle(problem),
        group=group_of[[turn.agent for turn in turns]],
        first=np.array([turn.first for turn in turns], dtype=np.int64),
        last=last,
        rests=rests,
        placed=placed,
    )
    rules = problem.rules
    least = -(-(rules.min_activity_minutes or 0) // problem.interval_minutes)
    attempts = min(_ATTEMPTS * len(turns), int(_ATTEMPTS_A_WORK * limits.work))
    states = max(1, least) * (1 + (rules.max_activity_changes or 0))
    attempts = int(attempts * min(1.0, _STATES / states) ** 2)
    doing, placed = serve(desks, least, rules.max_activity_changes, attempts)
    own = np.split(doing, np.cumsum(desks.last - desks.first)[:-1])
    return tuple(
        activity
        for i, turn in enumerate(turns)
        for activity in _rows(turn, own[i], placed[i], problem.interval_minutes)
    )


def scheduled(problem: Problem, activities: Sequence[Activity]) -> NDArray[np.int64]:
    """Who serves each queue in each slot, those of earlier plans included; shape (queues, slots)."""
    there = problem.scheduled_before.copy()
    for activity in activities:
        if activity.what >= 0:
            interval = problem.interval_minutes
            there[activity.what, activity.start // interval : activity.end // interval] += 1
    return there


def coverage_cost(problem: Problem, there: NDArray[np.integer], standby: int) -> int:
    """What so many at the desks, (queues, slots), and so many slots on standby cost all together, in units of
    1/1000 point."""
    coverage = sum(cost.of(int(there[key])) for key, cost in coverage_costs(problem).items())
    return coverage + standby * _idle(problem)


def _standby(problem: Problem, turns: Sequence[Turn]) -> int:
    """Slots at a desk in which none of the agent's queues is open."""
    total = 0
    for turn in turns:
        skills = sorted(problem.agents[turn.agent].skills)
        idle = np.ones(turn.last - turn.first, dtype=np.bool_)
        served = np.flatnonzero(problem.open[skills, turn.first : turn.last].any(axis=0))
        idle[served] = False
        for rest in turn.rests:
            idle[rest.start - turn.first : rest.start - turn.first + rest.slots] = False
        total += int(idle.sum())
    return total


def _idle(problem: Problem) -> int:
    return round(problem.weights.overstaffing * problem.interval_minutes / 60 * POINT)


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


def _steps(problem: Problem, turns: Sequence[Turn]) -> NDArray[np.int64]:
    """What the next agent costs a queue in a slot with n there, shape (slots, queues, n)."""
    present: NDArray[np.int64] = np.zeros(problem.slots, dtype=np.int64)
    for turn in turns:
        present[turn.first : turn.last] += 1
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


def _rows(
    turn: Turn, doing: NDArray[np.int64], placed: NDArray[np.int64], interval: int
) -> Iterator[Activity]:
    """Neighbouring slots with the same activity become one row."""
    doing = np.where(doing == IDLE, STANDBY, doing)
    for rest, start in zip(turn.rests, placed.tolist(), strict=False):
        doing[start - turn.first : start - turn.first + rest.slots] = rest.what
    borders = [0, *(np.flatnonzero(np.diff(doing)) + 1).tolist(), len(doing)]
    for begin, end in pairwise(borders):
        start, stop = (turn.first + begin) * interval, (turn.first + end) * interval
        yield Activity(turn.agent, start, stop, int(doing[begin]))
