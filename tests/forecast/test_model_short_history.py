"""Histories that are short, empty, constant, huge or nearly nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecast import Calendar, Forecast, NotEnoughHistory, fit
from tests.forecast.synthetic import HOUR_OF_DAY, codes_of, mean_of

pytestmark = pytest.mark.slow

_NONE = Calendar()


def _series(counts: np.ndarray, start: str = "2026-01-05") -> pd.Series:
    return pd.Series(np.asarray(counts, dtype=float), pd.date_range(start, periods=len(counts), freq="h"))


def _days(days: int, scale: float, seed: int = 1) -> pd.Series:
    return _series(np.random.default_rng(seed).poisson(np.tile(HOUR_OF_DAY * scale, days)))


def _predict(history: pd.Series, days: int = 7) -> Forecast:
    hours = pd.date_range(history.index[-1] + pd.Timedelta(hours=1), periods=24 * days, freq="h")
    return fit(history, calendar=_NONE, events=[]).predict(hours)


@pytest.mark.parametrize("known", [0, 1, 23])
def test_less_than_a_day_is_refused(known):
    """The error says how much is known and how much is needed; it is a ValueError."""
    history = _days(40, 100)
    history.iloc[known:] = np.nan
    with pytest.raises(NotEnoughHistory) as caught:
        fit(history, calendar=_NONE, events=[])
    assert isinstance(caught.value, ValueError)
    assert (caught.value.known_hours, caught.value.needed_hours) == (known, 24)


def test_an_empty_history_is_refused():
    """No rows at all are 0 known hours."""
    with pytest.raises(NotEnoughHistory):
        fit(pd.Series(dtype=float, index=pd.DatetimeIndex([])), calendar=_NONE, events=[])


@pytest.mark.parametrize("days", [1, 2, 6, 7, 13])
def test_days_to_two_weeks_carry_a_profile_of_the_day(days):
    """Within 15 % of the truth hour by hour, wider than with a year of history, and with a note."""
    forecast = _predict(_days(days, 100))
    truth = np.tile(HOUR_OF_DAY * 100, 7)
    assert np.abs(forecast.mean - truth).sum() / truth.sum() < 0.15
    assert "short_history" in codes_of(forecast)
    long = _predict(_days(365, 100))
    assert "short_history" not in codes_of(long)
    widths = [(f.quantile(0.9) - f.quantile(0.1)).sum() for f in (forecast, long)]
    assert widths[0] > widths[1]


@pytest.mark.parametrize("method", ["last_week", "eight_weeks"])
@pytest.mark.parametrize("hours", [24, 37, 5 * 24, 13 * 24])
def test_a_simple_method_can_be_chosen_from_the_first_day(method, hours):
    """Within 15 % of the truth hour by hour, also where there is no week to repeat yet."""
    history = _days(14, 100).iloc[:hours]
    ahead = pd.date_range(history.index[-1] + pd.Timedelta(hours=1), periods=168, freq="h")
    forecast = fit(history, calendar=_NONE, events=[], method=method).predict(ahead)
    truth = HOUR_OF_DAY[ahead.hour] * 100
    assert np.abs(forecast.mean - truth).sum() / truth.sum() < 0.15
    assert "method_chosen" in codes_of(forecast)


def test_a_day_that_starts_at_noon_is_a_day():
    """24 known hours over two dates are enough, and every hour of the day gets its own."""
    forecast = _predict(_days(2, 100).iloc[12:36], days=1)
    assert forecast.mean.argmin() in range(24)
    assert forecast.mean.max() > 2 * forecast.mean.min()


def test_hours_of_the_day_not_seen_yet_lie_between_their_neighbours():
    """After five days recorded from 9 to 21 nothing says that the night is closed."""
    history = _days(5, 100)
    history = history.where((history.index.hour >= 9) & (history.index.hour < 21))
    mean = mean_of(_predict(history, days=1)).to_numpy()
    assert (np.diff(mean[[20, 21, 22, 23]]) < 0).all()
    assert min(mean[9], mean[20]) <= mean[2] <= max(mean[9], mean[20])


@pytest.mark.parametrize("days", [1, 400])
def test_a_history_of_zeros(days):
    """The forecast is 0, all of it, and says why."""
    forecast = _predict(_series(np.zeros(24 * days)))
    assert (forecast.mean == 0).all()
    assert (forecast.quantile(0.99) == 0).all()
    assert (forecast.paths(5) == 0).all()
    assert "all_zero" in codes_of(forecast)


@pytest.mark.parametrize("count", [1.0, 100.0])
def test_a_constant_stays_constant(count):
    """Within 2 %, with a band no wider than Poisson noise makes it plus a little."""
    forecast = _predict(_series(np.full(24 * 400, count)))
    assert forecast.mean == pytest.approx(count, rel=0.02)
    width = forecast.quantile(0.9) - forecast.quantile(0.1)
    assert (width <= 2 * 1.2816 * np.sqrt(count) * 1.15 + 1).all()


def test_huge_counts_are_no_trouble():
    """Ten million an hour: within 1 % of the truth, finite quantiles."""
    forecast = _predict(_days(400, 1e7))
    truth = np.tile(HOUR_OF_DAY * 1e7, 7)
    assert np.abs(forecast.mean - truth).sum() / truth.sum() < 0.01
    assert np.isfinite(forecast.quantile(0.99)).all()


def test_hardly_anybody():
    """One inquiry in four days: the mean is right to a fifth, the median 0."""
    history = _series(np.random.default_rng(5).poisson(0.01, 24 * 1500))
    forecast = _predict(history, days=28)
    assert forecast.mean.mean() == pytest.approx(history.mean(), rel=0.2)
    assert (forecast.quantile(0.5) == 0).all()


def test_a_single_hour_of_the_day():
    """Fifty at 10:00 and nobody else: that is what is forecast."""
    history = _series(np.tile(np.r_[np.zeros(10), 50, np.zeros(13)], 200))
    mean = _predict(history, days=1).mean
    assert mean[10] == pytest.approx(50, rel=0.05)
    assert mean.sum() - mean[10] < 0.5


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.none() | st.integers(0, 3) | st.integers(0, 10**6), min_size=24, max_size=24 * 20),
    st.integers(0, 23),
    st.integers(0, 72),
)
def test_any_history_gives_a_proper_distribution(counts, start_hour, ahead):
    """Whatever was recorded: mean and quantiles are finite, never negative, and in order."""
    values = [np.nan if count is None else count for count in counts]
    history = _series(np.array(values), f"2026-02-28T{start_hour:02d}:00")
    if history.notna().sum() < 24:
        with pytest.raises(NotEnoughHistory):
            fit(history, calendar=_NONE, events=[])
        return
    hours = pd.date_range(history.index[-1] + pd.Timedelta(hours=1 + ahead), periods=50, freq="h")
    forecast = fit(history, calendar=_NONE, events=[]).predict(hours)
    low, middle, high = (forecast.quantile(p) for p in (0.1, 0.5, 0.9))
    assert np.isfinite(forecast.mean).all()
    assert (forecast.mean >= 0).all()
    assert (low >= 0).all()
    assert (low <= middle).all()
    assert (middle <= high).all()
    assert (forecast.paths(3) >= 0).all()
