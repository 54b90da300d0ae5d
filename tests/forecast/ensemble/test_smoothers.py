"""Univariate methods: values by hand, and no method uses data after its origin."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.ensemble.smoothers import (
    CEILING_FACTOR,
    SIMPLE_METHODS,
    SMOOTHERS,
    Autoregression,
    mean_of_recent_weeks,
    run_smoothers,
    seasonal_naive,
)

_WEEKS = 12
_WEEK = np.random.default_rng(3).uniform(20, 200, 168)
_NAMES = tuple(SMOOTHERS)


def test_a_repeating_week_is_forecast_exactly_by_all_weekly_methods():
    """Every kernel but the daily ones, from two origins, over 200 hours."""
    series = np.tile(_WEEK, _WEEKS)
    origins = np.array([168 * 8 + 5, 168 * 10])
    truth = np.tile(_WEEK, _WEEKS + 2)[origins[:, None] + np.arange(200)]
    weekly = tuple(name for name in _NAMES if "last_day" not in name and "daily" not in name)
    forecasts = run_smoothers(weekly, series, origins, 200)
    assert forecasts == pytest.approx(np.broadcast_to(truth, forecasts.shape), rel=0.01)


def test_the_naive_forecast_repeats_the_last_period():
    """[1, 2, 3] with a period of 2 goes on 2, 3, 2."""
    assert seasonal_naive(2, np.array([1.0, 2.0, 3.0]), np.array([3]), 3).tolist() == [[2.0, 3.0, 2.0]]


def test_the_mean_of_weeks_takes_as_many_as_there_are():
    """Of four weeks asked for two exist: their mean."""
    series = np.concatenate([np.full(168, 10.0), np.full(168, 20.0)])
    assert (mean_of_recent_weeks(4, series, np.array([336]), 170) == 15.0).all()


def test_what_lies_before_a_short_series_is_its_last_day():
    """Of five days the week ahead repeats them; the two days that were never seen are like the fifth."""
    series = np.repeat([10.0, 20.0, 30.0, 40.0, 50.0], 24) + np.tile(np.arange(24.0), 5)
    days = np.repeat([50.0, 50.0, 10.0, 20.0, 30.0, 40.0, 50.0], 24) + np.tile(np.arange(24.0), 7)
    assert seasonal_naive(168, series, np.array([120]), 168)[0].tolist() == days.tolist()
    assert mean_of_recent_weeks(8, series, np.array([120]), 168)[0].tolist() == days.tolist()


@pytest.mark.parametrize("hours", [24, 37, 100, 168, 200, 335])
def test_a_day_is_enough_to_run(hours):
    """No kernel fails for want of a week; the simple ones are near what came, a hundred an hour."""
    series = np.random.default_rng(6).poisson(100.0, hours).astype(float)
    forecasts = run_smoothers(_NAMES, series, np.array([hours]), 200)[:, 0]
    assert np.isfinite(forecasts).all()
    simple = [_NAMES.index(name) for name in SIMPLE_METHODS]
    assert forecasts[simple].mean(axis=1) == pytest.approx(100.0, rel=0.1)


def test_a_first_order_autoregression_is_recovered_and_iterated():
    """A series halving every hour goes on halving; the first forecast is half the last count."""
    series = 1000 * 0.5 ** (np.arange(400) % 40)
    ahead = Autoregression((1, 40), logs=False, difference=0)(series, np.array([400]), 3)[0]
    assert ahead == pytest.approx([1000, 500, 250], rel=0.02)


@pytest.mark.parametrize("name", _NAMES)
def test_nothing_is_known_of_what_comes_later(name):
    """Another future gives the same forecast."""
    series = np.random.default_rng(4).poisson(np.tile(_WEEK, _WEEKS)).astype(float)
    origins = np.array([168 * 6, 168 * 9])
    other = series.copy()
    other[168 * 9 :] = 1.0
    # The ceiling is common to all origins of one call; it is not reached here.
    one, two = (run_smoothers((name,), s, origins, 168)[0, 1] for s in (series, other))
    assert one == pytest.approx(two)


def test_an_explosive_series_is_capped():
    """Growth by a tenth an hour does not run away: at most three times the largest count."""
    series = 1.1 ** np.arange(800.0) / 1e20
    forecasts = run_smoothers(_NAMES, series, np.array([800]), 500)
    assert np.isfinite(forecasts).all()
    assert forecasts.max() <= CEILING_FACTOR * series.max() * (1 + 1e-9)
    assert forecasts.min() >= 0


def test_without_origins_there_is_nothing():
    """Shape (kernels, 0, hours)."""
    assert run_smoothers(_NAMES, np.ones(10), np.zeros(0, dtype=np.int64), 24).shape == (len(_NAMES), 0, 24)
