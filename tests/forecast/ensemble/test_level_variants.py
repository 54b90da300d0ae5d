"""Variants of the level regression from sums over days, without another fit."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast.ensemble.level_variants import fit_level_variants, level_variants
from forecast.regression.regression import fit_regression
from forecast.series.calendar import Calendar
from forecast.series.grid import make_grid

_DAYS = 500


@pytest.fixture(scope="module")
def regression():
    """Of a level that grows slowly and moves with the month."""
    hours = pd.date_range("2025-01-06", periods=24 * _DAYS, freq="h")
    rate = 80 * np.exp(0.0004 * np.arange(_DAYS) + 0.1 * np.sin(2 * np.pi * hours[::24].day / 30))
    counts = np.random.default_rng(1).poisson(np.repeat(rate, 24)).astype(float)
    grid = make_grid(pd.Series(counts, hours))
    return fit_regression(grid, Calendar(), grid.known, np.ones_like(grid.counts))


def _fit_variants(regression, origins):
    variants = level_variants(regression.level)
    return variants, fit_level_variants(regression.level, regression.data, variants, np.array(origins))


def test_with_all_days_the_first_variant_is_the_fit(regression):
    """Day means within a thousandth of the regression's."""
    _, coefficients = _fit_variants(regression, [_DAYS])
    design = regression.data.design
    ratio = np.exp(design @ (coefficients[0, 0] - regression.level.coefficients))
    assert ratio == pytest.approx(1.0, abs=1e-3)


def test_there_is_one_for_each_set_of_cycles_and_pace(regression):
    """Month and year or not, steady or lively: eight, named apart."""
    names = [variant.name for variant in level_variants(regression.level)]
    assert len(set(names)) == 8
    assert names[0] == "level_month_year_steady"


def test_days_left_out_have_no_weight(regression):
    """Read before a fold, the level is what a fit of the days before it finds, within 2 %."""
    origin = _DAYS - 28
    _, coefficients = _fit_variants(regression, [origin, _DAYS])
    data = regression.data
    mean = data.exposure * np.exp(data.design @ coefficients[0, 0])
    recent = slice(origin - 28, origin)
    assert mean[recent].sum() == pytest.approx(data.totals[recent].sum(), rel=0.02)
    flat = data.design[origin:] @ coefficients[0, 0]
    assert np.ptp(flat) < 0.3


def test_a_variant_without_a_cycle_has_none(regression):
    """Its columns are 0."""
    variants, coefficients = _fit_variants(regression, [_DAYS])
    names = list(regression.level.design_info.features.prior_sd)
    month = len(regression.level.design_info.steps) + np.flatnonzero([n.startswith("month~") for n in names])
    for variant, fitted in zip(variants, coefficients[:, 0], strict=True):
        assert ("month" in variant.cycles) == bool(np.abs(fitted[month]).max() > 0)
