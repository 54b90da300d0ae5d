"""One agent who holds a number of chats: the typing that he has in hand, told in stages.

A reply is typed in stages of equal mean, each exponential; the more of them, the less its length varies. The
typing in hand is what is left of the reply being typed and all of each other message that waits. It is one
number w: a message adds the stages of a reply, each finished stage takes one away, and with w = 0 he waits
for his customers. Between w and w + 1 the chain goes down only by one stage and up only by a message, so

    p[w + 1] * pace of stages = sum of p[v] * rate of messages at v, over the v from which a message passes w,

which gives all chances one after another, from positive terms alone. A chat ends with a reply with the chance
1 / replies. At a fixed number of chats the next takes its place without a pause: that shortens the mean pause
by the same share.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from scheduler.domain.conversations import Conversation

Vector = npt.NDArray[np.float64]

_FEWEST_STAGES, _MOST_STAGES = 1, 16
_LARGE = 1e200


def stages_of_a_reply(conversation: Conversation) -> int:
    """The number whose typing has the spread that is stated, up to 16: an Erlang time of s stages has
    1 / sqrt(s).
    """
    spread = conversation.reply_spread
    if spread * spread * _MOST_STAGES <= 1:
        return _MOST_STAGES
    return max(_FEWEST_STAGES, min(_MOST_STAGES, round(1 / spread**2)))


def waiting_messages(conversation: Conversation, typing: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Messages without a reply, the one being answered among them, with so many stages in hand."""
    return -(-typing // stages_of_a_reply(conversation))


@lru_cache(maxsize=4096)
def typing_in_hand(conversation: Conversation, chats: int) -> Vector:
    """Chances of 0, 1, … stages of typing, over all time; shape (chats * stages + 1,)."""
    stages = stages_of_a_reply(conversation)
    pause = conversation.customer_seconds * (conversation.replies - 1) / conversation.replies
    chances = np.zeros(chats * stages + 1)
    if chats == 0 or pause == 0:
        # Customers who answer at once: a reply is being typed, in any stage, and all others wait.
        chances[max(chats - 1, 0) * stages + min(chats, 1) :] = 1.0
        return np.asarray(chances / chances.sum())
    thinking = chats - waiting_messages(conversation, np.arange(len(chances)))
    messages_a_stage = thinking * (conversation.reply_seconds / stages / pause)
    chances[0] = 1.0
    for done in range(len(chances) - 1):
        first = max(0, done - stages + 1)
        chances[done + 1] = chances[first : done + 1] @ messages_a_stage[first : done + 1]
        if chances[done + 1] > _LARGE:
            chances /= _LARGE
    return np.asarray(chances / chances.sum())


def replies_per_second(conversation: Conversation, chats: int) -> float:
    """Of an agent with so many chats: he types whenever there is something to type."""
    return float(typing_in_hand(conversation, chats)[1:].sum()) / conversation.reply_seconds


@lru_cache(maxsize=1024)
def slowdown_of(conversation: Conversation, concurrency: int) -> tuple[float, ...]:
    """Speed of each chat while its agent holds 1, …, k; 1 for a chat alone."""
    paces = [replies_per_second(conversation, chats) for chats in range(1, concurrency + 1)]
    # A further chat never makes the agent type less; what rounding says otherwise is put right.
    most = np.maximum.accumulate(paces)
    return tuple(float(pace / paces[0] / chats) for chats, pace in enumerate(most, start=1))


@lru_cache(maxsize=1024)
def before_first_reply(conversation: Conversation, concurrency: int) -> Vector:
    """Chances of 0, 1, … stages before the first reply to a chat whose agent holds 0, …, k - 1 others.

    Shape (k, k * stages + 1), more where a reply counts once it is typed. In turn everything in hand comes
    first, else only the reply that is being typed.
    """
    stages = stages_of_a_reply(conversation)
    result = np.zeros((concurrency, concurrency * stages + 1))
    for others in range(concurrency):
        chances = typing_in_hand(conversation, others)
        typing = np.arange(len(chances))
        ahead = np.where(typing > 0, (typing - 1) % stages + 1, 0) if conversation.new_first else typing
        result[others] = np.bincount(ahead, weights=chances, minlength=result.shape[1])
    return _counted(conversation, result)


@lru_cache(maxsize=1024)
def before_first_reply_after_an_end(conversation: Conversation, concurrency: int) -> Vector:
    """The same where another chat of the agent has just ended, with a reply: the next is wholly in hand."""
    stages = stages_of_a_reply(conversation)
    result = np.zeros((concurrency, concurrency * stages + 1))
    for others in range(concurrency):
        left = _left_by_an_end(conversation, others + 1)
        if conversation.new_first:
            result[others, 0] += left[0]
            result[others, stages] += left[1:].sum()
        else:
            result[others, : len(left) * stages : stages] = left
    return _counted(conversation, result)


@lru_cache(maxsize=1024)
def before_first_reply_after_line(conversation: Conversation, concurrency: int) -> Vector:
    """The same for a customer who waited in line until one of the agent's k chats ended: he comes before the
    agent turns to what is left.
    """
    stages = stages_of_a_reply(conversation)
    result = np.zeros(concurrency * stages + 1)
    if conversation.new_first:
        result[0] = 1.0
    else:
        result[: concurrency * stages : stages] = _left_by_an_end(conversation, concurrency)
    return np.asarray(_counted(conversation, result[np.newaxis])[0])


def _left_by_an_end(conversation: Conversation, chats: int) -> Vector:
    """Chances of 0, …, chats - 1 messages without a reply once an agent with so many chats ends one."""
    last_stages = typing_in_hand(conversation, chats)[1 :: stages_of_a_reply(conversation)]
    return np.asarray(last_stages / last_stages.sum())


@lru_cache(maxsize=1024)
def before_later_reply(conversation: Conversation, concurrency: int) -> Vector:
    """The same for later messages of a chat whose agent holds 1, …, k in all; shape (k, …).

    Each customer who thinks may be the one who writes, so what a message finds is weighted by their number.
    """
    stages = stages_of_a_reply(conversation)
    result = np.zeros((concurrency, concurrency * stages + 1))
    for chats in range(1, concurrency + 1):
        chances = typing_in_hand(conversation, chats)
        seen = chances * (chats - waiting_messages(conversation, np.arange(len(chances))))
        if seen.any():
            result[chats - 1, : len(seen)] = seen / seen.sum()
        else:
            result[chats - 1, (chats - 1) * stages] = 1.0
    return _counted(conversation, result)


def _counted(conversation: Conversation, ahead: Vector) -> Vector:
    """With the reply's own typing, where that counts."""
    if not conversation.typing_counts:
        return ahead
    own = np.zeros((len(ahead), stages_of_a_reply(conversation)))
    return np.concatenate([own, ahead], axis=1)
