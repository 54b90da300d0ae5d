"""``max_hours_per_week``: paid hours from Monday to Sunday; an agent's own maximum may be lower."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import Problem
from scheduler.roster.rules.weeks import agent_weeks
from scheduler.roster.variables import Variables


def add(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """Paid minutes of each agent and week, those of earlier plans included, below both maxima."""
    for week in agent_weeks(problem, variables):
        maxima = (problem.rules.max_minutes_per_week, problem.agents[week.agent].max_minutes_week)
        known = [maximum for maximum in maxima if maximum is not None]
        if not known or not week.works:
            continue
        left = max(0, min(known) - sum(shift.paid_minutes for shift in week.past))
        model.add(sum(shift.paid_minutes * works for works, shift in week.works) <= left)
