"""One agent with several conversations: the machine-repair model against closed forms and a joint chain."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from scheduler.domain.conversations import Conversation
from scheduler.queueing.machine_repair import (
    agent_load,
    first_reply_stages,
    first_reply_stages_after_line,
    later_reply_stages,
    mean_seconds_of,
    reply_rate,
    speeds_of,
    within,
)

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
        assert stages.sum(axis=1) == pytest.approx(1)
        assert (stages >= -1e-12).all()
    assert first_reply_stages_after_line(talk, most).sum() == pytest.approx(1)
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
    assert within(first_reply_stages(TALK, 3), TALK, 30)[2] == pytest.approx(waits[0])
    sooner = Conversation(6, 20, 30, new_first=True)
    told = chances[0] + (1 - chances[0]) * gamma.cdf(30, 1, scale=20)
    assert within(first_reply_stages(sooner, 3), sooner, 30)[2] == pytest.approx(told)
    typed = Conversation(6, 20, 30, typing_counts=True)
    plus_one = mean_seconds_of(first_reply_stages(typed, 3), typed)
    assert plus_one - mean_seconds_of(first_reply_stages(TALK, 3), TALK) == pytest.approx([20, 20, 20])


def test_a_customer_from_the_line_finds_a_reply_just_finished() -> None:
    """By the arrival theorem the other two chats are as if they were alone at the agent."""
    stages = first_reply_stages_after_line(TALK, 3)
    assert stages[:3] == pytest.approx(machine_repair(2, 20, 25))
    sooner = Conversation(6, 20, 30, new_first=True)
    assert first_reply_stages_after_line(sooner, 3)[0] == 1


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
