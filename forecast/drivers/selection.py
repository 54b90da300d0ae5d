"""Which terms explain anything: rolling out-of-fold gain of one regressor after the other.

The gain of a term is what it takes off the squared error of the days ahead, each fortnight forecast from
those before it (Dawid, "Present position and potential developments: the prequential approach", *Journal of
the Royal Statistical Society A* 147 (1984)). It falls below 0 for what explains nothing. Deviations of
successive days are correlated, and two wandering series always seem related; both sides are therefore freed
from it first (Cochrane and Orcutt, *Journal of the American Statistical Association* 44 (1949)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.series.grid import Bools, Floats

_FOLD_DAYS = 14
_FIRST_FOLD_DAYS = 28
PRIOR_SD = 0.7
"""Prior standard deviation of an elasticity."""

_MOST_CORRELATED = 0.9
_HUBER = 3.0
_EVENT_SD, _DAY_SD = 0.2, 0.1


@dataclass(frozen=True)
class Rows:
    """Deviations of inquiries from their usual level, freed from autocorrelation, and how to free others.

    y: (days, columns), NaN where unknown. weight: (days, columns), inverse variances. correlation: lag-1, of
    normal days. normal: (days,).
    """

    y: Floats
    weight: Floats
    correlation: float
    normal: Bools

    def whiten(self, x: Floats) -> Floats:
        """The deviations of another series, treated alike; 0 where unknown."""
        usual_day = x[self.normal]
        spread = 1.4826 * float(np.nanmedian(np.abs(usual_day))) if not np.isnan(usual_day).all() else 0.0
        if spread > 0:
            # A slip of the keyboard would outweigh all other days.
            limit = np.where(self.normal[:, None], 2 * _HUBER * spread, np.inf)
            x = np.clip(x, -limit, limit)
        return np.where(np.isnan(x), 0.0, _whiten(x, self.correlation, self.normal))


def make_rows(deviation: Floats, usual: Floats, normal: Bools) -> Rows:
    """Rows of a regression on log deviations of counts.

    deviation: (days, columns), log of counts over their usual level less the mean of the phase; NaN =
    unknown. usual: (days, columns), usual counts. normal: (days,).
    """
    correlation = _correlation(deviation, normal)
    y = _whiten(deviation, correlation, normal)
    special = deviation[~normal]
    special = special[~np.isnan(special)]
    # Sales of a kind differ for many reasons, and the days of one differ together.
    event_sd = max(_EVENT_SD, float(np.sqrt((special**2).mean()))) if len(special) else _EVENT_SD
    sd = np.where(normal, _DAY_SD, event_sd)[:, None]
    variance = 1 / np.maximum(usual, 0.5) + sd**2
    scaled = y / np.sqrt(variance)
    known = scaled[~np.isnan(scaled)]
    spread = 1.4826 * float(np.median(np.abs(known))) if len(known) else 1.0
    spread = max(spread, 1e-6)
    limit = _HUBER * spread * np.sqrt(variance)
    # Days of an event differ for reasons; only among normal ones is an outlier an accident.
    y = np.where(normal[:, None], np.clip(y, -limit, limit), y)
    weight = np.where(np.isnan(y), 0.0, 1 / (variance * spread**2))
    return Rows(y, weight, correlation, normal)


def gain(rows: Rows, residual: Floats, x: Floats) -> float:
    """Out-of-fold gain of the regressor x, in variances of a day's deviation.

    residual, x: (days, columns), whitened.
    """
    y = np.where(np.isnan(residual), 0.0, residual)
    by_day = [(rows.weight * a * b).sum(axis=1) for a, b in ((x, x), (x, y))]
    edges = np.arange(0, len(x), _FOLD_DAYS)
    squares, products = (np.add.reduceat(values, edges) for values in by_day)
    before = [np.concatenate([[0.0], np.cumsum(values)[:-1]]) for values in (squares, products)]
    slope = before[1] / (before[0] + PRIOR_SD**-2)
    judged = edges >= _first_fold(rows)
    # Sum of weighted (y² - (y - slope·x)²).
    return float((2 * slope * products - slope**2 * squares)[judged].sum())


def ridge(rows: Rows, xs: Floats) -> Floats:
    """Elasticities of the whitened regressors xs, (terms, days, columns)."""
    flat = xs.reshape(len(xs), -1)
    weight, y = rows.weight.ravel(), np.where(np.isnan(rows.y), 0.0, rows.y).ravel()
    normal_matrix = (flat * weight) @ flat.T + np.eye(len(flat)) * PRIOR_SD**-2
    return np.asarray(np.linalg.solve(normal_matrix, (flat * weight) @ y))


def _first_fold(rows: Rows) -> int:
    """The day from which on folds are judged: four weeks are known, or half of what there is."""
    known = np.flatnonzero((rows.weight > 0).any(axis=1))
    if not len(known):
        return len(rows.y)
    return int(known[min(_FIRST_FOLD_DAYS, len(known) // 2)])


def _correlation(values: Floats, normal: Bools) -> float:
    usable = np.where(normal[:, None], values, np.nan)
    here, before = usable[1:], usable[:-1]
    both = ~np.isnan(here) & ~np.isnan(before)
    if both.sum() < _FIRST_FOLD_DAYS:
        return 0.0
    here, before = here[both] - here[both].mean(), before[both] - before[both].mean()
    variance = float((before**2).sum())
    return float(np.clip((here * before).sum() / variance, 0.0, _MOST_CORRELATED)) if variance > 0 else 0.0


def _whiten(values: Floats, correlation: float, normal: Bools) -> Floats:
    usable = np.where(normal[:, None], values, np.nan)
    before = np.full_like(values, np.nan)
    before[1:] = usable[:-1]
    white = values - correlation * before
    alone = np.isnan(white) | ~normal[:, None]
    scale = np.where(normal, np.sqrt(1 - correlation**2), 1.0)[:, None]
    return np.where(alone, values * scale, white)
