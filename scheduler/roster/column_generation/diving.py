"""Diving heuristic with column generation: fix the largest columns, price again, until everybody has one.

Joncour, Michel, Sadykov, Sverdlov & Vanderbeck, "Column generation based primal heuristics", Electronic Notes
in Discrete Mathematics 2010.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduler.roster.column_generation.columns import Column
from scheduler.roster.column_generation.master import MasterSolution, RestrictedMaster
from scheduler.roster.team.arrays import Integers

_SURE = 0.95
"""Fractional part from which a column is rounded up."""
_SHARE_PER_ROUND = 0.02
"""Share of the remaining agents who get a column in each round, sure or not."""
_PRICING_ROUNDS = 5
"""Pricing rounds between two rounds of fixing, at most."""


def diving_heuristic(
    master: RestrictedMaster, price: Callable[[MasterSolution, Integers], int]
) -> list[tuple[Column, int]]:
    """Columns, and how many agents of their class have each; not everybody where the budget ends it.

    price: adds columns at the duals of a solution for the remaining agents of each class; how many are new.
    """
    left = np.array([one.size for one in master.classes], dtype=np.int64)
    fixed: dict[int, int] = {}
    while left.sum() > 0:
        solution = master.solve()
        if solution is None:
            break
        above = solution.values - np.array([fixed.get(k, 0) for k in range(len(solution.values))])
        order = np.argsort(-above, kind="stable")
        quota = max(1, round(_SHARE_PER_ROUND * left.sum()))
        for place in order.tolist():
            column = master.columns[place]
            if above[place] <= 1e-6 or (above[place] < _SURE and quota <= 0):
                break
            agents = min(int(left[column.agent_class]), max(1, int(above[place] + 1e-6)))
            if agents > 0:
                fixed[place] = fixed.get(place, 0) + agents
                left[column.agent_class] -= agents
                quota -= agents
                master.fix(place, fixed[place])
        for _ in range(_PRICING_ROUNDS if left.sum() else 0):
            solution = master.solve()
            if solution is None or not price(solution, left):
                break
    return [(master.columns[place], agents) for place, agents in fixed.items()]
