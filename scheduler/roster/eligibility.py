"""Which agent may start which shift on which day, each rule that looks at one shift alone as a mask.

The masks are kept apart because a shortage is explained with them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.problem import MINUTES_PER_DAY, Agent, Problem, Shift

Mask = NDArray[np.bool_]


def touches_night(shift: Shift, night: tuple[int, int]) -> bool:
    """Whether the shift and the night hours of any day have a minute in common."""
    start, end = night
    return any(
        shift.start < end + offset and start + offset < shift.end
        for offset in (-MINUTES_PER_DAY, 0, MINUTES_PER_DAY)
    )


def fits_hours(shift: Shift, hours: tuple[int, int] | None) -> bool:
    """Whether the shift lies inside the window of its own date, or in that of the evening before."""
    if hours is None:
        return True
    start, end = hours
    return any(start <= shift.start + offset and shift.end + offset <= end for offset in (0, MINUTES_PER_DAY))


def masks(problem: Problem) -> dict[str, Mask]:
    """Per reason a mask of shape (agents, days, shifts): True where that reason lets the shift start.

    Reasons: ``employment``, ``leave``, ``weekday``, ``shifts``, ``hours``, ``max_hours_per_day``, ``lock``.
    """
    shape = (len(problem.agents), problem.days, len(problem.shifts))
    by_reason = {
        reason: np.ones(shape, dtype=bool)
        for reason in ("employment", "leave", "weekday", "shifts", "hours", "max_hours_per_day", "lock")
    }
    windows = {agent.hours for agent in problem.agents}
    fitting = {hours: [fits_hours(shift, hours) for shift in problem.shifts] for hours in windows}
    for a, agent in enumerate(problem.agents):
        days = _days(problem, agent)
        for reason in ("employment", "leave", "weekday"):
            by_reason[reason][a] = days[reason][:, None]
        if agent.shifts is not None:
            by_reason["shifts"][a] = np.isin(np.arange(len(problem.shifts)), list(agent.shifts))
        by_reason["hours"][a] = fitting[agent.hours]
    longest = problem.rules.max_minutes_per_day
    if longest is not None:
        allowed = np.array([shift.paid_minutes <= longest for shift in problem.shifts], dtype=bool)
        by_reason["max_hours_per_day"] &= allowed
    for lock in problem.locks:
        locked = by_reason["lock"][lock.agent, lock.day]
        locked &= np.arange(len(problem.shifts)) == (-1 if lock.shift is None else lock.shift)
    return by_reason


def eligible(problem: Problem) -> Mask:
    """Shape (agents, days, shifts): True where no rule that looks at one shift alone forbids it."""
    allowed: Mask = np.logical_and.reduce(list(masks(problem).values()))
    return allowed


def _days(problem: Problem, agent: Agent) -> dict[str, NDArray[np.bool_]]:
    days = np.arange(problem.days)
    weekdays = (problem.first_weekday + days) % 7
    employed = np.ones(problem.days, dtype=bool)
    if agent.employed_from is not None:
        employed &= days >= agent.employed_from
    if agent.employed_until is not None:
        employed &= days <= agent.employed_until
    return {
        "employment": employed,
        "leave": ~np.isin(days, list(agent.leave)),
        "weekday": np.isin(weekdays, list(range(7) if agent.weekdays is None else agent.weekdays)),
    }
