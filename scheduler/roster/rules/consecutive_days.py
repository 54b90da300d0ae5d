"""``max_consecutive_days``: days worked in a row, runs that began in earlier plans included."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.variables import Variables


def add(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """In every stretch of ``maximum + 1`` days that ends in the plan, at least one is off."""
    most = problem.rules.max_consecutive_days
    if most is None:
        return
    for position, agent in enumerate(problem.agents):
        worked_before = {shift.day for shift in agent.past}
        for last in range(problem.days):
            stretch = range(last - most, last + 1)
            before = sum(day in worked_before for day in stretch if day < 0)
            works = [v for day in stretch if day >= 0 for v in variables.of_day(position, day)]
            if works:
                model.add(sum(works) <= max(0, most - before))
