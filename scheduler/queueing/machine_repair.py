"""One agent with several chats: the machine-repair model (M/PH/1 with a finite population of chats).

Each chat alternates between a message that wants a reply and a customer who thinks. The agent types one reply
at a time, in stages (:mod:`scheduler.queueing.reply_typing`); thinking is exponential. A chat ends with each
reply with the chance 1 / replies; at a fixed number of chats another takes its place at once, with a message.
With exponential typing that network has a product form, and an arriving chat finds exactly this distribution
of messages, however chats come and go. With less spread what an arrival finds depends on how long ago the
agent has ended a chat (:mod:`scheduler.queueing.agents_met`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.conversations import Conversation
from scheduler.queueing.reply_typing import typing_law

Floats = NDArray[np.float64]


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


@dataclass(frozen=True)
class AgentChain:
    """The agent's Markov chain at a fixed number of chats, over the states of :func:`flattened`.

    rates: per second, from the row's state to the column's; the diagonal makes rows sum to 0. ends: the part
    of them with which a chat ends, and the next begins.
    """

    rates: Floats
    ends: Floats


def flattened(messages: Floats) -> Floats:
    """Chances by messages and stages, as in :class:`AgentLoad`, in one row, the idle agent first."""
    return np.append(messages[0, 0], messages[1:, 1:].ravel())


def unflattened(row: Floats, stages: int) -> Floats:
    """The reverse of :func:`flattened`."""
    messages = np.zeros(((len(row) - 1) // stages + 1, stages + 1))
    messages[0, 0] = row[0]
    messages[1:, 1:] = row[1:].reshape(-1, stages)
    return messages


@lru_cache(maxsize=1024)
def agent_chain(conversation: Conversation, chats: int) -> AgentChain:
    """The chain of an agent with so many chats, whose customers think for some time."""
    law = typing_law(conversation)
    size = 1 + chats * law.stages
    place = unflattened(np.arange(float(size)), law.stages).astype(np.int64)
    begun = law.of_a_reply[1:]
    rates, ends = np.zeros((size, size)), np.zeros((size, size))
    for count in range(chats):
        coming = (chats - count) / conversation.customer_seconds
        if count == 0:
            rates[0, place[1, 1:]] += coming * begun
        else:
            rates[place[count, 1:], place[count + 1, 1:]] += coming
    for count in range(1, chats + 1):
        rates[place[count, 2:], place[count, 1:-1]] += 1 / law.stage_seconds
        ending = 1 / (conversation.replies * law.stage_seconds)
        ends[place[count, 1], place[count, 1:]] += ending * begun
        going_on = 1 / law.stage_seconds - ending
        if count == 1:
            rates[place[1, 1], 0] += going_on
        else:
            rates[place[count, 1], place[count - 1, 1:]] += going_on * begun
    rates += ends
    rates -= np.diag(rates.sum(axis=1))
    return AgentChain(rates, ends)


def as_chances(solved: Floats) -> Floats:
    """Chances from the solution of linear equations, which may be a rounding below 0."""
    chances = np.maximum(solved, 0.0)
    return np.asarray(chances / chances.sum())


def nobody_thinks(conversation: Conversation) -> bool:
    """Whether every chat wants a reply all the time."""
    return conversation.customer_seconds == 0 or conversation.replies == 1


@lru_cache(maxsize=1024)
def agent_load(conversation: Conversation, chats: int) -> AgentLoad:
    """The agent's stationary distribution with so many chats, 0 or more."""
    law = typing_law(conversation)
    messages = np.zeros((chats + 1, law.stages + 1))
    if chats == 0:
        messages[0, 0] = 1.0
    elif nobody_thinks(conversation):
        left = np.cumsum(law.of_a_reply[::-1])[::-1][1:]
        messages[chats, 1:] = left / left.sum()
    else:
        balance = agent_chain(conversation, chats).rates.T.copy()
        balance[-1] = 1.0
        messages = unflattened(as_chances(np.linalg.solve(balance, np.eye(len(balance))[-1])), law.stages)
    return AgentLoad(chats, messages)


def reply_rate(conversation: Conversation, chats: int) -> float:
    """Replies per second of an agent with so many chats."""
    return agent_load(conversation, chats).busy / conversation.reply_seconds


def speeds_of(conversation: Conversation, concurrency: int) -> tuple[float, ...]:
    """Total speed of an agent with 1, …, k chats, in units of one chat alone; never falling."""
    rates = np.array([reply_rate(conversation, chats) for chats in range(1, concurrency + 1)])
    return tuple(np.maximum.accumulate(rates / rates[0]).tolist())


@lru_cache(maxsize=1024)
def dispersion_of_ends(conversation: Conversation, chats: int) -> float:
    """Variance over mean of the chats that an agent ends in a long time, with so many all the time.

    Asymptotic index of dispersion for counts of a Markovian arrival process (Neuts, Structured Stochastic
    Matrices of M/G/1 Type, 1989, section 5.4).
    """
    share = 1 / conversation.replies
    if nobody_thinks(conversation):
        # A geometric number of replies without a pause.
        return 1 - share + share * conversation.reply_spread**2
    chain, load = agent_chain(conversation, chats), agent_load(conversation, chats)
    held = flattened(load.messages)
    ended = chain.ends.sum(axis=1)
    rate = float(held @ ended)
    deviation = np.linalg.solve(np.outer(np.ones(len(held)), held) - chain.rates, ended)
    return float(1 + 2 / rate * (held @ chain.ends @ deviation) - 2 * rate)


def evenness_of_ends(conversation: Conversation, chats: int) -> float:
    """Dispersion of ends over what exponential typing would give it, 0 … 1."""
    if conversation.reply_spread == 1:
        return 1.0
    exponential = replace(conversation, reply_spread=1.0)
    found = dispersion_of_ends(conversation, chats) / dispersion_of_ends(exponential, chats)
    return min(max(found, 0.0), 1.0)
