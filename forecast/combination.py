"""Several forecasts weighed by how well each foretold the recent past (rolling origin).

Bates and Granger (1969), The combination of forecasts: weights fall with the errors made so far. Here
with their power, which rises with the days that were foretold: a few days hardly tell two methods apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.grid import HOURS, Bools, Floats, Ints

LEAD_HOURS = np.array([24, 72, 168, 336, 672])
"""Ends of the blocks of hours ahead, each with weights of its own; the last one's go on."""

_FOLDS = 8
_SHARE_FORETOLD = 4
_MOST_DAYS_FORETOLD = 56
_LEAST_DAYS = 21
_LEAST_POWER, _DAYS_FOR_POWER = 2.0, 5.0
_LEAST_WEIGHT = 0.03


@dataclass(frozen=True)
class Combination:
    """weights: (blocks, members), each row summing to 1. errors: (blocks, members), mean absolute error
    over mean count in the folds."""

    weights: Floats
    errors: Floats

    def __call__(self, forecasts: Floats) -> Floats:
        """Combine forecasts of the hours from now on, shape (members, …, hours), to (…, hours)."""
        block = np.minimum(np.searchsorted(LEAD_HOURS, np.arange(forecasts.shape[-1]), side="right"), 4)
        return np.asarray(np.einsum("hm,m...h->...h", self.weights[block], forecasts))


def fold_origins(days: int) -> Ints:
    """Days (rising) at which forecasts of the past begin, for a history of so many whole days; maybe none.

    The last quarter of the history, at most eight weeks of it, is foretold.
    """
    if days < _LEAST_DAYS:
        return np.zeros(0, dtype=np.int64)
    foretold = min(days // _SHARE_FORETOLD, _MOST_DAYS_FORETOLD)
    step = max(1, foretold // _FOLDS)
    return np.asarray(days - step * np.arange(foretold // step, 0, -1), dtype=np.int64)


def combine(forecasts: Floats, came: Floats, scored: Bools, belief: Floats) -> Combination:
    """Weigh members by their folds.

    forecasts: (members, folds, hours), hours ahead of each fold's origin. came: (folds, hours). scored:
    where it is known and ordinary. belief: (members,), weights before anything was foretold.
    """
    ends = np.arange(HOURS, came.shape[1] + HOURS, HOURS)
    starts = ends - HOURS
    block = np.minimum(np.searchsorted(LEAD_HOURS, starts, side="right"), 4)
    known = np.where(scored, came, 0.0)
    stray = np.add.reduceat(np.where(scored, np.abs(forecasts - known), 0.0), starts, axis=2)
    hours = np.add.reduceat(scored.astype(float), starts, axis=1)
    total = np.add.reduceat(known, starts, axis=1)
    worth = np.where(hours > 0, total + 1.0, 0.0)
    mean = stray.mean(axis=0, keepdims=True)
    logs = np.log((stray + 0.02 * mean + 1e-9) / (mean + 1e-9))
    weights = np.zeros((len(LEAD_HOURS), len(forecasts)))
    for row in range(len(LEAD_HOURS)):
        near = np.where(block == row, 1.0, np.where(np.abs(block - row) == 1, 0.25, 0.0))
        say = worth * near
        days = float((hours * near).sum() / HOURS)
        if not days:
            weights[row] = weights[row - 1] if row else belief / belief.sum()
            continue
        relative = (logs * say).sum(axis=(1, 2)) / say.sum()
        power = _LEAST_POWER + days / _DAYS_FOR_POWER
        weight = belief * np.exp(-power * (relative - relative.min()))
        weight = weight / weight.sum()
        weight[weight < _LEAST_WEIGHT * weight.max()] = 0.0
        weights[row] = weight / weight.sum()
    return Combination(weights, weights)
