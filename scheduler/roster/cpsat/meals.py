"""Disaggregation of meals: from counts per skill group to agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.roster.assignment.worked_shifts import WorkedShift, worked_shift
from scheduler.roster.problem.problem import Problem

if TYPE_CHECKING:
    from scheduler.roster.cpsat.model import AggregatedSolution


def extract_shifts(problem: Problem, solution: AggregatedSolution) -> list[WorkedShift]:
    """Everybody's shifts with their meals.

    The meals of a shift rotate from day to day, so that nobody always eats first.
    """
    group_of = {agent: g for g, group in enumerate(solution.groups) for agent in group.agents}
    members: dict[tuple[int, int, int], list[int]] = {}
    for a in sorted(solution.assignments, key=lambda a: (a.day, a.shift, a.agent)):
        members.setdefault((group_of[a.agent], a.day, a.shift), []).append(a.agent)
    shifts: list[WorkedShift] = []
    for (group, day, shift), agents in members.items():
        starts = solution.meals.get((group, day, shift), {})
        meals = [slot for slot, eating in sorted(starts.items()) for _ in range(eating)]
        first = day % len(agents)
        for place, agent in enumerate(agents[first:] + agents[:first]):
            shifts.append(worked_shift(problem, agent, day, shift, meals[place : place + 1]))
    return shifts
