"""Forecast combination: weights fall with the errors made on rolling origins of the recent past.

Weights are a negative power of the error (Bates and Granger, "The combination of forecasts", *Operational
Research Quarterly* 20, 1969, section 3). The power rises with the number of scored days: a few days hardly
tell two methods apart, two months do. Errors are compared day by day and averaged as logs (a geometric mean),
so that one unpredictable day does not decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from forecast.ensemble.members import Folds
from forecast.series.grid import HOURS, Floats, Ints
from forecast.series.notes import Note

_BLOCK_DAYS = np.array([1, 3, 7, 14])
"""Days ahead at which the blocks end that have weights of their own; the days after them are the last."""

_BLOCKS = len(_BLOCK_DAYS) + 1

_NEIGHBOUR_BLOCK_WEIGHT = 0.25
"""Weight of a day ahead in a neighbouring block."""

_FOLDS, _HOLDOUT_DIVISOR, _MAX_HOLDOUT_DAYS, _MIN_DAYS = 8, 4, 56, 21
"""Half of the first three costs 1 % to 8 % on ordinary weeks; a combination only from six weeks on 44 %."""

_HALF_LIFE = 21.0
"""Half-life (days) of an error's weight: a method that lagged behind a level break must lose its weight."""

_MAX_RATIO_TO_MEDIAN = 2.0
"""No member's day counts as more than so many times the members' weighted median, or as less."""

_MIN_POWER, _DAYS_PER_POWER = 2.0, 10.0
"""Power of few scored days, and scored days that raise it by one."""

_MIN_WEIGHT = 0.03
"""Share of the largest weight below which a member is left out; twice it costs 1 % in the totals of days."""

_ERROR_FLOOR = 0.02
"""Share of the members' mean error that each has at least."""

_WEEK_HOURS = 7 * HOURS
_MIN_SHARE_WON = 0.75
"""A naive method is chosen if its error is smaller over all folds, and in this share of them: of eight, six
or more fall to one of two equal methods once in seven times.
"""


