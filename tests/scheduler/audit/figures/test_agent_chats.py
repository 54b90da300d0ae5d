"""The audit's own agent with several chats: closed forms, and messages and stages solved whole."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from scheduler.audit.figures.agent_chats import (
    before_first_reply,
    before_first_reply_after_an_end,
    before_first_reply_after_line,
    before_later_reply,
    replies_per_second,
    slowdown_of,
    stages_of_a_reply,
    typing_in_hand,
)
from scheduler.domain.conversations import Conversation

CHAT = Conversation(replies=6, reply_seconds=20, customer_seconds=30)
PAUSE = 30 * 5 / 6


def closed_form(chats: int) -> np.ndarray:
    """Messages that wait or are answered, of M/M/1 with a finite number of customers."""
    weights = np.array(
        [(20 / PAUSE) ** m * factorial(chats) / factorial(chats - m) for m in range(chats + 1)]
    )
    return np.asarray(weights / weights.sum())


@pytest.mark.parametrize("chats", [0, 1, 2, 5, 8])
def test_exponential_typing_has_the_closed_form(chats: int) -> None:
    """Messages, replies a second and how much slower each chat is."""
    right = closed_form(chats)
    assert typing_in_hand(CHAT, chats) == pytest.approx(right, abs=1e-14)
    assert replies_per_second(CHAT, chats) == pytest.approx((1 - right[0]) / 20)
    alone = 20 / (20 + PAUSE)
    assert slowdown_of(CHAT, 8)[: chats or 1][-1] == pytest.approx(
        (1 - closed_form(max(chats, 1))[0]) / alone / max(chats, 1)
    )


@settings(max_examples=25, deadline=None)
@given(
    chats=st.integers(1, 6),
    spread=st.sampled_from([0.0, 0.3, 0.5, 0.8, 1.0]),
    typing=st.floats(1, 90),
    thinking=st.floats(0.5, 300),
)
def test_any_spread_solves_the_chain_of_messages_and_stages(
    chats: int, spread: float, typing: float, thinking: float
) -> None:
    """The generator over (messages, stages left of the first of them), written down whole."""
    chat = Conversation(5, typing, thinking, spread)
    stages = stages_of_a_reply(chat)
    states = [(0, 0), *((m, left) for m in range(1, chats + 1) for left in range(1, stages + 1))]
    place = {state: number for number, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for (messages, left), here in place.items():
        if messages < chats:
            after = (messages + 1, left or stages)
            rates[here, place[after]] += (chats - messages) / (thinking * 4 / 5)
        if messages:
            after = (messages, left - 1) if left > 1 else (messages - 1, stages if messages > 1 else 0)
            rates[here, place[after]] += stages / typing
    found = null_space((rates - np.diag(rates.sum(axis=1))).T)
    assert found.shape[1] == 1
    right = found[:, 0] / found.sum()
    ours = typing_in_hand(chat, chats)
    assert [ours[max(m - 1, 0) * stages + left] for m, left in states] == pytest.approx(right, abs=1e-10)


def test_many_chats_whose_customers_answer_at_once_do_not_overflow() -> None:
    """Fifty chats, pauses of a hundredth of a second, sixteen stages: all fifty messages wait."""
    ours = typing_in_hand(Conversation(20, 60, 0.01, 0.0), 50)
    assert np.isfinite(ours).all()
    assert ours[49 * 16 + 1 :].sum() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("thinking", [0.0, 40.0])
def test_a_chat_of_one_reply_is_never_at_rest(thinking: float) -> None:
    """No pause follows its only reply: all others wait, and no further chat makes the agent faster."""
    chat = Conversation(1, 20, thinking)
    assert slowdown_of(chat, 4) == pytest.approx((1, 1 / 2, 1 / 3, 1 / 4))
    assert before_first_reply(chat, 4)[:, :4] == pytest.approx(np.eye(4))
    assert before_first_reply_after_line(chat, 4)[3] == 1


def test_what_comes_before_a_first_reply() -> None:
    """In turn all messages, or only the reply that is being typed; after a line one message fewer."""
    in_turn = before_first_reply(CHAT, 4)
    assert in_turn[3, :4] == pytest.approx(closed_form(3))
    first = before_first_reply(Conversation(6, 20, 30, new_first=True), 4)
    assert first[3, :2] == pytest.approx([closed_form(3)[0], 1 - closed_form(3)[0]])
    typing = closed_form(4)[1:]
    assert before_first_reply_after_line(CHAT, 4)[:4] == pytest.approx(typing / typing.sum())
    assert before_first_reply_after_line(Conversation(6, 20, 30, new_first=True), 4)[0] == 1


@pytest.mark.parametrize("new_first", [False, True])
def test_after_an_end_the_next_reply_is_wholly_in_hand(new_first: bool) -> None:
    """Even typing: whole replies of 16 stages. Typing without memory: the same as at any other agent."""
    even = Conversation(6, 20, 30, 0.0, new_first)
    ahead = before_first_reply_after_an_end(even, 3)
    assert ahead.sum(axis=1) == pytest.approx(1)
    assert ahead[:, np.arange(ahead.shape[1]) % 16 > 0].max() == 0
    assert before_first_reply(even, 3)[2, 1:16].min() > 0
    uneven = Conversation(6, 20, 30, 1.0, new_first)
    assert before_first_reply_after_an_end(uneven, 3) == pytest.approx(before_first_reply(uneven, 3))


def test_a_later_message_meets_the_agent_without_its_chat() -> None:
    """The arrival theorem of closed networks: one of four chats finds what three chats are over time."""
    assert before_later_reply(CHAT, 4)[3, :4] == pytest.approx(closed_form(3))
    assert before_later_reply(CHAT, 1)[0, 0] == 1


def test_a_reply_that_counts_once_it_is_typed_takes_all_its_stages_more() -> None:
    """The same chances, so many stages later."""
    begun = Conversation(6, 20, 30, 0.5)
    sent = Conversation(6, 20, 30, 0.5, typing_counts=True)
    for before in (before_first_reply, before_later_reply):
        assert before(sent, 3)[:, 4:] == pytest.approx(before(begun, 3))
    assert before_first_reply_after_line(sent, 3)[4:] == pytest.approx(
        before_first_reply_after_line(begun, 3)
    )
