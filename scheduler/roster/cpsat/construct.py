"""A legal roster in a moment, for the search to start from: what is legal of one that is given, or the
relaxation rounded, then filled up.

It knows no rule. It reads the model's own *packing* rows — at most so many of these shifts, at most so
many minutes — and never overfills one, so every rule of that form holds in what it builds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.model import Model
from scheduler.roster.cpsat.relaxation import Relaxation
from scheduler.roster.cpsat.variables import Variables
from scheduler.roster.objective.costs import POINT, coverage_costs
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment

Key = tuple[int, int, int]

_ITERATIONS = 30_000
"""Of the simplex in one relaxation; beyond it (several hundred agents) the start is filled greedily."""
_ROUNDS = 8
_KEPT, _KEPT_AT_LEAST = 0.5, 0.2
"""Shares of the time that the dive, and its first relaxation, leave to the search at least."""
_SURE, _UNLIKELY = 0.95, 0.3
"""A shift of at least the first share is fixed at once, one below the second not at all."""
_NEAR = 0.1
"""How far above the relaxation the dive ends; a roster that is as near need not be looked for."""


@dataclass(frozen=True)
class Start:
    """A legal roster (positions as in the problem, sorted) and a proven bound in units, 0 = none.

    assignments: None where a roster is known already that is as good.
    """

    assignments: tuple[Assignment, ...] | None
    bound: float


class _Packing:
    """Rows ``sum(weight * works) <= capacity`` over non-negative weights, and what is left of each."""

    def __init__(self, model: cp_model.CpModel, variables: Variables) -> None:
        key_of = {variable.index: key for key, variable in variables.works.items()}
        self._rows: dict[Key, list[tuple[int, int]]] = {key: [] for key in variables.works}
        self._left: list[int] = []
        for constraint in model.proto.constraints:
            if constraint.has_linear():
                linear = constraint.linear
                members, weights = list(linear.vars), list(linear.coeffs)
                capacity = linear.domain[len(linear.domain) - 1]
            elif constraint.has_at_most_one():
                members = list(constraint.at_most_one.literals)
                weights, capacity = [1] * len(members), 1
            else:
                continue
            if all(member in key_of for member in members) and min(weights, default=-1) >= 0:
                for member, weight in zip(members, weights, strict=True):
                    self._rows[key_of[member]].append((len(self._left), weight))
                self._left.append(capacity)

    def fits(self, key: Key) -> bool:
        return all(self._left[row] >= weight for row, weight in self._rows[key])

    def take(self, key: Key) -> None:
        for row, weight in self._rows[key]:
            self._left[row] -= weight


def taken_up(model: Model, wanted: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Locked shifts, then what of ``wanted`` is legal beside them and beside each other."""
    packing = _Packing(model.rows, model.variables)
    chosen = _locked(model.problem, model.variables, packing)
    for assignment in wanted:
        _take((assignment.agent, assignment.day, assignment.shift), model.variables, packing, chosen)
    return _sorted(chosen)


def best_patterns(model: Model, start: tuple[Assignment, ...], budget: Budget) -> tuple[Assignment, ...]:
    """A roster of everybody's own best legal patterns; nobody's where none was found for somebody."""
    # Its kernels take a while to load, which most starts need not wait for.
    from scheduler.roster.local_search.exchanges import RulesLeaveNothingError, begin
    from scheduler.roster.team.team import Team

    team = Team(model.problem, model.rules)
    try:
        begin(team, start, budget)
    except RulesLeaveNothingError:
        return ()
    return team.assignments


def start_roster(model: Model, budget: Budget, known: float = math.inf) -> Start:
    """Locked shifts, then what the relaxation rounds to. known: cost of a roster that is known, in units."""
    packing = _Packing(model.rows, model.variables)
    chosen = _locked(model.problem, model.variables, packing)
    bound, needless = _dive(model.rows, model.variables, packing, chosen, budget, known)
    if needless:
        return Start(None, bound)
    _fill(model.problem, model.variables, packing, chosen)
    return Start(_sorted(chosen), bound)


def _locked(problem: Problem, variables: Variables, packing: _Packing) -> list[Key]:
    chosen: list[Key] = []
    for lock in problem.locks:
        if lock.shift is not None:
            _take((lock.agent, lock.day, lock.shift), variables, packing, chosen)
    return chosen


def _take(key: Key, variables: Variables, packing: _Packing, chosen: list[Key]) -> None:
    if key in variables.works and packing.fits(key):
        packing.take(key)
        chosen.append(key)


def _sorted(chosen: Iterable[Key]) -> tuple[Assignment, ...]:
    return tuple(Assignment(*key) for key in sorted(chosen))


