"""Hard rules in the model: each canonical form becomes linear constraints or cliques of CP-SAT."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.variables import Expression, Variables
from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules import Restrictions
from scheduler.roster.rules.constraint_forms import RunConstraint, SumConstraint


def add(model: cp_model.CpModel, problem: Problem, variables: Variables, rules: Restrictions) -> None:
    """Add every hard rule. ``variables`` has a decision exactly where ``rules.allowed`` is True."""
    _one_shift_a_day(model, problem, variables, rules)
    _successions(model, problem, variables, rules)
    for agent in range(len(problem.agents)):
        for constraint in rules.sums[agent]:
            _sum(model, variables, agent, constraint)
        _runs(model, problem, variables, agent, rules.runs[agent])


def _one_shift_a_day(
    model: cp_model.CpModel, problem: Problem, variables: Variables, rules: Restrictions
) -> None:
    """At most one shift per day; exactly one where a shift is locked (eligibility leaves only that)."""
    for agent in range(len(problem.agents)):
        for day in range(problem.days):
            choices = variables.of_day(agent, day)
            if (agent, day) in rules.locked:
                model.add_exactly_one(choices)
            elif len(choices) > 1:
                model.add_at_most_one(choices)


def _successions(
    model: cp_model.CpModel, problem: Problem, variables: Variables, rules: Restrictions
) -> None:
    """Forbidden pairs as cliques, which are tighter than pairs.

    The shifts that forbid all of a set on a later day exclude that set; since only one shift per day is
    worked, at most one of all of them is.
    """
    for gap, forbids in enumerate(rules.successions, 1):
        cliques = [
            (np.flatnonzero((forbids | ~row).all(axis=1)), np.flatnonzero(row))
            for row in np.unique(forbids, axis=0)
            if row.any()
        ]
        for agent in range(len(problem.agents)):
            for day in range(problem.days - gap):
                for first, second in cliques:
                    before = _picked(variables, agent, day, first)
                    after = _picked(variables, agent, day + gap, second)
                    if before and after:
                        model.add_at_most_one(before + after)


def _picked(variables: Variables, agent: int, day: int, shifts: np.ndarray) -> list[cp_model.IntVar]:
    return [variables.works[agent, day, int(s)] for s in shifts if (agent, day, int(s)) in variables.works]


def _sum(model: cp_model.CpModel, variables: Variables, agent: int, constraint: SumConstraint) -> None:
    terms = summed(model, variables, agent, constraint)
    if constraint.maximum is not None and terms:
        model.add(sum(terms) <= constraint.maximum)
    if constraint.minimum > 0:
        model.add(sum(terms) >= constraint.minimum)


def summed(
    model: cp_model.CpModel, variables: Variables, agent: int, constraint: SumConstraint
) -> list[Expression]:
    """The terms of an agent's sum, with a variable for each day that adds only after a day off."""
    terms: list[Expression] = []
    for place, amounts in enumerate(constraint.amounts):
        day = constraint.first_day + place
        each = [
            (int(amounts[s]), variables.works[agent, day, s])
            for s in np.flatnonzero(amounts).tolist()
            if (agent, day, s) in variables.works
        ]
        if not each:
            continue
        if not constraint.only_after_day_off[place]:
            terms += [amount * works for amount, works in each]
            continue
        # Worked today and not yesterday; the amount is the same for all shifts of such a day.
        amount = max(amount for amount, _ in each)
        fresh = model.new_bool_var(f"fresh_{constraint.rule}_{agent}_{day}")
        today, yesterday = sum(works for _, works in each), sum(variables.of_day(agent, day - 1))
        model.add(fresh >= today - yesterday)
        model.add(fresh <= today)
        model.add(fresh + yesterday <= 1)
        terms.append(amount * fresh)
    return terms


def _runs(
    model: cp_model.CpModel, problem: Problem, variables: Variables, agent: int, runs: RunConstraint
) -> None:
    """Sliding windows for the maximum; a run that starts lasts its minimum."""
    days = range(problem.days)
    on = [sum(variables.of_day(agent, day)) for day in days]
    initial = runs.initial_run or 0
    if runs.max_days_on is not None:
        for last in days:
            first = last - runs.max_days_on
            before = min(max(0, initial), max(0, -first))
            if any(variables.of_day(agent, day) for day in days[max(0, first) : last + 1]):
                model.add(sum(on[max(0, first) : last + 1]) <= max(0, runs.max_days_on - before))
    off = [1 - works for works in on]
    for minimum, state, length in ((runs.min_days_on, on, initial), (runs.min_days_off, off, -initial)):
        if 0 < length < minimum and not (runs.initial_run_may_be_short and state is on):
            for day in days[: minimum - length]:
                model.add(state[day] == 1)
        for day in days:
            if day > 0:
                starts = state[day] - state[day - 1]
            elif length < 0:
                starts = state[day]
            else:
                continue
            for later in days[day + 1 : day + minimum]:
                model.add(starts <= state[later])
