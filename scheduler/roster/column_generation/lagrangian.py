"""Lagrangian bound: price the coverage and the joint rows, and every agent decides on their own.

For any prices of a served slot, the least cost of coverage at these prices plus every agent's cheapest
pattern at them is a lower bound on the cost of every roster, and at the master's optimal duals it equals the
master's optimum (Lübbecke & Desrosiers 2005, section 2.1; for bounds from any dual prices see also Farley, "A
note on bounding a class of linear programming problems", Operations Research 1990).
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.column_generation.columns import DualPrices
from scheduler.roster.team.arrays import Floats, Integers
from scheduler.roster.team.team import Team


class LagrangianBound:
    """The coverage term of the bound; the other term is every agent's cheapest pattern."""

    def __init__(self, team: Team) -> None:
        model = team.model
        zero = np.zeros((*model.marginal_cost.shape[:2], 1))
        self._coverage = np.concatenate([zero, model.marginal_cost.cumsum(axis=2)], axis=2)
        covers = np.zeros((len(model.cover_cost), 1))
        self._covers = np.concatenate([covers, model.cover_cost.cumsum(axis=1)], axis=1)
        whole, part = np.divmod(model.problem.parts_before.T, model.parts)
        self._is_whole = not part.any()
        self._before = model.problem.parts_before.T / model.parts
        self._past = np.take_along_axis(self._coverage, whole[:, :, None], 2)[:, :, 0]
        if not self._is_whole:
            slope = np.take_along_axis(model.marginal_cost, whole[:, :, None], 2)[:, :, 0]
            self._past = self._past + slope * part / model.parts
        self._empty_cost = model.empty_cost
        self._joint, self._range = model.joint, model.joint_range

    def coverage_term(self, prices: DualPrices) -> float:
        """Least cost of coverage less the value of the agents who serve, over all numbers of agents."""
        n = np.arange(self._coverage.shape[2])
        total = self._coverage + prices.slot[:, :, None] * n
        total[n < self._before[:, :, None]] = np.inf
        least = total.min(axis=2) - self._past - prices.slot * self._before
        if not self._is_whole:
            # Convex, so the least is at whole agents, or with nobody added.
            least = np.minimum(least, 0.0)
        bound = self._empty_cost + least.sum()
        if len(self._covers):
            k = np.arange(self._covers.shape[1])
            bound += (self._covers + prices.cover[:, None] * k).min(axis=1).sum()
        return float(bound) + self._joint_term(prices)

    def _joint_term(self, prices: DualPrices) -> float:
        """Least cost of the joint rows over all counts that the team can reach, less that of nobody."""
        state = self._joint
        if state is None:
            return 0.0
        low, high = state.counted + self._range.least, state.counted + self._range.most
        ends = (low, high, np.clip(state.least, low, high), np.clip(state.most, low, high))
        below, above = state.below[:, None], state.above[:, None]

        def cost(count: Integers) -> Floats:
            missing, beyond = np.maximum(0, state.least - count), np.maximum(0, count - state.most)
            return np.asarray(below * missing + above * beyond, dtype=np.float64)

        # Convex and straight between these counts.
        least = np.min([cost(count) + prices.joint * (count - state.counted) for count in ends], axis=0)
        return float((least - cost(state.counted)).sum())
