"""Several forecasts weighed by how well each foretold the recent past (rolling origin).

Weights fall with the errors made so far (Bates and Granger 1969, The combination of forecasts, section 3),
here with a power of them that rises with the days that were foretold: a few days hardly tell two methods
apart, two months do. Errors are compared day by day and the comparisons averaged (a geometric mean), so
that one day that nobody could foretell does not decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecast.ensemble.members import Folds
from forecast.series.grid import HOURS, Floats, Ints
from forecast.series.notes import Note

_BLOCK_DAYS = np.array([1, 3, 7, 14, 28])
"""Days ahead at which the blocks end that have weights of their own; the last one's go on."""

_NEXT_BLOCK = 0.25
"""How much a day ahead in the next block says about this one."""

_FOLDS, _SHARE_FORETOLD, _MOST_DAYS_FORETOLD, _LEAST_DAYS = 8, 4, 56, 21
_HALF_LIFE = 21.0
"""Days after which an error counts half: a method that lagged behind a break has to lose its say."""

_LEAST_POWER, _DAYS_FOR_POWER = 2.0, 5.0
_LEAST_WEIGHT = 0.03
_ERROR_FLOOR = 0.02
_WEEK_HOURS = 7 * HOURS
_MARGIN, _LEAST_GAIN, _FOLDS_WON = 0.98, 0.005, 0.75
"""A simple method is better if its WAPE is below this share of the other's, by at least so much, and its
error is the smaller one in so many of the folds."""


@dataclass(frozen=True)
class Combination:
    """weights: (blocks, members), each row summing to 1."""

    weights: Floats

    def __call__(self, forecasts: Floats) -> Floats:
        """Combine forecasts of the hours from now on, shape (members, …, hours), to (…, hours)."""
        weights = self.weights[_block(np.arange(forecasts.shape[-1]) // HOURS)]
        return np.asarray(np.einsum("hm,m...h->...h", weights, forecasts))


def only(member: int, members: int) -> Combination:
    """One member alone."""
    return Combination(np.tile(np.eye(members)[member], (len(_BLOCK_DAYS), 1)))


def fold_origins(days: int) -> Ints:
    """Days (rising) at which forecasts of the past begin, for a history of so many whole days; maybe none.

    The last quarter of the history, at most eight weeks of it, is foretold.
    """
    if days < _LEAST_DAYS:
        return np.zeros(0, dtype=np.int64)
    foretold = min(days // _SHARE_FORETOLD, _MOST_DAYS_FORETOLD)
    step = max(1, foretold // _FOLDS)
    return np.asarray(days - step * np.arange(foretold // step, 0, -1), dtype=np.int64)


@dataclass(frozen=True)
class Comparison:
    """How the members compare. relative: (members, folds, days ahead), log of each one's error over what is
    usual. worth, known_days: (folds, days ahead), how much a day says, and the share of it that is known.
    belief: (members,), weights before anything was foretold.
    """

    relative: Floats
    worth: Floats
    known_days: Floats
    belief: Floats

    def combination(self, left_out: int | None = None) -> Combination:
        """The weights by all folds, or by all but one."""
        counted = np.ones((len(self.worth), 1))
        if left_out is not None:
            counted[left_out] = 0.0
        block = _block(np.arange(self.worth.shape[1]))
        weights = np.zeros((len(_BLOCK_DAYS), len(self.belief)))
        for row in range(len(weights)):
            near = np.where(block == row, 1.0, np.where(np.abs(block - row) == 1, _NEXT_BLOCK, 0.0)) * counted
            say = self.worth * near
            if not say.any():
                weights[row] = weights[row - 1] if row else self.belief / self.belief.sum()
                continue
            error = (self.relative * say).sum(axis=(1, 2)) / say.sum()
            power = _LEAST_POWER + float((self.known_days * near).sum()) / _DAYS_FOR_POWER
            weight = self.belief * np.exp(-power * (error - error.min()))
            weight[weight < _LEAST_WEIGHT * weight.max()] = 0.0
            weights[row] = weight / weight.sum()
        return Combination(weights)

    def foretold(self, forecasts: Floats) -> Floats:
        """What would have been foretold in each fold by weights that do not know it; (folds, hours)."""
        folds = range(forecasts.shape[1])
        return np.array([self.combination(left_out=fold)(forecasts[:, fold]) for fold in folds])


def compare(folds: Folds, belief: Floats) -> Comparison:
    """Compare the members in the folds, day by day."""
    starts = np.arange(0, folds.came.shape[1], HOURS)
    came = np.where(folds.scored, folds.came, 0.0)
    error = np.abs(folds.forecasts - came)
    # Quadratic within the noise of counting: where hardly anybody comes, the least absolute error is made
    # by whoever says that nobody will.
    counting = np.sqrt(folds.forecasts.mean(axis=0) + 1)
    stray = np.where(folds.scored, error**2 / (error + counting), 0.0)
    stray = np.add.reduceat(stray, starts, axis=2)
    known_days = np.add.reduceat(folds.scored.astype(np.float64), starts, axis=1) / HOURS
    recency = 0.5 ** (folds.days_ago / _HALF_LIFE)
    expected = np.add.reduceat(folds.forecasts[0], starts, axis=1)
    worth = np.where(known_days > 0, expected + 1.0, 0.0) * recency
    usual = stray.mean(axis=0)
    # A day foretold exactly by chance, or on which nobody came, must not make one member the best for ever.
    relative = np.log((stray + _ERROR_FLOOR * usual + 1) / (usual + 1))
    return Comparison(relative, worth, known_days, belief)


def choose_simple(folds: Folds, foretold: Floats, simple: Mapping[str, int]) -> Note | None:
    """The simple method that clearly foretold the folds' first week better than the combination, if one did.

    foretold: (folds, hours ahead), by the combination. simple: name → its place among the members. Returns
    the note that says so, with both errors.
    """
    scored = folds.scored[:, :_WEEK_HOURS]
    came = np.where(scored, folds.came[:, :_WEEK_HOURS], 0.0)

    def errors(forecast: Floats) -> Floats:
        return np.asarray(np.where(scored, np.abs(forecast[:, :_WEEK_HOURS] - came), 0.0).sum(axis=1))

    combined = errors(foretold)
    found = {name: errors(folds.forecasts[place]) for name, place in simple.items()}
    best = min(found, key=lambda name: float(found[name].sum()))
    won = (found[best] < combined)[scored.any(axis=1)]
    if not came.any():
        return None
    wape, model_wape = (float(error.sum() / came.sum()) for error in (found[best], combined))
    if won.mean() < _FOLDS_WON or wape >= _MARGIN * model_wape - _LEAST_GAIN:
        return None
    return Note("simple_method_better", {"method": best, "wape": wape, "model_wape": model_wape})


def _block(days_ahead: Ints) -> Ints:
    """Block of each day ahead, 0 being the first."""
    block = np.searchsorted(_BLOCK_DAYS, days_ahead, side="right")
    return np.minimum(block, len(_BLOCK_DAYS) - 1).astype(np.int64)
