"""How long it takes to type what is before a reply, told in stages.

Replies in hand are so many whole ones, and the stages left of the one that is being typed. A spread of less
than a quarter is more even than sixteen stages are: then x stages take a gamma distributed time with the
spread of x / 16 replies, and of a stage under way, in eight equal chances, any part may be over by the share
of its variance that is not there.
"""

from __future__ import annotations

from functools import lru_cache
from math import comb

import numpy as np
import numpy.typing as npt
from scipy.special import gdtr

from scheduler.audit.figures.agent_chats import (
    in_hand,
    replies_per_second,
    seconds_of_a_stage,
    stages_of_a_reply,
)
from scheduler.domain.conversations import Conversation

Vector = npt.NDArray[np.float64]

PACES = (0.0, 0.1, 0.3, 1.0, 3.0, 10.0, float("inf"))
"""How often agents are met in the time of a reply, as far as it is told apart."""
_GOING_BEFORE = 25
"""New chats, beyond the agent's own number, that go before a message at most."""


def of_any_pace(conversation: Conversation) -> bool:
    """Whether it makes no difference how long ago an agent ended a chat: exponential typing forgets it."""
    return conversation.reply_spread == 1


@lru_cache(maxsize=1024)
def before_first_reply(conversation: Conversation, concurrency: int) -> Vector:
    """Chances of 0, 1, … stages before the first reply to a chat whose agent holds 0, …, k - 1 others.

    Shape (paces, k, stages). In turn everything in hand comes first, else only the reply being typed.
    """
    result = []
    for pace in PACES[: 1 if of_any_pace(conversation) else len(PACES)]:
        each = []
        for others in range(concurrency):
            held = in_hand(conversation, others, pace / conversation.reply_seconds if others else 0.0)
            whole = [ahead_of_a_new_chat(conversation, others, max(m - 1, 0)) for m in range(others + 1)]
            each.append(_stages(conversation, held, whole))
        result.append(each)
    return _counted(conversation, result)


def ahead_of_a_new_chat(conversation: Conversation, chats: int, waiting: int) -> dict[int, float]:
    """Chances of so many of the messages that wait to be answered before a new chat's, its agent holding so
    many.

    In turn it is all of them. Otherwise those of new chats: of r replies one is the first, and waits as much
    shorter than the others as the agent is idle.
    """
    if not conversation.new_first:
        return {waiting: 1.0}
    idle = max(float(in_hand(conversation, chats)[0, 0]), 1e-9)
    new = idle / (idle + conversation.replies - 1)
    return {
        number: comb(waiting, number) * new**number * (1 - new) ** (waiting - number)
        for number in range(waiting + 1)
    }


@lru_cache(maxsize=1024)
def before_later_reply(conversation: Conversation, concurrency: int) -> Vector:
    """The same for later messages of a chat whose agent holds 1, …, k in all; shape (k, stages).

    Each customer who thinks may be the one who writes, so what a message finds is weighted by their number.
    With each reply typed before it a new chat may come in before it, where those go first.
    """
    each = []
    for chats in range(1, concurrency + 1):
        held = in_hand(conversation, chats)
        thinking = chats - np.arange(chats + 1)
        seen = held * thinking[:, np.newaxis]
        if conversation.replies == 1 or conversation.customer_seconds == 0 or seen.sum() <= 0:
            all_others = np.zeros_like(held)
            all_others[0, 0] = 1.0
            each.append(_stages(conversation, all_others, [{chats - 1: 1.0}] * (chats + 1)))
            continue
        going_before = 0.0
        if conversation.new_first:
            going_before = _going_before(conversation, chats)
        most = concurrency + _GOING_BEFORE
        replies = [_with_new(max(m, 1) - 1, m, going_before, most) for m in range(chats + 1)]
        each.append(_stages(conversation, seen / seen.sum(), replies))
    return np.asarray(_counted(conversation, [each])[0])


def _with_new(whole: int, tried: int, chance: float, most: int) -> dict[int, float]:
    """Whole replies with those of new chats that come in between: Pascal's distribution."""
    if chance == 0 or tried == 0:
        return {whole: 1.0}
    odds = [comb(tried + new - 1, new) * (1 - chance) ** tried * chance**new for new in range(most + 1)]
    return {whole + new: share / sum(odds) for new, share in enumerate(odds)}


