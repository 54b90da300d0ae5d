"""The simple methods: what a planner would write into a spreadsheet, gaps and all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast.ensemble.naive import WEEK, mean_of_eight_weeks, same_hour_last_week

METHODS = (same_hour_last_week, mean_of_eight_weeks)


def history(weeks: int, start: str = "2026-01-07T00:00") -> pd.Series:
    """The week's number (from 0) times 1000 and the hour since the start of that week."""
    hours = pd.date_range(start, periods=weeks * WEEK, freq="h", unit="us")
    return pd.Series(np.arange(weeks * WEEK) // WEEK * 1000.0 + np.arange(weeks * WEEK) % WEEK, index=hours)


def ahead(past: pd.Series, hours: int) -> pd.DatetimeIndex:
    return pd.date_range(past.index[-1] + pd.Timedelta(hours=1), periods=hours, freq="h", unit="us")


def test_latest_week_repeats_however_far_ahead() -> None:
    """Four weeks ahead each hour is that of the last known week, whatever hours are asked for."""
    past = history(10)
    hours = ahead(past, 4 * WEEK)
    expected = 9000.0 + np.arange(4 * WEEK) % WEEK
    assert same_hour_last_week(past, hours) == pytest.approx(expected)
    assert same_hour_last_week(past, hours[500:7:-3][::-1]) == pytest.approx(expected[500:7:-3][::-1])


def test_mean_is_of_the_last_eight_weeks_only() -> None:
    """Of weeks 0 to 9 the last eight have the mean 5.5; two earlier ones do not count."""
    past = history(10)
    expected = 5500.0 + np.arange(2 * WEEK) % WEEK
    assert mean_of_eight_weeks(past, ahead(past, 2 * WEEK)) == pytest.approx(expected)


def test_history_that_ends_within_a_day() -> None:
    """Weeks are counted back from the end: the hour after it is a week after the one it repeats."""
    past = history(3).iloc[:-30]
    hours = ahead(past, WEEK)
    before = past.reindex(hours - pd.Timedelta(weeks=1)).to_numpy()
    two_before = past.reindex(hours - pd.Timedelta(weeks=2)).to_numpy()
    three_before = past.reindex(hours - pd.Timedelta(weeks=3)).to_numpy()
    assert same_hour_last_week(past, hours) == pytest.approx(before)
    assert mean_of_eight_weeks(past, hours) == pytest.approx(
        np.nanmean([before, two_before, three_before], axis=0)
    )


def test_unknown_hours_are_left_out() -> None:
    """An unknown hour falls back on the week before; the mean is of the known ones, not of zeros."""
    past = history(10)
    past.iloc[-WEEK + 5] = np.nan
    hour = ahead(past, 6)[5:]
    assert same_hour_last_week(past, hour) == pytest.approx([8005.0])
    assert mean_of_eight_weeks(past, hour) == pytest.approx([5005.0])  # weeks 2 to 8
    past.iloc[-8 * WEEK :] = np.nan
    assert mean_of_eight_weeks(past, hour) == pytest.approx([1005.0])


@pytest.mark.parametrize("method", METHODS)
def test_nothing_known_is_unknown(method: object) -> None:
    """An hour of the week that was never known stays unknown, and so does everything without a history."""
    assert callable(method)
    day = history(1).iloc[:24]
    found = method(day, ahead(day, WEEK))
    assert np.isnan(found[:144]).all()
    assert found[144:] == pytest.approx(np.arange(24))
    none = pd.Series([], index=pd.DatetimeIndex([]), dtype="float64")
    assert np.isnan(method(none, ahead(day, 3))).all()
    assert method(day, day.index[:0]).shape == (0,)
