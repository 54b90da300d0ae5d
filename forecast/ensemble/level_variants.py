"""Variants of the level regression: fitted to earlier data, without a cycle, or with a faster random walk.

Around its fit a Poisson regression is a weighted least-squares problem (iteratively reweighted least squares,
McCullagh and Nelder, *Generalized Linear Models*, 2nd ed. 1989, section 2.5). Its normal equations are sums
over days, so that dropping days or columns takes a subtraction and a small linear system instead of another
fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from forecast.regression.level import FittedLevel, LevelData, priors
from forecast.series.grid import Bools, Floats, Ints

_FAST_WALK = 3.0
_CYCLES = ("month", "year")


@dataclass(frozen=True)
class LevelVariant:
    """One variant of the regression.

    cycles: which of "month" and "year" it includes. walk_factor: factor on the standard deviation of the
    level's random walk.
    """

    cycles: tuple[str, ...]
    walk_factor: float

    @property
    def name(self) -> str:
        """What it includes, in a word."""
        pace = "steady" if self.walk_factor == 1 else "lively"
        return "_".join(["level", *self.cycles, pace])


def level_variants(level: FittedLevel) -> list[LevelVariant]:
    """All variants; the first one is the regression as it was fitted."""
    names = list(level.design_info.features.prior_sd)
    present = tuple(cycle for cycle in _CYCLES if any(name.startswith(f"{cycle}~") for name in names))
    subsets = {present, present[:1], present[1:], ()}
    cycles = sorted(subsets, key=lambda subset: (-len(subset), subset))
    return [LevelVariant(subset, walk_factor) for subset in cycles for walk_factor in (1.0, _FAST_WALK)]


def fit_level_variants(
    level: FittedLevel, data: LevelData, variants: list[LevelVariant], origins: Ints
) -> Floats:
    """Coefficients of each variant from the days before each origin; shape (variants, origins, columns).

    origins: day numbers, increasing.
    """
    coefficients, design = level.coefficients, data.design
    mean = data.exposure * np.exp(design @ coefficients)
    curvature = data.weight * mean
    # Right-hand side: weighted working response of the last IRLS iteration.
    target = curvature * (design @ coefficients) + data.weight * (data.totals - mean)
    moments, sides = _normal_equations_before(design, curvature, target, origins)
    contrasts, prior_sd = priors(level.design_info, level.walk_sd, data.start)
    changes = len(level.design_info.steps) - 1
    fitted = np.zeros((len(variants), len(origins), len(coefficients)))
    for row, variant in enumerate(variants):
        kept = _columns_of(level, variant)
        sd = prior_sd.copy()
        sd[:changes] *= variant.walk_factor
        # Normal priors instead of the fit's pseudo-counts: those lose their curvature where the level has
        # fallen to nothing, and must hold it once those days are left out.
        moment = moments + (contrasts / sd[:, None] ** 2).T @ contrasts
        for column in range(len(origins)):
            solution = linalg.solve(moment[column][np.ix_(kept, kept)], sides[column][kept], assume_a="pos")
            fitted[row, column, kept] = solution
    return fitted


def _columns_of(level: FittedLevel, variant: LevelVariant) -> Bools:
    """Which columns the variant includes."""
    family = np.array([name.partition("~")[0] for name in level.design_info.features.prior_sd])
    left_out = np.isin(family, [cycle for cycle in _CYCLES if cycle not in variant.cycles])
    return np.concatenate([np.ones(len(level.design_info.steps), dtype=bool), ~left_out])


def _normal_equations_before(
    design: Floats, curvature: Floats, target: Floats, origins: Ints
) -> tuple[Floats, Floats]:
    """Normal equations of the days before each origin: (origins, columns, columns), (origins, columns)."""
    moments, sides = [], []
    moment, side = np.zeros((design.shape[1],) * 2), np.zeros(design.shape[1])
    start = 0
    for end in origins:
        rows = slice(start, end)
        moment = moment + (design[rows] * curvature[rows, None]).T @ design[rows]
        side = side + design[rows].T @ target[rows]
        moments.append(moment)
        sides.append(side)
        start = end
    return np.array(moments), np.array(sides)
