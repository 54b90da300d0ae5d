"""LNS neighbourhood model: a copy of the model with all variables fixed except those of a few shifts."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.model import CpSolution, Model
from scheduler.roster.rules.constraint_forms import Booleans, Integers

_FREE = np.iinfo(np.int64).min
"""Instead of a value: the variable is not fixed."""


class FixedModel:
    """One neighbourhood after the other in one copy; each writes only what changes.

    works: agent, day and shift of each decision, (decisions, 3), in the order of ``variables.works``.
    """

    def __init__(self, model: Model) -> None:
        works = model.variables.works
        self.works = np.array(list(works), dtype=np.int64).reshape(-1, 3)
        self._decisions = np.array([variable.index for variable in works.values()], dtype=np.int64)
        self._model, self._copy = model, model.cp_model.clone()
        self._variables = self._copy.proto.variables
        self._domains = [tuple(variable.domain) for variable in model.cp_model.proto.variables]
        self._fixed_at: Integers = np.full(len(self._domains), _FREE)
        self._hints: Integers = np.zeros(len(self._domains), dtype=np.int64)
        self._copy.clear_hints()  # type: ignore[no-untyped-call]
        self._copy.proto.solution_hint.vars.extend(range(len(self._domains)))
        self._copy.proto.solution_hint.values.extend(self._hints.tolist())

    def neighbourhood(self, solution: CpSolution, free: Booleans) -> cp_model.CpModel:
        """The model with all shifts but the free ones fixed as in the solution, and hinted with it.

        Meals and queues on days that are not next to a free shift are fixed as well, so a month is as fast as
        a week. free: of each decision. Valid until the next call.
        """
        values = np.array(solution.values, dtype=np.int64)
        near = np.zeros(self._model.problem.days + 2, dtype=bool)
        days = self.works[free, 1]
        for day in (days - 1, days, days + 1):
            near[np.maximum(day, 0)] = True
        is_fixed = (self._model.day_of >= 0) & ~near[self._model.day_of]
        is_fixed[self._decisions] = ~free
        self._fix(np.where(is_fixed, values, _FREE))
        hints = self._copy.proto.solution_hint.values
        for index in np.flatnonzero(values != self._hints).tolist():
            hints[index] = solution.values[index]
        self._hints = values
        return self._copy

    def _fix(self, at: Integers) -> None:
        for index in np.flatnonzero(at != self._fixed_at).tolist():
            value = int(at[index])
            domain = self._variables[index].domain
            domain.clear()
            domain.extend(self._domains[index] if value == _FREE else (value, value))
        self._fixed_at = at
