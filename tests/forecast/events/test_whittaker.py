"""The Whittaker smoother."""

from __future__ import annotations

import numpy as np
import pytest

from forecast.events.whittaker import smooth


def test_noise_is_taken_out():
    """Poisson counts around a slow wave: nearer to the wave than the counts are."""
    rng = np.random.default_rng(1)
    truth = 60 + 30 * np.sin(np.arange(200) / 15)
    counts = rng.poisson(truth).astype(float)
    found = smooth(counts, np.maximum(counts, 1.0))
    assert np.abs(found - truth).mean() < 0.6 * np.abs(counts - truth).mean()


def test_a_jump_far_beyond_the_noise_stays_one():
    """An opening of thousands keeps nine tenths of its step."""
    counts = np.array([50.0] * 10 + [4000.0] * 10)
    found = smooth(counts, counts)
    assert found[10] - found[9] > 0.9 * 3950


def test_without_noise_nothing_changes():
    """Exact observations are kept."""
    values = np.array([1.0, 5.0, 2.0, 8.0, 3.0])
    assert smooth(values, np.zeros(5)) == pytest.approx(values, abs=1e-6)


@pytest.mark.parametrize("known", [0, 1, 2, 5])
def test_unknown_hours_are_filled(known):
    """Between their neighbours, and never left unknown."""
    values = np.full(9, np.nan)
    values[:known] = 10.0
    found = smooth(values, np.ones(9))
    assert np.isfinite(found).all()
    assert found == pytest.approx(10.0 if known else 0.0)
