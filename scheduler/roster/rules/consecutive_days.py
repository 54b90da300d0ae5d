"""Rows of days: ``max_consecutive_days``, ``min_consecutive_days``, ``min_consecutive_days_off``.

Runs that earlier plans began go on. What an earlier plan left too short is asked for only where the agent
can work, or may be off, on all of the days that are missing; a run that reaches the plan's last day is the
next plan's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.carry_over_runs import can_be_lengthened
from scheduler.roster.rules.constraint_forms import LONG_OFF, Booleans, Count, Runs


def runs(
    problem: Problem,
    agent: int,
    allowed: Booleans,
    counts: Sequence[Count],
    successions: Sequence[Booleans],
) -> Runs:
    """allowed: what the agent may start, shape (days, shifts). counts, successions: that bind the agent."""
    person, rules = problem.agents[agent], problem.rules
    most = person.rules.max_consecutive_days
    least = person.rules.min_consecutive_days
    least_off = person.rules.min_consecutive_days_off
    result = Runs(
        most_on=rules.max_consecutive_days if most is None else most,
        least_on=max(1, (rules.min_consecutive_days if least is None else least) or 1),
        least_off=max(1, (rules.min_consecutive_days_off if least_off is None else least_off) or 1),
    )
    begun = _begun(problem, agent)
    if begun is None or _can_go_on(problem, agent, allowed, counts, successions, result, begun):
        return replace(result, begun=begun)
    return replace(result, begun=begun if begun > 0 else -result.least_off, excused=begun > 0)


def _begun(problem: Problem, agent: int) -> int | None:
    worked = {shift.day for shift in problem.agents[agent].past}
    if not worked:
        return LONG_OFF if problem.plan_before else None
    if -1 not in worked:
        return max(worked) + 1
    begun = 1
    while -1 - begun in worked:
        begun += 1
    return begun


def _can_go_on(
    problem: Problem,
    agent: int,
    allowed: Booleans,
    counts: Sequence[Count],
    successions: Sequence[Booleans],
    runs: Runs,
    begun: int,
) -> bool:
    """Whether a run that is still too short can be lengthened."""
    days = range(problem.days)
    locks = (lock for lock in problem.locks if lock.agent == agent)
    locked = {lock.day: lock.shift for lock in locks if lock.shift is not None}
    if begun < 0:
        return locked.keys().isdisjoint(days[: max(0, runs.least_off + begun)])
    lacking = len(days[: max(0, runs.least_on - begun)])
    if not lacking:
        return True
    together = lacking
    while together in locked:
        together += 1
    if runs.most_on is not None and begun + together > runs.most_on:
        return False
    return can_be_lengthened(allowed, counts, successions, locked, lacking)
