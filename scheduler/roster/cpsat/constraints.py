"""The hard rules in the model: each form of ``restrictions`` becomes rows of CP-SAT."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.variables import Variables
from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules import Restrictions
from scheduler.roster.rules.constraint_forms import Count, Runs


def add(model: cp_model.CpModel, problem: Problem, variables: Variables, rules: Restrictions) -> None:
    """Every hard rule. ``variables`` has a decision exactly where ``rules.allowed`` says so."""
    _one_shift_a_day(model, problem, variables, rules)
    _successions(model, problem, variables, rules)
    for agent in range(len(problem.agents)):
        for count in rules.counts[agent]:
            _count(model, problem, variables, agent, count)
        _runs(model, problem, variables, agent, rules.runs[agent])


def _one_shift_a_day(
    model: cp_model.CpModel, problem: Problem, variables: Variables, rules: Restrictions
) -> None:
    """At most one of a date's shifts; exactly one where a lock names it (eligibility left only that)."""
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
    """Forbidden pairs as cliques.

    The shifts that forbid all of a set on a following day exclude that set; as only one shift a day can be
    worked, all of them together are at most one. That is tighter than pairs.
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


def _count(model: cp_model.CpModel, problem: Problem, variables: Variables, agent: int, count: Count) -> None:
    terms = []
    for place, amounts in enumerate(count.amounts):
        day = count.first_day + place
        each = [
            (int(amounts[s]), variables.works[agent, day, s])
            for s in np.flatnonzero(amounts).tolist()
            if (agent, day, s) in variables.works
        ]
        if not each:
            continue
        if not count.after_off[place]:
            terms += [amount * works for amount, works in each]
            continue
        # Worked today and not yesterday; the whole amount, which is the same for all shifts of such a day.
        amount = max(amount for amount, _ in each)
        fresh = model.new_bool_var(f"fresh_{count.rule}_{agent}_{day}")
        today, yesterday = sum(works for _, works in each), sum(variables.of_day(agent, day - 1))
        model.add(fresh >= today - yesterday)
        model.add(fresh <= today)
        model.add(fresh + yesterday <= 1)
        terms.append(amount * fresh)
    if count.most is not None and terms:
        model.add(sum(terms) <= count.most)
    if count.least > 0:
        model.add(sum(terms) >= count.least)


def _runs(model: cp_model.CpModel, problem: Problem, variables: Variables, agent: int, runs: Runs) -> None:
    days = range(problem.days)
    on = [sum(variables.of_day(agent, day)) for day in days]
    begun = runs.begun or 0
    if runs.most_on is not None:
        for last in days:
            first = last - runs.most_on
            before = min(max(0, begun), max(0, -first))
            if any(variables.of_day(agent, day) for day in days[max(0, first) : last + 1]):
                model.add(sum(on[max(0, first) : last + 1]) <= max(0, runs.most_on - before))
    off = [1 - works for works in on]
    for least, is_so, length in ((runs.least_on, on, begun), (runs.least_off, off, -begun)):
        if 0 < length < least and not (runs.excused and is_so is on):
            for day in days[: least - length]:
                model.add(is_so[day] == 1)
        for day in days:
            if day > 0:
                starts = is_so[day] - is_so[day - 1]
            elif length < 0:
                starts = is_so[day]
            else:
                continue
            for later in days[day + 1 : day + least]:
                model.add(starts <= is_so[later])