@lru_cache(maxsize=1024)
def _going_before(conversation: Conversation, chats: int) -> float:
    """Chance of a new chat with each reply, such that as many messages wait as if all took their turn.

    Messages in hand are paces of replies times their time. Worked out for exponential typing.
    """
    alike = Conversation(conversation.replies, conversation.reply_seconds, conversation.customer_seconds)
    sooner = Conversation(
        conversation.replies, conversation.reply_seconds, conversation.customer_seconds, new_first=True
    )
    held = in_hand(alike, chats).sum(axis=1)
    every = float(held @ np.arange(chats + 1)) / replies_per_second(alike, chats) - alike.reply_seconds
    first = float(mean_seconds(alike, before_first_reply(sooner, chats)[0, -1]))
    later = (conversation.replies * every - first) / (conversation.replies - 1)
    in_turn = float(mean_seconds(alike, before_later_reply(alike, chats)[-1]))
    return min(max(1 - in_turn / later, 0.0), 0.9) if later > 0 else 0.0


def _stages(conversation: Conversation, held: Vector, whole: list[dict[int, float]]) -> Vector:
    """Stages of what is held: those left of the reply being typed, and of whole replies by messages."""
    stages, fewer = stages_of_a_reply(conversation)
    most = max(number for numbers in whole for number in numbers)
    result = np.zeros((most + 1) * stages + 1)
    for m, numbers in enumerate(whole):
        for number, chance in numbers.items():
            for less in range(number + 1 if fewer else 1):
                weight = chance * comb(number, less) * fewer**less * (1 - fewer) ** (number - less)
                at = number * stages - less
                result[at : at + stages + 1] += weight * held[m]
    return result


def _counted(conversation: Conversation, rows: list[list[Vector]]) -> Vector:
    """All of one length, with the reply's own typing where that counts."""
    stages, fewer = stages_of_a_reply(conversation)
    own = stages if conversation.typing_counts else 0
    longest = max(len(row) for each in rows for row in each) + own
    result = np.zeros((len(rows), len(rows[0]), longest))
    for place, each in enumerate(rows):
        for number, row in enumerate(each):
            if own:
                result[place, number, own : own + len(row)] += (1 - fewer) * row
                result[place, number, own - 1 : own - 1 + len(row)] += fewer * row
            else:
                result[place, number, : len(row)] = row
    return result


def mean_seconds(conversation: Conversation, ahead: Vector) -> Vector:
    """Mean time of the stages ahead, of the conversation as it is stated."""
    stages, missing = stages_of_a_reply(conversation)[0], _missing_variance(conversation)
    number = np.arange(ahead.shape[-1])
    left = np.where(number % stages == 0, number, number - missing / 2)
    return np.asarray(ahead @ left) * seconds_of_a_stage(conversation)


def typed_within(conversation: Conversation, ahead: Vector, seconds: float) -> Vector:
    """Chances that the stages ahead are typed in time; shape of ``ahead`` without its last axis."""
    stages, missing = stages_of_a_reply(conversation)[0], _missing_variance(conversation)
    in_time = np.ones(ahead.shape[-1])
    for number in range(1, len(in_time)):
        if number % stages == 0 or missing == 0:
            parts = np.array([float(number)])
        else:
            parts = number - missing * (2 * np.arange(8) + 1) / 16
        in_time[number] = float(np.mean(_done(conversation, parts, missing, seconds)))
    return np.asarray(ahead @ in_time)


def _done(conversation: Conversation, parts: Vector, missing: float, seconds: float) -> Vector:
    elapsed = max(seconds, 0.0) / seconds_of_a_stage(conversation)
    if 1 - missing < 1e-6:
        return np.asarray((parts <= elapsed * (1 + 1e-12)).astype(np.float64))
    return np.asarray(gdtr(1 / (1 - missing), np.maximum(parts, 1e-12) / (1 - missing), elapsed))


def _missing_variance(conversation: Conversation) -> float:
    return max(0.0, 1 - conversation.reply_spread**2 * 16) if conversation.reply_spread <= 0.25 else 0.0
