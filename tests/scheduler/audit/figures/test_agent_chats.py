"""The audit's own agent with several chats: closed forms, and messages and stages solved whole."""

from __future__ import annotations

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from scheduler.audit.figures.agent_chats import (
    in_hand,
    left_by_an_end,
    replies_per_second,
    seconds_of_a_stage,
    slowdown_of,
    stages_of_a_reply,
    unevenness_of_ends,
)
from scheduler.audit.figures.typing_times import (
    PACES,
    before_first_reply,
    before_later_reply,
    mean_seconds,
    typed_within,
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
    assert in_hand(CHAT, chats).sum(axis=1) == pytest.approx(right, abs=1e-14)
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
    pace=st.sampled_from([0.0, 0.01, 0.3]),
)
def test_any_spread_solves_the_chain_of_messages_and_stages(
    chats: int, spread: float, typing: float, thinking: float, pace: float
) -> None:
    """The generator over (messages, stages left of the first of them), written down whole; met at a pace, it
    begins anew with what an end of one chat more has left.
    """
    chat = Conversation(5, typing, thinking, spread)
    stages, fewer = stages_of_a_reply(chat)
    states = [(0, 0), *((m, left) for m in range(1, chats + 1) for left in range(1, stages + 1))]
    place = {state: number for number, state in enumerate(states)}
    begun = [(left, share) for left, share in ((stages, 1 - fewer), (stages - 1, fewer)) if share]
    rates = np.zeros((len(states), len(states)))
    each = 1 / seconds_of_a_stage(chat)
    for (messages, left), here in place.items():
        for first, share in begun:
            if messages < chats:
                after = (messages + 1, left or first)
                rates[here, place[after]] += share * (chats - messages) / thinking
            if left == 1:
                rates[here, place[messages, first]] += share * each / 5
                after = (messages - 1, first if messages > 1 else 0)
                rates[here, place[after]] += share * each * 4 / 5
            for ended, chance in enumerate(left_by_an_end(chat, chats + 1)):
                rates[here, place[ended, first if ended else 0]] += pace * share * chance
        if left > 1:
            rates[here, place[messages, left - 1]] += each
    found = null_space((rates - np.diag(rates.sum(axis=1))).T)
    assert found.shape[1] == 1
    right = found[:, 0] / found.sum()
    ours = in_hand(chat, chats, pace)
    assert [ours[state] for state in states] == pytest.approx(right, abs=1e-9)


@pytest.mark.parametrize("spread", [0.3, 0.45, 0.77, 0.95])
def test_the_mixture_of_stages_has_the_spread_that_is_stated(spread: float) -> None:
    """Mean and variance of a random number of exponential stages."""
    chat = Conversation(6, 20, 30, spread)
    (stages, fewer), each = stages_of_a_reply(chat), seconds_of_a_stage(chat)
    number, variance = stages - fewer, fewer * (1 - fewer)
    assert number * each == pytest.approx(20)
    assert each**2 * (number + variance) == pytest.approx((20 * spread) ** 2)


def test_typing_without_spread_takes_just_its_seconds() -> None:
    """Whole replies at once; of one under way any part."""
    even = Conversation(6, 16, 30, 0.0)
    ahead = np.eye(33)[[16, 32]]
    assert typed_within(even, ahead, 15.9) == pytest.approx([0, 0])
    assert typed_within(even, ahead, 16.1) == pytest.approx([1, 0])
    assert typed_within(even, np.eye(33)[[8]], 7.5) == pytest.approx([0.5])
    assert mean_seconds(even, np.eye(33)[[8, 16]]) == pytest.approx([7.5, 16])


def test_ends_are_as_uneven_as_sums_of_replies() -> None:
    """A renewal process without pauses; one chat alone is typing and thinking in turn."""
    assert unevenness_of_ends(Conversation(1, 20, 40, 0.5), 4) == pytest.approx(0.25)
    assert unevenness_of_ends(Conversation(4, 20, 0, 0.0), 4) == pytest.approx(0.75)
    mean = 4 * 20 + 3 * 30
    # Typing and thinking of a geometric number of turns: the variances, and that of the number.
    variance = 4 * 20**2 + 3 * 30**2 + (20 + 30) ** 2 * 4 * 3
    assert unevenness_of_ends(Conversation(4, 20, 30), 1) == pytest.approx(variance / mean**2)


