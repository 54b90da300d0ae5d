"""Skill groups: agents with the same skills are interchangeable at a desk (symmetry reduction)."""

from __future__ import annotations

from dataclasses import dataclass

from scheduler.roster.problem.problem import Problem


@dataclass(frozen=True)
class Group:
    """Agents (positions) with exactly these skills (queue positions, ascending)."""

    skills: tuple[int, ...]
    agents: tuple[int, ...]


def skill_groups(problem: Problem) -> tuple[Group, ...]:
    """Partition of the agents by skill set, in the order in which the sets first appear."""
    members: dict[tuple[int, ...], list[int]] = {}
    for position, agent in enumerate(problem.agents):
        members.setdefault(tuple(sorted(agent.skills)), []).append(position)
    return tuple(Group(skills, tuple(agents)) for skills, agents in members.items())
