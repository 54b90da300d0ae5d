"""A running event's size."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.events.on_the_day import update_size

_MEAN = np.full(28, 200.0)


def so_far(*ratios: float) -> np.ndarray:
    """Counts of the first hours as multiples of the forecast, the others unknown."""
    counts = np.full(28, np.nan)
    counts[: len(ratios)] = np.array(ratios) * 200
    return counts


def test_as_forecast_changes_nothing():
    """And leaves less doubt than there was."""
    factor, left = update_size(_MEAN, so_far(1, 1, 1, 1), 0.3)
    assert factor == pytest.approx(1.0, abs=0.01)
    assert left[4] < 0.5 * update_size(_MEAN, so_far(), 0.3)[1][4]


def test_four_hours_move_the_next_most_of_the_way():
    """Half as much again: the fifth hour at three quarters of that or more, the last one less."""
    factor, _ = update_size(_MEAN, so_far(1.5, 1.5, 1.5, 1.5), 0.1)
    assert 1.37 < factor[4] < 1.5
    assert 1.0 < factor[27] < factor[12] < factor[4]


def test_the_first_hour_alone_never_doubles_the_next():
    """Ten times the forecast may be a slip."""
    assert update_size(_MEAN, so_far(10), 0.1)[0].max() < 2


def test_one_odd_hour_says_little():
    """Among hours as forecast, one with nobody."""
    assert update_size(_MEAN, so_far(1, 1, 0, 1, 1), 0.1)[0][5:].min() > 0.85


def test_a_kind_never_seen_follows_what_comes():
    """The more doubt about the size, the more of the deviation lasts."""
    known, new = (update_size(_MEAN, so_far(*[2.0] * 6), sd)[0][27] for sd in (0.1, 0.7))
    assert new > 1.5 > 1.25 > known


def test_dead_hours_are_no_evidence():
    """Nobody where nobody was expected."""
    mean = np.concatenate([np.zeros(5), np.full(5, 100.0)])
    factor, _ = update_size(mean, np.concatenate([np.zeros(5), np.full(5, np.nan)]), 0.3)
    assert factor == pytest.approx(np.ones(10))


def test_quiet_hours_say_less_than_busy_ones():
    """Twice as many at night, an eighth of the day's mean hour, move the day less than a busy morning."""
    moved = []
    for share in (1.0, 0.125):
        mean = np.concatenate([np.full(4, share * 4000.0), np.full(20, 4000.0)])
        counts = np.concatenate([2 * mean[:4], np.full(20, np.nan)])
        moved.append(np.log(update_size(mean, counts, 0.1)[0][4]))
    assert 0 < moved[1] < 0.8 * moved[0]
