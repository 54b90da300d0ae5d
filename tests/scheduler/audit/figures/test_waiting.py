"""The audit's own queue against textbook formulas, matrices and exact arithmetic."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from scheduler.audit.figures.waiting import Service, waiting

pytestmark = pytest.mark.slow

PHONE = Service(300, (1.0,), None)


def erlang_c(load: float, agents: int) -> mpmath.mpf:
    """Probability of a wait, in exact arithmetic."""
    a = mpmath.mpf(load)
    top = a**agents / mpmath.factorial(agents) * agents / (agents - a)
    return top / (mpmath.fsum(a**k / mpmath.factorial(k) for k in range(agents)) + top)


@pytest.mark.parametrize(("agents", "load"), [(1, 0.5), (5, 4.2), (40, 39.5), (300, 280.0), (2000, 1990.0)])
def test_the_telephone_without_patience_is_erlang_c(agents: int, load: float) -> None:
    """Service level, average wait and occupancy of M/M/n, small and big."""
    result = waiting(load / 300, agents, PHONE)
    wait = erlang_c(load, agents)
    spare = (agents - load) / 300
    assert result.answered_within(30) == pytest.approx(float(1 - wait * mpmath.exp(-spare * 30)), rel=1e-9)
    assert result.mean_wait == pytest.approx(float(wait) / spare, rel=1e-9)
    assert result.occupancy == pytest.approx(load / agents)


def test_a_published_erlang_c_value() -> None:
    """Call Centre Helper, "Erlang C Formula - Made Simple With an Easy Worked Example": 100 calls of 180 s
    in half an hour (10 erlang) need 14 agents for 80 % within 20 s, and then reach 88.8 %.
    """
    service = Service(180, (1.0,), None)
    levels = [waiting(100 / 1800, agents, service).answered_within(20) for agents in (13, 14)]
    assert levels[1] == pytest.approx(0.888, abs=5e-4)
    assert levels[0] < 0.8


@pytest.mark.parametrize("within", [0, 5, 30, 300])
@pytest.mark.parametrize(
    ("agents", "slowdown", "patience", "load"),
    [
        (3, (1.0,), 120.0, 2.5),
        (3, (1.0,), 120.0, 6.0),  # far more work than they can do
        (4, (1.0, 0.8, 0.6), 200.0, 6.0),
        (2, (1.0, 0.55), 30.0, 3.0),
        (1, (1.0,), 900.0, 0.9),
    ],
)
def test_impatient_customers_against_the_chain_of_one_of_them(
    agents: int, slowdown: tuple[float, ...], patience: float, load: float, within: float
) -> None:
    """An arrival that meets q in line moves up one by one, or leaves: its chain's matrix exponential."""
    rate, service = load / 300, Service(300, slowdown, patience)
    slots, longest = agents * len(slowdown), 200
    pace = []
    for busy in range(1, slots + 1):
        each, more = divmod(busy, agents)
        speeds = [each] * (agents - more) + [each + 1] * more
        pace.append(sum(count * slowdown[count - 1] for count in speeds if count) / 300)
    full = pace[-1]
    pace += [full + line / patience for line in range(1, longest + 1)]
    weights = np.cumprod([1.0, *(rate / speed for speed in pace)])
    p = weights / weights.sum()

    # states: place in line 0 … longest - 1 (so many before it), then answered; leaving has no state
    moves = np.zeros((longest + 1, longest + 1))
    for before in range(longest):
        onward = full + before / patience
        moves[before, longest if before == 0 else before - 1] = onward
        moves[before, before] = -onward - 1 / patience
    answered = expm(moves * within)[:longest, longest]
    expected = p[:slots].sum() + p[slots : slots + longest] @ answered

    result = waiting(rate, agents, service)
    line = p[slots:] @ np.arange(longest + 1)
    assert result.answered_within(within) == pytest.approx(expected, abs=1e-10)
    assert result.mean_wait == pytest.approx(line / rate, rel=1e-9)
    assert result.occupancy == pytest.approx((rate - line / patience) / full, rel=1e-9)


def test_chats_at_once_against_a_matrix() -> None:
    """Two agents of two chats each at 0.7 speed, nobody leaves: stationary law of the generator."""
    rate, slowdown, size = 2.1 / 300, (1.0, 0.7), 400
    pace = [1, 2, 1 + 1.4, 2.8] + [2.8] * (size - 5)
    generator = np.diag([rate] * (size - 1), 1) + np.diag([speed / 300 for speed in pace], -1)
    generator -= np.diag(generator.sum(axis=1))
    p = np.linalg.lstsq(np.vstack([generator.T, np.ones(size)]), np.append(np.zeros(size), 1.0), rcond=None)[
        0
    ]
    result = waiting(rate, 2, Service(300, slowdown, None))
    assert result.served_at_once == pytest.approx(p[:4].sum(), abs=1e-9)
    assert result.mean_wait == pytest.approx(p[4:] @ np.arange(size - 4) / rate, rel=1e-6)
    assert result.occupancy == pytest.approx(2.1 / 2.8)


def test_edges() -> None:
    """Nobody arrives, nobody is there, more work than can be done."""
    patient, leaving = PHONE, Service(300, (1.0,), 60.0)
    assert waiting(0.0, 0, patient).answered_within(30) == 1
    assert waiting(0.0, 3, leaving).mean_wait == 0
    assert waiting(0.01, 0, patient).mean_wait == math.inf
    assert waiting(0.01, 0, leaving).answered_within(30) == 0
    assert waiting(0.01, 0, leaving).mean_wait == 60
    assert waiting(0.01, 3, patient).answered_within(1e6) == 0  # exactly as much as they can do
    assert waiting(1.0, 3, leaving).answered_within(30) < 0.05


@settings(max_examples=60, deadline=None)
@given(
    agents=st.integers(1, 400),
    usage=st.floats(0.01, 3.0),
    slots=st.integers(1, 4),
    patience=st.none() | st.floats(5.0, 3600.0),
    within=st.floats(0.0, 600.0),
)
def test_more_people_never_hurt(
    agents: int, usage: float, slots: int, patience: float | None, within: float
) -> None:
    """Shares lie between 0 and 1, and one agent more answers more within the time and sooner."""
    service = Service(240, tuple(1 - 0.15 * held for held in range(slots)), patience)
    rate = usage * agents * slots * service.slowdown[-1] / 240
    few, many = waiting(rate, agents, service), waiting(rate, agents + 1, service)
    assert 0 <= few.answered_within(within) <= many.answered_within(within) + 1e-12 <= 1 + 2e-12
    assert many.mean_wait <= few.mean_wait
    assert few.answered_within(within) <= few.answered_within(within + 60) + 1e-12
    if patience is not None:
        assert few.mean_wait <= patience * (1 + 1e-9)
        assert few.occupancy <= 1 + 1e-9
