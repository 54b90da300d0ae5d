"""Level jumps and growth: told where they are, on the day they are, and nothing else is."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from forecast import Event
from peakroster.backtest.history_series import HistorySeries
from peakroster.backtest.level_changes import LevelChanges, LevelJump, level_changes, notes

FIRST = pd.Timestamp("2024-01-01")
BY_HOUR = np.where((np.arange(24) >= 9) & (np.arange(24) < 21), 20.0, 5.0)


def series_of(level: NDArray[np.float64], noise: float = 0.0) -> HistorySeries:
    """Days with a profile, weekends twice as strong, each times its level."""
    hours = pd.date_range(FIRST, periods=24 * len(level), freq="h", unit="us")
    weekend = np.where(hours.day_of_week >= 5, 2.0, 1.0)
    rates = np.tile(BY_HOUR, len(level)) * weekend * np.repeat(level, 24)
    if noise:
        rates = rates * np.repeat(np.exp(np.random.default_rng(1).normal(0, noise, len(level))), 24)
    ones: NDArray[np.int64] = np.ones(len(hours), dtype=np.int64)
    nothing = np.full(len(hours), "", dtype=object)
    events: tuple[Event, ...] = ()
    return HistorySeries("presale", pd.Series(rates, hours), ones, nothing, nothing != "", events)


def changes(series: HistorySeries, since: pd.Timestamp = FIRST) -> LevelChanges:
    return level_changes(series, since, ())


def test_a_jump_is_told_on_its_day() -> None:
    """Half as much again from the hundredth day on, and nothing like growth beside it."""
    found = changes(series_of(np.where(np.arange(200) >= 100, 1.5, 1.0)))
    (jump,) = found.jumps
    assert jump.day == (FIRST + pd.Timedelta(days=100)).date()
    assert jump.ratio == pytest.approx(1.5)
    assert found.growth == pytest.approx(0.0, abs=1e-6)


def test_a_fall_and_a_rise() -> None:
    """Down to two thirds and up again half a year later: two jumps in order of time."""
    day = np.arange(400)
    found = changes(series_of(np.where((day >= 100) & (day < 250), 2 / 3, 1.0)))
    assert [round(jump.ratio, 3) for jump in found.jumps] == [0.667, 1.5]


def test_jumps_and_odd_days_in_noise() -> None:
    """Days vary by a tenth: the day is found to within three, and without a jump none is."""
    (jump,) = changes(series_of(np.where(np.arange(200) >= 100, 1.5, 1.0), noise=0.1)).jumps
    assert abs(jump.day - (FIRST + pd.Timedelta(days=100)).date()).days <= 3
    assert jump.ratio == pytest.approx(1.5, rel=0.05)
    assert changes(series_of(np.ones(700), noise=0.1)).jumps == ()


@pytest.mark.parametrize("rise", [1.2, 1 / 1.2])
def test_a_small_change_is_not_told(rise: float) -> None:
    """A fifth more or less is under the quarter that is told."""
    assert changes(series_of(np.where(np.arange(200) >= 100, rise, 1.0))).jumps == ()


def test_a_dip_of_two_weeks_is_no_new_level() -> None:
    """The weeks of a festival come and go."""
    day = np.arange(200)
    assert changes(series_of(np.where((day >= 100) & (day < 114), 0.4, 1.0))).jumps == ()


@pytest.mark.parametrize(("first_day", "told"), [(6, []), (16, [16]), (184, [184]), (192, [186]), (194, [])])
def test_a_change_at_the_edge_of_the_history(first_day: int, told: list[int]) -> None:
    """Most of two weeks must show it, and it is told for a day with two weeks on either side."""
    jumps = changes(series_of(np.where(np.arange(200) >= first_day, 2.0, 1.0))).jumps
    assert [jump.day for jump in jumps] == [(FIRST + pd.Timedelta(days=day)).date() for day in told]


def test_only_jumps_within_the_evaluated_weeks() -> None:
    """One before the first origin explains nothing that was evaluated."""
    series = series_of(np.where(np.arange(200) >= 100, 1.5, 1.0))
    assert changes(series, FIRST + pd.Timedelta(days=100)).jumps
    assert changes(series, FIRST + pd.Timedelta(days=101)).jumps == ()


def test_growth_by_the_year() -> None:
    """A fifth more each year in an exact exponential, with a season that does not count; no jump."""
    day = np.arange(800)
    found = changes(series_of(1.2 ** (day / 365.25) * (1 + 0.3 * np.sin(2 * np.pi * day / 364))))
    assert found.growth == pytest.approx(0.2, abs=1e-6)
    assert found.basis == "years"
    assert found.jumps == ()


def test_a_season_is_neither_a_jump_nor_growth() -> None:
    """Two months twice as strong at the end of each of three years, the level unchanged."""
    day = np.arange(3 * 364 - 20)
    found = changes(series_of(np.where(day % 364 >= 300, 2.0, 1.0)))
    assert found.jumps == ()
    assert found.growth == pytest.approx(0.0, abs=1e-6)
    year = changes(series_of(np.where(day % 364 >= 300, 2.0, 1.0)[:500]))
    assert year.growth == pytest.approx(0.0, abs=1e-6)


def test_where_every_pair_of_days_lies_across_a_jump() -> None:
    """Five hundred days, twice as much from the middle on: a year apart it has doubled."""
    found = changes(series_of(np.where(np.arange(500) >= 250, 2.0, 1.0)))
    assert [jump.ratio for jump in found.jumps] == [pytest.approx(2.0)]
    assert (found.growth, found.basis) == (pytest.approx(1.0, rel=0.01), "years")


@pytest.mark.parametrize("daily", [1.005, 1.02])
def test_steep_growth_is_no_jump(daily: float) -> None:
    """Level after level, each a little higher: the trend tells it."""
    found = changes(series_of(daily ** np.arange(150.0)))
    assert found.jumps == ()
    assert (found.basis, found.growth) == ("trend", pytest.approx(daily**365.25 - 1, rel=1e-6))


def test_growth_beside_a_jump() -> None:
    """A tenth a year in two years, and a doubling within: neither is taken for the other."""
    day = np.arange(728)
    found = changes(series_of(1.1 ** (day / 365.25) * np.where(day >= 500, 2.0, 1.0)))
    assert [jump.ratio for jump in found.jumps] == [pytest.approx(2.0, rel=0.03)]
    assert found.growth == pytest.approx(0.1, abs=0.02)


def test_gaps_and_opening_hours_are_no_level() -> None:
    """From a day on the mornings are not recorded: the other hours are as they were."""
    series = series_of(np.ones(200))
    morning = np.asarray((series.hours.hour < 12) & (series.hours >= FIRST + pd.Timedelta(days=100)))
    series.rates[morning] = np.nan
    found = changes(series)
    assert (found.jumps, found.growth) == ((), pytest.approx(0.0, abs=1e-9))


def test_event_days_and_holidays_are_left_out() -> None:
    """Six weeks of a holiday with three times as much are no level."""
    day = np.arange(200)
    series = series_of(np.where((day >= 100) & (day < 142), 3.0, 1.0))
    days = [d.date() for d in FIRST + pd.to_timedelta(day[100:142], unit="D")]
    assert len(level_changes(series, FIRST, ()).jumps) == 2
    assert level_changes(series, FIRST, days).jumps == ()
    on_event_day = np.repeat((day >= 100) & (day < 142), 24)
    running = np.where(on_event_day, "sale", "").astype(object)
    of_event = HistorySeries("presale", series.rates, series.duration, running, on_event_day, ())
    assert level_changes(of_event, FIRST, ()).jumps == ()


@pytest.mark.parametrize("level", [np.ones(20), np.zeros(200), np.full(200, np.nan)])
def test_too_little_to_tell(level: NDArray[np.float64]) -> None:
    """Short, empty and unknown histories give no jump, no growth, and no note."""
    found = changes(series_of(level))
    assert found.jumps == ()
    assert np.isnan(found.growth)
    assert list(notes(found)) == []


def test_notes() -> None:
    """Each jump with its relative change; growth from a twentieth a year on."""
    jump = LevelJump(date(2026, 5, 11), 1.5)
    told = list(notes(LevelChanges((jump,), -0.08, "years")))
    assert told == [
        {"code": "level_jump", "date": "2026-05-11", "change": 0.5},
        {"code": "growth_years", "per_year": -0.08},
    ]
    assert list(notes(LevelChanges((), 0.04, "trend"))) == []
