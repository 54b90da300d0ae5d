"""Solvers of a weighted Poisson regression with log link: Newton's method, and a GLM with covariance."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
from scipy import linalg

from forecast.series.grid import Floats

if TYPE_CHECKING:  # half a second to load: who reads a forecast fits none
    from statsmodels.genmod.generalized_linear_model import GLM

_MAX_ITERATIONS = 60


_LARGEST_LOG, _LONGEST_STEP, _CLOSE_ENOUGH = 50.0, 2.0, 1e-5


def fit_newton(
    regressors: Floats, counts: Floats, offset: Floats, weights: Floats, start: Floats
) -> Floats | None:
    """Coefficients by Newton's method on the normal equations, or None where it does not converge.

    regressors: shape (rows, columns); counts, offset, weights: (rows,). start: coefficients to begin from.
    """
    coefficients = start
    for _ in range(_MAX_ITERATIONS):
        with np.errstate(over="ignore", invalid="ignore"):
            mean = np.exp(np.minimum(offset + regressors @ coefficients, _LARGEST_LOG))
            curvature = (regressors * (weights * mean)[:, None]).T @ regressors
            slope = regressors.T @ (weights * (counts - mean))
        if not (np.isfinite(curvature).all() and np.isfinite(slope).all()):
            return None
        try:
            step = linalg.solve(curvature, slope, assume_a="pos", check_finite=False)
        except linalg.LinAlgError:
            return None
        # Limit the step: from a poor start Newton overshoots, as exp grows faster than its tangent.
        step *= min(1.0, _LONGEST_STEP / max(float(np.abs(step).max()), 1e-300))
        coefficients = coefficients + step
        if np.abs(step).max() < _CLOSE_ENOUGH:
            return np.asarray(coefficients)
    return None


def fit_glm(model: GLM, start: Floats) -> tuple[Floats, Floats] | None:
    """Coefficients and their covariance by IRLS (statsmodels), or None where it does not converge."""
    with warnings.catch_warnings():
        # Every failure it warns about shows in `converged` or in non-finite numbers.
        warnings.simplefilter("ignore")
        try:
            result = model.fit(start_params=start, maxiter=_MAX_ITERATIONS, scale=1.0, atol=1e-6, rtol=1e-9)
        except (ValueError, np.linalg.LinAlgError):
            return None
    coefficients, covariance = np.asarray(result.params), np.asarray(result.normalized_cov_params)
    finite = np.isfinite(coefficients).all() and np.isfinite(covariance).all()
    return (coefficients, covariance) if result.converged and finite else None
