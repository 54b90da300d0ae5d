"""``max_days_per_week``: days worked from Monday to Sunday."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.rules.weeks import agent_weeks
from scheduler.roster.variables import Variables


def add(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """Days of each agent and week, those of earlier plans included, at most the maximum."""
    most = problem.rules.max_days_per_week
    if most is None:
        return
    for week in agent_weeks(problem, variables):
        if week.works:
            left = max(0, most - len({shift.day for shift in week.past}))
            model.add(sum(works for works, _ in week.works) <= left)
