"""Forbidden successions: ``min_rest_hours`` between an end and the next start, explicitly forbidden pairs,
and ``days_off_after_nights`` between a night shift and the next one that is none.

Without a minimum rest, shifts still must not overlap.
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem, whole_minutes
from scheduler.roster.rules.constraint_forms import Booleans
from scheduler.roster.rules.eligibility import on_its_date, touches_night


def successions(problem: Problem) -> tuple[Booleans, ...]:
    """Forbidden pairs for the next day, the day after it, and so on.

    Returns
    -------
    tuple of arrays
        One matrix of shape (shifts, shifts) per gap in days, True where the second shift (column) may not
        follow the first (row); it ends with the last gap at which anything is forbidden.
    """
    rest = whole_minutes(problem.rules.min_rest_hours) or 0
    ends = np.array([shift.end for shift in problem.shifts], dtype=np.int64)
    starts = np.array([shift.start for shift in problem.shifts], dtype=np.int64)
    furthest = (int(ends.max(initial=0)) + rest) // MINUTES_PER_DAY
    gaps = [
        starts[None, :] + gap * MINUTES_PER_DAY < ends[:, None] + rest
        for gap in range(1, max(furthest, 1) + 1)
    ]
    for first, second in problem.forbidden_pairs:
        gaps[0][first, second] = True
    nights = _nights(problem)
    for gap in range(problem.rules.days_off_after_nights or 0):
        if gap == len(gaps):
            gaps.append(np.zeros_like(gaps[0]))
        gaps[gap] |= nights[:, None] & ~nights
    while gaps and not gaps[-1].any():
        gaps.pop()
    return tuple(gaps)


def after_earlier_plans(problem: Problem) -> Booleans:
    """Where no shift of an earlier plan forbids a start, shape (agents, days, shifts)."""
    rested = np.ones((len(problem.agents), problem.days, len(problem.shifts)), dtype=np.bool_)
    rest = whole_minutes(problem.rules.min_rest_hours) or 0
    forbidden, nights = problem.forbidden_pairs, _nights(problem)
    starts = np.array([shift.start for shift in problem.shifts], dtype=np.int64)
    moments = np.arange(problem.days)[:, None] * MINUTES_PER_DAY + starts
    for a, agent in enumerate(problem.agents):
        if agent.past:
            rested[a] = moments >= max(past.end for past in agent.past) + rest
        off = problem.rules.days_off_after_nights or 0
        for past in agent.past:
            if off + past.day >= 0 and touches_night(on_its_date(past), problem.rules.night_hours):
                rested[a, : off + past.day + 1] &= nights
            if past.day == -1 and past.shift is not None:
                for first, second in forbidden:
                    if first == past.shift:
                        rested[a, 0, second] = False
    return rested


def _nights(problem: Problem) -> Booleans:
    """Which shifts touch the night hours, (shifts,)."""
    night = problem.rules.night_hours
    return np.array([touches_night(shift, night) for shift in problem.shifts], dtype=np.bool_)
