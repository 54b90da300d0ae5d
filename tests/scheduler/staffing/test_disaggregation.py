"""Hourly counts over shorter intervals: nothing is lost, nothing is invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.staffing.disaggregation import disaggregate

COUNTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=60)
PER_HOUR = st.sampled_from([1, 2, 4])
BREAKS = st.lists(st.floats(-1, 61) | st.integers(0, 60).map(float), max_size=6)


@given(COUNTS, PER_HOUR, BREAKS)
def test_the_intervals_of_an_hour_sum_to_it(counts: list[float], per_hour: int, breaks: list[float]) -> None:
    """Whatever the day and its breaks; and no interval is negative."""
    parts = disaggregate(counts, per_hour, breaks).reshape(-1, per_hour)
    assert (parts >= 0).all()
    np.testing.assert_allclose(parts.sum(axis=1), counts, rtol=1e-12, atol=0)


@given(st.floats(0, 1e6), st.integers(1, 50), PER_HOUR, BREAKS)
def test_a_constant_day_stays_constant(count: float, hours: int, per_hour: int, breaks: list[float]) -> None:
    """Equal hours give equal intervals."""
    np.testing.assert_allclose(disaggregate([count] * hours, per_hour, breaks), count / per_hour, rtol=1e-9)


@pytest.mark.parametrize("per_hour", [2, 4])
def test_a_linear_day_stays_linear(per_hour: int) -> None:
    """Hours that rise by 6 give intervals on one straight line, both ends included."""
    parts = disaggregate(30 + 6.0 * np.arange(10), per_hour)
    np.testing.assert_allclose(np.diff(parts), 6 / per_hour**2, rtol=1e-9)


def test_a_break_parts_two_straight_lines() -> None:
    """A sale that starts at hour 3 raises the level at once; both sides go on as they were."""
    parts = disaggregate([10, 12, 14, 114, 116, 118], 2, [3])
    assert parts.tolist() == pytest.approx(
        [4.75, 5.25, 5.75, 6.25, 6.75, 7.25, 56.75, 57.25, 57.75, 58.25, 58.75, 59.25]
    )
    smooth = disaggregate([10, 12, 14, 114, 116, 118], 2)
    assert smooth[5] > 8


def test_a_break_inside_an_hour_parts_it_there() -> None:
    """20 an hour before 2:30 and 100 after it: the hour of 60 falls into 10 and 50."""
    assert disaggregate([20, 20, 60, 100, 100], 2, [2.5]).tolist() == pytest.approx(
        [10, 10, 10, 10, 10, 50, 50, 50, 50, 50]
    )
    assert disaggregate([20, 20, 40, 100, 100], 4, [2.75])[8:12].tolist() == pytest.approx([5, 5, 5, 25])


def test_opening_within_an_hour() -> None:
    """A desk that opens at half past gets its first hour's customers in the second half."""
    assert disaggregate([0, 50, 100], 2, [1.5]).tolist() == pytest.approx([0, 0, 0, 50, 50, 50])


@given(COUNTS, PER_HOUR, BREAKS)
def test_zero_hours_stay_zero(counts: list[float], per_hour: int, breaks: list[float]) -> None:
    """Nobody is invented at night."""
    counts = [0.0 if count < 3e5 else count for count in counts]
    parts = disaggregate(counts, per_hour, breaks).reshape(-1, per_hour)
    assert not parts[np.array(counts) == 0].any()


@given(COUNTS)
def test_no_half_hour_is_starved(counts: list[float]) -> None:
    """However steep the day, each half of an hour gets at least a quarter of its count."""
    parts = disaggregate(counts, 2).reshape(-1, 2)
    assert (parts >= np.array(counts)[:, np.newaxis] * 0.25 * (1 - 1e-9)).all()


def test_the_rate_has_no_steps() -> None:
    """Cut ever finer, neighbouring intervals come ever closer: halving them halves the largest step."""
    day = 100 + 60 * np.sin(np.arange(24) / 24 * 2 * np.pi) + 25 * np.cos(np.arange(24))
    steps = [np.abs(np.diff(disaggregate(day, cuts) * cuts)).max() for cuts in (60, 120, 240)]
    assert steps[1] < 0.6 * steps[0]
    assert steps[2] < 0.6 * steps[1]
    assert np.abs(np.diff(np.repeat(day, 60))).max() > 20 * steps[0]


def test_closer_to_the_truth_than_equal_parts() -> None:
    """Hours of a smooth day, taken apart again, miss the true half hours ten times less than halves do."""
    edges = np.arange(49) / 48 * 2 * np.pi
    true = np.diff(500 * edges - 300 * np.cos(edges) + 60 * np.sin(2 * edges))
    hourly = true.reshape(-1, 2).sum(axis=1)
    error = np.abs(disaggregate(hourly, 2) - true).sum()
    assert error < 0.1 * np.abs(np.repeat(hourly / 2, 2) - true).sum()


def test_single_hours_and_empty_days() -> None:
    """One hour between two breaks is constant; no hours give no intervals."""
    assert disaggregate([5, 90, 7], 2, [1, 2]).tolist() == [2.5, 2.5, 45, 45, 3.5, 3.5]
    assert disaggregate([8], 4).tolist() == [2, 2, 2, 2]
    assert disaggregate([], 2).tolist() == []


@pytest.mark.parametrize("counts", [[-1.0], [np.nan], [np.inf], [[1.0]]])
def test_nonsense_is_refused(counts: list[float]) -> None:
    """Negative or missing counts raise."""
    with pytest.raises(ValueError, match="hourly counts"):
        disaggregate(counts, 2)
    with pytest.raises(ValueError, match="per_hour"):
        disaggregate([1.0], 0)
