"""The hard rules that look at more than one shift, one small module each, in the forms of ``restrictions``.

A new rule that adds something up is a module with ``counts`` and a word in ``COUNTS``; the engines need not
know of it. The audit learns it by its text alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from scheduler.roster.problem.problem import Agent, Problem
from scheduler.roster.rules import night_shifts, own_limits, week_days, week_hours
from scheduler.roster.rules.consecutive_days import runs
from scheduler.roster.rules.constraint_forms import Booleans, Count, Runs
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.rules.successions import after_earlier_plans, successions

COUNTS = (week_hours, week_days, night_shifts, own_limits)
"""Every rule that bounds a count."""


@dataclass(frozen=True)
class Restrictions:
    """All that binds the agents.

    allowed: where a shift may start, shape (agents, days, shifts). successions: as in
    :func:`scheduler.roster.rules.successions.successions`. counts, runs: of each agent; agents whom nothing
    tells apart share theirs. locked: (agent, day) on which a shift must be worked; ``allowed`` leaves only
    that shift.
    """

    allowed: Booleans
    successions: tuple[Booleans, ...]
    counts: tuple[tuple[Count, ...], ...]
    runs: tuple[Runs, ...]
    locked: frozenset[tuple[int, int]]


def restrictions(problem: Problem) -> Restrictions:
    """Every hard rule of the problem."""
    allowed = eligible(problem) & after_earlier_plans(problem)
    forbidden = successions(problem)
    own_locks: dict[int, list[tuple[int, int | None]]] = {}
    for lock in problem.locks:
        own_locks.setdefault(lock.agent, []).append((lock.day, lock.shift))
    known: dict[object, tuple[tuple[Count, ...], Runs]] = {}
    everybody = []
    for agent, person in enumerate(problem.agents):
        kind = (_bound_alike(person), tuple(own_locks.get(agent, ())))
        if kind not in known:
            counts = tuple(count for rule in COUNTS for count in rule.counts(problem, agent))
            known[kind] = counts, runs(problem, agent, allowed[agent], counts, forbidden)
        everybody.append(known[kind])
    return Restrictions(
        allowed=allowed,
        successions=forbidden,
        counts=tuple(counts for counts, _ in everybody),
        runs=tuple(runs for _, runs in everybody),
        locked=frozenset((lock.agent, lock.day) for lock in problem.locks if lock.shift is not None),
    )


def _bound_alike(agent: Agent) -> Agent:
    """The agent without what no rule looks at."""
    return replace(agent, id="", skills=frozenset(), hourly_cost=0.0)
