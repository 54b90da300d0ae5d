"""What the weekly rules share: an agent's decisions of one Monday-to-Sunday week, and its past shifts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.problem import PastShift, Problem, Shift
from scheduler.roster.variables import Variables


@dataclass(frozen=True)
class AgentWeek:
    """One agent's week: what may still be worked in it, and what earlier plans left in it."""

    agent: int
    works: tuple[tuple[cp_model.IntVar, Shift], ...]
    past: tuple[PastShift, ...]


def agent_weeks(problem: Problem, variables: Variables) -> Iterator[AgentWeek]:
    """Every agent's weeks that the plan touches."""
    weeks = range(problem.week(problem.days - 1) + 1)
    for position, agent in enumerate(problem.agents):
        for week in weeks:
            days = [day for day in range(problem.days) if problem.week(day) == week]
            works = tuple(
                (variables.works[position, day, s], shift)
                for day in days
                for s, shift in enumerate(problem.shifts)
                if (position, day, s) in variables.works
            )
            past = tuple(shift for shift in agent.past if problem.week(shift.day) == week)
            yield AgentWeek(position, works, past)
