"""First replies, replies in time and the average response of a team in its steady state."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, mean_seconds, share_in_time, steady_state
from scheduler.queueing.replies import SteadyReplies
from scheduler.staffing import ServiceTarget

TALK = Conversation(6, 20, 30)


def team(talk: Conversation, concurrency: int, patience: float | None = None) -> ServiceModel:
    return ServiceModel(talk.alone_seconds, concurrency, None, patience, talk)


@pytest.mark.parametrize("patience", [None, 90.0])
def test_one_reply_on_the_telephone_is_answered_when_taken(patience: float | None) -> None:
    """One chat at a time: nothing lies between the agent who takes it and the first reply."""
    call = Conversation(1, 180, 0)
    state = steady_state(team(call, 1, patience), [50.0, 120.0], [4, 7])
    assert share_in_time(state, "first_reply", 20) == pytest.approx(state.service_level(20), abs=1e-9)
    assert mean_seconds(state, "average_response") == pytest.approx(state.average_wait)
    typed = steady_state(team(Conversation(1, 180, 0, typing_counts=True), 1, patience), [50.0], [4])
    assert mean_seconds(typed, "average_response") == pytest.approx(typed.average_wait + 180)


def test_replies_lag_behind_assignments() -> None:
    """13 agents with 3 chats take 98 % of them in 30 s, but begin their first replies to 86 % only.

    A discrete-event simulation of 150 hours has 0.986 assigned and 0.849 first replies in time with fixed
    numbers of replies, 0.988 and 0.863 with varying ones.
    """
    state = steady_state(team(TALK, 3), [270.0], [13])
    assert float(state.service_level(30)[0]) == pytest.approx(0.985, abs=0.01)
    assert float(share_in_time(state, "first_reply", 30)[0]) == pytest.approx(0.86, abs=0.015)


@pytest.mark.parametrize("kind", ["first_reply", "reply_rate"])
@pytest.mark.parametrize("patience", [None, 120.0])
def test_more_agents_never_reply_later(kind: str, patience: float | None) -> None:
    """And nobody replies in no time: shares are between 0 and 1."""
    agents = np.arange(5, 30)
    state = steady_state(team(TALK, 4, patience), np.full(agents.shape, 250.0), agents)
    shares = share_in_time(state, kind, 30)  # type: ignore[arg-type]
    assert (np.diff(shares) >= -1e-9).all()
    assert shares.min() >= 0
    assert shares.max() <= 1
    assert (np.diff(mean_seconds(state, "average_response")[6:]) <= 1e-9).all()


@pytest.mark.parametrize("kind", ["first_reply", "reply_rate"])
def test_one_interval_may_be_a_number(kind: str) -> None:
    """Demand and agents need no axis: the share then has none either."""
    alone, among = steady_state(team(TALK, 3), 270.0, 13), steady_state(team(TALK, 3), [270.0], [13])
    share = share_in_time(alone, kind, 30)  # type: ignore[arg-type]
    assert share.shape == ()
    assert float(share) == pytest.approx(float(share_in_time(among, kind, 30)[0]))  # type: ignore[arg-type]
    assert float(mean_seconds(alone, "average_response")) == pytest.approx(
        float(mean_seconds(among, "average_response")[0])
    )


def test_no_time_at_all_is_the_limit_of_short_times() -> None:
    """Within 0 seconds: who finds an agent that has nothing to type."""
    state = steady_state(team(TALK, 3), [270.0, 100.0], [13, 13])
    for kind in ("first_reply", "reply_rate"):
        none, little = (share_in_time(state, kind, seconds) for seconds in (0.0, 1e-6))  # type: ignore[arg-type]
        assert none == pytest.approx(little, abs=1e-6)
        assert (none > 0.05).all()


def test_nobody_comes_or_nobody_is_there() -> None:
    """No customers: all in time. No agents: nobody."""
    state = steady_state(team(TALK, 3), [0.0, 30.0, 30.0], [3, 0, 1])
    assert share_in_time(state, "first_reply", 30)[:2].tolist() == [1.0, 0.0]
    assert mean_seconds(state, "average_response")[1:].tolist() == [np.inf, np.inf]
    assert share_in_time(state, "first_reply", 30)[2] == pytest.approx(0.0)


def test_longer_chats_are_slower_in_proportion() -> None:
    """A chat of twice the length, twice the time: the same share."""
    model = team(TALK, 3)
    once = share_in_time(steady_state(model, [200.0], [13]), "first_reply", 30)
    twice = share_in_time(steady_state(model, [100.0], [13], [540.0]), "first_reply", 60)
    assert once == pytest.approx(twice)


def test_a_model_without_a_conversation_has_no_replies() -> None:
    """It is refused, and so are negative times."""
    with pytest.raises(ValueError, match="conversation"):
        SteadyReplies(steady_state(ServiceModel(240), [10.0], [2]))
    with pytest.raises(ValueError, match="within_seconds"):
        SteadyReplies(steady_state(team(TALK, 3), [10.0], [2])).first_reply(-1)


def test_an_endless_line_is_no_reply_rate() -> None:
    """One agent answers the three chats in hand well, five of six messages; whoever waits has no reply.

    Customers who leave end the line, so their share counts as it is.
    """
    state = steady_state(team(TALK, 3), [240.0, 240.0], [1, 12])
    crowded, enough = share_in_time(state, "reply_rate", 300)
    assert crowded == 0
    assert enough > 0.99
    leaving = steady_state(team(TALK, 3, 120.0), [240.0], [1])
    assert float(share_in_time(leaving, "reply_rate", 300)[0]) > 0


def test_customers_who_leave_do_not_buy_a_reply_rate() -> None:
    """Of six messages of each arrival, those of whoever abandons are late, all six.

    One agent for a queue of three: two thirds leave, so that no more than a third is in time. A mean response
    cannot count them: it asks for a team that could do the work of all.
    """
    state = steady_state(team(TALK, 3, 600.0), [60.0, 60.0, 60.0], [1, 3, 12])
    shares = share_in_time(state, "reply_rate", 300)
    assert (shares <= 1 - state.share_leaving * (1 - 1e-9)).all()
    assert state.share_leaving[0] > 0.5
    assert shares[-1] > 0.99
    response = ServiceTarget("average_response", 300)
    overloaded = state.arrivals > state.full_rate
    assert overloaded.tolist() == [True, False, False]
    assert response.is_met(state).tolist() == [False, True, True]
    assert response.slack(state)[0] < 0


def test_an_assumed_conversation_delays_chats_that_pass_as_before() -> None:
    """With the conversation's own speeds, it says about what the model with the conversation says.

    Only that knows that chats are uneven and how evenly they end.
    """
    whole = team(TALK, 3)
    speeds = tuple(total / chats for chats, total in enumerate(whole.speeds, start=1))
    bare = ServiceModel(TALK.alone_seconds, 3, speeds)
    assumed = SteadyReplies(steady_state(bare, [270.0], [13]), assumed=TALK)
    stated = SteadyReplies(steady_state(whole, [270.0], [13]))
    assert assumed.first_reply(30) == pytest.approx(stated.first_reply(30), abs=0.01)
