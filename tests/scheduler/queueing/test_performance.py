"""Waiting, leaving and occupancy against exact arithmetic, linear algebra and published examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.queueing import ServiceModel, erlang_c, performance
from tests.scheduler.queueing import reference
from tests.scheduler.queueing.strategies import models

FIGURES = ("service_level", "average_wait", "probability_of_wait", "share_leaving", "occupancy")

NOBODY = 1e-15
"""A service level below this says that nobody was answered in time, whatever its digits."""
CHAT = ServiceModel(300, 3, (1.0, 0.9, 0.8))
IMPATIENT_CHAT = ServiceModel(300, 3, (1.0, 0.9, 0.8), 240)


@settings(max_examples=100, deadline=None)
@given(models(), st.integers(1, 150), st.floats(0.01, 1.4), st.sampled_from([0, 1, 20, 30, 180, 3600]))
def test_agrees_with_exact_arithmetic(model: ServiceModel, agents: int, use: float, within: float) -> None:
    """All figures to a relative 1e-9, loads from next to nothing to (with patience) far too much."""
    if model.patience_seconds is None:
        use = min(use, 0.999)
    arrivals = use * agents * model.speeds[-1] / model.mean_seconds * 3600
    found = performance(model, arrivals, agents, within)
    expected = reference.exact(model, arrivals, agents, within)
    for figure in FIGURES:
        right = getattr(expected, figure)
        if right > 1e-290 or right == 0:
            nothing = NOBODY if figure == "service_level" else 0.0
            assert abs(getattr(found, figure) - right) <= 1e-9 * right + nothing, figure


@pytest.mark.parametrize("use", [0.01, 0.7, 0.97, 1.0, 1.3])
@pytest.mark.parametrize(("agents", "concurrency"), [(2000, 1), (2000, 6)])
def test_agrees_with_exact_arithmetic_for_two_thousand_agents(
    agents: int, concurrency: int, use: float
) -> None:
    """The same at the size of a whole platform's service centre."""
    model = ServiceModel(420, concurrency, None, 180)
    arrivals = use * agents * concurrency / 420 * 3600
    found = performance(model, arrivals, agents, 30)
    expected = reference.exact(model, arrivals, agents, 30)
    for figure in FIGURES:
        right = getattr(expected, figure)
        assert right < 1e-290 or abs(getattr(found, figure) - right) <= 1e-9 * right, figure


@pytest.mark.parametrize(
    ("model", "agents", "arrivals"),
    [
        (ServiceModel(300), 4, 40.0),
        (ServiceModel(300, 1, None, 90), 4, 60.0),
        (CHAT, 1, 20.0),
        (CHAT, 4, 95.0),
        (IMPATIENT_CHAT, 1, 40.0),
        (IMPATIENT_CHAT, 5, 150.0),
        (ServiceModel(60, 6, (1.0, 0.9, 0.8, 0.7, 0.6, 0.5), 30), 3, 600.0),
        (ServiceModel(120, 2, (1.0, 0.5), 600), 3, 85.0),
    ],
)
@pytest.mark.parametrize("within", [0.0, 60.0])
def test_agrees_with_the_generator_matrix(
    model: ServiceModel, agents: int, arrivals: float, within: float
) -> None:
    """The chain solved as a linear system, and the wait as a matrix exponential, give the same figures."""
    found = performance(model, arrivals, agents, within)
    expected = reference.solved(model, arrivals, agents, within)
    for figure in ("service_level", "average_wait", "probability_of_wait", "share_leaving"):
        assert getattr(found, figure) == pytest.approx(getattr(expected, figure), rel=1e-6), figure


