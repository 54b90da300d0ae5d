"""What an arrival finds in hand at the agent who gets it: stages of typing before its replies.

With exponential typing an agent with j chats is in the equilibrium of
:mod:`scheduler.queueing.machine_repair` whenever an arrival comes. More even typing remembers: the least
loaded agent has often just ended a chat and begun his next reply. The time since then is followed: agents
with j chats are met at some pace, so that it is exponential of that rate, and the agent's chain has gone on
for so long from what he held at the end. At pace 0 this is the equilibrium, at an endless one the end itself.
Paces lie on a grid, and between it chances are interpolated.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom

from scheduler.domain.conversations import Conversation
from scheduler.queueing.machine_repair import (
    agent_chain,
    agent_load,
    as_chances,
    flattened,
    nobody_thinks,
    reply_rate,
    unflattened,
)
from scheduler.queueing.reply_typing import TypingLaw, binomial_chances, mean_seconds_of, typing_law

Floats = NDArray[np.float64]

PACES = np.array([0.0, 0.1, 0.3, 1.0, 3.0, 10.0, np.inf])
"""How often an agent is met while he types one reply."""
_BETWEEN = 25
"""Most new chats that go before a message, beyond one for each of the agent's chats."""


def weights_of_paces(pace: Floats) -> Floats:
    """Weights of the grid at these paces, shape (…, len(PACES)); linear in pace / (1 + pace)."""
    grid = np.append(PACES[:-1] / (1 + PACES[:-1]), 1.0)
    place = np.where(np.isfinite(pace), pace / (1 + np.where(np.isfinite(pace), pace, 0.0)), 1.0)
    lower = np.clip(np.searchsorted(grid, place, side="right") - 1, 0, len(grid) - 2)
    part = (place - grid[lower]) / (grid[lower + 1] - grid[lower])
    eye = np.eye(len(grid))
    return np.asarray(eye[lower] * (1 - part)[..., np.newaxis] + eye[lower + 1] * part[..., np.newaxis])


@lru_cache(maxsize=256)
def first_reply_stages(conversation: Conversation, concurrency: int) -> Floats:
    """Stages of typing before the first reply to a chat that joins an agent with 0, …, k - 1 others.

    Shape (paces, k, stages), rows of chances; of one pace, the equilibrium, with exponential typing. New
    chats go before later messages or take their turn, as the conversation says; the reply being typed is
    finished anyway.
    """
    law = typing_law(conversation)
    paces = PACES[: 1 if is_memoryless(conversation) else None]
    found = np.zeros((len(paces), concurrency, concurrency * law.stages + 1))
    for others in range(concurrency):
        for place, messages in enumerate(_met(conversation, others, paces)):
            row = found[place, others]
            row[0] = messages[0, 0]
            for count in range(1, others + 1):
                under_way = np.append(0.0, messages[count, 1:])
                for before, share in enumerate(_going_first(conversation, others, count - 1)):
                    if share > 0:
                        _add_stages(row, law, before, share * under_way)
    return _with_typing(found, conversation)


def is_memoryless(conversation: Conversation) -> bool:
    """Whether it makes no difference how long ago an agent has ended a chat."""
    return conversation.reply_spread == 1


def replies_before_a_place(conversation: Conversation, concurrency: int) -> Floats:
    """Chances of 0, 1, … whole replies before the first one to somebody who waited in line, shape (k,).

    He waited until an agent ended one of k chats, and is assigned before the agent turns to the next message.
    """
    before = np.zeros(concurrency)
    for waiting, chance in enumerate(_left_by_an_end(conversation, concurrency - 1)):
        before[: waiting + 1] += chance * _going_first(conversation, concurrency, waiting)
    return before


def _going_first(conversation: Conversation, chats: int, waiting: int) -> Floats:
    """Chances that 0, …, w of so many messages that wait go before that of a new chat, (w + 1,).

    In turn all of them, else those of other new chats. Of all that wait new ones are fewer than of all that
    come, as their wait is shorter by the share of time that the agent is idle (Cobham, Priority assignment
    in waiting line problems, 1954).
    """
    if not conversation.new_first:
        return np.asarray(np.eye(waiting + 1)[-1])
    later = conversation.replies - 1
    idle = max(1 - agent_load(conversation, chats).busy, 1e-9)
    return binomial_chances(waiting, idle / (idle + later))


