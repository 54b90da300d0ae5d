"""What-if: the roster on the desk under more traffic, or with people away; nobody is moved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from peakroster.desk.roster import ARRANGE, Desk, activities_on, assignments_of, problem_of, with_solution
from peakroster.planning.roster.deferred_work import placed_for_roster
from peakroster.planning.staffing.deferred import defers
from peakroster.planning.staffing.requirement import requirement_table
from peakroster.plans.tables import kind_of
from scheduler.domain.plan import Plan
from scheduler.roster.solve import arrange_roster


@dataclass(frozen=True)
class WhatIf:
    """The present roster under other circumstances, beside the plan.

    plan: with the scaled forecast, its requirement and what the roster makes of it. absent: who is away.
    """

    plan: Plan
    absent: tuple[str, ...]
    traffic: float


def what_if(desk: Desk, traffic: float = 1.0, absent: Collection[str] = ()) -> WhatIf:
    """The present roster if inquiries are ``traffic`` times the forecast and these agents stay away.

    Meals and queues of those who are there are placed anew, and deferred work where these have time; it stays
    where the plan has it if as much of it comes. Needs the plan's forecast and roster.
    """
    plan = desk.plan
    assert plan.forecast is not None
    forecast = plan.forecast.copy()
    numbers = [column for column in forecast.columns if kind_of(column) == "forecast"]
    forecast[numbers] = (forecast[numbers] * traffic).round(4)
    needed = requirement_table(desk.shop, forecast, plan.first_day, plan.days, earlier=desk.earlier)
    other = replace(desk, plan=replace(plan, forecast=forecast, requirement=needed, own=frozenset()))
    problem = problem_of(other)
    away = {position for position, agent in enumerate(desk.shop.agents) if agent.id in absent}
    if defers(desk.shop):
        there = [each for each in activities_on(desk) if each.agent not in away]
        placed = placed_for_roster(desk.shop, other.plan, desk.earlier, problem, there, plan)
        other = replace(other, plan=replace(other.plan, requirement=placed))
        problem = problem_of(other)
    present = tuple(a for a in assignments_of(desk) if a.agent not in away)
    solution = arrange_roster(problem, ARRANGE, present)
    return WhatIf(with_solution(other, problem, solution), tuple(absent), traffic)


def random_absent(desk: Desk, count: int, seed: int = 1) -> tuple[str, ...]:
    """Ids of ``count`` of the people who work in this plan (or all of them), drawn with this seed."""
    roster = desk.plan.roster
    working = set() if roster is None else set(roster["agent_id"])
    people = [agent.id for agent in desk.shop.agents if agent.id in working]
    drawn = np.random.default_rng(seed).permutation(len(people))[: max(0, count)]
    return tuple(people[place] for place in sorted(drawn))
