"""Shortest augmenting paths: the optimal split of the agents of one slot over the queues, kept optimal,
compiled.

In each slot, agents of several skill groups are split over the queues that they may serve such that the
convex coverage costs are least: a minimum-cost flow. One more or one fewer agent shifts others along a chain
of queues where that is cheaper. Since costs are convex, augmenting along the cheapest chain keeps the split
optimal (Ahuja, Magnanti & Orlin, "Network Flows", 1993, chapter 14).

Only the last queue of a chain changes its number of agents, so the cheapest chain is found by reachability
alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled

Integers = NDArray[np.int64]
Headcounts = NDArray[np.int32]
Booleans = NDArray[np.bool_]

INFINITE = 1 << 62
"""More than any cost."""
START, UNREACHED = -1, -2
"""Instead of a predecessor: a queue where a chain begins; a queue that no chain reaches."""


class DeskFlow(NamedTuple):
    """Split of agents over queues; G skill groups, T slots, Q queues.

    serves: whether a group may serve a queue in a slot, (G, T, Q). serving: how many of each group do, (G, T,
    Q), among those who may give way. headcount: how many may give way in each slot, (T,). scheduled: all who
    serve a queue, (T, Q). marginal_cost: cost of the next agent where n are there, (T, Q, n).
    """

    serves: Booleans
    serving: Headcounts
    headcount: Integers
    scheduled: Headcounts
    marginal_cost: Integers


class ChainLabels(NamedTuple):
    """Chains to each queue, (Q,): the queue before it, and the group of the agent who moves between the
    two."""

    predecessor: Integers
    mover: Integers


@compiled
def chain_labels(queues: int) -> ChainLabels:
    """Scratch for the chains of one slot."""
    return ChainLabels(np.empty(queues, dtype=np.int64), np.empty(queues, dtype=np.int64))


def desk_flow(serves: Booleans, scheduled: Headcounts, marginal_cost: Integers) -> DeskFlow:
    """A flow in which nobody may give way yet."""
    serving = np.zeros(serves.shape, dtype=np.int32)
    return DeskFlow(serves, serving, np.zeros(serves.shape[1], dtype=np.int64), scheduled, marginal_cost)


@compiled
def extend_chains(flow: DeskFlow, slot: int, sign: int, labels: ChainLabels) -> None:
    """Label every queue that a chain reaches from those whose predecessor is START.

    sign 1: a chain goes on to a queue that an agent of this one may move to; -1: to one that an agent may
    come from.
    """
    serves, serving = flow.serves, flow.serving
    groups, queues = serves.shape[0], serves.shape[2]
    changed = True
    while changed:
        changed = False
        for q in range(queues):
            if labels.predecessor[q] == UNREACHED:
                continue
            for g in range(groups):
                if (serving[g, slot, q] == 0) if sign > 0 else (not serves[g, slot, q]):
                    continue
                for other in range(queues):
                    if labels.predecessor[other] != UNREACHED:
                        continue
                    if serves[g, slot, other] if sign > 0 else serving[g, slot, other] > 0:
                        labels.predecessor[other], labels.mover[other] = q, g
                        changed = True


@compiled
def label_group(flow: DeskFlow, group: int, slot: int, sign: int, labels: ChainLabels) -> None:
    """Label every queue that gains (sign 1) or loses (-1) an agent if one of the group arrives or leaves."""
    for q in range(len(labels.predecessor)):
        is_start = flow.serves[group, slot, q] if sign > 0 else flow.serving[group, slot, q] > 0
        labels.predecessor[q] = START if is_start else UNREACHED
    if flow.headcount[slot] > 0:
        extend_chains(flow, slot, sign, labels)


@compiled
def augment(flow: DeskFlow, slot: int, sign: int, labels: ChainLabels) -> tuple[int, int]:
    """Add (sign 1) or remove (-1) one agent at the cheapest labelled queue and shift others along its chain.

    Returns the change in cost, and the queue where the chain begins: -1 if no queue is labelled.
    """
    scheduled, cost = flow.scheduled, flow.marginal_cost
    best, end = INFINITE, -1
    for q in range(len(labels.predecessor)):
        if labels.predecessor[q] != UNREACHED:
            change = cost[slot, q, scheduled[slot, q]] if sign > 0 else -cost[slot, q, scheduled[slot, q] - 1]
            if change < best:
                best, end = change, q
    if end < 0:
        return best, end
    scheduled[slot, end] += sign
    while labels.predecessor[end] >= 0:
        before, mover = labels.predecessor[end], labels.mover[end]
        flow.serving[mover, slot, end] += sign
        flow.serving[mover, slot, before] -= sign
        end = before
    return best, end


@compiled
def move_agent(flow: DeskFlow, group: int, slot: int, sign: int, labels: ChainLabels) -> int:
    """Let one of the group arrive (sign 1) or leave (-1); the change in cost, INFINITE if no queue is
    open."""
    label_group(flow, group, slot, sign, labels)
    cost, queue = augment(flow, slot, sign, labels)
    if queue >= 0:
        flow.serving[group, slot, queue] += sign
        flow.headcount[slot] += sign
    return cost


@compiled
def arrival_cost(flow: DeskFlow, group: int, slot: int, labels: ChainLabels) -> int:
    """Cost of one more agent of the group, INFINITE if no queue is open to it."""
    label_group(flow, group, slot, 1, labels)
    best = INFINITE
    for q in range(len(labels.predecessor)):
        if labels.predecessor[q] != UNREACHED:
            best = min(best, flow.marginal_cost[slot, q, flow.scheduled[slot, q]])
    return best


@compiled
def queue_prices(
    flow: DeskFlow, is_open: Booleans, slot: int, labels: ChainLabels, before: Integers, price: Integers
) -> None:
    """Cost of one more agent fixed to each open queue of a slot, while the others give way at the least cost.

    is_open: (T, Q). before: scratch, (Q,). price: written, (Q,).
    """
    predecessor, cost, scheduled = labels.predecessor, flow.marginal_cost, flow.scheduled
    queues = len(predecessor)
    predecessor[:] = UNREACHED
    for _ in range(queues):
        # Whoever can give way to the cheapest queue that is left costs as much as one more there.
        cheapest = -1
        for q in range(queues):
            is_left = is_open[slot, q] and predecessor[q] == UNREACHED
            if is_left and (
                cheapest < 0
                or cost[slot, q, scheduled[slot, q]] < cost[slot, cheapest, scheduled[slot, cheapest]]
            ):
                cheapest = q
        if cheapest < 0:
            return
        before[:] = predecessor
        predecessor[cheapest] = START
        if flow.headcount[slot] > 0:
            extend_chains(flow, slot, -1, labels)
        for q in range(queues):
            if predecessor[q] != UNREACHED and before[q] == UNREACHED:
                price[q] = cost[slot, cheapest, scheduled[slot, cheapest]]
