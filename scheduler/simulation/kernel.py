"""The events, one after the other: customers arrive, agents come and go, chats end."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.simulation.stretches import Floats, Integers

NOBODY = -1


class Desks(NamedTuple):
    """What the agents have in hand.

    queue: whose new chats each agent takes, or NOBODY, shape (agents,).
    in_hand: chats of each agent, shape (agents,).
    work_left, chat_queue: seconds of one-chat-alone service left of each chat in hand, and its queue,
    shape (agents, most chats); ``since`` is the time at which work_left was right, shape (agents,).
    next_slot: which chat of each agent ends first, shape (agents,).
    free, free_count: agents of a queue who hold 0, 1, … chats and may take another, in no order,
    shapes (queues, most chats, agents) and (queues, most chats); ``place`` is where an agent stands there.
    next_end: a tournament of the times at which the agents' next chats end: leaf ``leaves + agent``, the
    parent of i is i // 2 and holds the earlier of its two; shape (2 · leaves,).
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


class Lines(NamedTuple):
    """Who waits, first come first served, as linked lists.

    first, last: customer at either end of each queue's line, or NOBODY, shape (queues,).
    behind: the customer behind each, or NOBODY, shape (customers,).
    """

    first: Integers
    last: Integers
    behind: Integers


@compiled
def play(
    arrival: Floats,
    queue: Integers,
    work: Floats,
    patience: Floats,
    lot: Floats,
    turn_time: Floats,
    turn_agent: Integers,
    turn_queue: Integers,
    agents: int,
    concurrency: Integers,
    speed: Floats,
) -> Floats:
    """When each customer is answered, in seconds; inf for those who are not. Shape (customers,).

    arrival, queue, work, patience, lot: the customers, as in ``demand.Customers``, by time.
    turn_time, turn_agent, turn_queue: from when on an agent takes chats of a queue (NOBODY: of none), by
    time; shape (turns,). agents: their number. concurrency, speed: as in ``world.World``.
    """
    queues, most = speed.shape[0], speed.shape[1] - 1
    leaves = 1
    while leaves < agents:
        leaves *= 2
    desks = Desks(
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
    lines = Lines(
        np.full(queues, NOBODY, np.int64),
        np.full(queues, NOBODY, np.int64),
        np.full(arrival.size, NOBODY, np.int64),
    )
    answered = np.full(arrival.size, np.inf)
    customer = turn = 0
    while True:
        next_arrival = arrival[customer] if customer < arrival.size else np.inf
        next_turn = turn_time[turn] if turn < turn_time.size else np.inf
        now = min(next_arrival, next_turn, desks.next_end[1])
        if now == np.inf:
            return answered
        if now == next_turn:
            # All who come at once come before any chat is handed out: the least loaded takes the first.
            while turn < turn_time.size and turn_time[turn] == now:
                _withdraw(desks, concurrency, turn_agent[turn])
                desks.queue[turn_agent[turn]] = turn_queue[turn]
                _offer(desks, concurrency, turn_agent[turn])
                turn += 1
            changed_from, changed_to = 0, queues
        elif now == next_arrival:
            changed_from = queue[customer]
            changed_to = changed_from + 1
            _line_up(lines, customer, changed_from)
            customer += 1
        else:
            agent = _earliest(desks.next_end)
            _finish(desks, concurrency, speed, agent, now)
            changed_from = max(desks.queue[agent], 0)
            changed_to = desks.queue[agent] + 1
        for line in range(changed_from, changed_to):
            while lines.first[line] != NOBODY:
                first = lines.first[line]
                if arrival[first] + patience[first] > now:
                    agent = _least_loaded(desks, concurrency, line, lot[first])
                    if agent == NOBODY:
                        break
                    _take(desks, concurrency, speed, agent, now, work[first], line)
                    answered[first] = now
                _leave_line(lines, line)


@compiled
def _line_up(lines: Lines, customer: int, line: int) -> None:
    if lines.first[line] == NOBODY:
        lines.first[line] = customer
    else:
        lines.behind[lines.last[line]] = customer
    lines.last[line] = customer


@compiled
def _leave_line(lines: Lines, line: int) -> None:
    lines.first[line] = lines.behind[lines.first[line]]


@compiled
def _least_loaded(desks: Desks, concurrency: Integers, queue: int, lot: float) -> int:
    """An agent of the queue with the fewest chats in hand, by lot among equals; NOBODY if all are full."""
    for chats in range(concurrency[queue]):
        count = desks.free_count[queue, chats]
        if count > 0:
            return int(desks.free[queue, chats, int(lot * count)])
    return NOBODY


@compiled
def _offer(desks: Desks, concurrency: Integers, agent: int) -> None:
    """Put the agent among those who may take another chat, if so."""
    queue, chats = desks.queue[agent], desks.in_hand[agent]
    if queue != NOBODY and chats < concurrency[queue]:
        place = desks.free_count[queue, chats]
        desks.free[queue, chats, place] = agent
        desks.place[agent] = place
        desks.free_count[queue, chats] = place + 1


@compiled
def _withdraw(desks: Desks, concurrency: Integers, agent: int) -> None:
    """Take the agent away from there; to be called before its queue or its chats change."""
    queue, chats = desks.queue[agent], desks.in_hand[agent]
    if queue != NOBODY and chats < concurrency[queue]:
        end = desks.free_count[queue, chats] - 1
        other = desks.free[queue, chats, end]
        desks.free[queue, chats, desks.place[agent]] = other
        desks.place[other] = desks.place[agent]
        desks.free_count[queue, chats] = end


@compiled
def _take(
    desks: Desks, concurrency: Integers, speed: Floats, agent: int, now: float, work: float, queue: int
) -> None:
    _withdraw(desks, concurrency, agent)
    _work_until(desks, speed, agent, now)
    slot = desks.in_hand[agent]
    desks.work_left[agent, slot] = work
    desks.chat_queue[agent, slot] = queue
    desks.in_hand[agent] = slot + 1
    _foresee(desks, speed, agent)
    _offer(desks, concurrency, agent)


@compiled
def _finish(desks: Desks, concurrency: Integers, speed: Floats, agent: int, now: float) -> None:
    _withdraw(desks, concurrency, agent)
    _work_until(desks, speed, agent, now)
    last = desks.in_hand[agent] - 1
    slot = desks.next_slot[agent]
    desks.work_left[agent, slot] = desks.work_left[agent, last]
    desks.chat_queue[agent, slot] = desks.chat_queue[agent, last]
    desks.in_hand[agent] = last
    _foresee(desks, speed, agent)
    _offer(desks, concurrency, agent)


@compiled
def _work_until(desks: Desks, speed: Floats, agent: int, now: float) -> None:
    """Take off what was done since the agent's chats last changed."""
    chats = desks.in_hand[agent]
    for slot in range(chats):
        done = (now - desks.since[agent]) * speed[desks.chat_queue[agent, slot], chats]
        # The chat that ends now may be a rounding error short of 0 or beyond it.
        desks.work_left[agent, slot] = max(desks.work_left[agent, slot] - done, 0.0)
    desks.since[agent] = now


@compiled
def _foresee(desks: Desks, speed: Floats, agent: int) -> None:
    """Find the chat that ends first, and enter when into the tournament."""
    chats = desks.in_hand[agent]
    soonest = np.inf
    for slot in range(chats):
        seconds = desks.work_left[agent, slot] / speed[desks.chat_queue[agent, slot], chats]
        if seconds < soonest:
            soonest = seconds
            desks.next_slot[agent] = slot
    node = desks.next_end.size // 2 + agent
    desks.next_end[node] = desks.since[agent] + soonest
    while node > 1:
        node //= 2
        desks.next_end[node] = min(desks.next_end[2 * node], desks.next_end[2 * node + 1])


@compiled
def _earliest(next_end: Floats) -> int:
    """The agent whose chat ends first."""
    leaves = next_end.size // 2
    node = 1
    while node < leaves:
        node *= 2
        if next_end[node] > next_end[node + 1]:
            node += 1
    return node - leaves
