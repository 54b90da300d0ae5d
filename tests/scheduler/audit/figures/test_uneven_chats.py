"""How unevenly chats lie: what must hold for any team, and a small team worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.audit.figures.agent_chats import slowdown_of
from scheduler.audit.figures.uneven_chats import LARGEST_TEAM, chain_of_chats, held, met
from scheduler.domain.conversations import Conversation

CHAT = Conversation(replies=6, reply_seconds=20, customer_seconds=60)


@pytest.mark.parametrize("agents", [1, 2, 7, 30, 48, 49, 200])
def test_the_agents_hold_all_the_chats(agents: int) -> None:
    """With N chats in hand, agents and their chats add up; an arrival never meets an agent with more chats
    than the mean.
    """
    k = 5
    number = np.arange(agents * k + 1)
    teams = held(CHAT, k, agents)
    assert teams.sum(axis=1) == pytest.approx(agents)
    assert teams @ np.arange(k + 1) == pytest.approx(number, rel=1e-3)
    goes_to = met(CHAT, k, agents).sum(axis=1)
    assert goes_to.sum(axis=1) == pytest.approx(1)
    assert (goes_to @ np.arange(k) <= number[:-1] // agents).all()


def test_teams_just_above_the_largest_are_like_it() -> None:
    """48 and 49 agents, at the same share of the slots in use."""
    k = 4
    at = np.arange(LARGEST_TEAM * k + 1) / LARGEST_TEAM
    more = np.arange(49 * k + 1) / 49
    for place in range(k + 1):
        ours = held(CHAT, k, 49)[:, place] / 49
        assert np.interp(at, more, ours) == pytest.approx(held(CHAT, k, 48)[:, place] / 48, abs=0.03)


def test_an_agent_alone_has_all_the_chats() -> None:
    """One agent: met and held are the number in hand."""
    assert met(CHAT, 3, 1).sum(axis=1) == pytest.approx(np.eye(3))
    assert held(CHAT, 3, 1) == pytest.approx(np.eye(4))


def test_two_agents_by_hand() -> None:
    """Even: both hold L. Odd: L and L + 1. Wide: L - 1 and L + 1, as many chats as even.

    From odd an end of the lower makes it wide, one of the higher even, an arrival even with one more each.
    From even and wide the next is odd; of wide the higher takes over the end of the lower. So of the states
    with 2L chats as many are wide as the lower ends a chat: of two events one is an end, and the higher is
    faster by the ratio.
    """
    slow = slowdown_of(CHAT, 3)
    ratio = round(20 * (2 * slow[1] / slow[0])) / 20
    wide = 0.5 / (1 + ratio)
    goes_to = met(CHAT, 3, 2).sum(axis=1)
    assert goes_to[2] == pytest.approx([wide, 1 - wide, 0])
    assert goes_to[3] == pytest.approx([0, 1, 0])
    assert held(CHAT, 3, 2)[2] == pytest.approx([wide, 2 * (1 - wide), wide, 0])


def test_even_typing_takes_the_same_from_ups_and_downs() -> None:
    """The drift stays; a telephone-like chat alone, and the line, are left as they are but for its places."""
    even, rate = Conversation(1, 30, 0, 0.0), 0.1
    chain = chain_of_chats(even, 3, 4, rate, 1.0)
    plain = chain_of_chats(Conversation(1, 30, 0), 3, 4, rate, 1.0)
    inside = slice(0, -1)
    assert (chain.up - chain.down)[inside] == pytest.approx((plain.up - plain.down)[inside])
    assert chain.up[6] < plain.up[6]
    assert plain.up == pytest.approx(rate)
    assert (chain.place, plain.place) == pytest.approx((0.5, 1.0))
    # With N agents busy N / 30 chats end a second, evenly, and nothing is taken from exponential ones.
    assert plain.down[[0, 12]] == pytest.approx([0, 4 / 30])


def test_paces_of_agents_who_are_met_by_turns() -> None:
    """Ten idle agents are met a tenth as often each as chats end; nobody is met who is not there."""
    goes_to = met(CHAT, 3, 10)
    assert goes_to[0, 0, 0] == pytest.approx(1)  # nobody's chat ends
    assert goes_to[9, :, 0].sum() == pytest.approx(1)
    assert goes_to[9, 0, 0] < goes_to[2, 0, 0]