@dataclass(frozen=True)
class Combination:
    """Weights of the members by days ahead.

    weights: (blocks, members), each row summing to 1.
    """

    weights: Floats

    def __call__(self, forecasts: Floats) -> Floats:
        """Combine forecasts of the hours from now on, shape (members, …, hours), to (…, hours).

        A member's day is held near the weighted median of the members' (a winsorised mean): after a day of
        ten times as many, an autoregression oscillates.
        """
        weights = self.weights[_block(np.arange(forecasts.shape[-1]) // HOURS)]
        return np.asarray(np.einsum("hm,m...h->...h", weights, self._winsorised(forecasts)))

    def _winsorised(self, forecasts: Floats) -> Floats:
        hours = forecasts.shape[-1]
        starts = np.arange(0, hours, HOURS)
        total = np.add.reduceat(forecasts, starts, axis=-1)
        weights = self.weights[_block(starts // HOURS)].T
        weights = weights.reshape(len(weights), *(1,) * (total.ndim - 2), -1)
        order = np.argsort(total, axis=0)
        sorted_weights = np.take_along_axis(np.broadcast_to(weights, total.shape), order, axis=0)
        middle = (np.cumsum(sorted_weights, axis=0) >= 0.5).argmax(axis=0)
        median = np.take_along_axis(np.take_along_axis(total, order, axis=0), middle[None], axis=0)
        held = np.clip(total, median / _MAX_RATIO_TO_MEDIAN, median * _MAX_RATIO_TO_MEDIAN)
        scale = np.divide(held, total, out=np.ones_like(total), where=total > 0)
        return np.asarray(forecasts * np.repeat(scale, HOURS, axis=-1)[..., :hours])


def single_member(member: int, members: int) -> Combination:
    """All weight on one member."""
    return Combination(np.tile(np.eye(members)[member], (_BLOCKS, 1)))


def fold_origins(days: int) -> Ints:
    """Rolling origins: days (increasing) from which the past is forecast; none for a history that is too
    short.

    They cover the last quarter of the history, at most eight weeks of it.
    """
    if days < _MIN_DAYS:
        return np.zeros(0, dtype=np.int64)
    holdout_days = min(days // _HOLDOUT_DIVISOR, _MAX_HOLDOUT_DAYS)
    step = max(1, holdout_days // _FOLDS)
    return np.asarray(days - step * np.arange(holdout_days // step, 0, -1), dtype=np.int64)


@dataclass(frozen=True)
class Comparison:
    """Errors of the members, day by day.

    relative_log_error: (members, folds, days ahead), log of a member's error over the members' mean error.
    day_weight, known_share: (folds, days ahead), weight of the day, and share of it that is known.
    prior_weights: (members,), weights before any error is seen.
    """

    relative_log_error: Floats
    day_weight: Floats
    known_share: Floats
    prior_weights: Floats

    def combination(self, left_out: int | None = None) -> Combination:
        """Weights from all folds, or from all but one."""
        included = np.ones((len(self.day_weight), 1))
        if left_out is not None:
            included[left_out] = 0.0
        block = _block(np.arange(self.day_weight.shape[1]))
        weights = np.zeros((_BLOCKS, len(self.prior_weights)))
        for row in range(len(weights)):
            block_weight = (
                np.where(block == row, 1.0, np.where(np.abs(block - row) == 1, _NEIGHBOUR_BLOCK_WEIGHT, 0.0))
                * included
            )
            weighting = self.day_weight * block_weight
            if not weighting.any():
                weights[row] = weights[row - 1] if row else self.prior_weights / self.prior_weights.sum()
                continue
            error = (self.relative_log_error * weighting).sum(axis=(1, 2)) / weighting.sum()
            power = _MIN_POWER + float((self.known_share * block_weight).sum()) / _DAYS_PER_POWER
            weight = self.prior_weights * np.exp(-power * (error - error.min()))
            weight[weight < _MIN_WEIGHT * weight.max()] = 0.0
            weights[row] = weight / weight.sum()
        return Combination(weights)

    def out_of_fold(self, forecasts: Floats) -> Floats:
        """Forecast of each fold with weights that do not use it, shape (folds, hours)."""
        folds = range(forecasts.shape[1])
        return np.array([self.combination(left_out=fold)(forecasts[:, fold]) for fold in folds])


def compare_members(folds: Folds, prior_weights: Floats) -> Comparison:
    """Compare the members in the folds, day by day."""
    starts = np.arange(0, folds.actual.shape[1], HOURS)
    actual = np.where(folds.scored, folds.actual, 0.0)
    error = np.abs(folds.forecasts - actual)
    # Quadratic within the Poisson noise (as a Huber loss): for very small counts the absolute error
    # alone would favour a forecast of 0.
    counting = np.sqrt(folds.forecasts.mean(axis=0) + 1)
    loss = np.where(folds.scored, error**2 / (error + counting), 0.0)
    loss = np.add.reduceat(loss, starts, axis=2)
    known_share = np.add.reduceat(folds.scored.astype(np.float64), starts, axis=1) / HOURS
    recency = 0.5 ** (folds.days_ago / _HALF_LIFE)
    expected = np.add.reduceat(folds.forecasts[0], starts, axis=1)
    day_weight = np.where(known_share > 0, expected + 1.0, 0.0) * recency
    mean_loss = loss.mean(axis=0)
    # The floor: a day forecast exactly by chance, or without inquiries, must not decide for one member.
    relative_log_error = np.log((loss + _ERROR_FLOOR * mean_loss + 1) / (mean_loss + 1))
    return Comparison(relative_log_error, day_weight, known_share, prior_weights)


def better_simple_method(folds: Folds, out_of_fold: Floats, simple: Mapping[str, int]) -> Note | None:
    """The naive method that clearly beat the combination in the folds' first week, if there is one.

    out_of_fold: (folds, hours ahead), the combination's. simple: name → position among the members. Returns
    the note that names it, with both errors.
    """
    scored = folds.scored[:, :_WEEK_HOURS]
    actual = np.where(scored, folds.actual[:, :_WEEK_HOURS], 0.0)

    def errors(forecast: Floats) -> Floats:
        return np.asarray(np.where(scored, np.abs(forecast[:, :_WEEK_HOURS] - actual), 0.0).sum(axis=1))

    combined = errors(out_of_fold)
    found = {name: errors(folds.forecasts[position]) for name, position in simple.items()}
    best = min(found, key=lambda name: float(found[name].sum()))
    won = (found[best] < combined)[scored.any(axis=1)]
    if not actual.any():
        return None
    wape, model_wape = (float(error.sum() / actual.sum()) for error in (found[best], combined))
    if won.mean() < _MIN_SHARE_WON or wape >= model_wape:
        return None
    return Note("simple_method_better", {"method": best, "wape": wape, "model_wape": model_wape})


def _block(days_ahead: Ints) -> Ints:
    """Block of each day ahead, counted from 0."""
    return np.searchsorted(_BLOCK_DAYS, days_ahead, side="right").astype(np.int64)