def _dive(
    model: cp_model.CpModel,
    variables: Variables,
    packing: _Packing,
    chosen: list[Key],
    budget: Budget,
    known: float,
) -> tuple[float, bool]:
    """Round the relaxation: fix the surest shifts, solve again, until it asks for no further shift.

    On a week of sixty agents this ends within a tenth of the optimum in a few seconds, where greedy filling
    alone is off by a factor of two. Returns the relaxation's optimum, a bound in units (0: not reached), and
    whether ``known`` is that near it; then nothing is rounded.
    """
    relaxation = Relaxation(model, _ITERATIONS)
    taken = set(chosen)
    bound = 0.0
    for round_ in range(_ROUNDS):
        kept = _KEPT if round_ else _KEPT_AT_LEAST
        values = relaxation.solve(budget.seconds_left - kept * budget.limits.seconds)
        if values is None or budget.stopped:
            break
        if round_ == 0:
            bound = relaxation.objective
            if known <= (1 + _NEAR) * bound:
                return bound, True
        weights = {
            key: round(float(values[works.index]), 6)
            for key, works in variables.works.items()
            if key not in taken and values[works.index] > _UNLIKELY
        }
        surest = sorted(weights, key=lambda key: (-weights[key], key))
        fresh = sum(weight > _SURE for weight in weights.values())
        before = len(chosen)
        for key in surest[: max(fresh, -(-len(surest) // 3))]:
            if packing.fits(key):
                packing.take(key)
                chosen.append(key)
                taken.add(key)
        if len(chosen) == before:
            break
        relaxation.fix_to_one(variables.works[key].index for key in chosen[before:])
    return bound, False


def _fill(problem: Problem, variables: Variables, packing: _Packing, chosen: list[Key]) -> None:
    """Add the shift whose slots gain most, until none gains; its agent is the one with the most time left.

    A multi-skilled agent is reckoned to serve the queue that gains most; meals are left to the search.
    """
    costs = _Costs(problem)
    group_of = {agent: g for g, group in enumerate(variables.groups) for agent in group.agents}
    candidates: dict[Key, list[int]] = {}
    for agent, day, shift in variables.works:
        candidates.setdefault((group_of[agent], day, shift), []).append(agent)
    minutes = [0] * len(problem.agents)
    for agent, day, shift in chosen:
        costs.place(variables.groups[group_of[agent]].skills, day, shift)
        minutes[agent] += problem.shifts[shift].paid_minutes
    gains = {key: costs.gain(variables.groups[key[0]].skills, key[1], key[2]) for key in candidates}
    while gains:
        best = max(gains, key=lambda key: (gains[key], -key[1], -key[2], -key[0]))
        group, day, shift = best
        skills = variables.groups[group].skills
        if gains[best] != (now := costs.gain(skills, day, shift)):
            gains[best] = now
            continue
        if now <= 0:
            return
        able = [agent for agent in candidates[best] if packing.fits((agent, day, shift))]
        candidates[best] = able
        if not able:
            del gains[best]
            continue
        agent = min(able, key=lambda a: (minutes[a] - (problem.agents[a].min_minutes_week or 0), a))
        packing.take((agent, day, shift))
        chosen.append((agent, day, shift))
        minutes[agent] += problem.shifts[shift].paid_minutes
        costs.place(skills, day, shift)


class _Costs:
    """What one more agent gains in each interval, as agents are placed."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._scheduled = problem.scheduled_before.copy()
        self._costs = coverage_costs(problem)
        in_vain = -round(problem.weights.overstaffing * problem.interval_minutes / 60 * POINT)
        self._gain: NDArray[np.int64] = np.full(problem.open.shape, in_vain, dtype=np.int64)
        for queue, slot in self._costs:
            self._refresh(queue, slot)

    def _refresh(self, queue: int, slot: int) -> None:
        now, cost = int(self._scheduled[queue, slot]), self._costs[queue, slot]
        self._gain[queue, slot] = cost.of(now) - cost.of(now + 1)

    def _slots(self, day: int, shift: int) -> slice:
        per_day, interval = self._problem.slots_per_day, self._problem.interval_minutes
        chosen = self._problem.shifts[shift]
        first = day * per_day + chosen.start // interval
        return slice(first, min(day * per_day + chosen.end // interval, self._problem.slots))

    def gain(self, skills: tuple[int, ...], day: int, shift: int) -> int:
        """Cost that an agent with these skills would save by working this shift."""
        if not skills:
            return -1
        return int(self._gain[list(skills), self._slots(day, shift)].max(axis=0).sum())

    def place(self, skills: tuple[int, ...], day: int, shift: int) -> None:
        """Count one more agent, slot by slot, in the queue that gains most."""
        if not skills:
            return
        slots = self._slots(day, shift)
        for slot in range(slots.start, slots.stop):
            queue = max(skills, key=lambda q: (self._gain[q, slot], -q))
            if self._problem.open[queue, slot]:
                self._scheduled[queue, slot] += 1
                self._refresh(queue, slot)
