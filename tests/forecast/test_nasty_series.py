"""Histories as they really come: each forecast is what a planner would call sensible, with the reason why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast import Calendar, fit
from tests.forecast.synthetic import draw, mean_of, normal_rates

pytestmark = pytest.mark.slow

_NORMAL = 720.0
"""Inquiries of a day, by and large."""


def history(days: int, first: str = "2025-01-06") -> pd.Series:
    """Ordinary days of 720."""
    hours = pd.date_range(first, periods=24 * days, freq="h")
    return draw(normal_rates(hours, scale=_NORMAL / 24, growth=0.0), 1)


def by_day(counts: pd.Series, days: int = 7) -> pd.Series:
    """Forecast of the days after the history, summed by day."""
    hours = pd.date_range(counts.index[-1] + pd.Timedelta(hours=1), periods=24 * days, freq="h")
    found = mean_of(fit(counts, calendar=Calendar(), events=()).predict(hours))
    assert np.isfinite(found).all()
    assert (found >= 0).all()
    return found.resample("D").sum()


@pytest.mark.parametrize("days", [1, 3])
def test_a_day_or_three_of_history(days):
    """Nothing but what was seen can be said: the same again."""
    assert by_day(history(days)).to_numpy() == pytest.approx(history(days).sum() / days, rel=0.1)


@pytest.mark.parametrize("hours", [24, 48, 72])
def test_a_burst_of_ten_times_is_not_the_new_normal(hours):
    """One to three days are more likely an event that nobody entered; no day of the coming week stands out
    by more than the burst could explain.
    """
    counts = history(400)
    counts.iloc[-hours:] *= 10
    found = by_day(counts)
    assert found.max() < 2 * _NORMAL
    assert found.min() > 0.7 * _NORMAL


def test_a_week_of_ten_times_is_a_new_level():
    """Seven days in a row are no accident."""
    counts = history(400)
    counts.iloc[-168:] *= 10
    assert by_day(counts).mean() == pytest.approx(10 * _NORMAL, rel=0.25)


def test_growth_of_two_percent_a_day_is_kept_up():
    """The next week is at the level of the last days: neither that of the months before nor beyond it."""
    counts = history(120)
    growing = (counts * 1.02 ** (np.arange(len(counts)) / 24)).round()
    last = growing.iloc[-168:].sum() / 7
    assert 0.95 * last < by_day(growing).mean() < 1.3 * last


def test_a_decline_to_nothing_stays_near_nothing():
    """Less than a tenth of what it was."""
    counts = history(120)
    falling = (counts * (1 - np.arange(len(counts)) / len(counts))).round()
    assert by_day(falling).max() < 0.1 * _NORMAL


@pytest.mark.parametrize("place", [5000, -30, -1])
def test_an_hour_of_a_million_is_a_slip(place):
    """Wherever it stands, the days are forecast as without it."""
    counts = history(400)
    slipped = counts.copy()
    slipped.iloc[place] = 1e6
    assert by_day(slipped).to_numpy() == pytest.approx(by_day(counts).to_numpy(), rel=0.15)


def test_a_third_of_the_hours_missing():
    """Unknown is not zero: the level is that of the known hours."""
    counts = history(400)
    gappy = counts.mask(np.random.default_rng(1).random(len(counts)) < 0.3)
    assert by_day(gappy).to_numpy() == pytest.approx(by_day(counts).to_numpy(), rel=0.08)


@pytest.mark.parametrize(("days", "first", "length"), [(900, 400, 400), (400, 340, 21)])
def test_a_gap_of_weeks_or_of_a_year(days, first, length):
    """Older and newer weeks are put together as if nothing had been between them."""
    counts = history(days)
    holey = counts.copy()
    holey.iloc[24 * first : 24 * (first + length)] = np.nan
    assert by_day(holey).to_numpy() == pytest.approx(by_day(counts).to_numpy(), rel=0.15)


@pytest.mark.parametrize("days", [1826, 3652])
def test_five_and_ten_years(days):
    """Long histories change nothing about an even level."""
    assert by_day(history(days)).mean() == pytest.approx(_NORMAL, rel=0.1)


def test_six_weeks_ahead():
    """Far days are as even as near ones."""
    found = by_day(history(400), days=42)
    assert found[-7:].mean() == pytest.approx(found[:7].mean(), rel=0.05)


def test_over_the_leap_day():
    """29 February is a Thursday like others."""
    found = by_day(history(420, first="2023-01-02")[:"2024-02-27T23:00"])
    assert found["2024-02-29"] == pytest.approx(_NORMAL, rel=0.15)
