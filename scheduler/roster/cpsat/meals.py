"""From counts to people: who eats when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scheduler.roster.assignment.result import Turn, turn_of
from scheduler.roster.problem.problem import Problem

if TYPE_CHECKING:
    from scheduler.roster.cpsat.model import Counts


def turns(problem: Problem, counts: Counts) -> list[Turn]:
    """Everybody's shifts with their meals.

    Meals of a shift go round from day to day, so that nobody always eats first.
    """
    group_of = {agent: g for g, group in enumerate(counts.groups) for agent in group.agents}
    members: dict[tuple[int, int, int], list[int]] = {}
    for a in sorted(counts.assignments, key=lambda a: (a.day, a.shift, a.agent)):
        members.setdefault((group_of[a.agent], a.day, a.shift), []).append(a.agent)
    found: list[Turn] = []
    for (group, day, shift), agents in members.items():
        starts = counts.meals.get((group, day, shift), {})
        meals = [slot for slot, eating in sorted(starts.items()) for _ in range(eating)]
        first = day % len(agents)
        for place, agent in enumerate(agents[first:] + agents[:first]):
            found.append(turn_of(problem, agent, day, shift, meals[place : place + 1]))
    return found
