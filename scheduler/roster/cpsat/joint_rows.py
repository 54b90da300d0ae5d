"""Joint rows in the model: counts of agents in each slot, and what is missing or too many of them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.variables import Expression, Variables
from scheduler.roster.problem.joint_rows import (
    ANYTHING,
    AT_DESK,
    NOTHING,
    ON_MEAL,
    JointRow,
    joint_classes,
)
from scheduler.roster.problem.problem import Problem

_Counts = dict[int, list[tuple[int, Expression]]]
"""Slot → what is counted there, each with its number."""


def joint_terms(model: cp_model.CpModel, problem: Problem, variables: Variables) -> list[Expression]:
    """Terms whose minimum is the cost of all joint rows, constants included."""
    if not problem.joint_rows:
        return []
    staff = _staff_by_class(model, problem, variables)
    terms: list[Expression] = []
    for number, row in enumerate(problem.joint_rows):
        counts: _Counts = defaultdict(list)
        for (agent, day, shift), count in staff.items():
            _add_shift(problem, counts, row, agent, day, shift, count)
        if row.is_about_rests:
            _add_meals(problem, counts, row, variables)
        for slot in np.flatnonzero(row.asks).tolist():
            terms += _outside(model, row, slot, counts.get(slot, []), len(problem.agents), f"{number}_{slot}")
    return terms


def _staff_by_class(
    model: cp_model.CpModel, problem: Problem, variables: Variables
) -> dict[tuple[int, int, int], Expression]:
    """How many of each class of agents work a shift, by a representative, day and shift."""
    classes = joint_classes(problem.joint_rows, len(problem.agents))
    first = {member: agent for agent, member in reversed(list(enumerate(classes)))}
    works: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    for (agent, day, shift), variable in variables.works.items():
        works[first[classes[agent]], day, shift].append(variable)
    staff: dict[tuple[int, int, int], Expression] = {}
    for key, own in works.items():
        if len(own) == 1:
            staff[key] = own[0]
            continue
        staff[key] = model.new_int_var(0, len(own), f"of_class_{key}")
        model.add(staff[key] == sum(own))
    return staff


def _add_shift(
    problem: Problem, counts: _Counts, row: JointRow, agent: int, day: int, shift: int, staff: Expression
) -> None:
    at_desk, midnight = int(row.counts[agent, AT_DESK]), day * problem.slots_per_day
    if not at_desk:
        return
    if row.by_day:
        counts[midnight].append((at_desk, staff))
        return
    one, interval = problem.shifts[shift], problem.interval_minutes
    for slot in range(midnight + one.start // interval, midnight + one.end // interval):
        counts[slot].append((at_desk, staff))


def _add_meals(problem: Problem, counts: _Counts, row: JointRow, variables: Variables) -> None:
    for (group, _, shift), starts in variables.meals.items():
        agent = variables.groups[group].agents[0]
        more = int(row.counts[agent, ON_MEAL] - row.counts[agent, AT_DESK])
        slots = problem.shifts[shift].meal_minutes // problem.interval_minutes
        for start, eating in starts.items() if more else ():
            for slot in range(start, start + slots):
                counts[slot].append((more, eating))


def _outside(
    model: cp_model.CpModel,
    row: JointRow,
    slot: int,
    counts: list[tuple[int, Expression]],
    agents: int,
    name: str,
) -> list[Expression]:
    least, most, before = int(row.least[slot]), int(row.most[slot]), int(row.before[slot])
    count = sum(number * there for number, there in counts) + before
    furthest = agents * int(np.abs(row.counts).max(initial=0)) + abs(before)
    terms: list[Expression] = []
    if least > NOTHING and row.below:
        missing = model.new_int_var(0, max(0, least + furthest), f"joint_missing_{name}")
        model.add(missing + count >= least)
        terms.append(row.below * missing)
    if most < ANYTHING and row.above:
        beyond = model.new_int_var(0, max(0, furthest - most), f"joint_beyond_{name}")
        model.add(count - beyond <= most)
        terms.append(row.above * beyond)
    return terms
