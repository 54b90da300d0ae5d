"""Shortest augmenting paths: the optimal split of the agents of one slot over the queues, kept optimal,
compiled.

In each slot, agents of several skill groups are split over the queues that they may serve such that the
convex coverage costs are least: a minimum-cost flow. One more or one fewer agent shifts others along a chain
of queues where that is cheaper. Since costs are convex, augmenting along the cheapest chain keeps the split
optimal (Ahuja, Magnanti & Orlin, "Network Flows", 1993, chapter 14).

Only the last queue of a chain changes its number of agents, so the cheapest chain is found by reachability
alone.

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

    serves: whether a group may serve a queue in a slot, (G, T, Q). serving: how many of each group do, among
    those who may give way, (G, T, Q). headcount: how many may give way in each slot, (T,). scheduled: all who
    serve a queue, (T, Q). marginal_cost: cost of the next agent where n are there, (T, Q, n).
    """

    serves: Booleans
    serving: Headcounts
    headcount: Integers
    scheduled: Headcounts
    marginal_cost: Integers


def desk_flow(serves: Booleans, scheduled: Headcounts, marginal_cost: Integers) -> DeskFlow:
    """A flow in which nobody may give way yet."""
    serving = np.zeros(serves.shape, dtype=np.int32)
    return DeskFlow(serves, serving, np.zeros(serves.shape[1], dtype=np.int64), scheduled, marginal_cost)


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
    serving: Headcounts, scheduled: Headcounts, cost: Integers, slot: int, sign: int, chain: Integers
) -> tuple[int, int]:
    """Add (sign 1) or remove (-1) one agent at the cheapest labelled queue and shift others along its chain.

    cost: marginal costs, (T, Q, n). Returns the change in cost, and the queue where the chain begins: -1 if
    no queue is labelled.
    """
    best, end = INFINITE, -1
    for q in range(chain.shape[1]):
        if chain[0, q] != UNREACHED:
            change = cost[slot, q, scheduled[slot, q]] if sign > 0 else -cost[slot, q, scheduled[slot, q] - 1]
            if change < best:
                best, end = change, q
    if end < 0:
        return best, end
    scheduled[slot, end] += sign
    while chain[0, end] >= 0:
        serving[chain[1, end], slot, end] += sign
        serving[chain[1, end], slot, chain[0, end]] -= sign
        end = chain[0, end]
    return best, end


@compiled
def move_agent(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    scheduled: Headcounts,
    cost: Integers,
    group: int,
    slot: int,
    sign: int,
    chain: Integers,
) -> int:
    """Let one of the group arrive (sign 1) or leave (-1); the change in cost, INFINITE if no queue is
    open."""
    label_group(serves, serving, headcount, group, slot, sign, chain)
    change, queue = augment(serving, scheduled, cost, slot, sign, chain)
    if queue >= 0:
        serving[group, slot, queue] += sign
        headcount[slot] += sign
    return change


@compiled
def move_fixed_agent(
    serves: Booleans,
    serving: Headcounts,
    headcount: Integers,
    scheduled: Headcounts,
    cost: Integers,
    queue: int,
    slot: int,
    sign: int,
    chain: Integers,
) -> int:
    """Fix one more agent to a queue (sign 1) or one fewer (-1) while the others give way; the change in
    cost."""
    chain[0, :] = UNREACHED
    chain[0, queue] = START
    if headcount[slot] > 0:
        extend_chains(serves, serving, slot, sign, chain)
    change, _ = augment(serving, scheduled, cost, slot, sign, chain)
    return change


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
