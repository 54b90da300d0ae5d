"""A copy of the model in which all is held as it is known, but for a few shifts: a neighbourhood."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from scheduler.roster.cpsat.model import Known, Model
from scheduler.roster.rules.constraint_forms import Booleans, Integers

_FREE = np.iinfo(np.int64).min
"""Stands for a value at which a variable is not held."""


class Held:
    """Neighbourhoods of one model, one after the other: each writes only what it changes in the copy.

    works: agent, day and shift of each decision, (decisions, 3), in the order of ``variables.works``.
    """

    def __init__(self, model: Model) -> None:
        works = model.variables.works
        self.works = np.array(list(works), dtype=np.int64).reshape(-1, 3)
        self._decisions = np.array([variable.index for variable in works.values()], dtype=np.int64)
        self._model, self._rows = model, model.rows.clone()
        self._variables = self._rows.proto.variables
        self._domains = [tuple(variable.domain) for variable in model.rows.proto.variables]
        self._at: Integers = np.full(len(self._domains), _FREE)
        self._hints: Integers = np.zeros(len(self._domains), dtype=np.int64)
        self._rows.clear_hints()  # type: ignore[no-untyped-call]
        self._rows.proto.solution_hint.vars.extend(range(len(self._domains)))
        self._rows.proto.solution_hint.values.extend(self._hints.tolist())

    def free(self, known: Known, free: Booleans) -> cp_model.CpModel:
        """The model with all shifts but these held as they are known, and hinted with what is known.

        Meals and queues of days that are not beside a free shift are held as well: a month is as quick as a
        week. free: of each decision. Good until the next call.
        """
        values = np.array(known.values, dtype=np.int64)
        near = np.zeros(self._model.problem.days + 2, dtype=bool)
        days = self.works[free, 1]
        for day in (days - 1, days, days + 1):
            near[np.maximum(day, 0)] = True
        held = (self._model.day_of >= 0) & ~near[self._model.day_of]
        held[self._decisions] = ~free
        self._hold(np.where(held, values, _FREE))
        hints = self._rows.proto.solution_hint.values
        for index in np.flatnonzero(values != self._hints).tolist():
            hints[index] = known.values[index]
        self._hints = values
        return self._rows

    def _hold(self, at: Integers) -> None:
        for index in np.flatnonzero(at != self._at).tolist():
            value = int(at[index])
            domain = self._variables[index].domain
            domain.clear()
            domain.extend(self._domains[index] if value == _FREE else (value, value))
        self._at = at
