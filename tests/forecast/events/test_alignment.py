"""Alignment of a coming event with a past one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecast.events.alignment import align


def test_equal_events_are_laid_upon_each_other():
    """Hour by hour."""
    found = align(20, 28, 20, 28)
    values = np.arange(28.0)
    assert found.mean(values) == pytest.approx(values)
    assert found.same_clock[found.weight > 0].all()


def test_a_longer_event_follows_the_clock():
    """From its start in its first half, to its end in its second: a day more repeats one in the middle."""
    found = align(0, 72, 0, 48).mean(np.arange(48.0))
    assert list(found[:24]) == list(range(24))
    assert list(found[-24:]) == list(range(24, 48))
    assert (found.astype(int) % 24 == np.arange(72) % 24).all()


def test_a_shorter_event_leaves_out_the_middle():
    """Of three days the first and the last stand for two: a last day is unlike a second one."""
    found = align(0, 48, 0, 72).mean(np.arange(72.0))
    assert list(found) == [*range(24), *range(48, 72)]


def test_a_sale_that_begins_at_midnight_sleeps_at_four():
    """Past ones began at 20:00: the opening moves, the night does not."""
    past = np.arange(20, 48) % 24
    asleep = (past == 4).astype(float)
    found = align(0, 24, 20, 28)
    assert int(found.mean(asleep).argmax()) == 4
    opening = np.zeros(28)
    opening[0] = 1.0
    assert int(found.mean(opening).argmax()) == 0


@given(st.integers(0, 23), st.integers(1, 200), st.integers(0, 23), st.integers(1, 200))
def test_every_hour_has_a_past_one(coming_hour, coming_length, past_hour, past_length):
    """Weights sum to 1, positions lie within the past event."""
    found = align(coming_hour, coming_length, past_hour, past_length)
    assert found.weight.sum(axis=0) == pytest.approx(np.ones(coming_length))
    assert (found.weight >= 0).all()
    assert (found.past >= 0).all()
    assert (found.past < past_length).all()
