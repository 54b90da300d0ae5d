"""A bound that no roster can beat: coverage priced, everybody for themselves (Lagrangian relaxation).

For any prices of a served slot, the least cost of coverage at these prices plus everybody's best pattern at
them cost no more than any roster.
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.column_generation.columns import Prices
from scheduler.roster.team.team import Team


class CoverageBound:
    """The least that coverage can cost at some prices; the rest of a bound is everybody's best pattern."""

    def __init__(self, team: Team) -> None:
        zero = np.zeros((*team.true_step.shape[:2], 1))
        self._coverage = np.concatenate([zero, team.true_step.cumsum(axis=2)], axis=2)
        covers = np.zeros((len(team.true_cover_step), 1))
        self._covers = np.concatenate([covers, team.true_cover_step.cumsum(axis=1)], axis=1)
        self._before = team.problem.scheduled_before.T
        self._cost_before = team.cost_before

    def at(self, prices: Prices) -> float:
        """What coverage costs at least, less what it is worth at these prices."""
        n = np.arange(self._coverage.shape[2])
        whole = self._coverage + prices.slot[:, :, None] * n
        whole[n < self._before[:, :, None]] = np.inf
        ahead = np.take_along_axis(self._coverage, self._before[:, :, None], 2)[:, :, 0]
        bound = self._cost_before + (whole.min(axis=2) - ahead - prices.slot * self._before).sum()
        if len(self._covers):
            k = np.arange(self._covers.shape[1])
            bound += (self._covers + prices.cover[:, None] * k).min(axis=1).sum()
        return float(bound)
