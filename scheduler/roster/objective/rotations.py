"""Rotations: each day that is not as an agent's rotation has it costs ``rotation`` points.

Linear in the shifts, so both engines have it in the price of a start (``preferences.py``).
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.roster.objective.costs import POINT
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Agent, Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.problem.terms import weekdays_on
from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.rules.eligibility import of_rotation


def rotation_costs(problem: Problem) -> tuple[Integers, int]:
    """Cost of each start beside a day off, in units of 1/1000 point, shape (agents, days, shifts), and the
    cost of everybody's days off."""
    price = np.zeros((len(problem.agents), problem.days, len(problem.shifts)), dtype=np.int64)
    cost, nobody = round(problem.weights.rotation * POINT), 0
    if not cost:
        return price, 0
    for place, agent in enumerate(problem.agents):
        if agent.rotation is not None:
            missed = np.array([is_due(problem, agent, day) for day in range(problem.days)], dtype=np.int64)
            others = ~of_rotation(problem, agent.rotation)
            price[place] = cost * (others.astype(np.int64) - missed[:, None])
            nobody += cost * int(missed.sum())
    return price, nobody


def departures(problem: Problem, assignments: Iterable[Assignment]) -> int:
    """Days on which somebody works what the rotation does not have, or nothing where it has a shift."""
    works = {(one.agent, one.day): one.shift for one in assignments}
    count = 0
    for place, agent in enumerate(problem.agents):
        if agent.rotation is None:
            continue
        for day in range(problem.days):
            shift, entry = works.get((place, day)), agent.rotation.on(day)
            if shift is None:
                count += is_due(problem, agent, day)
            else:
                count += entry is not None and shift not in entry
    return count


def is_due(problem: Problem, agent: Agent, day: int) -> bool:
    """Whether a day without a shift departs from the rotation: not on leave, nor where agents.csv has the
    agent not work."""
    return (
        agent.rotation is not None
        and agent.rotation.works_on(day)
        and day not in agent.leave | agent.closed
        and all(since // MINUTES_PER_DAY != day for since, _ in agent.away)
        and ((own := weekdays_on(agent, day)) is None or problem.weekday(day) in own)
        and (agent.employed_from is None or day >= agent.employed_from)
        and (agent.employed_until is None or day <= agent.employed_until)
    )
