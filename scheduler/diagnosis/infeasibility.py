"""Which hard rules, locks and days of leave of one person cannot hold together, when there is no roster.

No hard rule ties two people to each other, so a team has no roster exactly when somebody has none. Of that
person's rules as many are dropped as can be while there still is none: every one that is left takes part in
the contradiction (a deletion filter; Chinneck & Dravnieks, "Locating minimal infeasible constraint sets in
linear programs", ORSA Journal on Computing 3, 1991).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.rules import NUMBERS, REGISTRY, Rules
from scheduler.roster.cpsat import constraints
from scheduler.roster.cpsat.variables import create
from scheduler.roster.problem.problem import Agent, Limit, Lock, Problem
from scheduler.roster.rules import restrictions

_WORK = 2.0
"""Deterministic seconds for one person; nobody's rules need a thousandth of it."""
_NO_RULES = Rules()
_AVAILABILITY = ("hours", "shifts", "weekdays", "employed_from", "employed_until")


@dataclass(frozen=True)
class Contradiction:
    """Rules of one agent of which no roster keeps all, and each of which takes part.

    agent: position. rules: names, as in ``Limit.rule`` and the fields of ``Rules`` and ``Agent``. locks,
    leave: days. past: whether what earlier plans left behind takes part.
    """

    agent: int
    rules: tuple[str, ...]
    locks: tuple[int, ...]
    leave: tuple[int, ...]
    past: bool


@dataclass(frozen=True)
class _Part:
    """Something that binds the person, and the problem without it."""

    kind: str
    name: str | int
    without: Callable[[Problem], Problem]


def has_roster(problem: Problem) -> bool:
    """Whether a problem's only agent has any roster; what is needed does not matter."""
    model = cp_model.CpModel()
    rules = restrictions(problem)
    variables = create(model, problem, rules.allowed)
    if any(not variables.of_day(agent, day) for agent, day in rules.locked):
        return False
    constraints.add(model, problem, variables, rules)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = _WORK
    return solver.solve(model) != cp_model.INFEASIBLE


def contradictions(
    problem: Problem, most: int = 5, possible: Callable[[Problem], bool] = has_roster
) -> Iterator[Contradiction]:
    """For each agent who has no roster (the first ``most`` of them) what contradicts.

    possible: whether a problem of one agent has a roster; where it only ever says no when there is none,
    so does what is found.
    """
    found = 0
    free: dict[tuple[Agent, tuple[Lock, ...]], bool] = {}
    for position in range(len(problem.agents)):
        alone = _alone(problem, position)
        bound_by = replace(alone.agents[0], id=""), alone.locks
        if bound_by not in free:
            free[bound_by] = possible(alone)
        if not free[bound_by]:
            yield _contradiction(position, alone, possible)
            found += 1
            if found == most:
                return


def _alone(problem: Problem, position: int) -> Problem:
    """The agent alone, and nothing to do: only the rules are left."""
    nothing = np.zeros_like(problem.required)
    return replace(
        problem,
        agents=(
            replace(problem.agents[position], skills=frozenset(), min_minutes_week=None, hourly_cost=0.0),
        ),
        required=nothing,
        open=np.zeros_like(problem.open),
        scheduled_before=nothing,
        locks=tuple(replace(lock, agent=0) for lock in problem.locks if lock.agent == position),
        wishes=(),
        shift_cover=(),
        late={},
    )


def _contradiction(position: int, problem: Problem, possible: Callable[[Problem], bool]) -> Contradiction:
    taking_part: list[_Part] = []
    for part in _parts(problem):
        smaller = part.without(problem)
        if possible(smaller):
            taking_part.append(part)
        else:
            problem = smaller

    def days(kind: str) -> tuple[int, ...]:
        return tuple(sorted(int(part.name) for part in taking_part if part.kind == kind))

    return Contradiction(
        position,
        tuple(dict.fromkeys(str(part.name) for part in taking_part if part.kind == "rule")),
        days("lock"),
        days("leave"),
        any(part.kind == "past" for part in taking_part),
    )


def _parts(problem: Problem) -> Iterator[_Part]:
    """Everything that can be dropped; what people know by sight comes last, and so stays rather."""
    (agent,) = problem.agents
    for limit in agent.limits:
        yield _Part("rule", limit.rule, partial(_without_limit, dropped=limit))
    for spec in REGISTRY.values():
        if spec.unit != "window" and getattr(problem.rules, spec.key) != getattr(_NO_RULES, spec.key):
            yield _Part("rule", spec.key, partial(_without_rule, name=spec.key))
    if agent.max_minutes_week is not None:
        yield _Part("rule", "max_minutes_week", partial(_with_agent, max_minutes_week=None))
    for spec in NUMBERS:
        if getattr(agent.rules, spec.key) is not None:
            yield _Part("rule", spec.column or spec.key, partial(_without_own_rule, name=spec.key))
    for name in _AVAILABILITY:
        if getattr(agent, name) is not None:
            yield _Part("rule", name, partial(_without_availability, name=name))
    if agent.past:
        yield _Part("past", "", partial(_with_agent, past=()))
    for day in sorted(agent.leave):
        yield _Part("leave", day, partial(_without_leave, day=day))
    for lock in problem.locks:
        yield _Part("lock", lock.day, partial(_without_lock, dropped=lock))


def _with_agent(problem: Problem, **changes: Any) -> Problem:
    (agent,) = problem.agents
    return replace(problem, agents=(replace(agent, **changes),))


def _without_availability(problem: Problem, name: str) -> Problem:
    return _with_agent(problem, **{name: None})


def _without_own_rule(problem: Problem, name: str) -> Problem:
    (agent,) = problem.agents
    without: Any = {name: None}
    return _with_agent(problem, rules=replace(agent.rules, **without))


def _without_rule(problem: Problem, name: str) -> Problem:
    without: Any = {name: getattr(_NO_RULES, name)}
    return replace(problem, rules=replace(problem.rules, **without))


def _without_limit(problem: Problem, dropped: Limit) -> Problem:
    (agent,) = problem.agents
    return _with_agent(problem, limits=tuple(limit for limit in agent.limits if limit != dropped))


def _without_leave(problem: Problem, day: int) -> Problem:
    (agent,) = problem.agents
    return _with_agent(problem, leave=agent.leave - {day})


def _without_lock(problem: Problem, dropped: Lock) -> Problem:
    return replace(problem, locks=tuple(lock for lock in problem.locks if lock != dropped))
