"""Measures of error: reference values worked out by hand, properties, and what is unknown left out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.ensemble.accuracy import (
    bias,
    busiest_hours,
    coverage,
    mase,
    peak_hour_error,
    pinball,
    seasonal_error,
    wape,
)

NAN = np.nan
ACTUAL = np.array([10.0, 20.0, 0.0, 30.0, NAN])
FORECAST = np.array([12.0, 15.0, 3.0, 30.0, 1000.0])


def test_reference_values() -> None:
    """|2| + |-5| + |3| + |0| = 10 of 60 in all; the errors themselves add up to 0."""
    assert wape(ACTUAL, FORECAST) == pytest.approx(10 / 60)
    assert bias(ACTUAL, FORECAST) == pytest.approx(0.0)
    assert bias(ACTUAL, ACTUAL + 6) == pytest.approx(24 / 60)
    assert mase(ACTUAL, FORECAST, 5.0) == pytest.approx(10 / 4 / 5)


def test_mase_against_a_season() -> None:
    """With a season of two the in-sample error is (1 + 2 + 0 + 3)/4; a scale may differ by hour."""
    history = np.array([1.0, 5, 2, 7, 2, 4])
    scale = seasonal_error(history, season=2)
    assert scale == pytest.approx(6 / 4)
    assert mase(np.array([3.0, 3.0]), np.array([6.0, 0.0]), scale) == pytest.approx(2.0)
    scales = np.array([1.0, 3.0, 0.0])
    assert mase(np.zeros(3), np.full(3, 3.0), scales) == pytest.approx((3 + 1) / 2)


def test_repeating_the_season_has_a_mase_of_one() -> None:
    """What scales the error is the error of the seasonal naive method itself."""
    counts = np.random.default_rng(1).poisson(50, 168 * 20).astype(float)
    counts[500:520] = NAN
    assert mase(counts[168:], counts[:-168], seasonal_error(counts)) == pytest.approx(1.0)


def test_busiest_hour_of_each_day() -> None:
    """The first of equals; none on a day without anybody; unknown hours do not count."""
    actual = np.array([1.0, 9, 9, 0, 0, NAN, 4, 3, NAN, NAN])
    day = np.array([3, 3, 3, 4, 4, 5, 5, 5, 6, 6])
    assert busiest_hours(actual, day).tolist() == [1, 6]
    forecast = np.array([50.0, 6, 50, 50, 50, 50, 5, 50, 50, 50])
    assert peak_hour_error(actual, forecast, day) == pytest.approx((3 + 1) / 13)


def test_coverage_counts_both_ends() -> None:
    """On an end is inside; an unknown hour is neither in nor out."""
    low, high = np.array([10.0, 21, 0, 0, 0]), np.array([12.0, 30, 0, 29, 5])
    assert coverage(ACTUAL, low, high) == pytest.approx(2 / 4)


def test_pinball_is_least_at_the_quantile() -> None:
    """Reference: at 0.9, one short by 10 costs 9, one over by 10 costs 1. Half of it is the error at 0.5."""
    assert pinball(np.array([20.0]), np.array([10.0]), 0.9) == pytest.approx(9.0)
    assert pinball(np.array([0.0]), np.array([10.0]), 0.9) == pytest.approx(1.0)
    sample = np.arange(1.0, 101.0)
    losses = {level: pinball(sample, np.full(100, level), 0.9) for level in sample}
    assert min(losses, key=losses.__getitem__) in (90.0, 91.0)
    with pytest.raises(ValueError, match="between"):
        pinball(sample, sample, 1.0)


def test_nothing_known_is_no_number() -> None:
    """No hour, only unknown ones, or nobody at all: no error can be told."""
    none, unknown, zeros = np.zeros(0), np.full(3, NAN), np.zeros(3)
    for actual in (none, unknown):
        same = actual.copy()
        numbers = [wape(actual, same), bias(actual, same), mase(actual, same, 1.0)]
        numbers += [coverage(actual, same, same), pinball(actual, same, 0.5), seasonal_error(actual)]
        numbers.append(peak_hour_error(actual, same, np.zeros(len(actual), dtype=np.int64)))
        assert np.isnan(numbers).all()
    assert np.isnan(wape(zeros, zeros + 1))
    assert np.isnan(mase(zeros, zeros + 1, 0.0))


counts = st.lists(st.integers(0, 500), min_size=1, max_size=60)


@given(counts, st.integers(0, 2**31), st.floats(0.1, 10))
def test_measures_do_not_depend_on_the_unit(values: list[int], seed: int, unit: float) -> None:
    """Counting in dozens changes no relative error, and the absolute one is never below the bias."""
    actual = np.array(values, dtype=float) + 1
    forecast = np.random.default_rng(seed).uniform(0, 500, len(values))
    assert wape(actual * unit, forecast * unit) == pytest.approx(wape(actual, forecast))
    assert mase(actual * unit, forecast * unit, unit) == pytest.approx(mase(actual, forecast, 1.0))
    assert abs(bias(actual, forecast)) <= wape(actual, forecast) + 1e-12
