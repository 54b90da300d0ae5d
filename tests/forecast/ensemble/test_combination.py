"""Combination weights by out-of-fold error."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.ensemble.combination import better_simple_method, compare_members, fold_origins, single_member
from forecast.ensemble.members import Folds

_HOURS = 28 * 24


def _folds(*spreads: float, level: float = 100.0, folds: int = 8) -> Folds:
    """Members whose forecasts stray by so much from what came."""
    rng = np.random.default_rng(7)
    actual = np.full((folds, _HOURS), level)
    forecasts = np.array([actual + rng.normal(0, spread, actual.shape) for spread in spreads])
    inside = np.arange(_HOURS) < 7 * 24 * np.arange(folds, 0, -1)[:, None]
    days_ago = np.maximum(7 * np.arange(folds, 0, -1)[:, None] - np.arange(28), 0)
    return Folds(np.maximum(forecasts, 0), actual, inside, days_ago)


def test_the_better_member_gets_the_weight():
    """Errors of 10, 20 and 80 on counts of 100: the first nearly alone, the last out."""
    weights = compare_members(_folds(10, 20, 80), np.ones(3)).combination().weights
    assert weights.sum(axis=1) == pytest.approx(1.0)
    assert (weights[:, 0] > 0.9).all()
    assert (weights[:, 2] == 0).all()


def test_equal_members_keep_their_prior_weights():
    """The same forecast twice: weights in proportion to what was believed before."""
    folds = _folds(10)
    twice = Folds(np.repeat(folds.forecasts, 2, axis=0), folds.actual, folds.scored, folds.days_ago)
    weights = compare_members(twice, np.array([3.0, 1.0])).combination().weights
    assert weights == pytest.approx(np.tile([0.75, 0.25], (5, 1)))


def test_one_unpredictable_day_decides_nothing():
    """A day of a hundred times the usual on which the worse member happened to be close: still out."""
    folds = _folds(10, 40)
    actual, forecasts = folds.actual.copy(), folds.forecasts.copy()
    actual[3, 24:48] = 10_000
    forecasts[1, 3, 24:48] = 9_000
    outlier = Folds(forecasts, actual, folds.scored, folds.days_ago)
    assert (compare_members(outlier, np.ones(2)).combination().weights[:, 0] > 0.9).all()


def test_nothing_known_leaves_the_prior_weights():
    """No hour scored: weights are the belief's."""
    folds = _folds(10, 20)
    blind = Folds(folds.forecasts, folds.actual, np.zeros_like(folds.scored), folds.days_ago)
    weights = compare_members(blind, np.array([1.0, 3.0])).combination().weights
    assert weights == pytest.approx(np.tile([0.25, 0.75], (5, 1)))


def test_with_few_inquiries_a_forecast_of_zero_is_no_better():
    """One inquiry in a hundred hours: a forecast of 0 does not push the right mean aside."""
    actual = np.random.default_rng(2).poisson(0.01, (8, _HOURS)).astype(float)
    forecasts = np.array([np.full(actual.shape, 0.01), np.zeros(actual.shape)])
    folds = _folds(10, 10)
    sparse = Folds(forecasts, actual, folds.scored, folds.days_ago)
    assert (compare_members(sparse, np.ones(2)).combination().weights[:, 0] > 0.4).all()


def test_out_of_fold_weights_do_not_use_the_fold():
    """A member that shines in one fold only has no say there."""
    folds = _folds(20, 20)
    forecasts = folds.forecasts.copy()
    forecasts[0, 2], forecasts[0, np.arange(8) != 2] = folds.actual[2], 0.0
    comparison = compare_members(Folds(forecasts, folds.actual, folds.scored, folds.days_ago), np.ones(2))
    assert comparison.out_of_fold(forecasts)[2] == pytest.approx(forecasts[1, 2])


def test_a_simple_method_is_chosen_where_it_is_clearly_better():
    """Error 10 against 15: chosen, with both errors. 10 against 10.05: not."""
    folds = _folds(10, 15, 10.05)
    simple_note = better_simple_method(folds, folds.forecasts[1], {"last_week": 0})
    assert simple_note is not None
    assert simple_note.numbers["method"] == "last_week"
    assert simple_note.numbers["wape"] == pytest.approx(0.08, rel=0.05)
    assert simple_note.numbers["model_wape"] == pytest.approx(0.12, rel=0.05)
    assert better_simple_method(folds, folds.forecasts[2], {"last_week": 0}) is None


def test_a_single_member():
    """The chosen member's forecast is the combination's."""
    forecasts = np.random.default_rng(1).random((3, 800))
    assert single_member(1, 3)(forecasts) == pytest.approx(forecasts[1])


@pytest.mark.parametrize(
    ("days", "first", "count"), [(20, None, 0), (21, 16, 5), (29, 22, 7), (84, 64, 10), (700, 644, 8)]
)
def test_where_folds_begin(days, first, count):
    """The last quarter of the history is foretold, at most eight weeks; below three weeks nothing."""
    origins = fold_origins(days)
    assert len(origins) == count
    if count:
        assert origins[0] == first
        assert (np.diff(origins) > 0).all()
        assert origins[-1] < days
