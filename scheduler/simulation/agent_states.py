"""What agents do: whose new chats they take, which they have, and when the next thing happens to them.

The next event over all agents is the root of a tournament tree, so that it costs O(log agents).
"""

from __future__ import annotations

from typing import NamedTuple

from scheduler.compiled import compiled, inlined
from scheduler.simulation.duty_periods import Floats, Integers

NOBODY = -1


class AgentStates(NamedTuple):
    """State of all agents during the simulation; updated in place.

    queue: whose new chats each agent takes, or NOBODY, shape (agents,).
    in_hand: chats of each agent, shape (agents,).
    work_left, chat_queue: seconds of one-chat-alone service left of each chat in hand, and its queue,
    shape (agents, most chats); ``since`` is the time at which work_left was right, shape (agents,).
    next_slot: which chat of each agent ends first, shape (agents,).
    free, free_count: agents of a queue who hold 0, 1, … chats and may take another, in no order,
    shapes (queues, most chats, agents) and (queues, most chats); ``place`` is where an agent stands there.
    next_end: tournament tree over the times of the agents' next events (ends of chats, of replies): leaf
    ``leaves + agent``, the parent of i is i // 2 and holds the earlier of its two children; shape
    (2 · leaves,).
    rates: where each agent's rates begin in the tables of :class:`ServiceRates`, shape (agents,).
    """

    queue: Integers
    in_hand: Integers
    work_left: Floats
    chat_queue: Integers
    since: Floats
    next_slot: Integers
    free: Integers
    free_count: Integers
    place: Integers
    next_end: Floats
    rates: Integers


@compiled
def assign(states: AgentStates, concurrency: Integers, agent: int, queue: int) -> None:
    """Let the agent take new chats of this queue, or of none."""
    remove_from_free(states, concurrency, agent)
    states.queue[agent] = queue
    add_to_free(states, concurrency, agent)


@compiled
def least_loaded(states: AgentStates, queue: int, lot: float) -> int:
    """Agent of the queue with the fewest chats in hand, ties broken by ``lot``; NOBODY if all are full."""
    for chats in range(states.free_count.shape[1]):
        count = states.free_count[queue, chats]
        if count > 0:
            return int(states.free[queue, chats, int(lot * count)])
    return NOBODY


@compiled
def add_to_free(states: AgentStates, concurrency: Integers, agent: int) -> None:
    """List the agent among those who may take another chat, if that is so."""
    queue, chats = states.queue[agent], states.in_hand[agent]
    if queue != NOBODY and chats < concurrency[states.rates[agent] + queue]:
        place = states.free_count[queue, chats]
        states.free[queue, chats, place] = agent
        states.place[agent] = place
        states.free_count[queue, chats] = place + 1


@compiled
def remove_from_free(states: AgentStates, concurrency: Integers, agent: int) -> None:
    """Take the agent off that list; call it before the agent's queue or chats change."""
    queue, chats = states.queue[agent], states.in_hand[agent]
    if queue != NOBODY and chats < concurrency[states.rates[agent] + queue]:
        end = states.free_count[queue, chats] - 1
        other = states.free[queue, chats, end]
        states.free[queue, chats, states.place[agent]] = other
        states.place[other] = states.place[agent]
        states.free_count[queue, chats] = end


@inlined
def set_next_end(next_end: Floats, agent: int, time: float) -> None:
    """Enter the time of an agent's next event and renew the path to the tournament's root."""
    node = next_end.size // 2 + agent
    next_end[node] = time
    while node > 1:
        node //= 2
        next_end[node] = min(next_end[2 * node], next_end[2 * node + 1])


@compiled
def next_to_complete(next_end: Floats) -> int:
    """Agent whose event comes first."""
    leaves = next_end.size // 2
    node = 1
    while node < leaves:
        node *= 2
        if next_end[node] > next_end[node + 1]:
            node += 1
    return node - leaves
