"""Waiting, leaving and occupancy against exact arithmetic, linear algebra and published examples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, poisson

from scheduler.queueing import ServiceModel, erlang_c, performance, steady_state
from tests.scheduler.queueing import reference
from tests.scheduler.queueing.strategies import models

pytestmark = pytest.mark.slow

FIGURES = (
    "service_level",
    "average_wait",
    "probability_of_wait",
    "share_leaving",
    "occupancy",
    "chats_in_hand",
)

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


@pytest.mark.parametrize("patience", [None, 20.0, 900.0])
@pytest.mark.parametrize("concurrency", [1, 2, 3, 4, 5, 6])
def test_agrees_with_exact_arithmetic_at_every_size(concurrency: int, patience: float | None) -> None:
    """The same from one agent to a platform's 2,000, in one call, from 0.01 erlangs to an overload.

    Without patience the largest load is just short of one.
    """
    slowdown = tuple(1 / (1 + 0.2 * chats) for chats in range(concurrency))
    model = ServiceModel(420, concurrency, slowdown, patience)
    uses = [0.5, 0.999] if patience is None else [0.5, 1.0, 1.4]
    cases = [(0.01, agents) for agents in (1, 2, 5, 17, 60, 140)]
    cases += [(use * n * model.speeds[-1], n) for n in (1, 2, 5, 17, 60, 140) for use in uses]
    cases += [(0.97 * 2000 * model.speeds[-1], 2000), (uses[-1] * 2000 * model.speeds[-1], 2000)]
    arrivals, agents = np.array([load / 420 * 3600 for load, _ in cases]), np.array([n for _, n in cases])
    found = performance(model, arrivals, agents, 30)
    for case, (hourly, heads) in enumerate(zip(arrivals.tolist(), agents.tolist(), strict=True)):
        expected = reference.exact(model, hourly, heads, 30)
        for figure in FIGURES:
            right = getattr(expected, figure)
            nothing = NOBODY if figure == "service_level" else 0.0
            close = abs(getattr(found, figure)[case] - right) <= 1e-9 * right + nothing
            assert close or right < 1e-290, (figure, heads, hourly)


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
    for figure in ("service_level", "average_wait", "probability_of_wait", "share_leaving", "chats_in_hand"):
        assert getattr(found, figure) == pytest.approx(getattr(expected, figure), rel=1e-6), figure


def test_published_erlang_a_example() -> None:
    """48 calls a minute of one minute, 50 agents, patience of two minutes.

    Table of Garnett, Mandelbaum & Reiman, Designing a call center with impatient customers (2002), quoted
    in Gans, Koole & Mandelbaum, Telephone call centers (2003): without abandonment an average wait of
    20.8 s and a utilization of 96 %; with it 3.1 % abandon, the average wait is 3.7 s, the utilization
    93 %; without it, but 3.1 % fewer calls, the average wait is 8.8 s, the utilization 93 %.
    """
    patient = performance(ServiceModel(60), 2880, 50, 20)
    assert round(float(patient.average_wait), 1) == 20.8
    assert round(float(patient.occupancy), 2) == 0.96
    impatient = performance(ServiceModel(60, 1, None, 120), 2880, 50, 20)
    assert round(float(impatient.share_leaving), 3) == 0.031
    assert round(float(impatient.average_wait), 1) == 3.7
    assert round(float(impatient.occupancy), 2) == 0.93
    fewer = performance(ServiceModel(60), 2880 * (1 - 0.031), 50, 20)
    assert round(float(fewer.average_wait), 1) == 8.8
    assert round(float(fewer.occupancy), 2) == 0.93


def test_patience_as_long_as_a_call_is_as_many_agents_as_customers() -> None:
    """Callers leave at the same rate waiting or talking, so their number is Poisson (M/M/∞)."""
    agents = np.array([30, 48, 50, 60, 90])
    found = performance(ServiceModel(60, 1, None, 60), 2880, agents, 20)
    np.testing.assert_allclose(found.probability_of_wait, poisson.sf(agents - 1, 48), rtol=1e-9)
    waiting = [poisson.sf(np.arange(n, 500), 48).sum() for n in agents]  # mean of max(number - n, 0)
    np.testing.assert_allclose(found.share_leaving, np.array(waiting) / 48, rtol=1e-9)


@pytest.mark.parametrize("beta", [-1.0, 0.0, 0.5, 2.0])
@pytest.mark.parametrize("patience", [60.0, 180.0, 900.0])
def test_large_teams_wait_as_the_garnett_functions_say(beta: float, patience: float) -> None:
    """With n = R + beta·sqrt(R) agents for a load of R, as R grows (Garnett, Mandelbaum & Reiman 2002).

    P(wait) tends to 1 / (1 + sqrt(r)·h(b) / h(-beta)) and sqrt(n)·P(leaves | waits) to sqrt(r)·(h(b) - b),
    with r = call / patience, b = beta / sqrt(r), h the hazard of the normal distribution.
    """
    load = 250_000
    agents = round(load + beta * load**0.5)
    found = performance(ServiceModel(180, 1, None, patience), load / 180 * 3600, agents, 20)
    root = (180 / patience) ** 0.5
    b = beta / root
    hazard_b, hazard = (norm.pdf(x) / norm.sf(x) for x in (b, -beta))
    limit = 1 / (1 + root * hazard_b / hazard)
    assert found.probability_of_wait == pytest.approx(limit, rel=0.01)
    left = found.share_leaving / found.probability_of_wait * agents**0.5
    assert left == pytest.approx(root * (hazard_b - b), rel=0.01)


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
    for figure in ("average_wait", "probability_of_wait", "share_leaving", "occupancy", "chats_in_hand"):
        assert getattr(found, figure).tolist() == [0, 0], figure


def test_nobody_is_there() -> None:
    """Arrivals but no agents: nobody is answered; they wait for ever, or until their patience ends."""
    patient = performance(CHAT, 10, 0, 30)
    assert (patient.service_level, patient.average_wait, patient.share_leaving) == (0, np.inf, 0)
    assert patient.chats_in_hand == 0
    impatient = performance(IMPATIENT_CHAT, 10, 0, 30)
    assert (impatient.service_level, impatient.average_wait, impatient.share_leaving) == (0, 240, 1)


def test_overload() -> None:
    """Without patience an overload answers nobody in time and says by how much it is one."""
    found = performance(ServiceModel(300), [60, 120], 5, 30)  # loads of 5 and 10 erlangs
    assert found.service_level.tolist() == [0, 0]
    assert found.average_wait.tolist() == [np.inf, np.inf]
    assert found.occupancy.tolist() == [1, 2]
    assert found.chats_in_hand.tolist() == [5, 5]


@settings(max_examples=50, deadline=None)
@given(st.floats(20, 900), st.integers(1, 300), st.floats(0.01, 2), st.none() | st.floats(5, 5000))
def test_callers_in_hand_are_the_calls_answered_times_their_length(
    seconds: float, agents: int, use: float, patience: float | None
) -> None:
    """Little's law, where an agent holds one at a time and nothing slows down."""
    arrivals = (min(use, 0.999) if patience is None else use) * agents / seconds * 3600
    found = performance(ServiceModel(seconds, 1, None, patience), arrivals, agents, 20)
    answered = arrivals / 3600 * (1 - found.share_leaving)
    assert found.chats_in_hand == pytest.approx(float(answered * seconds), rel=1e-9)


def test_concurrency_in_use_lies_between_one_chat_and_all_slots() -> None:
    """Chats in hand over agents: the load of a lone agent, three each in an overload, none for nobody."""
    busy = steady_state(CHAT, [1e-6, 3600.0, 10.0], [1, 20, 0]).concurrency_in_use
    assert busy[0] == pytest.approx(1e-6 / 3600 * 300, rel=1e-6)
    assert busy[1:].tolist() == [3, 0]


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
