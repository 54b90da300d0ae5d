"""``max_night_shifts_per_week``: shifts that touch the night hours, from Monday to Sunday."""

from __future__ import annotations

from ortools.sat.python import cp_model

from scheduler.problem import MINUTES_PER_DAY, PastShift, Problem, Shift
from scheduler.roster.eligibility import touches_night
from scheduler.roster.rules.weeks import agent_weeks
from scheduler.roster.variables import Variables


def add(model: cp_model.CpModel, problem: Problem, variables: Variables) -> None:
    """Night shifts of each agent and week, those of earlier plans included, at most the maximum."""
    most = problem.rules.max_night_shifts_per_week
    if most is None:
        return
    night = problem.rules.night
    for week in agent_weeks(problem, variables):
        nights = [works for works, shift in week.works if touches_night(shift, night)]
        if nights:
            worked = sum(touches_night(_on_its_date(shift), night) for shift in week.past)
            model.add(sum(nights) <= max(0, most - worked))


def _on_its_date(past: PastShift) -> Shift:
    offset = past.day * MINUTES_PER_DAY
    return Shift("past", past.start - offset, past.end - offset)
