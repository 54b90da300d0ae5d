"""Chats that go on in another queue."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.staffing.transfers import transferred_customers

HALF_HOUR = 1800.0


def inflow(
    customers: list[list[float]],
    shares: list[list[float]],
    seconds: float = 0.0,
    open_: list[list[bool]] | None = None,
    *,
    opened: bool = False,
) -> np.ndarray:
    own = np.array(customers)
    return transferred_customers(
        own,
        np.array(shares),
        np.full(own.shape, seconds),
        np.arange(own.shape[1] + 1) * HALF_HOUR,
        np.ones(own.shape, dtype=bool) if open_ is None else np.array(open_),
        np.full(len(own), opened),
    )


def test_a_share_of_each_interval_comes_when_its_chats_end() -> None:
    """Ten minutes of half an hour: two thirds come in the same interval, one third in the next."""
    found = inflow([[100, 40, 0], [10, 10, 10]], [[0, 0.15], [0, 0]], 600.0)
    assert found[0] == pytest.approx([0, 0, 0])
    assert found[1] == pytest.approx([10, 5 + 4, 2])


def test_chats_longer_than_an_interval() -> None:
    """45 minutes: half of them end in the next interval and half in the one after."""
    found = inflow([[100, 0, 0], [0, 0, 0]], [[0, 0.2], [0, 0]], 2700.0)
    assert found[1] == pytest.approx([0, 10, 10])


def test_a_desk_that_was_open_before_hands_over_from_the_first_minute() -> None:
    """What the first interval's own chats do not bring in its first ten minutes, those of before do."""
    found = inflow([[30, 30], [0, 0]], [[0, 0.5], [0, 0]], 600.0, opened=True)
    assert found[1] == pytest.approx([15, 15])


def test_nobody_comes_to_a_closed_queue() -> None:
    """Nor goes on from there."""
    open_ = [[True, True], [True, False], [True, True]]
    found = inflow([[60, 60], [0, 0], [0, 0]], [[0, 0.5, 0], [0, 0, 0.5], [0, 0, 0]], 0.0, open_)
    assert found[1] == pytest.approx([30, 0])
    assert found[2] == pytest.approx([15, 0])


def test_a_circle_solves_the_traffic_equations() -> None:
    """x = 100 + 0.5 y, y = 0.4 x: x = 125, y = 50 (Jackson 1957), if chats take no time."""
    found = inflow([[100], [0]], [[0, 0.4], [0.5, 0]])
    assert found[:, 0] == pytest.approx([25, 50])


@pytest.mark.parametrize("seconds", [0.0, 700.0, 5000.0])
def test_in_a_steady_day_the_length_of_chats_does_not_matter(seconds: float) -> None:
    """The same numbers in each interval, once the first chats have ended, whatever the delay."""
    shares = [[0, 0.3, 0.2], [0.4, 0, 0.1], [0, 0.25, 0]]
    own = np.array([50.0, 20.0, 5.0])
    found = inflow(np.repeat(own[:, np.newaxis], 200, axis=1).tolist(), shares, seconds)
    total = np.linalg.solve(np.eye(3) - np.array(shares).T, own)
    assert found[:, -1] == pytest.approx(total - own)
