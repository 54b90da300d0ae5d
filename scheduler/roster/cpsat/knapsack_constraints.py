"""Packing constraints of the model: ``sum(weight * works) <= capacity`` with non-negative weights.

At most so many of these shifts, at most so many minutes: a roster that overfills none of them satisfies every
rule of that form. The construction heuristics know no rule; they read these constraints from the model.
"""

from __future__ import annotations

from collections.abc import Iterable

from ortools.sat.python import cp_model

from scheduler.roster.cpsat.model import Model
from scheduler.roster.cpsat.variables import Variables
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment

Key = tuple[int, int, int]
"""Agent, day and shift of a decision."""


class PackingConstraints:
    """The packing constraints over ``works`` variables, and the slack of each."""

    def __init__(self, model: cp_model.CpModel, variables: Variables) -> None:
        key_of = {variable.index: key for key, variable in variables.works.items()}
        self._rows: dict[Key, list[tuple[int, int]]] = {key: [] for key in variables.works}
        self._slack: list[int] = []
        for constraint in model.proto.constraints:
            if constraint.has_linear():
                linear = constraint.linear
                members, weights = list(linear.vars), list(linear.coeffs)
                capacity = linear.domain[len(linear.domain) - 1]
            elif constraint.has_at_most_one():
                members = list(constraint.at_most_one.literals)
                weights, capacity = [1] * len(members), 1
            else:
                continue
            if all(member in key_of for member in members) and min(weights, default=-1) >= 0:
                for member, weight in zip(members, weights, strict=True):
                    self._rows[key_of[member]].append((len(self._slack), weight))
                self._slack.append(capacity)

    def fits(self, key: Key) -> bool:
        """Whether the shift overfills no constraint."""
        return all(self._slack[row] >= weight for row, weight in self._rows[key])

    def take(self, key: Key) -> None:
        """Add the shift."""
        for row, weight in self._rows[key]:
            self._slack[row] -= weight


def repair_start(model: Model, wanted: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """Locked shifts, then what of a warm start fits, in its order."""
    packing = PackingConstraints(model.cp_model, model.variables)
    chosen = locked_shifts(model.problem, model.variables, packing)
    for assignment in wanted:
        _take((assignment.agent, assignment.day, assignment.shift), model.variables, packing, chosen)
    return sorted_assignments(chosen)


def locked_shifts(problem: Problem, variables: Variables, packing: PackingConstraints) -> list[Key]:
    """Take the locked shifts that fit."""
    chosen: list[Key] = []
    for lock in problem.locks:
        if lock.shift is not None:
            _take((lock.agent, lock.day, lock.shift), variables, packing, chosen)
    return chosen


def sorted_assignments(chosen: Iterable[Key]) -> tuple[Assignment, ...]:
    """The shifts by agent, day and shift."""
    return tuple(Assignment(*key) for key in sorted(chosen))


def _take(key: Key, variables: Variables, packing: PackingConstraints, chosen: list[Key]) -> None:
    if key in variables.works and packing.fits(key):
        packing.take(key)
        chosen.append(key)
