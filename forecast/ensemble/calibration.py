"""Empirical calibration: predictive variances scaled to the out-of-fold errors of the combination.

Three scales are estimated from the folds: for hours given their day, for days, and for whole weeks (an error
common to all days). Each is shrunk to a prior, since a few folds say little about variance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from forecast.ensemble.members import Folds
from forecast.regression.hour_noise import HourNoise
from forecast.series.grid import HOURS, Bools, Floats
from forecast.series.outliers import NORMAL_80

_SHARED_PRIOR = 0.16
"""Prior variance common to the days of a week beyond the model, as a share of a day's own."""

_PRIOR_FOLDS, _PRIOR_HOURS = 4.0, 48.0
"""Folds that this variance and the days' scale of 1 count for, and hours that the hours' scale of 1 does."""

_DAYS_OF_WEEK = 7
_MIXTURE_80 = 1.43
"""80 % quantile of |deviation| of a day in ordinary standard deviations, outlier days included."""

_MAX_SCALE = 10.0
"""Guard: no scale is more than this, nor less than its inverse: a few folds may agree to the last inquiry."""


@dataclass(frozen=True)
class Calibration:
    """Scales of the predictive variances.

    level_scale, day_scale: factors on the variance of the level and of days. shared_variance: variance (log)
    common to all days. hour_scale: factor on the variance of hours given their day.
    """

    level_scale: float
    day_scale: float
    shared_variance: float
    hour_scale: float


def uncalibrated(day_sd: float) -> Calibration:
    """The prior, without any out-of-fold errors. day_sd: standard deviation (log) of a day."""
    return Calibration(1.0, 1.0, _SHARED_PRIOR * day_sd**2, 1.0)


def calibrate(forecast: Floats, folds: Folds, level: Floats, days: Floats, noise: HourNoise) -> Calibration:
    """Estimate the scales.

    forecast: (folds, hours ahead), out of fold; the first member of the folds is the regression, whose
    covariances these are. level, days: covariance (log) of the level and of the days' own deviations, by days
    ahead, shape (days, days). noise: of hours given their day.
    """
    shape = (len(forecast), -1, HOURS)
    whole = forecast.shape[1] // HOURS * HOURS
    scored = folds.scored[:, :whole].reshape(shape)
    expected = np.where(scored, forecast[:, :whole].reshape(shape), 0.0)
    actual = np.where(scored, folds.actual[:, :whole].reshape(shape), 0.0)
    regression_total = np.where(scored, folds.forecasts[0, :, :whole].reshape(shape), 0.0).sum(axis=2)
    predicted_total, actual_total = expected.sum(axis=2), actual.sum(axis=2)
    scored_days = (scored.sum(axis=2) >= HOURS // 2) & (predicted_total > 0)
    log_error = np.log((actual_total + 0.5) / (predicted_total + 0.5))
    sampling_variance = noise.linear / np.maximum(predicted_total, 1e-9)
    skill = _skill(log_error, np.log((actual_total + 0.5) / (regression_total + 0.5)), scored_days)
    level, days = level * skill, days * skill
    shared_variance = _shared_variance(
        log_error, scored_days, sampling_variance, level + days, _SHARED_PRIOR * float(days[-1, -1])
    )
    day_scale = _day_scale(
        log_error, scored_days, sampling_variance, np.diag(level) + shared_variance, np.diag(days)
    )
    hour_scale = _hour_scale(expected, actual, predicted_total, actual_total, scored_days, noise)
    return Calibration(skill, skill * day_scale, shared_variance, hour_scale)


def _skill(log_error: Floats, regression_error: Floats, scored_days: Bools) -> float:
    """Squared ratio of the combination's error to the regression's, at most 1."""
    if not scored_days.any():
        return 1.0
    ratio = np.abs(log_error[scored_days]).sum() / max(
        float(np.abs(regression_error[scored_days]).sum()), 1e-12
    )
    return float(np.clip(ratio, 1 / _MAX_SCALE, 1.0) ** 2)


def _shared_variance(
    log_error: Floats,
    scored_days: Bools,
    sampling_variance: Floats,
    covariance: Floats,
    prior_variance: float,
) -> float:
    """Variance common to the days of a week beyond the model, from the mean deviation of each fold."""
    first = slice(0, min(_DAYS_OF_WEEK, log_error.shape[1]))
    in_week = scored_days[:, first]
    number = np.maximum(in_week.sum(axis=1), 1)
    mean = np.where(in_week, log_error[:, first], 0.0).sum(axis=1) / number
    model_variance = (
        np.array([covariance[first, first][np.ix_(row, row)].sum() for row in in_week]) / number**2
    )
    model_variance = (
        model_variance + np.where(in_week, sampling_variance[:, first], 0.0).sum(axis=1) / number**2
    )
    known = in_week.any(axis=1)
    excess_variance = np.minimum(mean**2, 9 * (model_variance + prior_variance)) - model_variance
    folds_seen = known.sum() * min(1.0, first.stop / _DAYS_OF_WEEK)
    total = max(float(excess_variance[known].mean()) * folds_seen, 0.0) if known.any() else 0.0
    return float((total + _PRIOR_FOLDS * prior_variance) / (folds_seen + _PRIOR_FOLDS))


def _day_scale(
    log_error: Floats, scored_days: Bools, sampling_variance: Floats, level: Floats, days: Floats
) -> float:
    """Factor on the days' variance that matches the width of the middle 80 % of deviations."""
    if not scored_days.any():
        return 1.0
    total_variance = (level + days + sampling_variance)[scored_days]
    width = np.quantile(np.abs(log_error[scored_days]) / np.sqrt(total_variance), 0.8)
    day_variance = (
        width**2 * total_variance / _MIXTURE_80**2
        - (np.broadcast_to(level, log_error.shape) + sampling_variance)[scored_days]
    )
    measured = float(np.mean(day_variance) / np.mean(np.broadcast_to(days, log_error.shape)[scored_days]))
    folds_seen = scored_days.any(axis=1).sum()
    # A forecast of coming days is no better than the fit of past ones: at least 1.
    return float(np.clip(measured, 1.0, _MAX_SCALE) ** (folds_seen / (folds_seen + _PRIOR_FOLDS)))


def _hour_scale(
    expected: Floats,
    actual: Floats,
    predicted_total: Floats,
    actual_total: Floats,
    scored_days: Bools,
    noise: HourNoise,
) -> float:
    """Factor on the hours' variance that matches the width of the middle 80 % of residuals given the day."""
    ratio = np.divide(actual_total, predicted_total, out=np.zeros_like(actual_total), where=scored_days)
    given_day = expected * ratio[:, :, None]
    chosen = scored_days[:, :, None] & (given_day > 0)
    if not chosen.any():
        return 1.0
    mean = given_day[chosen]
    residual = (actual[chosen] - mean) / np.sqrt(noise.linear * mean + noise.quadratic * mean**2)
    measured = np.quantile(np.abs(residual), 0.8) ** 2 / NORMAL_80**2
    hours = chosen.sum()
    return float(np.clip(measured, 1 / _MAX_SCALE, _MAX_SCALE) ** (hours / (hours + _PRIOR_HOURS)))
