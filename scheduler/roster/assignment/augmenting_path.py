"""Shortest augmenting paths: the optimal split of the agents of one slot over the queues, kept optimal,
compiled.

In each slot, agents of several skill groups are split over the queues that they may serve such that the
convex coverage costs are least: a minimum-cost flow. One more or one fewer agent shifts others along a chain
of queues where that is cheaper. Since costs are convex, augmenting along the cheapest chain keeps the split
optimal (Ahuja, Magnanti & Orlin, "Network Flows", 1993, chapter 14).

Only the last queue of a chain changes its number of agents, so the cheapest chain is found by reachability
alone.

Agents who differ are counted in equal *parts* of an agent: one of speed 0.7 brings 14 twentieths. Parts
move along chains like whole agents do, as many at once as have the same marginal cost, so an agent who may
give way may be split over queues within a slot. Where everybody is whole, an agent is one part.

The kernels of a slot are inlined and take plain arrays: a call or a named tuple for every slot costs more
than the work itself.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled, inlined

Integers = NDArray[np.int64]
Headcounts = NDArray[np.int32]
Booleans = NDArray[np.bool_]

INFINITE = 1 << 62
"""More than any cost."""
START, UNREACHED = -1, -2
"""Instead of a predecessor: a queue where a chain begins; a queue that no chain reaches."""


class DeskFlow(NamedTuple):
    """Split of agents over queues; G skill groups, T slots, Q queues.

    serves: whether a group may serve a queue in a slot, (G, T, Q). serving: parts of each group that do,
    among those who may give way, (G, T, Q). headcount: parts that may give way in each slot, (T,). scheduled:
    all parts that serve a queue, (T, Q). marginal_cost: cost of the next agent where n are there, (T, Q, n);
    of a part its share, rounded up to whole units at every number of parts. parts: of one agent.
    """

    serves: Booleans
    serving: Headcounts
    headcount: Integers
    scheduled: Headcounts
    marginal_cost: Integers
    parts: int


def desk_flow(serves: Booleans, scheduled: Headcounts, marginal_cost: Integers, parts: int) -> DeskFlow:
    """A flow in which nobody may give way yet."""
    serving = np.zeros(serves.shape, dtype=np.int32)
    headcount = np.zeros(serves.shape[1], dtype=np.int64)
    return DeskFlow(serves, serving, headcount, scheduled, marginal_cost, parts)


@inlined
def cost_of_parts(cost: Integers, slot: int, queue: int, there: int, added: int, parts: int) -> int:
    """Cost of so many more parts (< 0: fewer) where so many are there.

    cost: marginal costs of whole agents, (T, Q, n). A part of an agent costs its share, rounded up.
    """
    total, sign = 0, 1
    low, high = there, there + added
    if added < 0:
        low, high, sign = high, low, -1
    while low < high:
        agent = low // parts
        end = min(high, (agent + 1) * parts)
        slope = cost[slot, queue, agent]
        total += -(-slope * (end - agent * parts) // parts) + (-slope * (low - agent * parts) // parts)
        low = end
    return sign * total


@inlined
def extend_chains(serves: Booleans, serving: Headcounts, slot: int, sign: int, chain: Integers) -> None:
    """Label every queue that a chain reaches from those labelled START.

    sign 1: a chain goes on to a queue that an agent of this one may move to; -1: to one that an agent may
    come from. chain: for each queue, the queue before it and the group of the agent who moves between them,
    (2, Q).
    """
    groups, queues = serves.shape[0], serves.shape[2]
    changed = True
    while changed:
        changed = False
        for q in range(queues):
            if chain[0, q] == UNREACHED:
                continue
            for g in range(groups):
                if (serving[g, slot, q] == 0) if sign > 0 else (not serves[g, slot, q]):
                    continue
                for other in range(queues):
                    if chain[0, other] != UNREACHED:
                        continue
                    if serves[g, slot, other] if sign > 0 else serving[g, slot, other] > 0:
                        chain[0, other], chain[1, other] = q, g
                        changed = True


@inlined
def label_group(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    group: int,
    slot: int,
    sign: int,
    chain: Integers,
) -> None:
    """Label every queue that gains (sign 1) or loses (-1) an agent if one of the group arrives or leaves."""
    for q in range(chain.shape[1]):
        is_start = serves[group, slot, q] if sign > 0 else serving[group, slot, q] > 0
        chain[0, q] = START if is_start else UNREACHED
    if headcount[slot] > 0:
        extend_chains(serves, serving, slot, sign, chain)


@inlined
def augment(
    serving: Headcounts,
    scheduled: Headcounts,
    cost: Integers,
    parts: int,
    slot: int,
    sign: int,
    most: int,
    leaving: int,
    chain: Integers,
) -> tuple[int, int, int]:
    """Add (sign 1) or remove (-1) parts at the cheapest labelled queue and shift others along its chain.

    cost: marginal costs, (T, Q, n). most: parts at most; as many as cost the same, and as the chain can give.
    leaving: the group whose parts a chain of removal begins with, -1 = whoever. Returns the change in cost,
    the queue where the chain begins (-1 if no queue is labelled), and how many parts.
    """
    best, end, moved = INFINITE, -1, most
    for q in range(chain.shape[1]):
        if chain[0, q] != UNREACHED:
            there = scheduled[slot, q]
            change = cost[slot, q, there // parts] if sign > 0 else -cost[slot, q, (there - 1) // parts]
            if change < best:
                best, end = change, q
    if end < 0:
        return best, end, 0
    if parts > 1:
        there = scheduled[slot, end]
        moved = min(moved, parts - there % parts if sign > 0 else (there - 1) % parts + 1)
        queue = end
        while chain[0, queue] >= 0:
            giving = chain[0, queue] if sign > 0 else queue
            moved = min(moved, serving[chain[1, queue], slot, giving])
            queue = chain[0, queue]
        if leaving >= 0:
            moved = min(moved, serving[leaving, slot, queue])
        best = cost_of_parts(cost, slot, end, there, sign * moved, parts)
    scheduled[slot, end] += sign * moved
    while chain[0, end] >= 0:
        serving[chain[1, end], slot, end] += sign * moved
        serving[chain[1, end], slot, chain[0, end]] -= sign * moved
        end = chain[0, end]
    return best, end, moved


@compiled
def move_agent(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    scheduled: Headcounts,
    cost: Integers,
    parts: int,
    group: int,
    slot: int,
    amount: int,
    sign: int,
    chain: Integers,
) -> int:
    """Let one of the group, of so many parts, arrive (sign 1) or leave (-1); the change in cost, INFINITE if
    no queue is open."""
    total, left = 0, amount
    while left > 0:
        label_group(serves, serving, headcount, group, slot, sign, chain)
        leaving = group if sign < 0 else -1
        change, queue, moved = augment(serving, scheduled, cost, parts, slot, sign, left, leaving, chain)
        if queue < 0:
            return INFINITE
        serving[group, slot, queue] += sign * moved
        headcount[slot] += sign * moved
        total += change
        left -= moved
    return total


@compiled
def move_fixed_agent(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    scheduled: Headcounts,
    cost: Integers,
    parts: int,
    queue: int,
    slot: int,
    amount: int,
    sign: int,
    chain: Integers,
) -> int:
    """Fix one more agent of so many parts to a queue (sign 1) or one fewer (-1) while the others give way;
    the change in cost."""
    total, left = 0, amount
    while left > 0:
        chain[0, :] = UNREACHED
        chain[0, queue] = START
        if headcount[slot] > 0:
            extend_chains(serves, serving, slot, sign, chain)
        change, _, moved = augment(serving, scheduled, cost, parts, slot, sign, left, -1, chain)
        total += change
        left -= moved
    return total


@inlined
def cost_at_labelled(
    scheduled: Headcounts,
    cost: Integers,
    parts: int,
    slot: int,
    amount: int,
    chain: Integers,
    filled: Integers,
) -> int:
    """Cost of so many more parts at the cheapest labelled queues; INFINITE if there is none.

    filled: scratch, (Q,).
    """
    filled[:] = 0
    total, left = 0, amount
    while left > 0:
        best, end = INFINITE, -1
        for q in range(chain.shape[1]):
            if chain[0, q] != UNREACHED:
                slope = cost[slot, q, (scheduled[slot, q] + filled[q]) // parts]
                if slope < best:
                    best, end = slope, q
        if end < 0:
            return INFINITE
        there = scheduled[slot, end] + filled[end]
        moved = min(left, parts - there % parts)
        total += cost_of_parts(cost, slot, end, there, moved, parts)
        filled[end] += moved
        left -= moved
    return total


@compiled
def write_queue_prices_of_parts(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    scheduled: Headcounts,
    cost: Integers,
    parts: int,
    is_open: Booleans,
    slot: int,
    amounts: Integers,
    chain: Integers,
    price: Integers,
) -> None:
    """As :func:`write_queue_prices`, of an agent who counts as so many parts in each queue, amounts: (Q,)."""
    filled = np.empty(chain.shape[1], dtype=np.int64)
    for queue in range(chain.shape[1]):
        if is_open[slot, queue]:
            chain[0, :] = UNREACHED
            chain[0, queue] = START
            if headcount[slot] > 0:
                extend_chains(serves, serving, slot, 1, chain)
            price[queue] = cost_at_labelled(scheduled, cost, parts, slot, amounts[queue], chain, filled)


@compiled
def write_queue_prices(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    scheduled: Headcounts,
    cost: Integers,
    is_open: Booleans,
    slot: int,
    chain: Integers,
    price: Integers,
) -> None:
    """Write the cost of one more agent fixed to each open queue of a slot while the others give way, (Q,)."""
    queues = chain.shape[1]
    chain[0, :] = UNREACHED
    for _ in range(queues):
        # Whoever can give way to the cheapest queue that is left costs as much as one more there.
        cheapest = -1
        for q in range(queues):
            is_left = is_open[slot, q] and chain[0, q] == UNREACHED
            if is_left and (
                cheapest < 0
                or cost[slot, q, scheduled[slot, q]] < cost[slot, cheapest, scheduled[slot, cheapest]]
            ):
                cheapest = q
        if cheapest < 0:
            return
        before = chain[0].copy()
        chain[0, cheapest] = START
        if headcount[slot] > 0:
            extend_chains(serves, serving, slot, -1, chain)
        for q in range(queues):
            if chain[0, q] != UNREACHED and before[q] == UNREACHED:
                price[q] = cost[slot, cheapest, scheduled[slot, cheapest]]
