"""Discrete-event simulation kernel: arrivals, changes of assignment and service completions in order of time.

Everything random is drawn beforehand, so the kernel is a deterministic function of its input. Service is
processor sharing with state-dependent rates; the next completion over all agents is the root of a tournament
tree, so an event costs O(log agents).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.simulation.demand import Customers
from scheduler.simulation.duty_periods import Booleans, Floats, Integers
from scheduler.simulation.service_system import ServiceRates

NOBODY = -1
_NOT_STAYING = -2
"""Stands for the next queue of an agent who does not stay beyond the end of a duty."""


class AssignmentChanges(NamedTuple):
    """When agents begin or stop taking new chats, in order of time; each array has shape (changes,).

    time: seconds. agent: index. queue: whose new chats the agent takes from then on, NOBODY for none.
    after_line: whether the agent first stays until nobody waits in the present queue.
    """

    time: Floats
    agent: Integers
    queue: Integers
    after_line: Booleans


class AgentStates(NamedTuple):
    """State of all agents during the simulation; updated in place.

    queue: whose new chats each agent takes, or NOBODY, shape (agents,).
    in_hand: chats of each agent, shape (agents,).
    work_left, chat_queue: seconds of one-chat-alone service left of each chat in hand, and its queue,
    shape (agents, most chats); ``since`` is the time at which work_left was right, shape (agents,).
    next_slot: which chat of each agent ends first, shape (agents,).
    free, free_count: agents of a queue who hold 0, 1, … chats and may take another, in no order,
    shapes (queues, most chats, agents) and (queues, most chats); ``place`` is where an agent stands there.
    next_end: tournament tree over the times of the agents' next completions: leaf ``leaves + agent``, the
    parent of i is i // 2 and holds the earlier of its two children; shape (2 · leaves,).
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


class FifoQueues(NamedTuple):
    """Waiting customers of each queue, first come first served, as linked lists.

    first, last: customer at either end of each queue, or NOBODY, shape (queues,).
    behind: the customer behind each, or NOBODY, shape (customers,).
    """

    first: Integers
    last: Integers
    behind: Integers


@compiled
def simulate_events(
    customers: Customers, changes: AssignmentChanges, agents: int, rates: ServiceRates
) -> Floats:
    """Time at which each customer is answered, in seconds; inf for those who never are.

    Parameters
    ----------
    customers
        By time of arrival.
    changes
        By time.
    agents
        Number of agents.
    rates
        Concurrency and speeds of the queues.

    Returns
    -------
    Shape (customers,).
    """
    # Unpacked here: handed on to the helpers as a tuple, the rates cost 8 % of the time.
    arrival, patience, work, lot = customers.arrival, customers.patience, customers.work, customers.lot
    change_time, change_agent, change_queue, after_line = changes
    concurrency, speed = rates
    queues, most = speed.shape[0], speed.shape[1] - 1
    leaves = 1
    while leaves < agents:
        leaves *= 2
    states = AgentStates(
        np.full(agents, NOBODY, np.int64),
        np.zeros(agents, np.int64),
        np.zeros((agents, most)),
        np.zeros((agents, most), np.int64),
        np.zeros(agents),
        np.zeros(agents, np.int64),
        np.zeros((queues, most, agents), np.int64),
        np.zeros((queues, most), np.int64),
        np.zeros(agents, np.int64),
        np.full(2 * leaves, np.inf),
    )
    waiting = FifoQueues(
        np.full(queues, NOBODY, np.int64),
        np.full(queues, NOBODY, np.int64),
        np.full(arrival.size, NOBODY, np.int64),
    )
    answered = np.full(arrival.size, np.inf)
    next_queue = np.full(agents, _NOT_STAYING, np.int64)
    customer = change = staying = 0
    while True:
        next_arrival = arrival[customer] if customer < arrival.size else np.inf
        next_change = change_time[change] if change < change_time.size else np.inf
        now = min(next_arrival, next_change, states.next_end[1])
        if now == np.inf:
            return answered
        if now == next_change:
            # Simultaneous changes all take effect before a chat is assigned: the least loaded agent gets it.
            while change < change_time.size and change_time[change] == now:
                agent = change_agent[change]
                present = states.queue[agent]
                if next_queue[agent] != _NOT_STAYING:
                    next_queue[agent] = change_queue[change]
                elif after_line[change] and present != NOBODY and waiting.first[present] != NOBODY:
                    next_queue[agent] = change_queue[change]
                    staying += 1
                else:
                    _assign(states, concurrency, agent, change_queue[change])
                change += 1
            changed_from, changed_to = 0, queues
        elif now == next_arrival:
            changed_from = customers.queue[customer]
            changed_to = changed_from + 1
            _enqueue(waiting, customer, changed_from)
            customer += 1
        else:
            agent = _next_to_complete(states.next_end)
            _complete_chat(states, concurrency, speed, agent, now)
            changed_from = max(states.queue[agent], 0)
            changed_to = states.queue[agent] + 1
        released = True
        while released:
            for queue in range(changed_from, changed_to):
                while waiting.first[queue] != NOBODY:
                    first = waiting.first[queue]
                    if arrival[first] + patience[first] > now:
                        agent = _least_loaded(states, concurrency, queue, lot[first])
                        if agent == NOBODY:
                            break
                        _start_chat(states, concurrency, speed, agent, now, work[first], queue)
                        answered[first] = now
                    _dequeue(waiting, queue)
            released = False
            if staying > 0:
                for agent in range(agents):
                    if next_queue[agent] != _NOT_STAYING and waiting.first[states.queue[agent]] == NOBODY:
                        _assign(states, concurrency, agent, next_queue[agent])
                        next_queue[agent] = _NOT_STAYING
                        staying -= 1
                        released = True
                changed_from, changed_to = 0, queues


