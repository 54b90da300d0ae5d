"""Nobody starts two shifts on one date, and a locked shift is worked."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.variables import Variables


def add(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """At most one of a date's shifts; exactly one where a lock names it (eligibility left only that)."""
    locked = {(lock.agent, lock.day) for lock in problem.locks if lock.shift is not None}
    for agent in range(len(problem.agents)):
        for day in range(problem.days):
            choices = variables.of_day(agent, day)
            if (agent, day) in locked:
                model.add_exactly_one(choices)
            elif len(choices) > 1:
                model.add_at_most_one(choices)
