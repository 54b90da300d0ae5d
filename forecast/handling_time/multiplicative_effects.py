"""Multiplicative effects on a mean, each family of them held to 1 as far as the data themselves suggest.

The mean of n values scatters around its expectation μ with a standard deviation of μ · √(φ/n). log μ is a sum
of random effects, one of each family, fitted by penalised quasi-likelihood (Breslow & Clayton, "Approximate
inference in generalized linear mixed models", JASA 1993) with Huber's ψ on the residuals. How far the effects
of a family stray is learned along with them, by expectation-maximisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import linalg

from forecast.series.grid import Floats, Ints

_HUBER = 3.0
_SWEEPS = 15
_DISPERSION, _DISPERSION_WEIGHT = 0.8, 10.0


@dataclass(frozen=True)
class Family:
    """Effects of one sort. of: the class of each observation, -1 = none.

    sd: how far (log) they are believed to stray before any data; this counts as much as ``weight`` effects.
    walk: each class strays so far from the one before it, instead of from 0.
    """

    of: Ints
    size: int
    sd: float
    weight: float
    walk: bool = False


def fit_effects(
    families: tuple[Family, ...], means: Floats, weight: Floats, usual: float, usual_sd: float
) -> tuple[Floats, ...]:
    """The effects (log) of each family, of which the first is the level and walks.

    means: of each observation, > 0. weight: how many values each is the mean of, > 0. usual: what the level
    of the first class is believed to be before any data; usual_sd: how far off (log).
    """
    counts = _cross_table(families, weight)
    edges = np.cumsum([0, *(family.size for family in families)])
    parts = [slice(first, end) for first, end in pairwise(edges.tolist())]
    anchor = usual_sd**-2
    effects = np.zeros(edges[-1])
    effects[parts[0]] = np.log(np.average([usual, *means], weights=[1.0, *weight]))
    dispersion, sds = _DISPERSION, [family.sd for family in families]
    for _ in range(_SWEEPS):
        expected = np.exp(sum(_spread_out(effects[part], f) for part, f in zip(parts, families, strict=True)))
        limit = _HUBER * np.sqrt(dispersion / weight)
        residual = np.clip(means / expected - 1, -limit, limit)
        held = linalg.block_diag(*(_hold(f, sd) for f, sd in zip(families, sds, strict=True)))
        held[0, 0] += anchor
        covariance = linalg.inv(counts / dispersion + held)
        gradient = np.concatenate([_sum_by(f, weight * residual) for f in families]) / dispersion
        gradient -= held @ effects
        gradient[0] += anchor * np.log(usual)
        effects = effects + covariance @ gradient
        told = float((counts / dispersion * covariance).sum())
        squares = _DISPERSION_WEIGHT * _DISPERSION + float((weight * residual**2).sum())
        dispersion = squares / (_DISPERSION_WEIGHT + max(len(means) - told, 0.0))
        sds = [
            _strayed(f, effects[part], covariance[part, part])
            for f, part in zip(families, parts, strict=True)
        ]
    return tuple(effects[part] for part in parts)


def _spread_out(effects: Floats, family: Family) -> Floats:
    """The effect on each observation; 0 where it has no class."""
    return np.append(effects, 0.0)[family.of]


def _sum_by(family: Family, values: Floats) -> Floats:
    """Sums of the values of each class's observations."""
    return np.asarray(
        np.bincount(family.of + 1, weights=values, minlength=family.size + 1)[1:], dtype=np.float64
    )


def _cross_table(families: tuple[Family, ...], weight: Floats) -> Floats:
    """Weight of the observations that two classes share, for all pairs of classes of all families."""
    blocks = []
    for one in families:
        cells = [(one.of + 1) * (other.size + 1) + other.of + 1 for other in families]
        shape = [(one.size + 1, other.size + 1) for other in families]
        tables = [
            np.bincount(c, weight, s[0] * s[1]).reshape(s)[1:, 1:] for c, s in zip(cells, shape, strict=True)
        ]
        blocks.append(np.hstack(tables))
    return np.vstack(blocks)


def _hold(family: Family, sd: float) -> Floats:
    """Precision of the family's effects before any data."""
    if not family.walk:
        return np.eye(family.size) / sd**2
    steps = np.diff(np.eye(family.size), axis=0)
    return steps.T @ steps / sd**2


def _strayed(family: Family, effects: Floats, covariance: Floats) -> float:
    """How far the family's effects (or steps) stray from 0, held to what was believed before."""
    if family.walk:
        effects = np.diff(effects)
        covariance = np.diff(np.diff(covariance, axis=0), axis=1)
    squares = float((effects**2).sum() + np.trace(covariance))
    return float(np.sqrt((family.weight * family.sd**2 + squares) / (family.weight + len(effects))))
