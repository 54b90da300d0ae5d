"""The weekly profile: what weekdays and hours are like when weeks differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar
from forecast.regression.profile import WeeklyProfile
from forecast.regression.regression import fit_regression
from forecast.series.grid import Grid
from tests.forecast.synthetic import HOUR_OF_DAY

_WEEKDAY = np.array([0.7, 0.7, 0.7, 0.8, 1.1, 1.7, 1.3])
_MONDAY = pd.Timestamp("2025-09-01")


def _fitted(counts: np.ndarray) -> WeeklyProfile:
    grid = Grid(_MONDAY, counts)
    known = np.ones(counts.shape, dtype=bool)
    return fit_regression(grid, Calendar(), known, np.ones(counts.shape)).profile


def _weeks(weekdays: np.ndarray, scale: float) -> np.ndarray:
    """Counts of (weeks × 7, 24); weekdays: (weeks, 7), relative to ``scale`` an hour."""
    shape = HOUR_OF_DAY / HOUR_OF_DAY.mean()
    return np.random.default_rng(1).poisson(scale * weekdays.reshape(-1, 1) * shape).astype(float)


def test_a_rush_on_all_days_does_not_make_every_monday_busy():
    """Two weeks of a Christmas rush, four weeks ago, had Mondays like Saturdays; ordinary weeks do not."""
    weekdays = np.tile(_WEEKDAY, (26, 1))
    weekdays[20:22] = [2.6, 2.6, 2.6, 2.6, 2.7, 3.2, 3.0]
    found = _fitted(_weeks(weekdays, 20.0)).factor[:7]
    assert found == pytest.approx(_WEEKDAY / _WEEKDAY.mean(), rel=0.06)


def test_a_change_of_the_week_is_followed():
    """Of two months of another Saturday most is believed."""
    weekdays = np.tile(_WEEKDAY, (26, 1))
    weekdays[-9:, 5] = 1.1
    found = _fitted(_weeks(weekdays, 20.0)).factor[5]
    before, after = (row[5] / row.mean() for row in (weekdays[0], weekdays[-1]))
    assert (before - found) / (before - after) > 0.7


def test_weekdays_of_next_to_nobody_are_their_means():
    """One inquiry a day: its middle half is 0 or 1, and says little of a weekday with half as many."""
    weekdays = np.tile([1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.5], (208, 1))
    found = _fitted(_weeks(weekdays, 0.05)).factor[:7]
    assert found[5:].mean() / found[:5].mean() == pytest.approx(0.5, abs=0.08)


def test_a_handful_of_recent_counts_does_not_bend_the_day():
    """Eight an hour for two years: busy hours are right within 3.5 % on average, whatever came lately."""
    found = _fitted(_weeks(np.ones((104, 7)), 8.0)).shape[:5]
    truth = HOUR_OF_DAY / HOUR_OF_DAY.mean()
    busy = truth > 0.8
    assert np.abs(found[:, busy] / truth[busy] - 1).mean() < 0.035
