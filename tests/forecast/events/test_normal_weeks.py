"""The normal week before a moment."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from forecast.events.normal_weeks import HOURS_OF_WEEK, NormalHours

_OPEN = np.zeros(HOURS_OF_WEEK, dtype=bool)
_WEEK = np.arange(HOURS_OF_WEEK, dtype=float) + 10


def hours(weeks: int, level: float = 1.0, first: str = "2026-01-05") -> NormalHours:
    """Identical weeks from a Monday on."""
    counts = np.tile(_WEEK * level, weeks)
    return NormalHours(pd.Timestamp(first), counts, np.ones(len(counts), dtype=bool), _OPEN)


def test_identical_weeks_are_their_own_mean():
    """Up to the weight of the other weekdays, half an hour among six and a half."""
    week = hours(8).week_before(8 * HOURS_OF_WEEK, 8 * HOURS_OF_WEEK)
    assert week.rates - _WEEK == pytest.approx((np.tile(_WEEK.reshape(7, 24).mean(axis=0), 7) - _WEEK) / 13)
    assert week.rates.mean() == pytest.approx(_WEEK.mean(), rel=0.01)


def test_only_the_weeks_just_before_count():
    """A jump seven weeks ago is not seen."""
    counts = np.concatenate([np.tile(_WEEK, 10), np.tile(3 * _WEEK, 6)])
    found = NormalHours(pd.Timestamp("2026-01-05"), counts, np.ones(len(counts), dtype=bool), _OPEN)
    late, early = (found.week_before(weeks * HOURS_OF_WEEK, 0) for weeks in (16, 10))
    assert late.level_over(early) == pytest.approx(3.0)


def test_levels_are_compared_where_both_were_seen():
    """Nights missing in one of the weeks do not make its level higher."""
    whole, part = hours(8), hours(8)
    night = np.arange(len(part.counts)) % 24 < 8
    days_only = NormalHours(part.first, part.counts, ~night, _OPEN)
    end = 8 * HOURS_OF_WEEK
    assert days_only.week_before(end, end).level_over(whole.week_before(end, end)) == pytest.approx(1.0)


def test_the_weeks_after_stand_in_where_none_went_before():
    """The first event of a series lies in its first week."""
    found = hours(8).week_before(50, 80)
    assert found.rates.mean() == pytest.approx(_WEEK.mean(), rel=0.05)


def test_closed_hours_hold_nobody():
    """Hours never recorded are 0, not what their neighbours have."""
    closed = np.arange(HOURS_OF_WEEK) % 24 < 8
    counts = np.where(np.tile(closed, 8), np.nan, np.tile(_WEEK, 8))
    found = NormalHours(pd.Timestamp("2026-01-05"), counts, ~np.isnan(counts), closed)
    rates = found.week_before(8 * HOURS_OF_WEEK, 8 * HOURS_OF_WEEK).rates
    assert (rates[closed] == 0).all()
    assert (rates[~closed] > 0).all()


def test_nothing_known_is_nothing():
    """No rates, and a level that changes nothing."""
    empty = NormalHours(pd.Timestamp("2026-01-05"), np.full(500, np.nan), np.zeros(500, dtype=bool), _OPEN)
    week = empty.week_before(400, 450)
    assert (week.rates == 0).all()
    assert week.level_over(hours(8).week_before(1000, 1000)) == 1.0
