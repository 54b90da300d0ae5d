"""A problem of some of its people alone, for whoever places what they do in shifts that are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from scheduler.roster.problem.problem import Agent, Problem
from scheduler.roster.problem.skill_groups import skill_groups
from scheduler.roster.problem.solution import Activity, Assignment


def with_people_of(problem: Problem, shifts: Iterable[Assignment]) -> tuple[Problem, tuple[int, ...]]:
    """The problem with those alone who have one of the shifts, and their positions in the whole one.

    One of each set of skills is there besides: an interval that somebody could serve stays priced, so that
    solvers are asked what the whole problem asks, and choose alike among equals. All others must be in
    ``scheduled_before`` and in ``before`` of the joint rows. What is left out says who may work which shift,
    which is settled: locks, wishes, what people were told, cover by shift, and what is said of a person but
    skills, contribution and what queues cost.
    """
    days: dict[int, list[int]] = {}
    for one in shifts:
        days.setdefault(one.agent, []).append(one.day)
    there = {day for own in days.values() for day in own}
    around = [min(there) - 1, max(there) + 1]
    for group in skill_groups(problem):
        days.setdefault(group.agents[0], around)
    people = tuple(sorted(days))
    rows = tuple(replace(row, counts=row.counts[list(people)]) for row in problem.joint_rows)
    agents = tuple(_bare(problem.agents[place], days[place]) for place in people)
    part = replace(
        problem, agents=agents, joint_rows=rows, locks=(), wishes=(), told=(), shift_cover=(), meetings=()
    )
    return part, people


def _bare(agent: Agent, days: Sequence[int]) -> Agent:
    return Agent(
        agent.id,
        agent.skills,
        contribution=agent.contribution,
        queue_points=agent.queue_points,
        employed_from=min(days),
        employed_until=max(days),
    )


def within_part(people: Sequence[int], shifts: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The shifts with their people's positions in the part."""
    place = {position: number for number, position in enumerate(people)}
    return tuple(replace(one, agent=place[one.agent]) for one in shifts)


def within_whole(people: Sequence[int], activities: Iterable[Activity]) -> tuple[Activity, ...]:
    """Activities of the part with their people's positions in the whole problem."""
    return tuple(replace(row, agent=people[row.agent]) for row in activities)
