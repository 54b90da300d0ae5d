"""How wrong the forecasts of the recent past were, against how wrong the model thinks it may be.

Three scales are set from the folds: of single hours once their day is known, of single days, and of whole
weeks (an error that all days share). Each is held to what such series usually show, for a few folds are
little evidence about spread.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.ensemble.members import Folds
from forecast.regression.hour_noise import HourNoise
from forecast.series.grid import HOURS, Bools, Floats

_SHARED, _SHARED_FOLDS = 0.16, 4.0
"""Variance that a week's days share beyond the model, as a share of a day's own, before it is measured, and
the number of folds that this belief is worth."""

_DAYS_WORTH, _HOURS_WORTH = 14.0, 48.0
"""Days, and hours, that the belief in the model's own scales is worth."""

_DAYS_OF_WEEK = 7
_NORMAL_80 = 1.2816
_MIXTURE_80 = 1.43
"""80 % of a day's deviations lie within so many of its ordinary standard deviations, odd days included."""

_LEAST_SKILL = 0.05
_DAY_SCALES = (1.0, 10.0)
"""A forecast of days to come is no better than the fit of days gone by."""

_HOUR_SCALES = (0.1, 10.0)


@dataclass(frozen=True)
class Calibration:
    """level_scale, day_scale: factors on the variance of the level and of days. shared: variance (log)
    common to all days. hour_scale: factor on the variance of hours given their day."""

    level_scale: float
    day_scale: float
    shared: float
    hour_scale: float


def uncalibrated(day_sd: float) -> Calibration:
    """Where nothing was foretold yet. day_sd: standard deviation (log) of a day."""
    return Calibration(1.0, 1.0, _SHARED * day_sd**2, 1.0)


def calibrate(forecast: Floats, folds: Folds, level: Floats, days: Floats, noise: HourNoise) -> Calibration:
    """Measure the scales.

    forecast: (folds, hours ahead), what would have been foretold; the first member of the folds is the
    regression, which the covariances are of. level, days: covariance (log) of the level and of the days'
    own deviations, by days ahead, shape (days, days). noise: of hours given their day.
    """
    shape = (len(forecast), -1, HOURS)
    whole = forecast.shape[1] // HOURS * HOURS
    kept = folds.scored[:, :whole].reshape(shape)
    expected = np.where(kept, forecast[:, :whole].reshape(shape), 0.0)
    counted = np.where(kept, folds.came[:, :whole].reshape(shape), 0.0)
    alone = np.where(kept, folds.forecasts[0, :, :whole].reshape(shape), 0.0).sum(axis=2)
    told, was = expected.sum(axis=2), counted.sum(axis=2)
    judged = (kept.sum(axis=2) >= HOURS // 2) & (told > 0)
    stray = np.log((was + 0.5) / (told + 0.5))
    counting = noise.linear / np.maximum(told, 1e-9)
    skill = _skill(stray, np.log((was + 0.5) / (alone + 0.5)), judged)
    level, days = level * skill, days * skill
    shared = _shared(stray, judged, counting, level + days, _SHARED * float(days[-1, -1]))
    day_scale = _day_scale(stray, judged, counting, np.diag(level) + shared, np.diag(days))
    hour_scale = _hour_scale(expected, counted, told, was, judged, noise)
    return Calibration(skill, skill * day_scale, shared, hour_scale)


def _skill(stray: Floats, alone: Floats, judged: Bools) -> float:
    """Share of the regression's variance of days that is left where others see further, at most 1."""
    if not judged.any():
        return 1.0
    ratio = np.abs(stray[judged]).sum() / max(float(np.abs(alone[judged]).sum()), 1e-12)
    return float(np.clip(ratio, _LEAST_SKILL, 1.0) ** 2)


def _shared(stray: Floats, judged: Bools, counting: Floats, covariance: Floats, usual: float) -> float:
    """What the days of a week have in common beyond the model, from the mean deviation of each fold."""
    first = slice(0, min(_DAYS_OF_WEEK, stray.shape[1]))
    in_week = judged[:, first]
    number = np.maximum(in_week.sum(axis=1), 1)
    mean = np.where(in_week, stray[:, first], 0.0).sum(axis=1) / number
    own = np.array([covariance[first, first][np.ix_(row, row)].sum() for row in in_week]) / number**2
    own = own + np.where(in_week, counting[:, first], 0.0).sum(axis=1) / number**2
    seen = in_week.any(axis=1)
    beyond = np.minimum(mean**2, 9 * (own + usual)) - own
    worth = seen.sum() * min(1.0, first.stop / _DAYS_OF_WEEK)
    total = max(float(beyond[seen].mean()) * worth, 0.0) if seen.any() else 0.0
    return float((total + _SHARED_FOLDS * usual) / (worth + _SHARED_FOLDS))


def _day_scale(stray: Floats, judged: Bools, counting: Floats, level: Floats, days: Floats) -> float:
    """Factor on the days' own variance that makes the middle 80 % of deviations as wide as they were."""
    if not judged.any():
        return 1.0
    usual = (level + days + counting)[judged]
    width = np.quantile(np.abs(stray[judged]) / np.sqrt(usual), 0.8)
    left = width**2 * usual / _MIXTURE_80**2 - (np.broadcast_to(level, stray.shape) + counting)[judged]
    measured = float(np.mean(left) / np.mean(np.broadcast_to(days, stray.shape)[judged]))
    trust = judged.any(axis=1).sum() * 7 / (judged.any(axis=1).sum() * 7 + _DAYS_WORTH)
    return float(np.clip(measured, *_DAY_SCALES) ** trust)


def _hour_scale(
    expected: Floats, counted: Floats, told: Floats, was: Floats, judged: Bools, noise: HourNoise
) -> float:
    """Factor on the hours' variance that makes the middle 80 % of what is left of them as wide as it was."""
    ratio = np.divide(was, told, out=np.zeros_like(was), where=judged)
    given_day = expected * ratio[:, :, None]
    chosen = judged[:, :, None] & (given_day > 0)
    if not chosen.any():
        return 1.0
    mean = given_day[chosen]
    residual = (counted[chosen] - mean) / np.sqrt(noise.linear * mean + noise.quadratic * mean**2)
    measured = np.quantile(np.abs(residual), 0.8) ** 2 / _NORMAL_80**2
    hours = chosen.sum()
    return float(np.clip(measured, *_HOUR_SCALES) ** (hours / (hours + _HOURS_WORTH)))
