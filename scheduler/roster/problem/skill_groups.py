"""Agents with the same skills are interchangeable at their desks: every engine counts them together."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.roster.problem.problem import Problem


@dataclass(frozen=True)
class Group:
    """Agents (positions) that have exactly these skills (queue positions, ascending)."""

    skills: tuple[int, ...]
    agents: tuple[int, ...]


def skill_groups(problem: Problem) -> tuple[Group, ...]:
    """Agents by their skills, in the order in which the skills first appear."""
    members: dict[tuple[int, ...], list[int]] = {}
    for position, agent in enumerate(problem.agents):
        members.setdefault(tuple(sorted(agent.skills)), []).append(position)
    return tuple(Group(skills, tuple(agents)) for skills, agents in members.items())
