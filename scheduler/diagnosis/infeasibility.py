"""Irreducible infeasible subsets (IIS) of each agent's hard rules, locks and leave, by a deletion filter.

No hard rule couples two agents, so a team has no roster exactly when some agent has none. The deletion filter
drops that agent's constraints one by one, keeping those without which the rest becomes feasible: what remains
is an IIS (Chinneck & Dravnieks, "Locating minimal infeasible constraint sets in linear programs", ORSA
Journal on Computing 3, 1991). What is left without it may contain another one, independent of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from scheduler.domain.rules import NUMBERS, REGISTRY, Rules
from scheduler.roster.cpsat import constraints
from scheduler.roster.cpsat.variables import create
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, Limit, Lock, Problem
from scheduler.roster.rules import restrictions

_WORK = 2.0
"""Deterministic time limit for one agent; no agent's rules need a thousandth of it."""
_NO_RULES = Rules()
_WEEK = 7 * 24 * 60
"""Minutes; as much overtime bounds nobody."""
_AVAILABILITY = ("hours", "shifts", "weekdays", "employed_from", "employed_until", "rotation")


@dataclass(frozen=True)
class InfeasibleSubset:
    """An irreducible infeasible subset of one agent's constraints: dropping any of them makes it feasible.

    agent: position; others: positions of those of whom the same collide. rules: names, as in ``Limit.rule``
    and the fields of ``Rules`` and ``Agent``. locks, leave: days. past: whether work of earlier plans takes
    part.
    """

    agent: int
    rules: tuple[str, ...]
    locks: tuple[int, ...]
    leave: tuple[int, ...]
    past: bool
    others: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class _Constraint:
    """A constraint that can be dropped, and how to drop it."""

    kind: str
    name: str | int
    without: Callable[[Problem], Problem]


def is_feasible(problem: Problem) -> bool:
    """Whether the only agent of a problem has a feasible roster; the requirement is ignored."""
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


def minimal_infeasible_subsets(
    problem: Problem, most: int = 20, possible: Callable[[Problem], bool] = is_feasible
) -> list[InfeasibleSubset]:
    """All independent collisions: of each agent without a feasible roster IISs that share no constraint.

    Parameters
    ----------
    most
        Collisions at most; people of whom the same collide are told together, as one.
    possible
        Feasibility test for a problem with a single agent. It may err on the side of feasible, as
        :func:`scheduler.diagnosis.feasibility_bounds.may_be_feasible` does: some agents are then missed, but
        every subset found is infeasible.
    """
    of_kind: dict[tuple[Agent, tuple[Lock, ...]], tuple[InfeasibleSubset, ...]] = {}
    found: dict[InfeasibleSubset, list[int]] = {}
    for position in range(len(problem.agents)):
        alone = _single_agent_problem(problem, position)
        bound_by = replace(alone.agents[0], id=""), alone.locks
        if bound_by not in of_kind:
            enough = len(found) >= most
            of_kind[bound_by] = () if enough else tuple(_independent_subsets(alone, possible))
        for one in of_kind[bound_by]:
            found.setdefault(one, []).append(position)
    return [replace(one, agent=who[0], others=tuple(who[1:])) for one, who in found.items()][:most]


def _independent_subsets(problem: Problem, possible: Callable[[Problem], bool]) -> Iterator[InfeasibleSubset]:
    """IISs of the only agent, one after the other, each without the constraints of those before it."""
    parts = list(_constraints_of(problem))
    while not possible(problem):
        # Which IIS a deletion filter ends at depends on the order; of two the smaller one is told.
        ends = [_deletion_filter(problem, order, possible) for order in (parts, parts[::-1])]
        smallest = min(ends, key=len)
        if not smallest:
            return
        yield _subset([part for part in parts if part in smallest])
        for part in smallest:
            problem = part.without(problem)
        parts = [part for part in parts if part not in smallest]


