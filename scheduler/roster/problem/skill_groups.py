"""Skill groups: agents with the same skills are interchangeable at a desk (symmetry reduction)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.roster.problem.joint_rows import rest_classes
from scheduler.roster.problem.problem import Problem


@dataclass(frozen=True)
class Group:
    """Agents (positions) with exactly these skills (queue positions, ascending)."""

    skills: tuple[int, ...]
    agents: tuple[int, ...]


def skill_groups(problem: Problem) -> tuple[Group, ...]:
    """Partition of the agents by skill set, in the order in which the sets first appear."""
    return _partition(problem, (0,) * len(problem.agents))


def rest_groups(problem: Problem) -> tuple[Group, ...]:
    """The same, apart where it matters to a joint row who of them rests."""
    return _partition(problem, rest_classes(problem.joint_rows, len(problem.agents)))


def _partition(problem: Problem, classes: Sequence[int]) -> tuple[Group, ...]:
    members: dict[tuple[tuple[int, ...], int], list[int]] = {}
    for position, agent in enumerate(problem.agents):
        members.setdefault((tuple(sorted(agent.skills)), classes[position]), []).append(position)
    return tuple(Group(skills, tuple(agents)) for (skills, _), agents in members.items())
