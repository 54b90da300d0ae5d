"""Runs of days: ``max_consecutive_days``, ``min_consecutive_days``, ``min_consecutive_days_off``.

Runs of earlier plans carry over. A run that an earlier plan left too short has to be completed only where the
agent can work, or be off, on every missing day; a run that reaches the plan's last day is the next plan's
business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.carry_over_runs import can_be_extended
from scheduler.roster.rules.constraint_forms import LONG_OFF, Booleans, RunConstraint, SumConstraint


def run_constraint(
    problem: Problem,
    agent: int,
    allowed: Booleans,
    sums: Sequence[SumConstraint],
    successions: Sequence[Booleans],
) -> RunConstraint:
    """The run constraint of one agent.

    Parameters
    ----------
    allowed
        Where the agent may start a shift, shape (days, shifts).
    sums, successions
        The other constraints of the agent; they decide whether an initial run can be completed.
    """
    person, rules = problem.agents[agent], problem.rules
    maximum = person.rules.max_consecutive_days
    minimum = person.rules.min_consecutive_days
    minimum_off = person.rules.min_consecutive_days_off
    result = RunConstraint(
        max_days_on=rules.max_consecutive_days if maximum is None else maximum,
        min_days_on=max(1, (rules.min_consecutive_days if minimum is None else minimum) or 1),
        min_days_off=max(1, (rules.min_consecutive_days_off if minimum_off is None else minimum_off) or 1),
    )
    initial = _initial_run(problem, agent)
    if initial is None or _can_be_completed(problem, agent, allowed, sums, successions, result, initial):
        return replace(result, initial_run=initial)
    return replace(
        result,
        initial_run=initial if initial > 0 else -result.min_days_off,
        initial_run_may_be_short=initial > 0,
    )


def _initial_run(problem: Problem, agent: int) -> int | None:
    worked = {shift.day for shift in problem.agents[agent].past}
    if not worked:
        return LONG_OFF if problem.plan_before else None
    if -1 not in worked:
        return max(worked) + 1
    length = 1
    while -1 - length in worked:
        length += 1
    return length


def _can_be_completed(
    problem: Problem,
    agent: int,
    allowed: Booleans,
    sums: Sequence[SumConstraint],
    successions: Sequence[Booleans],
    runs: RunConstraint,
    initial: int,
) -> bool:
    """Whether an initial run below its minimum can be extended up to it."""
    days = range(problem.days)
    locks = (lock for lock in problem.locks if lock.agent == agent)
    locked = {lock.day: lock.shift for lock in locks if lock.shift is not None}
    if initial < 0:
        return locked.keys().isdisjoint(days[: max(0, runs.min_days_off + initial)])
    missing = len(days[: max(0, runs.min_days_on - initial)])
    if not missing:
        return True
    extension = missing
    while extension in locked:
        extension += 1
    if runs.max_days_on is not None and initial + extension > runs.max_days_on:
        return False
    return can_be_extended(allowed, sums, successions, locked, missing)
