"""Empirical-Bayes shrinkage of count ratios by a gamma prior."""

from __future__ import annotations

import numpy as np

from forecast.series.grid import Floats


def shrunken_ratio(
    observed: Floats | float, expected: Floats | float, strength: float, prior: Floats | float = 1.0
) -> Floats:
    """Posterior mean of observed / expected for Poisson counts under a gamma prior.

    The prior has the mean ``prior`` and the weight of ``strength`` counts (Gelman et al., Bayesian Data
    Analysis, section 2.6). Defined for an expected count of 0: the prior then stands.
    """
    return np.asarray((strength + np.asarray(observed)) / (strength / np.asarray(prior) + expected))