@lru_cache(maxsize=256)
def later_reply_stages(conversation: Conversation, concurrency: int) -> Floats:
    """Stages of typing before the reply to a later message of a chat, its agent holding 1, …, k chats.

    Shape (concurrency, stages). A message comes the sooner the more customers think. Where new chats go
    first, each reply typed before this one may end its chat, and let a new one in before it.
    """
    law = typing_law(conversation)
    between = concurrency + _BETWEEN if conversation.new_first and conversation.replies > 1 else 0
    found = np.zeros((concurrency, (concurrency + between) * law.stages + 1))
    for chats in range(1, concurrency + 1):
        seen = agent_load(conversation, chats).messages * (chats - np.arange(chats + 1))[:, np.newaxis]
        row = found[chats - 1]
        if seen.sum() <= 0:
            row[: (chats - 1) * law.stages + 1] = law.of_replies(chats - 1)
            continue
        seen /= seen.sum()
        row[0] = seen[0, 0]
        chance = _chance_of_going_before(conversation, chats) if between else 0.0
        for count in range(1, chats + 1):
            under_way = np.append(0.0, seen[count, 1:])
            # Negative binomial: successes of this chance before ``count`` failures.
            coming = np.arange(between + 1)
            more = binom(coming + count - 1, coming) * (1 - chance) ** count * chance**coming
            for new, share in enumerate(more / more.sum()):
                _add_stages(row, law, count - 1 + new, share * under_way)
    return _with_typing(found, conversation)


@lru_cache(maxsize=256)
def _chance_of_going_before(conversation: Conversation, chats: int) -> float:
    """Chance that a new chat goes before a waiting message with each reply that is typed before it.

    It follows from Little's law: the order does not change how many messages wait, so what first replies
    gain the later ones lose. Taken from exponential typing, for which the equilibrium is exact.
    """
    told = replace(conversation, reply_spread=1.0, typing_counts=False)
    in_turn = replace(told, new_first=False)
    messages = agent_load(told, chats).messages.sum(axis=1) @ np.arange(chats + 1)
    response = messages / reply_rate(told, chats) - told.reply_seconds
    first = float(mean_seconds_of(first_reply_stages(told, chats)[0], told)[-1])
    later = (told.replies * response - first) / (told.replies - 1)
    before = float(mean_seconds_of(later_reply_stages(in_turn, chats), in_turn)[-1])
    return min(max(1 - before / later, 0.0), 0.9) if later > 0 else 0.0


def _met(conversation: Conversation, others: int, paces: Floats) -> list[Floats]:
    """Messages of an agent with so many chats when he is met at each of the paces, as in ``AgentLoad``."""
    law = typing_law(conversation)
    equilibrium = agent_load(conversation, others).messages
    if len(paces) == 1 or others == 0:
        return [equilibrium] * len(paces)
    left = _left_by_an_end(conversation, others)
    begun = np.zeros((others + 1, law.stages + 1))
    begun[0, 0] = left[0]
    begun[1:, 1:] = np.multiply.outer(left[1:], law.of_a_reply[1:])
    chain = None if nobody_thinks(conversation) else agent_chain(conversation, others).rates
    found = []
    for pace in paces / conversation.reply_seconds:
        if pace == 0:
            found.append(equilibrium)
        elif np.isinf(pace):
            found.append(begun)
        elif chain is None:
            found.append(_typed_on(begun, law, pace))
        else:
            # From what is left by an end, for an exponential time.
            going_on = pace * np.eye(len(chain)) - chain
            solved = np.linalg.solve(going_on.T, pace * flattened(begun))
            found.append(unflattened(as_chances(solved), law.stages))
    return found


def _typed_on(begun: Floats, law: TypingLaw, pace: float) -> Floats:
    """The same where all chats always want a reply: only the stages go round."""
    size = law.stages
    rates = np.zeros((size, size))
    rates[np.arange(1, size), np.arange(size - 1)] = 1 / law.stage_seconds
    rates[0] += law.of_a_reply[1:] / law.stage_seconds
    rates -= np.diag(rates.sum(axis=1))
    going_on = (pace * np.eye(size) - rates).T
    found = begun.copy()
    found[1:, 1:] = np.linalg.solve(going_on, pace * begun[1:, 1:].T).T
    return found


def _left_by_an_end(conversation: Conversation, others: int) -> Floats:
    """Chances of 0, …, j messages in hand once an agent with j + 1 chats has ended one, (j + 1,)."""
    ending = agent_load(conversation, others + 1).messages[1:, 1]
    return np.asarray(ending / ending.sum())


def _add_stages(row: Floats, law: TypingLaw, replies: int, under_way: Floats) -> None:
    """Add whole replies and the stages of one under way to a row of chances."""
    stages = np.convolve(law.of_replies(replies), under_way)
    row[: len(stages)] += stages[: len(row)]


def _with_typing(found: Floats, conversation: Conversation) -> Floats:
    """One reply's stages more, where a reply counts from its end."""
    if not conversation.typing_counts:
        return found
    own = typing_law(conversation).of_a_reply
    result = np.zeros((*found.shape[:-1], found.shape[-1] + len(own) - 1))
    for number, chance in enumerate(own):
        result[..., number : number + found.shape[-1]] += chance * found
    return result