def test_published_erlang_a_example() -> None:
    """48 calls a minute of one minute, 50 agents, patience of two minutes.

    Table of Garnett, Mandelbaum & Reiman, Designing a call center with impatient customers (2002), quoted
    in Gans, Koole & Mandelbaum, Telephone call centers (2003): without abandonment an average wait of
    20.8 s and a utilization of 96 %; with it 3.1 % abandon, the average wait is 3.7 s, the utilization
    93 %.
    """
    patient = performance(ServiceModel(60), 2880, 50, 20)
    assert round(float(patient.average_wait), 1) == 20.8
    assert round(float(patient.occupancy), 2) == 0.96
    impatient = performance(ServiceModel(60, 1, None, 120), 2880, 50, 20)
    assert round(float(impatient.share_leaving), 3) == 0.031
    assert round(float(impatient.average_wait), 1) == 3.7
    assert round(float(impatient.occupancy), 2) == 0.93


def test_published_erlang_c_example() -> None:
    """200 calls an hour of 3 minutes, 14 agents: 88.8 % within 20 s, 17.4 % wait, 7.8 s on average.

    Worked example of Call Centre Helper, Erlang C Formula – Made Simple With an Easy Worked Example.
    """
    found = performance(ServiceModel(180), 200, 14, 20)
    assert round(float(found.service_level), 3) == 0.888
    assert round(float(found.probability_of_wait), 3) == 0.174
    assert round(float(found.average_wait), 1) == 7.8


def test_one_chat_at_a_time_without_patience_is_erlang_c() -> None:
    """The probability of waiting is Erlang's."""
    agents = np.arange(1, 200)
    found = performance(ServiceModel(180), 2000, agents, 20).probability_of_wait
    np.testing.assert_allclose(found, erlang_c(100, agents), rtol=1e-12)


def test_endless_patience_is_no_patience() -> None:
    """The figures with a patience of a thousand years are those without any."""
    patient = performance(CHAT, 380, 14, 30)
    almost = performance(ServiceModel(300, 3, (1.0, 0.9, 0.8), 3e10), 380, 14, 30)
    for figure in ("service_level", "average_wait", "probability_of_wait", "occupancy"):
        assert getattr(almost, figure) == pytest.approx(getattr(patient, figure), rel=1e-6), figure


@settings(max_examples=100, deadline=None)
@given(models(), st.integers(1, 80), st.floats(1, 20_000), st.floats(0, 600))
def test_one_more_agent_serves_no_worse(
    model: ServiceModel, agents: int, arrivals: float, within: float
) -> None:
    """What the search for the least number of agents rests on, for every figure."""
    found = performance(model, arrivals, [agents, agents + 1], within)
    tiny = 1e-9  # what the figures promise against exact arithmetic
    assert found.service_level[1] >= found.service_level[0] - tiny
    for figure in ("average_wait", "probability_of_wait", "share_leaving"):
        fewer, more = getattr(found, figure)
        assert more <= fewer * (1 + tiny), figure
    fewer, more = found.occupancy
    exception = model.concurrency > 1 and model.patience_seconds is not None and fewer > 0.95
    assert more <= fewer * (1 + tiny) or exception


@settings(max_examples=100, deadline=None)
@given(models(), st.integers(1, 80), st.floats(1, 20_000), st.floats(0, 600))
def test_one_more_customer_is_served_no_better(
    model: ServiceModel, agents: int, arrivals: float, within: float
) -> None:
    """What the search over many intervals rests on, for every figure."""
    found = performance(model, [arrivals, arrivals + 1], agents, within)
    tiny = 1e-9  # what the figures promise against exact arithmetic
    assert found.service_level[1] <= found.service_level[0] + tiny
    for figure in ("average_wait", "probability_of_wait", "share_leaving", "occupancy"):
        fewer, more = getattr(found, figure)
        assert more >= fewer * (1 - tiny), figure


@settings(max_examples=100, deadline=None)
@given(models(), st.integers(0, 80), st.floats(0, 50_000), st.floats(0, 600))
def test_figures_stay_in_their_ranges(
    model: ServiceModel, agents: int, arrivals: float, within: float
) -> None:
    """Shares lie in 0..1, nothing is negative or not a number, and who is answered does not leave."""
    found = performance(model, arrivals, agents, within)
    for figure in FIGURES:
        assert getattr(found, figure) >= 0, figure
    assert found.service_level <= 1
    assert found.probability_of_wait <= 1
    assert found.service_level + found.share_leaving <= 1 + 1e-12
    assert found.service_level >= 1 - found.probability_of_wait - 1e-12


