"""The hard rules that look at more than one shift, one small module each, in the forms of ``restrictions``.

A new rule that adds something up is a module with ``counts`` and a word in ``COUNTS``; the engines need not
know of it. The audit learns it by its text alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.problem import Problem
from scheduler.roster.eligibility import eligible
from scheduler.roster.restrictions import Booleans, Count, Runs
from scheduler.roster.rules import night_shifts, own_limits, week_days, week_hours
from scheduler.roster.rules.consecutive_days import runs
from scheduler.roster.rules.successions import after_earlier_plans, successions

COUNTS = (week_hours, week_days, night_shifts, own_limits)
"""Every rule that bounds a count."""


@dataclass(frozen=True)
class Restrictions:
    """All that binds the agents.

    allowed: where a shift may start, shape (agents, days, shifts). successions: as in
    :func:`scheduler.roster.rules.successions.successions`. counts, runs: of each agent. locked: (agent, day)
    on which a shift must be worked; ``allowed`` leaves only that shift.
    """

    allowed: Booleans
    successions: tuple[Booleans, ...]
    counts: tuple[tuple[Count, ...], ...]
    runs: tuple[Runs, ...]
    locked: frozenset[tuple[int, int]]


def restrictions(problem: Problem) -> Restrictions:
    """Every hard rule of the problem."""
    allowed = eligible(problem) & after_earlier_plans(problem)
    agents = range(len(problem.agents))
    forbidden = successions(problem)
    counts = tuple(
        tuple(count for rule in COUNTS for count in rule.counts(problem, agent)) for agent in agents
    )
    return Restrictions(
        allowed=allowed,
        successions=forbidden,
        counts=counts,
        runs=tuple(runs(problem, agent, allowed[agent], counts[agent], forbidden) for agent in agents),
        locked=frozenset((lock.agent, lock.day) for lock in problem.locks if lock.shift is not None),
    )
