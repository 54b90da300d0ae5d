"""Regular starts: a shift that begins far from the time at which its agent begins as a rule costs something.

Nothing within :data:`scheduler.domain.weights.REGULAR_WITHIN` minutes, beyond them so much for each hour
between the two, the shorter way around the clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from scheduler.domain.weights import REGULAR_WITHIN
from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.rules.constraint_forms import Integers


def minutes_away(start: int, regular: int) -> int:
    """How far a start is from the regular one as far as it counts, in minutes: 0 within the tolerance."""
    apart = abs(start - regular)
    away = min(apart, MINUTES_PER_DAY - apart)
    return away if away > REGULAR_WITHIN else 0


def cost_away(problem: Problem, minutes: int) -> int:
    """Cost of a shift that begins so many minutes away, in units of 1/1000 point."""
    return round(problem.weights.regular_start * POINT * minutes / 60)


def regular_start_costs(problem: Problem) -> Integers:
    """Cost of each shift for each agent, shape (agents, shifts); 0 for agents without a regular start."""
    costs = np.zeros((len(problem.agents), len(problem.shifts)), dtype=np.int64)
    known: dict[int, list[int]] = {}
    for place, agent in enumerate(problem.agents):
        regular = agent.regular_start
        if regular is None:
            continue
        if regular not in known:
            known[regular] = [
                cost_away(problem, minutes_away(shift.start, regular)) for shift in problem.shifts
            ]
        costs[place] = known[regular]
    return costs


def with_regular_starts(problem: Problem, starts: Sequence[int | None]) -> Problem:
    """The problem with a regular start for each agent who has none; None = none."""
    agents = tuple(
        agent if agent.regular_start is not None else replace(agent, regular_start=start)
        for agent, start in zip(problem.agents, starts, strict=True)
    )
    return replace(problem, agents=agents)
