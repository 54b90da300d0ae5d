"""Erlang B and C against exact arithmetic, published tables and their own properties."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.queueing import erlang_b, erlang_c
from tests.scheduler.queueing import reference

LOADS = st.floats(1e-3, 5000)
AGENTS = st.integers(1, 3000)


@pytest.mark.parametrize(
    ("load", "agents"),
    [
        (0.01, 1),
        (0.5, 1),
        (5, 5),
        (0.01, 30),
        (10, 200),
        (45.5, 50),
        (99.99, 100),
        (300, 100),
        (1850, 2000),
        (1e6, 3),
        (9900, 10_000),
        (1e-3, 60),
    ],
)
def test_erlang_b_agrees_with_exact_arithmetic(load: float, agents: int) -> None:
    """Relative error below 1e-9, from overload down to probabilities such as 1e-200."""
    expected = reference.erlang_b(load, agents)
    assert expected > 1e-300
    assert abs(erlang_b(load, agents) / expected - 1) < 1e-9


@pytest.mark.parametrize(
    ("load", "agents"),
    [(0.01, 1), (0.999, 1), (0.01, 30), (10, 200), (45.5, 50), (99.99, 100), (1850, 2000), (9900, 10_000)],
)
def test_erlang_c_agrees_with_exact_arithmetic(load: float, agents: int) -> None:
    """Relative error below 1e-9, from nearly overloaded down to probabilities such as 1e-200."""
    assert abs(erlang_c(load, agents) / reference.erlang_c(load, agents) - 1) < 1e-9


def test_the_references_reach_tiny_probabilities() -> None:
    """The cases above include one below 1e-190, so that they say something about the tail."""
    assert reference.erlang_c(10, 200) < 1e-170
    assert reference.erlang_b(1e-3, 60) < 1e-250


@pytest.mark.parametrize(
    ("lines", "load", "rounding"),
    [
        (1, 0.0101, 5e-5),
        (2, 0.153, 5e-4),
        (5, 1.36, 5e-3),
        (10, 4.46, 5e-3),
        (15, 8.108, 5e-4),
        (20, 12.0, 5e-2),
        (50, 37.9, 5e-2),
        (100, 84.1, 5e-2),
    ],
)
def test_published_table_of_one_percent_loss(lines: int, load: float, rounding: float) -> None:
    """The load that so many lines carry at 1 % loss.

    Standard Erlang B table (Cooper, Introduction to Queueing Theory, appendix; Iversen, Teletraffic
    Engineering Handbook); 15 lines, 8.108 erlangs: manual of Westbay's Erlang calculator.
    """
    assert erlang_b(load - rounding, lines) < 0.01 < erlang_b(load + rounding, lines)


def test_published_example_of_mitan() -> None:
    """360 calls per half hour of 4 minutes, 55 agents: 23.9 % wait (Mitan Ltd, The Erlang-C formula)."""
    assert round(float(erlang_c(48, 55)), 3) == 0.239


@given(LOADS, AGENTS)
def test_more_agents_mean_less_waiting(load: float, agents: int) -> None:
    """Both fall with the number of agents, strictly until there is nothing left to fall."""
    for formula in (erlang_b, erlang_c):
        fewer, more = formula(load, [agents, agents + 1])
        assert 0 <= more <= fewer <= 1
        assert more < fewer or fewer in (0, 1)


@given(LOADS, AGENTS)
def test_more_load_means_more_waiting(load: float, agents: int) -> None:
    """Both rise with the load."""
    for formula in (erlang_b, erlang_c):
        less, more = formula([load, load * 1.01], agents)
        assert less <= more
        assert less < more or less in (0, 1)


@given(LOADS, AGENTS)
def test_erlang_b_is_at_most_erlang_c(load: float, agents: int) -> None:
    """Who may wait finds the agents busy more often than who is turned away."""
    assert erlang_b(load, agents) <= erlang_c(load, agents)


def test_limits() -> None:
    """No load: nobody waits. No agents, or a load that they cannot do: everybody does."""
    assert erlang_b([0, 0, 3], [0, 4, 0]).tolist() == [1, 0, 1]
    assert erlang_c([0, 0, 3, 4, 5], [0, 4, 0, 4, 4]).tolist() == [0, 0, 1, 1, 1]


def test_broadcasting() -> None:
    """Loads of shape (2, 1) and agents of shape (3,) give one number for each pair, as single calls do."""
    table = erlang_c([[1.0], [2.5]], [2, 3, 4])
    assert table.shape == (2, 3)
    assert table[1, 2] == erlang_c(2.5, 4)
    assert np.ndim(erlang_c(2.5, 4)) == 0


@pytest.mark.parametrize(("load", "agents"), [(-1, 3), (float("nan"), 3), (float("inf"), 3), (1, -1)])
def test_nonsense_is_refused(load: float, agents: int) -> None:
    """Negative, missing or endless loads and negative head counts raise."""
    with pytest.raises(ValueError, match="must be"):
        erlang_c(load, agents)


def test_fractional_agents_are_refused() -> None:
    """Half an agent has no place in the formula; staffing interpolates."""
    with pytest.raises(ValueError, match="whole"):
        erlang_c(1.0, 2.5)
