"""Parameters of conversations estimated from a chat log: who wrote when, message by message.

An agent writes one reply at a time and does not rest while somebody waits for one. A reply is then begun when
the agent's previous message was sent or the message that it answers came, whichever is later (Lindley's
recursion read backwards), so that each reply shows its typing time, however many chats are held at once.
The first reply of a chat shows none: until somebody had room for the chat, nobody may have been typing.

A first reply after a chatbot's words is waited for from the last of them, when the chatbot handed over. Later
words that follow a chatbot's, and a greeting before anybody wrote, answer nobody: they have no delay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

CUSTOMER, AGENT, BOT = 0, 1, 2
"""Senders of messages."""

NEW_CHAT_SECONDS = 1800.0
"""A longer pause ends a chat: the same customer who writes again after it begins another one."""
AWAY_SECONDS = 600.0
"""Nobody types a reply for longer: the agent was away, and the reply shows no typing time."""
REMINDER_SECONDS = 60.0
"""A further message without an answer in between that comes later is a reminder, not part of the reply."""
FEWEST_CHATS = 30
"""Fewer chats than this say nothing about a queue."""

_NORMAL_95 = 1.96

_Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95 % confidence interval; chats are independent, the replies of one are not."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class ChatLogFigures:
    """What the log says about one queue; times in seconds.

    chats: with a reply of a person. replies: a chat. reply_seconds: typing one; reply_spread: its standard
    deviation over its mean, at most 1. customer_seconds: from a reply until the customer writes again.
    first_reply, response: mean delay of the first reply and of all; NaN where none is known. delays,
    first_delays: each of them, sorted. chats_at_once: mean number in the hands of an agent who has any;
    most_at_once: the largest. away: replies left out because the agent was away.
    """

    queue: str
    chats: int
    replies: Estimate
    reply_seconds: Estimate
    reply_spread: float
    customer_seconds: Estimate
    first_reply: Estimate
    response: Estimate
    first_delays: _Floats
    delays: _Floats
    chats_at_once: float
    most_at_once: int
    away: int


def chat_log_figures(log: pd.DataFrame) -> tuple[ChatLogFigures, ...]:
    """The figures of every queue of the log with at least ``FEWEST_CHATS`` chats, by queue.

    log: columns ``chat_id, queue, agent_id`` (str), ``seconds`` (float, since any moment) and ``sender``
    (CUSTOMER, AGENT or BOT), in the order of the file. Messages of the same second keep their order. What a
    chatbot writes answers the messages before it; a delay of a person counts from the next one, or from the
    hand-over.
    """
    messages = log.sort_values(["chat_id", "seconds"], kind="stable", ignore_index=True)
    same = messages["chat_id"].eq(messages["chat_id"].shift())
    apart = messages["seconds"].diff().gt(NEW_CHAT_SECONDS)
    messages["chat"] = (~same | apart).cumsum()
    messages["queue"] = messages.groupby("chat")["queue"].transform("first")
    sender = messages["sender"]
    new_turn = messages["chat"].ne(messages["chat"].shift()) | sender.ne(sender.shift())
    messages["turn"] = new_turn.cumsum()
    turns = messages.groupby("turn").agg(
        chat=("chat", "first"),
        queue=("queue", "first"),
        sender=("sender", "first"),
        first=("seconds", "first"),
        last=("seconds", "last"),
    )
    turns["asked"] = _asked(turns)
    messages["asked"] = messages["turn"].map(turns["asked"])
    typed = _typing(messages)
    turns["typing"] = typed.groupby(messages["turn"]).sum(min_count=1)
    spoilt = messages.loc[typed.isna() & (sender == AGENT) & new_turn, "turn"]
    turns.loc[turns.index.isin(spoilt), "typing"] = np.nan
    turns["away"] = turns.index.isin(spoilt) & turns["asked"].notna()
    found = (_figures(str(queue), turns_of, messages) for queue, turns_of in turns.groupby("queue"))
    return tuple(each for each in found if each is not None)


def _asked(turns: pd.DataFrame) -> pd.Series:
    """When the message came that a reply answers, or the hand-over before it; NaN for what answers none."""
    before = turns.shift()
    of_agent = turns["sender"] == AGENT
    inside = of_agent & (before["chat"] == turns["chat"])
    first = of_agent & (of_agent.groupby(turns["chat"]).cumsum() == 1)
    handed_over = before["last"].where(inside & first & (before["sender"] == BOT))
    return before["first"].where(inside & (before["sender"] == CUSTOMER)).fillna(handed_over)


def _typing(messages: pd.DataFrame) -> pd.Series:
    """Seconds of typing that each message of an agent shows; NaN for reminders and after an absence."""
    sent = messages[messages["sender"] == AGENT].sort_values(["agent_id", "seconds"], kind="stable")
    before = sent.groupby("agent_id")["seconds"].shift()
    opening = sent["turn"].ne(messages["turn"].shift().reindex(sent.index))
    begun = np.fmax(before, sent["asked"].where(opening))
    typing = sent["seconds"] - begun
    longest = pd.Series(np.where(opening, AWAY_SECONDS, REMINDER_SECONDS), index=sent.index)
    unanswering = opening & sent["asked"].isna()
    return typing.where((typing <= longest) & ~unanswering).reindex(messages.index)


def _figures(queue: str, turns: pd.DataFrame, messages: pd.DataFrame) -> ChatLogFigures | None:
    replies = turns[turns["sender"] == AGENT]
    chats = replies["chat"].nunique()
    if chats < FEWEST_CHATS:
        return None
    before = turns.shift()
    inside = before["chat"] == turns["chat"]
    response = turns["first"] - turns["asked"]
    thinking = (turns["first"] - before["last"]).where(
        inside & (turns["sender"] == CUSTOMER) & (before["sender"] == AGENT)
    )
    opening = replies.groupby("chat").head(1).index
    later = turns["typing"].drop(opening)
    typing = later if later.notna().any() else turns["typing"]
    first_ones = response.loc[opening]
    mean = _mean(typing, turns["chat"])
    spread = float(typing.std() / mean.value) if mean.value > 0 else 0.0
    count = replies.groupby("chat").size()
    at_once = _chats_at_once(messages[messages["queue"] == queue])
    return ChatLogFigures(
        queue=queue,
        chats=int(chats),
        replies=_mean(count.astype(float), count.index.to_series()),
        reply_seconds=mean,
        reply_spread=min(spread, 1.0),
        customer_seconds=_mean(thinking, turns["chat"]),
        first_reply=_mean(first_ones, turns["chat"].loc[first_ones.index]),
        response=_mean(response, turns["chat"]),
        first_delays=np.sort(first_ones.dropna().to_numpy(dtype=np.float64)),
        delays=np.sort(response.dropna().to_numpy(dtype=np.float64)),
        chats_at_once=at_once[0],
        most_at_once=at_once[1],
        away=int(turns["away"].sum()),
    )


def _mean(values: pd.Series, chats: pd.Series) -> Estimate:
    """The mean of all values; its error from the totals of chats (a ratio estimator, Cochran 1977, 6.4)."""
    known = values.dropna()
    if known.empty:
        return Estimate(float("nan"), float("nan"), float("nan"))
    by_chat = known.groupby(chats.loc[known.index]).agg(["sum", "count"])
    mean = float(known.mean())
    k = len(by_chat)
    rest = (by_chat["sum"] - mean * by_chat["count"]).to_numpy()
    error = float(np.sqrt((rest**2).sum() * k / max(k - 1, 1)) / len(known))
    return Estimate(mean, max(mean - _NORMAL_95 * error, 0.0), mean + _NORMAL_95 * error)


def _chats_at_once(messages: pd.DataFrame) -> tuple[float, int]:
    """Mean over the time in which an agent has any chat, and the largest number.

    A chat is in an agent's hands from the agent's first message in it to the last message of either.
    """
    held = (
        messages[messages["sender"] == AGENT]
        .groupby("chat")
        .agg(agent=("agent_id", "first"), begin=("seconds", "first"))
    )
    held["end"] = messages.groupby("chat")["seconds"].last().reindex(held.index)
    steps = pd.concat(
        [
            pd.DataFrame({"agent": held["agent"], "at": held["begin"], "step": 1}),
            pd.DataFrame({"agent": held["agent"], "at": held["end"], "step": -1}),
        ]
    ).sort_values(["agent", "at", "step"], kind="stable")
    chats = steps.groupby("agent")["step"].cumsum().to_numpy()
    lasting = (steps.groupby("agent")["at"].shift(-1) - steps["at"]).fillna(0.0).to_numpy()
    busy = chats > 0
    total = float(lasting[busy].sum())
    mean = float((chats * lasting)[busy].sum() / total) if total > 0 else 1.0
    return mean, int(chats.max())
