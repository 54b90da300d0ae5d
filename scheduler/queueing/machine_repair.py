"""One agent with several chats: the machine-repair model (M/E/1 with a finite population of chats).

Each chat alternates between a message that wants a reply and a customer who thinks. The agent types one reply
at a time. Typing is Erlang distributed, with as many stages as its spread asks for, thinking exponential. A
chat ends with each reply with the chance 1 / replies; at a fixed number of chats another takes its place, so
its pauses last (replies - 1) / replies of a customer's on average. With exponential typing that network has
a product form, and an arriving chat finds exactly this distribution of messages, however chats come and go.
With less spread an agent who has just ended a chat is told apart from the others; what is left are one or two
percentage points of first replies, and more where a small team is nearly overloaded.

Delays are mixtures of Erlang distributions, stated as the chances of 0, 1, 2, … stages of typing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from scheduler.domain.conversations import Conversation

Floats = NDArray[np.float64]

MOST_STAGES = 16
"""Stages of the typing of one reply: a spread of a quarter, and of everything below."""


@dataclass(frozen=True)
class AgentLoad:
    """An agent who holds a number of chats all the time.

    messages: chance that m of the chats want a reply, one of them being typed, with so many stages of typing
    left; shape (chats + 1, stages + 1), the column 0 holds the idle agent. busy: share of time he types.
    """

    chats: int
    messages: Floats

    @property
    def busy(self) -> float:
        """Share of the time in which he types."""
        return float(1.0 - self.messages[0, 0])


def stages_of(conversation: Conversation) -> int:
    """Stages of the typing of one reply."""
    return int(np.clip(round(1 / max(conversation.reply_spread, 1e-3) ** 2), 1, MOST_STAGES))


@lru_cache(maxsize=1024)
def agent_load(conversation: Conversation, chats: int) -> AgentLoad:
    """The agent's stationary distribution with so many chats, 0 or more."""
    stages = stages_of(conversation)
    pause = conversation.customer_seconds * (1 - 1 / conversation.replies)
    messages = np.zeros((chats + 1, stages + 1))
    if chats == 0 or pause == 0:
        # Nobody ever thinks: every chat wants a reply all the time.
        messages[chats, 1 if chats else 0 :] = 1 / stages if chats else 0.0
        messages[0, 0] = 1.0 if chats == 0 else 0.0
        return AgentLoad(chats, messages)
    index = np.full((chats + 1, stages + 1), -1)
    index[0, 0] = 0
    index[1:, 1:] = 1 + np.arange(chats * stages).reshape(chats, stages)
    size = 1 + chats * stages
    rates = np.zeros((size, size))
    for count in range(chats):
        coming = (chats - count) / pause
        if count == 0:
            rates[0, index[1, stages]] += coming
        else:
            rates[index[count, 1:], index[count + 1, 1:]] += coming
    typing = stages / conversation.reply_seconds
    for count in range(1, chats + 1):
        rates[index[count, 2:], index[count, 1:-1]] += typing
        after = index[count - 1, stages] if count > 1 else 0
        rates[index[count, 1], after] += typing
    balance = rates.T - np.diag(rates.sum(axis=1))
    balance[-1] = 1.0
    found = np.linalg.solve(balance, np.eye(size)[-1])
    messages[0, 0] = found[0]
    messages[1:, 1:] = found[1:].reshape(chats, stages)
    return AgentLoad(chats, messages)


def reply_rate(conversation: Conversation, chats: int) -> float:
    """Replies per second of an agent with so many chats."""
    return agent_load(conversation, chats).busy / conversation.reply_seconds


def speeds_of(conversation: Conversation, concurrency: int) -> tuple[float, ...]:
    """Total speed of an agent with 1, …, k chats, in units of one chat alone; never falling."""
    rates = np.array([reply_rate(conversation, chats) for chats in range(1, concurrency + 1)])
    return tuple(np.maximum.accumulate(rates / rates[0]).tolist())


