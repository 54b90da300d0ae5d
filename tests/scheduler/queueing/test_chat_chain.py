"""The chain of chats that are conversations: lines of M/G/1, and what no typing may change."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, mean_seconds, share_in_time, steady_state
from scheduler.queueing.chat_chain import chat_chain
from scheduler.queueing.machine_repair import speeds_of


def team(talk: Conversation, concurrency: int, patience: float | None = None) -> ServiceModel:
    return ServiceModel(talk.alone_seconds, concurrency, None, patience, talk)


@pytest.mark.parametrize("spread", [0.0, 0.3, 0.6, 1.0])
@pytest.mark.parametrize("load", [0.3, 0.9])
def test_one_chat_at_a_time_waits_as_pollaczek_and_khinchine_say(spread: float, load: float) -> None:
    """M/G/1: wait = (1 + spread²) / 2 · load / (1 - load) · service, and as many wait as the load says."""
    state = steady_state(team(Conversation(1, 40, 0, spread), 1), [load * 90], [1])
    assert state.average_wait == pytest.approx([(1 + spread**2) / 2 * load / (1 - load) * 40])
    assert state.probability_of_wait == pytest.approx([load])


def test_replies_and_pauses_make_a_chat_more_uneven_than_exponential() -> None:
    """One chat at a time, of a geometric number of turns: the squared spread of all of it is above 1."""
    told = Conversation(2, 10, 100)
    mean = 2 * 10 + 100
    variance = 2 * 10**2 + 100**2 + 110**2 * 2
    state = steady_state(team(told, 1), [0.5 * 3600 / mean], [1])
    assert state.average_wait == pytest.approx([(1 + variance / mean**2) / 2 * mean])


def test_evenness_changes_no_drift() -> None:
    """Births and deaths are smaller by the same wherever nobody waits."""
    even, plain = (chat_chain(Conversation(2, 30, 20, spread), 4, 5) for spread in (0.0, 1.0))
    births, deaths = even.births_and_deaths(0.1, 1.5)
    assert (births - deaths)[:-1] == pytest.approx(0.1 - even.ends[:-1] / 1.5)
    assert (births < 0.1).any()
    assert plain.births_and_deaths(0.1, 1.0)[0][:-1] == pytest.approx(0.1)
    assert (births > 0).all()
    assert (deaths[1:] > 0).all()


def test_the_full_team_ends_what_its_agents_can() -> None:
    """All slots taken: n times the speed of an agent with k chats."""
    told = Conversation(4, 20, 30, 0.5)
    chain = chat_chain(told, 3, 7)
    assert chain.ends[-1] == pytest.approx(7 * speeds_of(told, 3)[-1] / told.alone_seconds)
    assert (np.diff(chain.ends) >= 0).all()


@pytest.mark.parametrize(
    ("told", "agents", "chats", "hourly", "within", "right"),
    [
        # Played by an event list, 1.2 million chats (benchmarks/staffing/conversations.py): shares of first
        # replies in time, of all replies in time, seconds of a response.
        (Conversation(2, 29, 78, 0.0), 4, 4, 225.0, 180, (0.792, 0.896, 71.7)),
        (Conversation(1, 26, 90, 0.25), 6, 6, 760.0, 15, (0.446, 0.446, 24.4)),
        (Conversation(6, 20, 22, 0.0, True, True), 33, 7, 900.0, 30, (0.473, 0.389, 35.4)),
    ],
)
def test_even_typing_in_nearly_full_teams_as_played(
    told: Conversation, agents: int, chats: int, hourly: float, within: int, right: tuple[float, float, float]
) -> None:
    """Within three points, and an eighth of the response."""
    state = steady_state(team(told, chats), [hourly], [agents])
    assert share_in_time(state, "first_reply", within) == pytest.approx([right[0]], abs=0.03)
    assert share_in_time(state, "reply_rate", within) == pytest.approx([right[1]], abs=0.03)
    assert mean_seconds(state, "average_response") == pytest.approx([right[2]], rel=0.125)
