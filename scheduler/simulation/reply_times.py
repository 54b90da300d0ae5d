"""How long customers wait for the replies to their messages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.simulation.conversations import Turns
from scheduler.simulation.demand import Customers
from scheduler.simulation.duty_periods import Floats, Integers
from scheduler.simulation.service_system import ServiceSystem


@dataclass(frozen=True, eq=False)
class ReplyTimes:
    """The replies of all chats that were taken; arrays of shape (replies,).

    customer: whose. seconds: from the message, or the chat's arrival, to the reply: until the agent turns to
    it or, as the queue's conversation says, has typed it. is_first: whether it is the chat's first.
    """

    customer: Integers
    seconds: Floats
    is_first: NDArray[np.bool_]


def reply_times(system: ServiceSystem, customers: Customers, turns: Turns, begun: Floats) -> ReplyTimes:
    """Replies of one replication. begun: when the agent turned to each reply of ``turns``, inf = never."""
    numbers = np.diff(turns.first)
    customer = np.repeat(np.arange(numbers.size), numbers)
    is_first = np.zeros(customer.size, dtype=np.bool_)
    is_first[turns.first[:-1][numbers > 0]] = True
    came = np.empty(customer.size)
    # In the order of the event loop, so that who is replied to at once has waited exactly 0.
    came[1:] = (begun[:-1] + turns.typing[:-1]) + turns.pause[1:]
    came[is_first] = customers.arrival[customer[is_first]]
    done = np.isfinite(begun)
    customer, is_first = customer[done], is_first[done]
    typed = np.array(
        [model.conversation is not None and model.conversation.typing_counts for model in system.models]
    )
    seconds = begun[done] - came[done]
    if typed.any():
        seconds += np.where(typed[customers.queue[customer]], turns.typing[done], 0.0)
    return ReplyTimes(customer, seconds, is_first)