@compiled
def _assign(states: AgentStates, concurrency: Integers, agent: int, queue: int) -> None:
    """Let the agent take new chats of this queue, or of none."""
    _remove_from_free(states, concurrency, agent)
    states.queue[agent] = queue
    _add_to_free(states, concurrency, agent)


@compiled
def _enqueue(waiting: FifoQueues, customer: int, queue: int) -> None:
    if waiting.first[queue] == NOBODY:
        waiting.first[queue] = customer
    else:
        waiting.behind[waiting.last[queue]] = customer
    waiting.last[queue] = customer


@compiled
def _dequeue(waiting: FifoQueues, queue: int) -> None:
    waiting.first[queue] = waiting.behind[waiting.first[queue]]


@compiled
def _least_loaded(states: AgentStates, concurrency: Integers, queue: int, lot: float) -> int:
    """Agent of the queue with the fewest chats in hand, ties broken by ``lot``; NOBODY if all are full."""
    for chats in range(concurrency[queue]):
        count = states.free_count[queue, chats]
        if count > 0:
            return int(states.free[queue, chats, int(lot * count)])
    return NOBODY


@compiled
def _add_to_free(states: AgentStates, concurrency: Integers, agent: int) -> None:
    """List the agent among those who may take another chat, if that is so."""
    queue, chats = states.queue[agent], states.in_hand[agent]
    if queue != NOBODY and chats < concurrency[queue]:
        place = states.free_count[queue, chats]
        states.free[queue, chats, place] = agent
        states.place[agent] = place
        states.free_count[queue, chats] = place + 1


@compiled
def _remove_from_free(states: AgentStates, concurrency: Integers, agent: int) -> None:
    """Take the agent off that list; call it before the agent's queue or chats change."""
    queue, chats = states.queue[agent], states.in_hand[agent]
    if queue != NOBODY and chats < concurrency[queue]:
        end = states.free_count[queue, chats] - 1
        other = states.free[queue, chats, end]
        states.free[queue, chats, states.place[agent]] = other
        states.place[other] = states.place[agent]
        states.free_count[queue, chats] = end


@compiled
def _start_chat(
    states: AgentStates, concurrency: Integers, speed: Floats, agent: int, now: float, work: float, queue: int
) -> None:
    _remove_from_free(states, concurrency, agent)
    _serve_until(states, speed, agent, now)
    slot = states.in_hand[agent]
    states.work_left[agent, slot] = work
    states.chat_queue[agent, slot] = queue
    states.in_hand[agent] = slot + 1
    _schedule_completion(states, speed, agent)
    _add_to_free(states, concurrency, agent)


@compiled
def _complete_chat(states: AgentStates, concurrency: Integers, speed: Floats, agent: int, now: float) -> None:
    _remove_from_free(states, concurrency, agent)
    _serve_until(states, speed, agent, now)
    last = states.in_hand[agent] - 1
    slot = states.next_slot[agent]
    states.work_left[agent, slot] = states.work_left[agent, last]
    states.chat_queue[agent, slot] = states.chat_queue[agent, last]
    states.in_hand[agent] = last
    _schedule_completion(states, speed, agent)
    _add_to_free(states, concurrency, agent)


@compiled
def _serve_until(states: AgentStates, speed: Floats, agent: int, now: float) -> None:
    """Deduct the service given since the agent's chats last changed."""
    chats = states.in_hand[agent]
    for slot in range(chats):
        done = (now - states.since[agent]) * speed[states.chat_queue[agent, slot], chats]
        # The chat that completes now may be off 0 by a rounding error in either direction.
        states.work_left[agent, slot] = max(states.work_left[agent, slot] - done, 0.0)
    states.since[agent] = now


@compiled
def _schedule_completion(states: AgentStates, speed: Floats, agent: int) -> None:
    """Find the agent's next completion and update the path to the tournament's root."""
    chats = states.in_hand[agent]
    soonest = np.inf
    for slot in range(chats):
        seconds = states.work_left[agent, slot] / speed[states.chat_queue[agent, slot], chats]
        if seconds < soonest:
            soonest = seconds
            states.next_slot[agent] = slot
    node = states.next_end.size // 2 + agent
    states.next_end[node] = states.since[agent] + soonest
    while node > 1:
        node //= 2
        states.next_end[node] = min(states.next_end[2 * node], states.next_end[2 * node + 1])


@compiled
def _next_to_complete(next_end: Floats) -> int:
    """Agent whose chat completes first."""
    leaves = next_end.size // 2
    node = 1
    while node < leaves:
        node *= 2
        if next_end[node] > next_end[node + 1]:
            node += 1
    return node - leaves
