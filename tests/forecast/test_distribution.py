"""A forecast as a distribution: quantiles, paths, and that they are of one mind."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast import Forecast
from forecast.distribution import Uncertainty
from forecast.regression.hour_noise import HourNoise


def _forecast(
    mean: np.ndarray,
    day_sd: float = 0.1,
    event_sd: float = 0.0,
    event_hour_sd: float = 0.0,
    linear: float = 1.5,
    quadratic: float = 0.01,
    seed: int = 1,
) -> Forecast:
    hours = pd.date_range("2026-11-09", periods=len(mean), freq="h")
    day_index = np.arange(len(mean)) // 24
    days = int(day_index[-1]) + 1
    covariance = day_sd**2 * 0.3 ** np.abs(np.subtract.outer(np.arange(days), np.arange(days)))
    loading = np.full((1, len(mean)), event_sd)
    event_hour_sds = np.full(len(mean), event_hour_sd)
    parts = Uncertainty(
        day_index,
        np.zeros_like(covariance),
        covariance,
        loading,
        event_hour_sds,
        HourNoise(linear, quadratic),
    )
    return Forecast(hours, mean, parts, seed)


_means = st.lists(st.floats(0, 2000) | st.floats(0, 2) | st.just(0.0), min_size=1, max_size=30).map(np.array)


@settings(max_examples=50, deadline=None)
@given(_means, st.floats(0, 0.5), st.floats(0, 0.8), st.floats(1, 5), st.floats(0, 0.1))
def test_quantiles_rise_with_p_and_are_counts(mean, day_sd, event_sd, linear, quadratic):
    """For any forecast: whole numbers, never negative, monotone in p."""
    forecast = _forecast(mean, day_sd, event_sd, 0.0, linear, quadratic)
    quantiles = np.array([forecast.quantile(p) for p in (0.001, 0.1, 0.5, 0.9, 0.95, 0.999)])
    assert (np.diff(quantiles, axis=0) >= 0).all()
    assert (quantiles >= 0).all()
    assert (quantiles == np.floor(quantiles)).all()


@pytest.mark.parametrize("event_sd", [0.0, 0.5])
def test_quantiles_are_those_of_the_paths(event_sd):
    """Of 20,000 paths the share at or below the p-quantile is p, and below it less than p (to 1.2 points)."""
    mean = np.array([0.0, 0.2, 3.0, 40.0, 900.0, 2e5])
    forecast = _forecast(mean, 0.12, event_sd, 0.1)
    paths = forecast.paths(20_000)
    for p in (0.025, 0.1, 0.5, 0.9, 0.975):
        quantile = forecast.quantile(p)
        assert ((paths <= quantile).mean(axis=0) >= p - 0.012).all()
        assert ((paths < quantile).mean(axis=0) <= p + 0.012).all()


def test_the_paths_mean_is_the_mean():
    """Uncertain days and sales do not shift it: within four standard errors."""
    forecast = _forecast(np.array([0.3, 5.0, 80.0, 3000.0]), 0.3, 0.4, 0.2)
    paths = forecast.paths(40_000)
    error = paths.std(axis=0) / 200
    assert (np.abs(paths.mean(axis=0) - forecast.mean) < 4 * error).all()


def test_an_outlier_day_is_capped():
    """Where days differ by a half and more, the mean still lies between the quartiles."""
    forecast = _forecast(np.full(24, 500.0), day_sd=0.7)
    assert (forecast.quantile(0.25) < forecast.mean).all()
    assert (forecast.mean < forecast.quantile(0.75)).all()
    paths = forecast.paths(20_000)
    assert (paths <= forecast.quantile(0.99)).mean() == pytest.approx(0.99, abs=0.003)


def test_hours_of_a_day_move_together():
    """The day's total strays much further than independent hours would."""
    forecast = _forecast(np.full(48, 100.0), day_sd=0.15)
    paths = forecast.paths(4000).reshape(4000, 2, 24)
    totals, hours = paths.sum(axis=2), paths.var(axis=0)
    assert (totals.var(axis=0) > 5 * hours.sum(axis=1)).all()
    assert 0.1 < np.corrcoef(totals.T)[0, 1] < 0.5


def test_a_sale_of_unknown_size_moves_all_its_hours():
    """Two hours of the sale on different days are correlated by its size."""
    forecast = _forecast(np.full(48, 500.0), day_sd=0.0, event_sd=0.4)
    paths = forecast.paths(4000)
    assert np.corrcoef(paths[:, 3], paths[:, 40])[0, 1] > 0.8


def test_rates_are_what_the_paths_count_around():
    """Poisson counts around the rates have the mean and the variance of the paths; the same for one seed."""
    forecast = _forecast(np.array([0.0, 0.5, 8.0, 90.0]), 0.2, 0.3, 0.1)
    rates, paths = forecast.rates(40_000), forecast.paths(40_000)
    counted = np.random.default_rng(2).poisson(rates)
    assert (rates[:, 0] == 0).all()
    assert counted.mean(axis=0) == pytest.approx(paths.mean(axis=0), rel=0.03)
    assert counted[:, 1:].var(axis=0) == pytest.approx(paths[:, 1:].var(axis=0), rel=0.08)
    assert (forecast.rates(5) == forecast.rates(5)).all()


def test_the_same_seed_gives_the_same_paths():
    """And another seed gives others; quantiles do not depend on it."""
    mean = np.linspace(1, 300, 50)
    one, again, other = _forecast(mean), _forecast(mean), _forecast(mean, seed=2)
    assert (one.paths(20) == again.paths(20)).all()
    assert (one.paths(20) != other.paths(20)).any()
    assert (one.quantile(0.9) == other.quantile(0.9)).all()
    assert one.paths(20).dtype == np.float64


def test_closed_hours_are_certain():
    """A mean of 0 is 0 in every quantile and on every path, whatever the hours beside it."""
    forecast = _forecast(np.array([0.0, 1e6, 0.0, 0.01]), event_sd=0.5)
    assert (forecast.quantile(0.999)[[0, 2]] == 0).all()
    assert (forecast.paths(100)[:, [0, 2]] == 0).all()


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, float("nan")])
def test_a_probability_is_between_0_and_1(p):
    """Everything else is refused."""
    with pytest.raises(ValueError, match="between 0 and 1"):
        _forecast(np.array([1.0])).quantile(p)


def test_at_least_one_path():
    """None are not a sample."""
    with pytest.raises(ValueError, match="at least 1"):
        _forecast(np.array([1.0])).paths(0)
