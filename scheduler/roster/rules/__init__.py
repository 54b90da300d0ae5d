"""Hard rules, one small module each, compiled into the canonical forms of ``constraint_forms``.

Read ``constraint_forms`` first. ``eligibility`` holds every rule about a single shift, ``successions`` every
rule about a pair of shifts, ``consecutive_days`` (with ``carry_over_runs``) the runs of days, and the other
modules sum constraints over ``calendar_weeks`` or any other stretch of days.

A new rule that sums something up is a module with a function ``sum_constraints`` and an entry in
``SUM_RULES``; no engine needs to know it. The audit implements the rule a second time from its text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.roster.problem.problem import Agent, Problem
from scheduler.roster.rules import night_shifts, overtime, own_limits, week_days, week_hours
from scheduler.roster.rules.consecutive_days import run_constraint
from scheduler.roster.rules.constraint_forms import Booleans, RunConstraint, SumConstraint
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.rules.rest_and_successions import after_earlier_plans, successions

SUM_RULES = (week_hours, overtime, week_days, night_shifts, own_limits)
"""Every rule that bounds a sum."""


@dataclass(frozen=True)
class Restrictions:
    """Every hard rule of a problem in its canonical form.

    Parameters
    ----------
    allowed
        Where a shift may start, shape (agents, days, shifts).
    successions
        Forbidden pairs, as in :func:`scheduler.roster.rules.rest_and_successions.successions`.
    sums, runs
        By agent; agents who are bound alike share the same objects.
    locked
        (agent, day) pairs on which a shift must be worked; ``allowed`` leaves only that shift.
    """

    allowed: Booleans
    successions: tuple[Booleans, ...]
    sums: tuple[tuple[SumConstraint, ...], ...]
    runs: tuple[RunConstraint, ...]
    locked: frozenset[tuple[int, int]]


def restrictions(problem: Problem) -> Restrictions:
    """Compile every hard rule of the problem."""
    allowed = eligible(problem) & after_earlier_plans(problem)
    forbidden = successions(problem)
    own_locks: dict[int, list[tuple[int, int | None]]] = {}
    for lock in problem.locks:
        own_locks.setdefault(lock.agent, []).append((lock.day, lock.shift))
    compiled: dict[object, tuple[tuple[SumConstraint, ...], RunConstraint]] = {}
    by_agent = []
    for position, agent in enumerate(problem.agents):
        key = (_what_binds(agent), tuple(own_locks.get(position, ())))
        if key not in compiled:
            sums = tuple(one for rule in SUM_RULES for one in rule.sum_constraints(problem, position))
            compiled[key] = sums, run_constraint(problem, position, allowed[position], sums, forbidden)
        by_agent.append(compiled[key])
    return Restrictions(
        allowed=allowed,
        successions=forbidden,
        sums=tuple(sums for sums, _ in by_agent),
        runs=tuple(runs for _, runs in by_agent),
        locked=frozenset((lock.agent, lock.day) for lock in problem.locks if lock.shift is not None),
    )


def _what_binds(agent: Agent) -> Agent:
    """The agent without the attributes that no rule reads."""
    return replace(agent, id="", skills=frozenset(), hourly_cost=0.0, regular_start=None)
