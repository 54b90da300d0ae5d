"""The audit's own replies: exact cases, and the two readings of an interval that goes on for long."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.linalg import expm

from scheduler.audit.figures import agent_chats, typing_times, uneven_chats
from scheduler.audit.figures.conversations import carried_replies, steady_replies
from scheduler.audit.figures.transient_queue import EMPTY, simulate_interval
from scheduler.audit.figures.waiting import Service, waiting
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import TargetKind


def service(chat: Conversation, k: int, patience: float | None = None, longer: float = 1.0) -> Service:
    return Service(chat.alone_seconds * longer, agent_chats.slowdown_of(chat, k), patience, chat)


@pytest.mark.parametrize("seconds", [0.0, 10.0, 80.0, 600.0])
def test_one_agent_with_one_chat_is_the_telephone(seconds: float) -> None:
    """M/M/1: a reply that is begun comes after the wait, one that is sent after the time in the system."""
    rate = 1 / 40
    begun, sent = Conversation(1, 25, 0), Conversation(1, 25, 0, typing_counts=True)
    spare = 1 / 25 - rate
    for kind in ("first_reply", "reply_rate"):
        assert steady_replies(kind, seconds, rate, 1, service(begun, 1)) == pytest.approx(
            1 - 25 * rate * math.exp(-spare * seconds), abs=1e-9
        )
        assert steady_replies(kind, seconds, rate, 1, service(sent, 1)) == pytest.approx(
            1 - math.exp(-spare * seconds), abs=1e-9
        )
    assert steady_replies("average_response", 0, rate, 1, service(sent, 1)) == pytest.approx(1 / spare)


def test_replies_one_after_another_without_pauses() -> None:
    """One chat at a time, no pauses: later replies are begun at once, first ones after the line."""
    chat = Conversation(6, 10, 0)
    rate, spare = 1 / 90, 1 / 60 - 1 / 90
    first = 1 - 60 / 90 * math.exp(-spare * 30)
    assert steady_replies("first_reply", 30, rate, 1, service(chat, 1)) == pytest.approx(first)
    assert steady_replies("reply_rate", 30, rate, 1, service(chat, 1)) == pytest.approx((first + 5) / 6)
    wait = 60 / 90 / spare
    assert steady_replies("average_response", 0, rate, 1, service(chat, 1)) == pytest.approx(wait / 6)


@pytest.mark.parametrize("patience", [None, 90.0])
@pytest.mark.parametrize("new_first", [False, True])
def test_a_small_team_against_the_course_of_each_customer(patience: float | None, new_first: bool) -> None:
    """Two agents with three chats: each number found, each place in line, followed to the reply by a matrix
    exponential over places and stages.
    """
    chat, k, n, rate, seconds = Conversation(5, 12, 25, 0.5, new_first), 3, 2, 0.022, 40.0
    of = service(chat, k, patience)
    leaving = 0.0 if patience is None else 1 / patience
    chain = uneven_chats.chain_of_chats(chat, k, n, rate, 1.0)
    full = n * k * of.slowdown[-1] / of.aht_seconds / chain.place
    steps = np.concatenate([chain.up[:-1] / chain.down[1:], np.zeros(600)])
    steps[n * k :] = rate / chain.place / (full + leaving * np.arange(1, 601))
    chances = np.concatenate([[1.0], np.cumprod(steps)])
    chances /= chances.sum()

    pace = 4 / 12  # a spread of a half: four stages
    in_time = np.array([1 - sum(_poisson(pace * seconds, i) for i in range(stages)) for stages in range(13)])
    before = typing_times.before_first_reply(chat, k)
    met = np.tensordot(chances[: n * k], uneven_chats.met(chat, k, n), (0, 0))
    right = float((met * (before @ in_time[: before.shape[2]])).sum())
    line, stages = 60, 13
    course = np.zeros((stages + line, stages + line))  # stages 0 … 12, then 0, 1, … in line in front
    for left in range(1, stages):
        course[left, left - 1] += pace
    after = np.zeros(stages)
    left, new = agent_chats.left_by_an_end(chat, k), 1.0
    if new_first:  # of five replies one is of a new chat, and waits as much shorter as the agent is idle
        idle = float(agent_chats.in_hand(chat, k)[0, 0])
        new = idle / (idle + 4)
    after[:12:4] = [
        left[0] + left[1] * (1 - new) + left[2] * (1 - new) ** 2,
        left[1] * new + left[2] * 2 * new * (1 - new),
        left[2] * new**2,
    ]
    for ahead in range(line):
        course[stages + ahead, :stages] += (full if ahead == 0 else 0.0) * after
        if ahead:
            course[stages + ahead, stages + ahead - 1] += full + ahead * leaving
    gone = np.concatenate([np.zeros(stages), np.full(line, leaving)])
    course -= np.diag(course.sum(axis=1) + gone)
    right += float(chances[n * k : n * k + line] @ expm(course * seconds)[stages:, 0])
    assert steady_replies("first_reply", seconds, rate, n, of) == pytest.approx(right, abs=1e-9)
    assert 0.2 < right < 0.95


def _poisson(mean: float, events: int) -> float:
    return mean**events * math.exp(-mean) / math.factorial(events)


KINDS: tuple[TargetKind, ...] = ("first_reply", "reply_rate", "average_response")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("patience", [None, 200.0])
def test_an_interval_that_goes_on_for_long_is_the_steady_state(
    kind: TargetKind, patience: float | None
) -> None:
    """The line and the chats of half an hour that begins where a day before it ended."""
    of = service(Conversation(6, 20, 30, 0.5), 3, patience, 1.3)
    rate, agents = 0.8 * 4 * 3 * of.slowdown[-1] / of.aht_seconds, 4
    before = simulate_interval(EMPTY, rate, agents, of, 86_400).left
    result = simulate_interval(before, rate, agents, of, 1800)
    ours = carried_replies(kind, 45, result, agents, of)
    assert ours == pytest.approx(steady_replies(kind, 45, rate, agents, of), abs=1e-5, rel=1e-4)


def test_longer_chats_stretch_every_delay() -> None:
    """Chats twice as long, customers half as many: twice the time gives the same."""
    chat = Conversation(6, 20, 30)
    as_stated, longer = service(chat, 3), service(chat, 3, longer=2.0)
    for kind in ("first_reply", "reply_rate"):
        assert steady_replies(kind, 90, 0.006, 3, longer) == pytest.approx(
            steady_replies(kind, 45, 0.012, 3, as_stated)
        )
    assert steady_replies("average_response", 0, 0.01, 3, longer) == pytest.approx(
        2 * steady_replies("average_response", 0, 0.02, 3, as_stated)
    )


@pytest.mark.parametrize("patience", [None, 200.0])
def test_a_promise_of_a_day_is_kept_where_the_line_ends(patience: float | None) -> None:
    """Everybody but those who leave has a reply by then; what one minute more gives is nothing."""
    of = service(Conversation(6, 20, 30, 0.0), 3, patience)
    rate = 0.9 * 4 * 3 * of.slowdown[-1] / of.aht_seconds
    leaving = 0.0 if patience is None else waiting(rate, 4, of).mean_wait / patience
    assert steady_replies("first_reply", 86_400, rate, 4, of) == pytest.approx(1 - leaving, abs=1e-9)
    assert steady_replies("first_reply", 3_600, rate, 4, of) == pytest.approx(1 - leaving, abs=1e-3)


def test_nobody_there_and_more_than_can_be_done() -> None:
    """No agents: no reply. Endless work without patience: no replies in an hour, and no mean."""
    of = service(Conversation(6, 20, 30), 3)
    assert steady_replies("first_reply", 45, 0.02, 0, of) == 0
    assert steady_replies("reply_rate", 45, 0.02, 0, of) == 0
    assert steady_replies("average_response", 45, 0.02, 0, of) == math.inf
    assert waiting(1.0, 3, of).mean_wait == math.inf
    assert steady_replies("first_reply", 45, 1.0, 3, of) == 0
    assert steady_replies("reply_rate", 45, 1.0, 3, of) == 0
    leaving = service(Conversation(6, 20, 30), 3, 60.0)
    assert 0 < steady_replies("reply_rate", 45, 1.0, 3, leaving) < 5 / 6
    assert steady_replies("average_response", 45, 1.0, 3, of) == math.inf


def test_a_chat_alone_is_not_told_of_replies() -> None:
    """Chats that nobody stated as conversations have no replies."""
    with pytest.raises(ValueError, match="not stated"):
        steady_replies("first_reply", 45, 0.02, 2, Service(200, (1.0,), None))