@lru_cache(maxsize=256)
def first_reply_stages(conversation: Conversation, concurrency: int) -> Floats:
    """Stages of typing before the first reply to a chat that joins an agent with 0, …, k - 1 others.

    Shape (concurrency, stages), rows of chances. New chats go first or take their turn, as the conversation
    says; the reply being typed is finished in any case.
    """
    stages = stages_of(conversation)
    found = np.zeros((concurrency, concurrency * stages + 1))
    for others in range(concurrency):
        messages = agent_load(conversation, others).messages
        found[others, 0] = messages[0, 0]
        _add_stages(found[others], messages, stages, behind_all=not conversation.new_first)
    return _with_typing(found, conversation)


@lru_cache(maxsize=256)
def first_reply_stages_after_completion(conversation: Conversation, concurrency: int) -> Floats:
    """As :func:`first_reply_stages`, at an agent who has just ended one more chat; (concurrency, stages).

    The next reply is wholly before him. With exponential typing it makes no difference.
    """
    stages = stages_of(conversation)
    found = np.zeros((concurrency, concurrency * stages + 1))
    for others in range(concurrency):
        ending = agent_load(conversation, others + 1).messages[1:, 1]
        if conversation.new_first:
            found[others, 0], found[others, stages] = ending[0], ending[1:].sum()
        else:
            found[others, np.arange(others + 1) * stages] = ending
        found[others] /= ending.sum()
    return _with_typing(found, conversation)


@lru_cache(maxsize=256)
def first_reply_stages_after_line(conversation: Conversation, concurrency: int) -> Floats:
    """As :func:`first_reply_stages`, for one who waited until an agent ended one of k chats; (stages,).

    He is assigned before the agent turns to the next message.
    """
    if not conversation.new_first:
        return np.asarray(first_reply_stages_after_completion(conversation, concurrency)[-1])
    found = np.zeros((1, concurrency * stages_of(conversation) + 1))
    found[0, 0] = 1.0
    return np.asarray(_with_typing(found, conversation)[0])


@lru_cache(maxsize=256)
def later_reply_stages(conversation: Conversation, concurrency: int) -> Floats:
    """Stages of typing before the reply to a later message of a chat, its agent holding 1, …, k chats.

    Shape (concurrency, stages). A message comes the sooner the more customers think. Messages take their
    turn; that new chats may go before them is left out here, they are few beside all others.
    """
    stages = stages_of(conversation)
    found = np.zeros((concurrency, concurrency * stages + 1))
    for chats in range(1, concurrency + 1):
        thinking = chats - np.arange(chats + 1)
        seen = agent_load(conversation, chats).messages * thinking[:, np.newaxis]
        row = found[chats - 1]
        if seen.sum() > 0:
            row[0] = seen[0, 0] / seen.sum()
            _add_stages(row, seen / seen.sum(), stages, behind_all=True)
        else:
            row[(chats - 1) * stages] = 1.0
    return _with_typing(found, conversation)


def within(stages: Floats, conversation: Conversation, seconds: float) -> Floats:
    """Chance that the stages take at most so long; shape of ``stages`` without its last axis."""
    number = np.arange(stages.shape[-1])
    rate = stages_of(conversation) / conversation.reply_seconds
    done = np.ones(len(number))
    done[1:] = gammainc(number[1:], rate * max(seconds, 0.0))
    return np.asarray(stages @ done)


def mean_seconds_of(stages: Floats, conversation: Conversation) -> Floats:
    """Mean time that the stages take; shape of ``stages`` without its last axis."""
    each = conversation.reply_seconds / stages_of(conversation)
    return np.asarray(stages @ (each * np.arange(stages.shape[-1])))


def _add_stages(row: Floats, messages: Floats, stages: int, *, behind_all: bool) -> None:
    """Add the busy agent: the stages left of the reply being typed, and those of all replies before this."""
    for count in range(1, len(messages)):
        before = (count - 1) * stages if behind_all else 0
        row[before + 1 : before + stages + 1] += messages[count, 1:]


def _with_typing(found: Floats, conversation: Conversation) -> Floats:
    """One reply's stages more, where a reply counts from its end."""
    if not conversation.typing_counts:
        return found
    return np.pad(found, ((0, 0), (stages_of(conversation), 0)))
