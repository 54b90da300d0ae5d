"""How chats begin, go on side by side and end: processor sharing with state-dependent rates."""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled, inlined
from scheduler.simulation.agent_states import NOBODY, AgentStates, add_to_free, remove_from_free, set_next_end
from scheduler.simulation.conversations import Turns
from scheduler.simulation.duty_periods import Floats, Integers
from scheduler.simulation.typing_states import TypingStates, turn_to_message


@compiled
def start_chat(
    states: AgentStates,
    typing: TypingStates | None,
    turns: Turns | None,
    concurrency: Integers,
    speed: Floats,
    stretch: Floats | None,
    agent: int,
    now: float,
    customer: int,
    work: float,
    queue: int,
) -> None:
    """Give this customer's chat to an agent who may take another, with replies and pauses of his own."""
    remove_from_free(states, concurrency, agent)
    _serve_until(states, speed, agent, now)
    slot = states.in_hand[agent]
    states.work_left[agent, slot] = work
    states.chat_queue[agent, slot] = queue
    states.in_hand[agent] = slot + 1
    if typing is not None and turns is not None:
        typing.customer[agent, slot] = customer
        typing.message[agent, slot] = now
        typing.reply[agent, slot] = NOBODY
        if turns.first[customer] < turns.first[customer + 1]:
            if stretch is not None:
                _stretch_replies(turns, customer, stretch[states.rates[agent] + queue])
            typing.reply[agent, slot] = turns.first[customer]
            states.work_left[agent, slot] = np.inf  # it ends with its last reply
            turn_to_message(states, typing, turns, agent, now)
    schedule_completion(states, typing, speed, agent)
    add_to_free(states, concurrency, agent)


@compiled
def _stretch_replies(turns: Turns, customer: int, longer: float) -> None:
    """Let the replies and pauses of a chat take so many times as long as drawn."""
    for reply in range(turns.first[customer], turns.first[customer + 1]):
        turns.typing[reply] *= longer
        turns.pause[reply] *= longer


@compiled
def complete_chat(
    states: AgentStates,
    typing: TypingStates | None,
    turns: Turns | None,
    concurrency: Integers,
    speed: Floats,
    agent: int,
    slot: int,
    now: float,
) -> None:
    """End the agent's chat in this slot; the last one of his chats moves there."""
    remove_from_free(states, concurrency, agent)
    _serve_until(states, speed, agent, now)
    last = states.in_hand[agent] - 1
    states.work_left[agent, slot] = states.work_left[agent, last]
    states.chat_queue[agent, slot] = states.chat_queue[agent, last]
    states.in_hand[agent] = last
    if typing is not None and turns is not None:
        typing.customer[agent, slot] = typing.customer[agent, last]
        typing.reply[agent, slot] = typing.reply[agent, last]
        typing.message[agent, slot] = typing.message[agent, last]
        if typing.slot[agent] == last:
            typing.slot[agent] = slot
        turn_to_message(states, typing, turns, agent, now)
    schedule_completion(states, typing, speed, agent)
    add_to_free(states, concurrency, agent)


@compiled
def _serve_until(states: AgentStates, speed: Floats, agent: int, now: float) -> None:
    """Deduct the service given since the agent's chats last changed."""
    chats, rates = states.in_hand[agent], states.rates[agent]
    for slot in range(chats):
        done = (now - states.since[agent]) * speed[rates + states.chat_queue[agent, slot], chats]
        # The chat that completes now may be off 0 by a rounding error in either direction.
        states.work_left[agent, slot] = max(states.work_left[agent, slot] - done, 0.0)
    states.since[agent] = now


@compiled
def schedule_completion(states: AgentStates, typing: TypingStates | None, speed: Floats, agent: int) -> None:
    """Find the agent's next event and update the path to the tournament's root."""
    end = next_completion(
        states.in_hand,
        states.work_left,
        states.chat_queue,
        states.since,
        states.next_slot,
        speed,
        states.rates[agent],
        agent,
    )
    if typing is not None:
        end = min(end, typing.end[agent])
    set_next_end(states.next_end, agent, end)


@inlined
def next_completion(
    in_hand: Integers,
    work_left: Floats,
    chat_queue: Integers,
    since: Floats,
    next_slot: Integers,
    speed: Floats,
    rates: int,
    agent: int,
) -> float:
    """Time at which the first of the agent's chats ends; inf if all are conversations.

    rates: where the agent's begin in ``speed``.
    """
    chats = in_hand[agent]
    soonest = np.inf
    for slot in range(chats):
        alone = work_left[agent, slot] / speed[rates + chat_queue[agent, slot], chats]
        if alone < soonest:
            soonest = alone
            next_slot[agent] = slot
    return float(since[agent] + soonest)
