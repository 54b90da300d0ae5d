"""The level's regression solved again: without the last days, without a cycle, with a livelier level.

Around its fit a Poisson regression is a weighted least-squares problem (iteratively reweighted least
squares, McCullagh and Nelder, Generalized Linear Models, section 2.5). Its normal equations are sums over
days, so leaving days out, or columns, takes a subtraction and a small linear system, not another fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from forecast.regression.level import Level, LevelEvidence, priors
from forecast.series.grid import Bools, Floats, Ints

_LIVELY = 3.0
_CYCLES = ("month", "year")


@dataclass(frozen=True)
class Reading:
    """One way to read the history.

    cycles: which of "month" and "year" it believes in. liveliness: factor on the standard deviation of the
    level's changes.
    """

    cycles: tuple[str, ...]
    liveliness: float

    @property
    def name(self) -> str:
        """What it believes in, in a word."""
        pace = "steady" if self.liveliness == 1 else "lively"
        return "_".join(["level", *self.cycles, pace])


def readings_of(level: Level) -> list[Reading]:
    """The first one is the regression as it was fitted."""
    names = list(level.form.features.prior_sd)
    there = tuple(cycle for cycle in _CYCLES if any(name.startswith(f"{cycle}~") for name in names))
    subsets = {there, there[:1], there[1:], ()}
    cycles = sorted(subsets, key=lambda subset: (-len(subset), subset))
    return [Reading(subset, live) for subset in cycles for live in (1.0, _LIVELY)]


def read_level(level: Level, evidence: LevelEvidence, readings: list[Reading], origins: Ints) -> Floats:
    """Coefficients of each reading from the days before each origin; shape (readings, origins, columns).

    origins: numbers of days, rising.
    """
    coefficients, design = level.coefficients, evidence.design
    mean = evidence.exposure * np.exp(design @ coefficients)
    curvature = evidence.weight * mean
    # A day's row, times how far its total lies from where the fit is linear.
    target = curvature * (design @ coefficients) + evidence.weight * (evidence.totals - mean)
    moments, sides = _sums_before(design, curvature, target, origins)
    contrasts, prior_sd = priors(level.form, level.walk_sd, evidence.start)
    changes = len(level.form.steps) - 1
    found = np.zeros((len(readings), len(origins), len(coefficients)))
    for row, reading in enumerate(readings):
        kept = _kept(level, reading)
        sd = prior_sd.copy()
        sd[:changes] *= reading.liveliness
        # Normal priors, not the fit's: those flatten out where the level has fallen to nothing, and must
        # hold it once the days of nothing are left out.
        moment = moments + (contrasts / sd[:, None] ** 2).T @ contrasts
        for column in range(len(origins)):
            solution = linalg.solve(moment[column][np.ix_(kept, kept)], sides[column][kept], assume_a="pos")
            found[row, column, kept] = solution
    return found


def _kept(level: Level, reading: Reading) -> Bools:
    """Which columns the reading uses."""
    family = np.array([name.partition("~")[0] for name in level.form.features.prior_sd])
    left_out = np.isin(family, [cycle for cycle in _CYCLES if cycle not in reading.cycles])
    return np.concatenate([np.ones(len(level.form.steps), dtype=bool), ~left_out])


def _sums_before(design: Floats, curvature: Floats, target: Floats, origins: Ints) -> tuple[Floats, Floats]:
    """Normal equations of the days before each origin: (origins, columns, columns), (origins, columns)."""
    moments, sides = [], []
    moment, side = np.zeros((design.shape[1],) * 2), np.zeros(design.shape[1])
    begin = 0
    for end in origins:
        rows = slice(begin, end)
        moment = moment + (design[rows] * curvature[rows, None]).T @ design[rows]
        side = side + design[rows].T @ target[rows]
        moments.append(moment)
        sides.append(side)
        begin = end
    return np.array(moments), np.array(sides)
