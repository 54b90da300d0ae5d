"""What agents with conversations type: one reply after another while other customers think."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled, inlined
from scheduler.simulation.agent_states import NOBODY, AgentStates
from scheduler.simulation.conversations import Turns
from scheduler.simulation.duty_periods import Floats, Integers


class TypingStates(NamedTuple):
    """What agents with conversations are typing; updated in place.

    Of each chat in hand, in the slots of :class:`AgentStates`, shape (agents, most chats): customer; reply,
    the next one to be typed, or NOBODY where the chat is no conversation; message, when that which it
    answers came or will come.
    Of each agent, shape (agents,): slot of the chat whose reply is typed, or typed next; begin and end of it,
    inf where there is none.
    """

    customer: Integers
    reply: Integers
    message: Floats
    slot: Integers
    begin: Floats
    end: Floats


@compiled
def turn_to_message(states: AgentStates, typing: TypingStates, turns: Turns, agent: int, now: float) -> None:
    """Choose the agent's next reply, unless he is typing one since before now."""
    if typing.begin[agent] < now:
        return
    typing.begin[agent] = typing.end[agent] = np.inf
    slot = next_message(
        states.in_hand,
        states.chat_queue,
        typing.customer,
        typing.reply,
        typing.message,
        turns.first,
        turns.new_first,
        agent,
        now,
    )
    if slot != NOBODY:
        typing.slot[agent] = slot
        typing.begin[agent] = max(typing.message[agent, slot], now)
        typing.end[agent] = typing.begin[agent] + turns.typing[typing.reply[agent, slot]]


@inlined
def next_message(
    in_hand: Integers,
    chat_queue: Integers,
    customer: Integers,
    reply: Integers,
    message: Floats,
    first: Integers,
    new_first: NDArray[np.bool_],
    agent: int,
    now: float,
) -> int:
    """The slot of the chat to whose message the agent turns next, or NOBODY.

    Of the messages that have come he takes the first of a new chat whose queue puts these first, else the
    oldest; if none has, that which comes next. Several that were assigned at once go by order of arrival.
    """
    best, best_begin, best_later, best_message = NOBODY, np.inf, True, np.inf
    for slot in range(in_hand[agent]):
        if reply[agent, slot] == NOBODY:
            continue
        begin = max(message[agent, slot], now)
        later = not new_first[chat_queue[agent, slot]] or reply[agent, slot] != first[customer[agent, slot]]
        if best == NOBODY or begin < best_begin:
            better = True
        elif begin > best_begin:
            better = False
        elif later != best_later:
            better = best_later
        elif message[agent, slot] != best_message:
            better = message[agent, slot] < best_message
        else:
            better = customer[agent, slot] < customer[agent, best]
        if better:
            best, best_begin, best_later, best_message = slot, begin, later, message[agent, slot]
    return best
