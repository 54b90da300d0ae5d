"""The replies that chats are made of, drawn before the simulation begins."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.conversations import Conversation
from scheduler.simulation.demand import Customers, SimulatedDemand
from scheduler.simulation.duty_periods import Floats, Integers
from scheduler.simulation.service_system import ServiceSystem

_EVEN = 1e-6
"""Spreads below it are none: all replies take the mean time."""


class Turns(NamedTuple):
    """The replies of all chats, one chat after another in the order of the customers.

    first: index of each customer's first reply; the replies of customer i end before ``first[i + 1]``, and a
    chat of a queue without conversations has none. Shape (customers + 1,).
    typing: seconds that each reply takes, shape (replies,). pause: seconds from the end of the chat's reply
    before until the message that this one answers; 0 of first replies, shape (replies,). Both are those of
    the standard handling until an agent takes the chat, then those with this agent.
    new_first: whether agents turn to new chats of a queue before other messages, shape (queues,).
    """

    first: Integers
    typing: Floats
    pause: Floats
    new_first: NDArray[np.bool_]


def draw_turns(
    system: ServiceSystem, demand: SimulatedDemand, customers: Customers, generator: np.random.Generator
) -> Turns:
    """Sample the replies of these customers, should an agent take their chats.

    A chat has a geometric number of replies; typing one is gamma distributed, the pauses are exponential.
    Where the mean handling time of the interval of arrival is not the conversation's own, typing and pauses
    scale in proportion.
    """
    models = [model.conversation for model in system.models]
    replies = np.zeros(customers.queue.size, dtype=np.int64)
    for queue, conversation in enumerate(models):
        if conversation is not None:
            own = customers.queue == queue
            replies[own] = generator.geometric(1 / conversation.replies, np.count_nonzero(own))
    first = np.concatenate([[0], np.cumsum(replies)])
    queue_of_reply = np.repeat(customers.queue, replies)
    typing, pause = np.empty(first[-1]), np.empty(first[-1])
    seconds = np.repeat(demand.mean_seconds[customers.queue, customers.interval], replies)
    for queue, conversation in enumerate(models):
        if conversation is not None:
            own = queue_of_reply == queue
            number, scale = int(np.count_nonzero(own)), seconds[own] / conversation.alone_seconds
            typing[own] = conversation.reply_seconds * scale * _spread(conversation, number, generator)
            pause[own] = conversation.customer_seconds * scale * generator.standard_exponential(number)
    pause[first[:-1][replies > 0]] = 0.0
    new_first = [conversation is not None and conversation.new_first for conversation in models]
    return Turns(first, typing, pause, np.array(new_first))


def chat_seconds(customers: Customers, turns: Turns) -> Floats:
    """Seconds that each chat takes when its agent has no other, shape (customers,)."""
    ends = np.concatenate([[0.0], np.cumsum(turns.typing + turns.pause)])
    alone = np.diff(ends[turns.first])
    return np.where(np.diff(turns.first) > 0, alone, customers.work)


def _spread(conversation: Conversation, number: int, generator: np.random.Generator) -> Floats:
    """Gamma variates of mean 1 and of the conversation's spread."""
    if conversation.reply_spread < _EVEN:
        return np.ones(number)
    shape = conversation.reply_spread**-2
    return generator.standard_gamma(shape, number) / shape
