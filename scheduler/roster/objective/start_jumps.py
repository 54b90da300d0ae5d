"""Jumps of the start: a shift that begins far earlier or later than that of the day before costs something.

Nothing within :data:`scheduler.domain.weights.JUMP_WITHIN` minutes, beyond them so much for each hour between
the two times of day; :data:`scheduler.domain.weights.BACKWARD` times as much where the later day begins
earlier, for then less than a day lies between the two starts. A day off in between makes it free.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.domain.weights import BACKWARD, JUMP_WITHIN
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Integers


def jump_cost(problem: Problem, before: int, start: int) -> int:
    """Cost of a start after that of the day before, both in minutes of the day, in units of 1/1000 point."""
    later = start - before
    if abs(later) <= JUMP_WITHIN:
        return 0
    return round(problem.weights.start_jump * POINT * (later if later > 0 else -BACKWARD * later) / 60)


def jump_costs(problem: Problem) -> Integers:
    """Cost of each shift (column) on the day after another (row), shape (shifts, shifts)."""
    starts = [shift.start for shift in problem.shifts]
    known = {pair: jump_cost(problem, *pair) for pair in {(a, b) for a in starts for b in starts}}
    costs = [known[before, start] for before in starts for start in starts]
    return np.array(costs, dtype=np.int64).reshape(len(starts), len(starts))


def start_before(agent: Agent) -> int | None:
    """The time of day at which the agent's shift on the day before the plan began; None without one."""
    begun = [shift.start for shift in agent.past if shift.day == -1]
    return max(begun) + MINUTES_PER_DAY if begun else None


def first_day_costs(problem: Problem, agent: int) -> Integers:
    """Cost of each shift on the plan's first day, (shifts,)."""
    before = start_before(problem.agents[agent])
    costs = np.zeros(len(problem.shifts), dtype=np.int64)
    if before is not None and problem.weights.start_jump:
        costs[:] = [jump_cost(problem, before, shift.start) for shift in problem.shifts]
    return costs


def count_jumps(problem: Problem, assignments: Iterable[Assignment]) -> tuple[float, int]:
    """Hours by which shifts begin away from those of the day before, as far as they count, and their cost in
    units."""
    began = {
        (place, -1): before
        for place, agent in enumerate(problem.agents)
        if (before := start_before(agent)) is not None
    }
    began |= {(a.agent, a.day): problem.shifts[a.shift].start for a in assignments}
    minutes = cost = 0
    for (agent, day), start in began.items():
        before = began.get((agent, day - 1))
        if before is not None and abs(start - before) > JUMP_WITHIN:
            minutes += abs(start - before)
            cost += jump_cost(problem, before, start)
    return minutes / 60, cost
