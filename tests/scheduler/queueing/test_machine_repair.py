"""One agent with several conversations: the machine-repair model against closed forms and a joint chain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from scheduler.domain.conversations import Conversation
from scheduler.queueing.agents_met import (
    PACES,
    first_reply_stages,
    later_reply_stages,
    replies_before_a_place,
    weights_of_paces,
)
from scheduler.queueing.machine_repair import agent_load, dispersion_of_ends, reply_rate, speeds_of
from scheduler.queueing.reply_typing import mean_seconds_of, typing_law, within

TALK = Conversation(6, 20, 30)


def machine_repair(chats: int, reply: float, pause: float) -> np.ndarray:
    """M/M/1 with a finite population: p(m) ∝ chats! / (chats - m)! · (reply / pause)^m."""
    weight = np.ones(chats + 1)
    for waiting in range(1, chats + 1):
        weight[waiting] = weight[waiting - 1] * (chats - waiting + 1) * reply / pause
    return weight / weight.sum()


@pytest.mark.parametrize("chats", [0, 1, 3, 8])
def test_exponential_typing_is_the_textbook_model(chats: int) -> None:
    """Kleinrock, Queueing Systems I (1975), section 3.8; pauses are 5/6 of 30 s: the last reply has none."""
    assert agent_load(TALK, chats).messages.sum(axis=1) == pytest.approx(machine_repair(chats, 20, 25))


def test_the_distribution_is_that_of_chats_that_come_and_go() -> None:
    """The joint chain of chats and messages, arrivals at any rates, has the same messages given the chats."""
    most, up, states = 3, [0.01, 0.004, 0.002], [(j, m) for j in range(4) for m in range(j + 1)]
    index = {state: place for place, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for (chats, waiting), place in index.items():
        if chats < most:
            rates[place, index[chats + 1, waiting + 1]] += up[chats]
        if waiting < chats:
            rates[place, index[chats, waiting + 1]] += (chats - waiting) / 30
        if waiting:
            rates[place, index[chats, waiting - 1]] += 5 / 6 / 20
            rates[place, index[chats - 1, waiting - 1]] += 1 / 6 / 20
    balance = rates.T - np.diag(rates.sum(axis=1))
    balance[-1] = 1
    found = np.linalg.solve(balance, np.eye(len(states))[-1])
    for chats in range(1, most + 1):
        joint = np.array([found[index[chats, waiting]] for waiting in range(chats + 1)])
        assert joint / joint.sum() == pytest.approx(agent_load(TALK, chats).messages.sum(axis=1))


@given(
    st.floats(1, 20),
    st.floats(5, 60),
    st.floats(0, 120),
    st.floats(0, 1),
    st.booleans(),
    st.booleans(),
    st.integers(1, 8),
)
@settings(max_examples=30, deadline=None)
def test_the_chances_are_chances(
    replies: float, reply: float, pause: float, spread: float, first: bool, typed: bool, most: int
) -> None:
    """They sum to 1, speeds never fall, and each chat is never faster beside others than alone."""
    talk = Conversation(replies, reply, pause, spread, first, typed)
    for stages in (first_reply_stages(talk, most), later_reply_stages(talk, most)):
        assert stages.sum(axis=-1) == pytest.approx(1)
        assert (stages >= -1e-12).all()
    assert replies_before_a_place(talk, most).sum() == pytest.approx(1)
    speeds = np.array(speeds_of(talk, most))
    assert speeds[0] == 1
    assert (np.diff(speeds) >= 0).all()
    assert (np.diff(speeds / np.arange(1, most + 1)) <= 1e-9).all()


def test_alone_a_chat_takes_its_replies_and_the_pauses_between() -> None:
    """6 replies of 20 s and 5 pauses of 30 s."""
    assert TALK.alone_seconds == 270
    assert TALK.replies / reply_rate(TALK, 1) == pytest.approx(270)


def test_a_first_reply_waits_for_what_lies_before_it() -> None:
    """In turn: all messages; new chats first: the reply being typed. Typing that counts comes on top."""
    chances = machine_repair(2, 20, 25)
    waits = [chances[0] + sum(chances[m] * gamma.cdf(30, m, scale=20) for m in (1, 2))]
    assert within(first_reply_stages(TALK, 3)[0], TALK, 30)[2] == pytest.approx(waits[0])
    sooner = Conversation(6, 20, 30, new_first=True)
    # Of five later replies and one first one that wait, the first waits as much shorter as he is idle.
    new = chances[0] / (chances[0] + 5)
    typing = [gamma.cdf(30, stages, scale=20) for stages in (1, 2)]
    told = chances[0] + chances[1] * typing[0] + chances[2] * ((1 - new) * typing[0] + new * typing[1])
    assert within(first_reply_stages(sooner, 3)[0], sooner, 30)[2] == pytest.approx(told)
    typed = Conversation(6, 20, 30, typing_counts=True)
    plus_one = mean_seconds_of(first_reply_stages(typed, 3)[0], typed)
    assert plus_one - mean_seconds_of(first_reply_stages(TALK, 3)[0], TALK) == pytest.approx([20, 20, 20])


def test_a_customer_from_the_line_finds_a_reply_just_finished() -> None:
    """By the arrival theorem the other two chats are as if they were alone at the agent."""
    before = replies_before_a_place(TALK, 3)
    assert before == pytest.approx(machine_repair(2, 20, 25))
    sooner = Conversation(6, 20, 30, new_first=True)
    assert replies_before_a_place(sooner, 3)[0] > 0.95


def test_mean_response_follows_from_littles_law() -> None:
    """Messages at the agent = replies a second x (delay + typing), at any number of chats."""
    for chats in range(1, 6):
        messages = agent_load(TALK, chats).messages.sum(axis=1) @ np.arange(chats + 1)
        delay = float(mean_seconds_of(later_reply_stages(TALK, 5), TALK)[chats - 1])
        assert messages == pytest.approx(reply_rate(TALK, chats) * (delay + 20))


def test_even_typing_keeps_agents_busier_than_uneven() -> None:
    """Less spread, more done: the known order of M/G/1 with a finite population."""
    even = [reply_rate(Conversation(6, 20, 30, spread), 4) for spread in (1.0, 0.7, 0.5, 0.25)]
    assert (np.diff(even) > 0).all()


@pytest.mark.parametrize("spread", [0.97, 0.8, 0.6, 0.35, 0.26])
def test_stages_have_the_spread_that_is_stated(spread: float) -> None:
    """Mean and variance of the mixture of s - 1 and s stages, by hand."""
    law = typing_law(Conversation(6, 20, 30, spread))
    mean = law.stage_seconds * (law.stages - law.fewer)
    number = law.of_a_reply @ np.arange(law.stages + 1.0) ** 2
    variance = law.stage_seconds**2 * (number - (law.stages - law.fewer) ** 2 + law.stages - law.fewer)
    assert mean == pytest.approx(20)
    assert np.sqrt(variance) == pytest.approx(20 * spread)


def test_typing_without_spread_takes_exactly_its_seconds() -> None:
    """A reply of 20 s, counted when typed, never comes sooner; any part of another may be left."""
    typed = Conversation(6, 20, 30, 0.0, typing_counts=True)
    stages = first_reply_stages(typed, 1)
    assert within(stages, typed, 19.9)[0, 0] == 0
    assert within(stages, typed, 20.1)[0, 0] == 1
    one_reply = np.array([0.0, *np.full(16, 1 / 16)])  # any part of one reply is left
    even = Conversation(1, 20, 0, 0.0)
    assert within(one_reply, even, 5.0) == pytest.approx(0.25, abs=0.01)
    assert mean_seconds_of(one_reply, even) == pytest.approx(10, abs=0.05)


def test_ends_of_one_reply_chats_are_as_even_as_typing() -> None:
    """Without pauses ends are a renewal process, dispersed like the square of the spread (Cox, 1962)."""
    assert dispersion_of_ends(Conversation(1, 20, 0, 0.5), 3) == pytest.approx(0.25)
    # Geometric sums of replies without a pause: 1 - p + p · spread².
    assert dispersion_of_ends(Conversation(4, 20, 0, 0.0), 2) == pytest.approx(0.75)
    # One chat alone: the length of a geometric number of cycles of typing (10 s) and thinking (30 s).
    typing, thinking, share = 10.0, 30.0, 0.5
    mean = typing / share + thinking * (1 / share - 1)
    variance = typing**2 / share + thinking**2 * (1 / share - 1)
    variance += (typing + thinking) ** 2 * (1 - share) / share**2
    told = Conversation(1 / share, typing, thinking)
    assert dispersion_of_ends(told, 1) == pytest.approx(variance / mean**2)


def test_who_has_just_ended_a_chat_types_a_whole_reply() -> None:
    """At an endless pace even typing leaves whole replies; at pace 0 the equilibrium; between, between."""
    told = Conversation(6, 20, 30, 0.0)
    stages = first_reply_stages(told, 3)
    assert stages[-1, 2, np.arange(stages.shape[2]) % 16 > 0].sum() == pytest.approx(0)
    means = mean_seconds_of(stages, told)
    assert (np.diff(means[:, 1]) > 0).all()
    exponential = first_reply_stages(Conversation(6, 20, 30), 3)
    assert len(exponential) == 1


def test_paces_between_those_of_the_grid_are_interpolated() -> None:
    """Weights sum to 1; a pace of the grid is itself."""
    weights = weights_of_paces(np.array([0.0, 0.5, 3.0, np.inf]))
    assert weights.sum(axis=1) == pytest.approx(1)
    assert weights[2, np.flatnonzero(PACES == 3)[0]] == pytest.approx(1)
    assert (weights[1] > 0).sum() == 2


def test_chats_of_one_reply_know_no_later_messages() -> None:
    """New chats first is then in turn."""
    for spread in (0.0, 0.6, 1.0):
        first, turns = (Conversation(1, 20, 30, spread, new_first=new) for new in (True, False))
        assert first_reply_stages(first, 4) == pytest.approx(first_reply_stages(turns, 4), abs=1e-9)
        assert replies_before_a_place(first, 4) == pytest.approx(replies_before_a_place(turns, 4), abs=1e-9)


@pytest.mark.parametrize("spread", [1.0, 0.0])
def test_new_chats_first_changes_no_mean_response(spread: float) -> None:
    """The order leaves the number of messages as it is: what first replies gain, later ones lose."""
    told = Conversation(4, 20, 30, spread, new_first=True)
    turns = Conversation(4, 20, 30, spread)
    later = [float(mean_seconds_of(later_reply_stages(each, 4), each)[-1]) for each in (told, turns)]
    first = [float(mean_seconds_of(first_reply_stages(each, 4), each)[0, -1]) for each in (told, turns)]
    assert later[0] > later[1]
    assert first[0] < first[1]
    if spread == 1:
        means = [(one + 3 * more) / 4 for one, more in zip(first, later, strict=True)]
        assert means[0] == pytest.approx(means[1], rel=1e-3)