@pytest.mark.parametrize("thinking", [0.0, 40.0])
def test_a_chat_of_one_reply_is_never_at_rest(thinking: float) -> None:
    """No pause follows its only reply: all others wait, and no further chat makes the agent faster."""
    chat = Conversation(1, 20, thinking)
    assert slowdown_of(chat, 4) == pytest.approx((1, 1 / 2, 1 / 3, 1 / 4))
    assert before_first_reply(chat, 4)[0, :, :4] == pytest.approx(np.eye(4))
    assert left_by_an_end(chat, 4)[3] == 1


def test_what_comes_before_a_first_reply() -> None:
    """In turn all messages, or only the reply that is being typed; after an end one message fewer."""
    in_turn = before_first_reply(CHAT, 4)[0]
    assert in_turn[3, :4] == pytest.approx(closed_form(3))
    first = before_first_reply(Conversation(6, 20, 30, new_first=True), 4)[0]
    # Of six replies one is of a new chat, and waits as much shorter as the agent is idle.
    held = closed_form(3)
    new = held[0] / (held[0] + 5)
    right = [held[0], held[1] + (1 - new) * held[2] + (1 - new) ** 2 * held[3]]
    assert first[3, :2] == pytest.approx(right)
    typing = closed_form(4)[1:]
    assert left_by_an_end(CHAT, 4) == pytest.approx(typing / typing.sum())


@pytest.mark.parametrize("new_first", [False, True])
def test_after_an_end_the_next_reply_is_wholly_in_hand(new_first: bool) -> None:
    """Even typing: whole replies of 16 stages at an endless pace, at any other some are under way."""
    even = Conversation(6, 20, 30, 0.0, new_first)
    ahead = before_first_reply(even, 3)
    assert ahead.sum(axis=2) == pytest.approx(1)
    assert len(ahead) == len(PACES)
    assert ahead[-1, :, np.arange(ahead.shape[2]) % 16 > 0].max() == 0
    assert ahead[:-1, 2, 1:16].min() > 0


def test_typing_without_memory_is_the_same_at_any_pace() -> None:
    """So one of them is enough."""
    assert before_first_reply(CHAT, 3).shape[0] == 1
    for pace in (0.01, 0.5, float("inf")):
        assert in_hand(CHAT, 3, pace) == pytest.approx(in_hand(CHAT, 3))


def test_a_later_message_meets_the_agent_without_its_chat() -> None:
    """The arrival theorem of closed networks: one of four chats finds what three chats are over time."""
    assert before_later_reply(CHAT, 4)[3, :4] == pytest.approx(closed_form(3))
    assert before_later_reply(CHAT, 1)[0, 0] == pytest.approx(1)


def test_new_chats_that_go_first_let_others_wait_as_much_longer() -> None:
    """Replies in all wait as long on the mean as in turn."""
    sooner = Conversation(6, 20, 30, new_first=True)
    first = [float(mean_seconds(chat, before_first_reply(chat, 4)[0, -1])) for chat in (CHAT, sooner)]
    later = [float(mean_seconds(chat, before_later_reply(chat, 4)[-1])) for chat in (CHAT, sooner)]
    assert first[1] < first[0]
    assert first[1] + 5 * later[1] == pytest.approx(first[0] + 5 * later[0], rel=1e-3)


def test_a_reply_that_counts_once_it_is_typed_takes_all_its_stages_more() -> None:
    """The same chances, so many stages later."""
    begun = Conversation(6, 20, 30, 0.5)
    sent = Conversation(6, 20, 30, 0.5, typing_counts=True)
    for before in (before_first_reply, before_later_reply):
        assert before(sent, 3)[..., 4:] == pytest.approx(before(begun, 3))
