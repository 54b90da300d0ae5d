"""From shares of columns to whole people: fix the surest, price the rest again, until everybody has one.

Diving with column generation: Joncour, Michel, Sadykov, Sverdlov & Vanderbeck, "Column generation based
primal heuristics", Electronic Notes in Discrete Mathematics 2010.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduler.roster.column_generation.columns import Column
from scheduler.roster.column_generation.master import Master, Mixed
from scheduler.roster.rules.constraint_forms import Integers

_SURE = 0.95
"""A column whose share is so far above whole people is given to one more."""
_AT_ONCE = 0.02
"""Share of those left who get a column in each round, sure or not."""
_PRICED = 5
"""Times at most that the master is given new columns between two rounds."""


def dive(master: Master, price: Callable[[Mixed, Integers], int]) -> list[tuple[Column, int]]:
    """Columns and how many of their kind have them; not everybody where the master's budget ends it.

    price: adds columns for the prices of an optimum and those of each kind who are left; how many are new.
    """
    left = np.array([kind.size for kind in master.kinds], dtype=np.int64)
    given: dict[int, int] = {}
    while left.sum() > 0:
        mixed = master.solve()
        if mixed is None:
            break
        above = mixed.shares - np.array([given.get(k, 0) for k in range(len(mixed.shares))])
        order = np.argsort(-above, kind="stable")
        quota = max(1, round(_AT_ONCE * left.sum()))
        for place in order.tolist():
            column = master.columns[place]
            if above[place] <= 1e-6 or (above[place] < _SURE and quota <= 0):
                break
            people = min(int(left[column.kind]), max(1, int(above[place] + 1e-6)))
            if people > 0:
                given[place] = given.get(place, 0) + people
                left[column.kind] -= people
                quota -= people
                master.give(place, given[place])
        for _ in range(_PRICED if left.sum() else 0):
            mixed = master.solve()
            if mixed is None or not price(mixed, left):
                break
    return [(master.columns[place], people) for place, people in given.items()]
