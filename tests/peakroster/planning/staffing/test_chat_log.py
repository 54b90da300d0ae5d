"""Conversations estimated from a chat log that a plain simulation of one agent's day wrote."""

from __future__ import annotations

import heapq

import numpy as np
import pandas as pd
import pytest

from peakroster.cli.conversations import _lines
from peakroster.messages import Translator
from peakroster.planning.staffing.chat_log import AGENT, BOT, CUSTOMER, chat_log_figures

Message = tuple[str, str, str, float, int]


def frame(messages: list[Message]) -> pd.DataFrame:
    """Chat, queue, agent, second and sender of each message."""
    return pd.DataFrame(messages, columns=["chat_id", "queue", "agent_id", "seconds", "sender"])


def played(
    agents: int, most: int, replies: float, typing: float, thinking: float, hours: float
) -> pd.DataFrame:
    """Agents at a line: each holds at most so many chats and answers the oldest message first."""
    rng = np.random.default_rng(7)
    log: list[Message] = []
    per_hour = 0.8 * agents * 3600 / (replies * typing)
    arrivals = np.cumsum(rng.exponential(3600 / per_hour, int(per_hour * hours)))
    line = [(float(at), f"c{n}", int(rng.geometric(1 / replies))) for n, at in enumerate(arrivals)][::-1]
    waiting: list[tuple[float, str, int]] = []
    events: list[tuple[float, int, str, int, int]] = []  # time, kind, chat, replies left, agent
    held = [0] * agents
    inbox: list[list[tuple[float, str, int]]] = [[] for _ in range(agents)]
    typing_now = [False] * agents
    while line or events:
        if line and (not events or line[-1][0] <= events[0][0]):
            now, chat, left = line.pop()
            log.append((chat, "presale", "", now, CUSTOMER))
            waiting.append((now, chat, left))
        else:
            now, kind, chat, left, agent = heapq.heappop(events)
            if kind == 0:  # the customer writes again
                log.append((chat, "presale", "", now, CUSTOMER))
                heapq.heappush(inbox[agent], (now, chat, left))
            else:  # a reply is sent
                log.append((chat, "presale", f"A{agent}", now, AGENT))
                typing_now[agent] = False
                if left > 1:
                    heapq.heappush(events, (now + rng.exponential(thinking), 0, chat, left - 1, agent))
                else:
                    held[agent] -= 1
        while waiting and min(held) < most:
            free = held.index(min(held))
            held[free] += 1
            heapq.heappush(inbox[free], waiting.pop(0))
        for agent in range(agents):
            if inbox[agent] and not typing_now[agent]:
                _, chat, left = heapq.heappop(inbox[agent])
                typing_now[agent] = True
                heapq.heappush(events, (now + rng.gamma(4, typing / 4), 1, chat, left, agent))
    return frame(log)


@pytest.mark.parametrize(("agents", "most", "thinking"), [(1, 1, 30.0), (4, 3, 30.0), (3, 6, 60.0)])
def test_the_parameters_of_a_played_log_are_found(agents: int, most: int, thinking: float) -> None:
    """However many chats an agent holds: typing shows itself, not the wait for it."""
    (found,) = chat_log_figures(played(agents, most, 5.0, 20.0, thinking, 60))
    assert found.replies.value == pytest.approx(5.0, rel=0.08)
    assert found.reply_seconds.value == pytest.approx(20.0, rel=0.03)
    assert found.reply_spread == pytest.approx(0.5, abs=0.04)
    assert found.customer_seconds.value == pytest.approx(thinking, rel=0.06)
    assert found.replies.low < 5.0 < found.replies.high
    assert found.most_at_once <= most
    assert found.first_reply.value > found.reply_seconds.value


def chats(count: int, script: list[tuple[float, int]]) -> pd.DataFrame:
    """The same chat, an hour apart, of one agent each."""
    return frame(
        [
            (f"c{n}", "presale", f"A{n}" if sender == AGENT else "", 7200.0 * n + at, sender)
            for n in range(count)
            for at, sender in script
        ]
    )


def test_a_chat_by_hand() -> None:
    """Two messages in a row are one turn; a reminder and a chatbot's words are no reply; delays by hand."""
    script = [
        (0, CUSTOMER),
        (1, BOT),
        (5, CUSTOMER),
        (7, CUSTOMER),
        (15, AGENT),  # first reply after 10 s: since the first message that the chatbot left open
        (18, AGENT),  # still that reply
        (48, CUSTOMER),  # 30 s later
        (60, AGENT),  # typed in 12 s
        (300, AGENT),  # a reminder
        (330, CUSTOMER),
        (350, AGENT),  # typed in 20 s
    ]
    (found,) = chat_log_figures(chats(40, script))
    assert found.chats == 40
    assert found.replies.value == 3
    assert found.first_reply.value == 10
    assert found.response.value == pytest.approx((10 + 12 + 20) / 3)
    assert found.reply_seconds.value == pytest.approx(16)
    assert found.customer_seconds.value == 30
    assert found.away == 0
    told = list(_lines(found, Translator("en")))
    assert "  customer_seconds = 30" in told
    assert told[-1] == '  reply_counts = "sent"'  # a log's times are those at which messages were sent


def test_a_long_pause_begins_another_chat_and_an_absence_is_no_typing() -> None:
    """The same customer the next day; and an agent who came back after a quarter of an hour."""
    script = [(0, CUSTOMER), (10, AGENT), (40, CUSTOMER), (940, AGENT), (3600, CUSTOMER), (3620, AGENT)]
    (found,) = chat_log_figures(chats(30, script))
    assert found.chats == 60
    assert found.replies.value == pytest.approx(1.5)
    assert found.away == 30


def test_a_hand_over_by_hand() -> None:
    """The first reply counts from the chatbot's last word; its later words are answered by nobody."""
    script = [
        (0, BOT),
        (2, CUSTOMER),
        (3, BOT),
        (5, BOT),
        (17, AGENT),  # 12 s after the hand-over
        (40, CUSTOMER),
        (54, AGENT),  # typed in 14 s
        (60, BOT),  # “your parcel is on its way”
        (70, AGENT),  # answers nobody
        (75, AGENT),
        (100, CUSTOMER),
        (120, AGENT),  # typed in 20 s
    ]
    (found,) = chat_log_figures(chats(40, script))
    assert list(found.first_delays) == [12] * 40
    assert found.first_reply.value == 12
    assert found.response.value == pytest.approx((12 + 14 + 20) / 3)
    assert found.reply_seconds.value == pytest.approx(17)
    assert found.away == 0


def test_who_greets_first_has_no_delay() -> None:
    """Nobody had written; what the customer then asks is answered in 15 s."""
    (found,) = chat_log_figures(chats(40, [(0, AGENT), (10, CUSTOMER), (25, AGENT)]))
    assert len(found.first_delays) == 0
    assert np.isnan([found.first_reply.value, found.first_reply.low, found.first_reply.high]).all()
    assert list(found.delays) == [15] * 40
    assert (found.reply_seconds.value, found.away) == (15, 0)


def test_few_chats_say_nothing() -> None:
    """29 of one queue are left out, without a word about the others."""
    assert chat_log_figures(chats(29, [(0, CUSTOMER), (10, AGENT)])) == ()
    assert chat_log_figures(frame([])) == ()
    assert chat_log_figures(chats(40, [(0, CUSTOMER), (10, BOT)])) == ()
