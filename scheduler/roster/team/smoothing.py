"""Smoothing of marginal costs: the temperature of the annealing.

With exact costs, an interval that is full is worth nothing to anybody and one that is short is worth the same
to all. Averaging the marginal costs over neighbouring numbers of agents gives every interval a price.
"""

from __future__ import annotations

import numpy as np

from scheduler.roster.team.arrays import Integers


def smoothed(cost: Integers, width: int) -> Integers:
    """Marginal costs, each the mean of its neighbours weighted by a triangular kernel of this width; 0 =
    exact."""
    if width == 0 or not cost.size:
        return cost
    kernel = np.concatenate([np.arange(1, width + 2), np.arange(width, 0, -1)]).astype(np.float64)
    edges = [(0, 0)] * (cost.ndim - 1) + [(width, width)]
    padded = np.pad(cost, edges, mode="edge")
    n = cost.shape[-1]
    mean = sum(weight * padded[..., k : k + n] for k, weight in enumerate(kernel / kernel.sum()))
    return np.asarray(np.rint(mean), dtype=np.int64)
