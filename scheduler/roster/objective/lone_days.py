"""Single days: one day off between two working days, one working day between two days off; both cost.

Days of the plan before count where it covers the day before this one: a day without a shift is a day off
there. What follows the plan's last day is not known, so a run that reaches it costs nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import Problem


class LoneDays(NamedTuple):
    """Costs of single days for one agent, in units of 1/1000 point.

    off, on: of a single day off, of a single working day. first_on: of working on the plan's first day, which
    leaves the day before it a single day off; first_off: of being off then. was_on, was_off: whether the
    agent is known to have worked, or been off, on the day before the plan.
    """

    off: float
    on: float
    first_on: float
    first_off: float
    was_on: bool
    was_off: bool


def lone_days(problem: Problem, agent: int) -> LoneDays:
    """The costs of an agent."""
    off = float(round(problem.weights.single_day_off * POINT))
    on = float(round(problem.weights.single_working_day * POINT))
    worked = {shift.day for shift in problem.agents[agent].past}
    was_on = problem.plan_before and -1 in worked
    was_off = problem.plan_before and -1 not in worked
    return LoneDays(
        off=off,
        on=on,
        first_on=off if was_off and -2 in worked else 0.0,
        first_off=on if was_on and -2 not in worked else 0.0,
        was_on=was_on,
        was_off=was_off,
    )


def count_lone_days(problem: Problem, agent: int, working: set[int]) -> tuple[int, int]:
    """Single days off and single working days of an agent who works on these days of the plan."""
    known = problem.plan_before
    worked = working | {shift.day for shift in problem.agents[agent].past if known}
    off = on = 0
    # The day itself and the one before it are known, as is the one after it.
    for day in range(-1 if known else 1, problem.days - 1):
        before, today, after = (d in worked for d in (day - 1, day, day + 1))
        off += before and not today and after
        on += today and not before and not after
    return off, on