@pytest.mark.parametrize("patience", [None, 240.0])
def test_nobody_comes(patience: float | None) -> None:
    """No arrivals, with agents or without: service level 1, no wait, no occupancy."""
    found = performance(ServiceModel(300, 3, None, patience), 0, [0, 5], 30)
    assert found.service_level.tolist() == [1, 1]
    for figure in ("average_wait", "probability_of_wait", "share_leaving", "occupancy"):
        assert getattr(found, figure).tolist() == [0, 0], figure


def test_nobody_is_there() -> None:
    """Arrivals but no agents: nobody is answered; they wait for ever, or until their patience ends."""
    patient = performance(CHAT, 10, 0, 30)
    assert (patient.service_level, patient.average_wait, patient.share_leaving) == (0, np.inf, 0)
    impatient = performance(IMPATIENT_CHAT, 10, 0, 30)
    assert (impatient.service_level, impatient.average_wait, impatient.share_leaving) == (0, 240, 1)


def test_overload() -> None:
    """Without patience an overload answers nobody in time and says by how much it is one."""
    found = performance(ServiceModel(300), [60, 120], 5, 30)  # loads of 5 and 10 erlangs
    assert found.service_level.tolist() == [0, 0]
    assert found.average_wait.tolist() == [np.inf, np.inf]
    assert found.occupancy.tolist() == [1, 2]


def test_occupancy_counts_every_slot() -> None:
    """Two agents with three slots at a total speed of 2.4 do 4.8 chats' work; 2.4 erlangs are half of it."""
    arrivals = 2.4 / 300 * 3600
    assert performance(CHAT, arrivals, 2, 30).occupancy == pytest.approx(0.5)


def test_ten_thousand_agents_neither_overflow_nor_take_long() -> None:
    """60,000 slots, from an idle hour to an overload, all figures finite."""
    arrivals = np.array([1e-6, 0.5, 0.99, 1.0, 1.5]) * 60_000 / 300 * 3600
    with np.errstate(all="raise", under="ignore"):
        found = performance(ServiceModel(300, 6, None, 240), arrivals, 10_000, 30)
    for figure in FIGURES:
        assert np.isfinite(getattr(found, figure)).all(), figure
    assert found.service_level[0] == 1
    assert found.share_leaving[-1] == pytest.approx(1 / 3, rel=1e-3)


@pytest.mark.parametrize("model", [CHAT, IMPATIENT_CHAT, ServiceModel(900), ServiceModel(20, 1, None, 5)])
def test_hardly_anybody_comes(model: ServiceModel) -> None:
    """One customer in a billion years, or the least number that a computer knows: no overflow, no wait."""
    with np.errstate(all="raise", under="ignore"):
        found = performance(model, [1e-13, 1e-200, 5e-324], 1, 0)
    np.testing.assert_allclose(found.service_level, 1, atol=1e-12)


def test_arrays_of_all_shapes() -> None:
    """Arrivals, agents and times are broadcast together; each number is that of a single call."""
    arrivals = np.array([[100.0], [300.0]])
    agents = np.array([3, 10, 11])
    found = performance(IMPATIENT_CHAT, arrivals, agents, [[10.0], [60.0]])
    assert found.service_level.shape == (2, 3)
    single = performance(IMPATIENT_CHAT, 300.0, 10, 60.0)
    assert found.service_level[1, 1] == pytest.approx(float(single.service_level), rel=1e-14)


def test_negative_times_are_refused() -> None:
    """Nobody is answered before she comes."""
    with pytest.raises(ValueError, match="within_seconds"):
        performance(CHAT, 10, 2, -1)
