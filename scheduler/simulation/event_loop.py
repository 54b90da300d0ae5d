"""Discrete-event simulation kernel: arrivals, changes of assignment and service completions in order of time.

Everything random is drawn beforehand, so the kernel is a deterministic function of its input. Service is
processor sharing with state-dependent rates; chats that are conversations are served one reply after another.
The next event over all agents is the root of a tournament tree, so an event costs O(log agents).

Without conversations ``turns`` is None, and whatever asks for them is not compiled at all.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled, inlined
from scheduler.simulation.conversations import Turns
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
    next_end: tournament tree over the times of the agents' next events (ends of chats, of replies): leaf
    ``leaves + agent``, the parent of i is i // 2 and holds the earlier of its two children; shape
    (2 · leaves,).
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


class FifoQueues(NamedTuple):
    """Waiting customers of each queue, first come first served, as linked lists.

    first, last: customer at either end of each queue, or NOBODY, shape (queues,).
    behind: the customer behind each, or NOBODY, shape (customers,).
    """

    first: Integers
    last: Integers
    behind: Integers


class EventTimes(NamedTuple):
    """What the simulation finds out, in seconds; inf = never.

    answered: when an agent took each customer's chat, shape (customers,). begun: when an agent turned to each
    reply of ``turns``, shape (replies,).
    """

    answered: Floats
    begun: Floats


@compiled
def simulate_events(
    customers: Customers, changes: AssignmentChanges, agents: int, rates: ServiceRates, turns: Turns | None
) -> EventTimes:
    """Play all events in order of time.

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
    turns
        The replies of all chats; None = no queue has conversations.
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
    if turns is not None:
        begun = np.full(turns.typing.size, np.inf)
        typing = TypingStates(
            np.zeros((agents, most), np.int64),
            np.full((agents, most), NOBODY, np.int64),
            np.zeros((agents, most)),
            np.zeros(agents, np.int64),
            np.full(agents, np.inf),
            np.full(agents, np.inf),
        )
    else:
        begun, typing = np.empty(0), None
    customer = change = staying = 0
    if typing is not None and turns is not None:
        # Unpacked for the loop: most events are replies, and take twice as long with arrays out of tuples.
        chat, reply, message, typed, begin, end = typing
        first_reply, seconds, pause, new_first = turns
        _, in_hand, work_left, chat_queue, since, next_slot, _, _, _, next_end = states
    while True:
        next_arrival = arrival[customer] if customer < arrival.size else np.inf
        next_change = change_time[change] if change < change_time.size else np.inf
        now = min(next_arrival, next_change, states.next_end[1])
        if now == np.inf:
            return EventTimes(answered, begun)
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
            ending = states.next_slot[agent]
            if turns is not None and typing is not None and end[agent] <= now:
                ending = typed[agent]
                begun[reply[agent, ending]] = begin[agent]
                begin[agent] = end[agent] = np.inf
                reply[agent, ending] += 1
                if reply[agent, ending] < first_reply[chat[agent, ending] + 1]:
                    message[agent, ending] = now + pause[reply[agent, ending]]
                    next_one = _next_message(
                        in_hand, chat_queue, chat, reply, message, first_reply, new_first, agent, now
                    )
                    typed[agent] = next_one
                    begin[agent] = max(message[agent, next_one], now)
                    end[agent] = begin[agent] + seconds[reply[agent, next_one]]
                    completion = _next_completion(
                        in_hand, work_left, chat_queue, since, next_slot, speed, agent
                    )
                    _set_next_end(next_end, agent, min(completion, end[agent]))
                    continue
            _complete_chat(states, typing, turns, concurrency, speed, agent, ending, now)
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
                        _start_chat(
                            states, typing, turns, concurrency, speed, agent, now, first, work[first], queue
                        )
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
    states: AgentStates,
    typing: TypingStates | None,
    turns: Turns | None,
    concurrency: Integers,
    speed: Floats,
    agent: int,
    now: float,
    customer: int,
    work: float,
    queue: int,
) -> None:
    _remove_from_free(states, concurrency, agent)
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
            typing.reply[agent, slot] = turns.first[customer]
            states.work_left[agent, slot] = np.inf  # it ends with its last reply
            _turn_to_message(states, typing, turns, agent, now)
    _schedule_completion(states, typing, speed, agent)
    _add_to_free(states, concurrency, agent)


@compiled
def _complete_chat(
    states: AgentStates,
    typing: TypingStates | None,
    turns: Turns | None,
    concurrency: Integers,
    speed: Floats,
    agent: int,
    slot: int,
    now: float,
) -> None:
    _remove_from_free(states, concurrency, agent)
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
        _turn_to_message(states, typing, turns, agent, now)
    _schedule_completion(states, typing, speed, agent)
    _add_to_free(states, concurrency, agent)


@compiled
def _turn_to_message(states: AgentStates, typing: TypingStates, turns: Turns, agent: int, now: float) -> None:
    """Choose the agent's next reply, unless he is typing one since before now."""
    if typing.begin[agent] < now:
        return
    typing.begin[agent] = typing.end[agent] = np.inf
    slot = _next_message(
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
def _next_message(
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
def _schedule_completion(states: AgentStates, typing: TypingStates | None, speed: Floats, agent: int) -> None:
    """Find the agent's next event and update the path to the tournament's root."""
    end = _next_completion(
        states.in_hand, states.work_left, states.chat_queue, states.since, states.next_slot, speed, agent
    )
    if typing is not None:
        end = min(end, typing.end[agent])
    _set_next_end(states.next_end, agent, end)


@inlined
def _next_completion(
    in_hand: Integers,
    work_left: Floats,
    chat_queue: Integers,
    since: Floats,
    next_slot: Integers,
    speed: Floats,
    agent: int,
) -> float:
    """Time at which the first of the agent's chats ends; inf if all are conversations."""
    chats = in_hand[agent]
    soonest = np.inf
    for slot in range(chats):
        alone = work_left[agent, slot] / speed[chat_queue[agent, slot], chats]
        if alone < soonest:
            soonest = alone
            next_slot[agent] = slot
    return float(since[agent] + soonest)


@inlined
def _set_next_end(next_end: Floats, agent: int, time: float) -> None:
    node = next_end.size // 2 + agent
    next_end[node] = time
    while node > 1:
        node //= 2
        next_end[node] = min(next_end[2 * node], next_end[2 * node + 1])


@compiled
def _next_to_complete(next_end: Floats) -> int:
    """Agent whose event comes first."""
    leaves = next_end.size // 2
    node = 1
    while node < leaves:
        node *= 2
        if next_end[node] > next_end[node + 1]:
            node += 1
    return node - leaves