def _single_agent_problem(problem: Problem, position: int) -> Problem:
    """The agent alone, without any requirement: only the rules are left."""
    nothing = np.zeros_like(problem.required)
    return replace(
        problem,
        agents=(
            replace(
                problem.agents[position],
                skills=frozenset(),
                min_minutes_week=None,
                week_minutes=tuple((None, most) for _, most in problem.agents[position].week_minutes),
                hourly_cost=0.0,
            ),
        ),
        required=nothing,
        open=np.zeros_like(problem.open),
        scheduled_before=nothing,
        locks=tuple(replace(lock, agent=0) for lock in problem.locks if lock.agent == position),
        wishes=(),
        told=(),
        shift_cover=(),
        joint_rows=(),
        meetings=(),
        late={},
    )


def _deletion_filter(
    problem: Problem, parts: Sequence[_Constraint], possible: Callable[[Problem], bool]
) -> list[_Constraint]:
    """The constraints that remain of an infeasible problem once each is dropped that is not needed."""
    necessary: list[_Constraint] = []
    for part in parts:
        smaller = part.without(problem)
        if possible(smaller):
            necessary.append(part)
        else:
            problem = smaller
    return necessary


def _subset(parts: Sequence[_Constraint]) -> InfeasibleSubset:
    def days(kind: str) -> tuple[int, ...]:
        return tuple(sorted(int(part.name) for part in parts if part.kind == kind))

    return InfeasibleSubset(
        0,
        tuple(dict.fromkeys(str(part.name) for part in parts if part.kind == "rule")),
        days("lock"),
        days("leave"),
        any(part.kind == "past" for part in parts),
    )


def _constraints_of(problem: Problem) -> Iterator[_Constraint]:
    """Constraints in the order of deletion; what managers recognise comes last, so it tends to remain."""
    (agent,) = problem.agents
    for limit in agent.limits:
        yield _Constraint("rule", limit.rule, partial(_without_limit, dropped=limit))
    for spec in REGISTRY.values():
        is_bound = spec.unit not in ("window", "overtime")
        if is_bound and getattr(problem.rules, spec.key) != getattr(_NO_RULES, spec.key):
            yield _Constraint("rule", spec.key, partial(_without_rule, name=spec.key))
    if problem.rules.overtime is not None:
        weeks = problem.week(problem.days - 1) + 1
        yield _Constraint("rule", "overtime", partial(_with_agent, overtime_minutes=(_WEEK,) * weeks))
    if agent.max_minutes_week is not None or agent.week_minutes:
        without = partial(_with_agent, max_minutes_week=None, week_minutes=())
        yield _Constraint("rule", "max_minutes_week", without)
    for spec in NUMBERS:
        if getattr(agent.rules, spec.key) is not None:
            yield _Constraint("rule", spec.column or spec.key, partial(_without_own_rule, name=spec.key))
    for name in _AVAILABILITY:
        if any(getattr(one, name, None) is not None for one in (agent, *agent.spells)):
            yield _Constraint("rule", name, partial(_without_availability, name=name))
    if agent.past:
        yield _Constraint("past", "", partial(_with_agent, past=()))
    for day in sorted({*agent.leave, *(since // MINUTES_PER_DAY for since, _ in agent.away)}):
        yield _Constraint("leave", day, partial(_without_leave, day=day))
    for lock in problem.locks:
        yield _Constraint("lock", lock.day, partial(_without_lock, dropped=lock))


def _with_agent(problem: Problem, **changes: Any) -> Problem:
    (agent,) = problem.agents
    return replace(problem, agents=(replace(agent, **changes),))


def _without_availability(problem: Problem, name: str) -> Problem:
    spells = problem.agents[0].spells
    if name in ("hours", "shifts", "weekdays"):
        without: Any = {name: None}
        spells = tuple(replace(one, **without) for one in spells)
    return _with_agent(problem, **{name: None}, spells=spells)


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
    away = tuple(span for span in agent.away if span[0] // MINUTES_PER_DAY != day)
    return _with_agent(problem, leave=agent.leave - {day}, away=away)


def _without_lock(problem: Problem, dropped: Lock) -> Problem:
    return replace(problem, locks=tuple(lock for lock in problem.locks if lock != dropped))
