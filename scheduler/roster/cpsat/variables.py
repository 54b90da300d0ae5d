"""Decision variables: a Boolean for each agent, day and shift; counts for what is interchangeable.

Agents with the same skills are interchangeable for meals and queue service, so these are integer counts per
skill group; ``meals`` and ``assignment`` give them to people afterwards. This keeps the model compact: a
Boolean for each agent, day, shift *and meal slot* would be an order of magnitude more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import Group, rest_groups

Expression = Any
"""A linear expression of CP-SAT (its Python classes have no common public type)."""


@dataclass(frozen=True)
class Variables:
    """All decision variables of the model.

    works[agent, day, shift]: only where allowed. staff[group, day, shift]: how many of the group.
    meals[group, day, shift][slot]: how many begin their meal in that slot. service[group, slot, queue]: how
    many serve the queue. idle[group, slot]: how many are at their desks while none of their queues is open.
    by_day[agent, day]: that day's ``works``.
    """

    groups: tuple[Group, ...]
    works: dict[tuple[int, int, int], cp_model.IntVar]
    staff: dict[tuple[int, int, int], cp_model.IntVar]
    meals: dict[tuple[int, int, int], dict[int, Expression]]
    service: dict[tuple[int, int, int], Expression]
    idle: dict[tuple[int, int], Expression]
    by_day: dict[tuple[int, int], list[cp_model.IntVar]]

    def of_day(self, agent: int, day: int) -> list[cp_model.IntVar]:
        """Variables of the shifts that the agent may work on the day."""
        return self.by_day.get((agent, day), [])


def create(model: cp_model.CpModel, problem: Problem, allowed: NDArray[np.bool_]) -> Variables:
    """Add the variables, and the equations that define the counts.

    allowed: where a shift may start, shape (agents, days, shifts).
    """
    groups = rest_groups(problem)
    works = {
        (int(a), int(d), int(s)): model.new_bool_var(f"works_{a}_{d}_{s}") for a, d, s in np.argwhere(allowed)
    }
    staff: dict[tuple[int, int, int], cp_model.IntVar] = {}
    meals: dict[tuple[int, int, int], dict[int, Expression]] = {}
    for g, group in enumerate(groups):
        for d in range(problem.days):
            for s in range(len(problem.shifts)):
                members = [works[a, d, s] for a in group.agents if (a, d, s) in works]
                if members:
                    count = model.new_int_var(0, len(members), f"staff_{g}_{d}_{s}")
                    model.add(count == sum(members))
                    staff[g, d, s] = count
                    meals[g, d, s] = _meal_starts(model, problem, (g, d, s), count, len(members))
    service, idle = _service(model, problem, groups, staff, meals)
    by_day: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    for (a, d, _), works_it in works.items():
        by_day.setdefault((a, d), []).append(works_it)
    return Variables(groups, works, staff, meals, service, idle, by_day)


def _meal_starts(
    model: cp_model.CpModel, problem: Problem, key: tuple[int, int, int], count: cp_model.IntVar, most: int
) -> dict[int, Expression]:
    group, day, s = key
    shift, interval = problem.shifts[s], problem.interval_minutes
    if not shift.meal_minutes:
        return {}
    first = (day * 1440 + shift.meal_from) // interval
    last = (day * 1440 + shift.meal_to - shift.meal_minutes) // interval
    if first == last:
        return {first: count}
    starts: dict[int, Expression] = {
        slot: model.new_int_var(0, most, f"meal_{group}_{day}_{s}_{slot}") for slot in range(first, last + 1)
    }
    model.add(sum(starts.values()) == count)
    return starts


def _service(
    model: cp_model.CpModel,
    problem: Problem,
    groups: tuple[Group, ...],
    staff: dict[tuple[int, int, int], cp_model.IntVar],
    meals: dict[tuple[int, int, int], dict[int, Expression]],
) -> tuple[dict[tuple[int, int, int], Expression], dict[tuple[int, int], Expression]]:
    """Split the agents at their desks over the open queues of their group, slot by slot."""
    desks: dict[tuple[int, int], list[Expression]] = {}
    for (g, d, s), count in staff.items():
        shift, interval = problem.shifts[s], problem.interval_minutes
        for slot in range((d * 1440 + shift.start) // interval, (d * 1440 + shift.end) // interval):
            desks.setdefault((g, slot), []).append(count)
        for start, eating in meals[g, d, s].items():
            for slot in range(start, start + shift.meal_minutes // interval):
                desks[g, slot].append(-eating)
    service: dict[tuple[int, int, int], Expression] = {}
    idle: dict[tuple[int, int], Expression] = {}
    for (g, slot), terms in desks.items():
        group = groups[g]
        at_desk = sum(terms)
        open_queues = [q for q in group.skills if slot < problem.slots and problem.open[q, slot]]
        if not open_queues:
            idle[g, slot] = at_desk
        elif len(open_queues) == 1:
            service[g, slot, open_queues[0]] = at_desk
        else:
            split = [model.new_int_var(0, len(group.agents), f"service_{g}_{slot}_{q}") for q in open_queues]
            model.add(sum(split) == at_desk)
            service.update({(g, slot, q): count for q, count in zip(open_queues, split, strict=True)})
    return service, idle
