"""Who of a roster could serve a queue without anybody missing elsewhere: a maximum flow in each slot.

Agents move from queue to queue along chains of skills: one of a queue with people to spare takes the place of
one who then serves another. Queues that miss somebody come first: others give whom they can spare, and then
the queue itself does; last it gets who is still to spare. Each is a maximum flow by shortest augmenting paths
(Edmonds & Karp, "Theoretical improvements in algorithmic efficiency for network flow problems", Journal of
the ACM 1972).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.skill_groups import skill_groups
from scheduler.roster.problem.solution import Activity

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_ANY = 1 << 40
"""More thousandths of an agent than there are."""


def spare_agents(
    problem: Problem, activities: Sequence[Activity], queue: int, required: Integers
) -> Integers:
    """Thousandths of an agent who could serve the queue beyond what the others need, shape (slots,).

    Parameters
    ----------
    activities
        What everybody does now.
    required
        Thousandths of an agent whom each queue needs in each slot, shape (queues, slots); the queue's own
        row does not count.

    Notes
    -----
    Whoever moves counts in another queue as in their own, and the rules of activities are not looked at: this
    says where there is room, not who fills it.
    """
    groups = skill_groups(problem)
    serves = np.zeros((len(groups), len(problem.queues)), dtype=np.bool_)
    group_of = np.zeros(len(problem.agents), dtype=np.int64)
    for g, group in enumerate(groups):
        serves[g, list(group.skills)] = True
        group_of[list(group.agents)] = g
    there = np.zeros((problem.slots, *serves.shape), dtype=np.int64)
    for one in activities:
        if one.what >= 0:
            first, last = one.start // problem.interval_minutes, one.end // problem.interval_minutes
            there[first:last, group_of[one.agent], one.what] += problem.agents[one.agent].counts_in(one.what)
    scheduled = there.sum(axis=1) + problem.scheduled_before.T
    beyond = np.where(problem.open, scheduled.T - required, 0).T
    return _spare(there, scheduled, np.ascontiguousarray(beyond), serves, problem.open.T.copy(), queue)


@compiled
def _spare(
    there: Integers, scheduled: Integers, beyond: Integers, serves: Booleans, is_open: Booleans, queue: int
) -> Integers:
    """there: by group, (slots, groups, queues). beyond: the need, < 0 where some miss, (slots, queues)."""
    slots, queues = beyond.shape
    spare = np.zeros(slots, dtype=np.int64)
    for t in range(slots):
        if not is_open[t, queue]:
            continue
        surplus, missing = np.maximum(beyond[t], 0), np.maximum(-beyond[t], 0)
        surplus[queue], missing[queue] = 0, 0
        _move(there[t], serves, is_open[t], surplus, missing)
        own, wanted = np.zeros(queues, dtype=np.int64), np.zeros(queues, dtype=np.int64)
        own[queue], wanted[queue] = scheduled[t, queue], _ANY
        given = _move(there[t], serves, is_open[t], own, missing)
        spare[t] = scheduled[t, queue] - given + _move(there[t], serves, is_open[t], surplus, wanted)
    return spare


@compiled
def _move(there: Integers, serves: Booleans, is_open: Booleans, supply: Integers, demand: Integers) -> int:
    """Move as many as possible from queues with a supply to those with a demand; all arguments change.

    there: by group and queue, (groups, queues).
    """
    groups, queues = serves.shape
    moved = 0
    came_from, by_group = np.zeros(queues, dtype=np.int64), np.zeros(queues, dtype=np.int64)
    line = np.zeros(queues, dtype=np.int64)
    while True:
        came_from[:] = -2
        begin, end, goal = 0, 0, -1
        for q in range(queues):
            if supply[q] > 0:
                came_from[q] = -1
                line[end] = q
                end += 1
        while begin < end and goal < 0:
            q = line[begin]
            begin += 1
            for g in range(groups):
                if there[g, q] <= 0 or goal >= 0:
                    continue
                for other in range(queues):
                    if came_from[other] == -2 and serves[g, other] and is_open[other]:
                        came_from[other], by_group[other] = q, g
                        line[end] = other
                        end += 1
                        if demand[other] > 0:
                            goal = other
                            break
        if goal < 0:
            return moved
        amount, q = demand[goal], goal
        while came_from[q] >= 0:
            amount = min(amount, there[by_group[q], came_from[q]])
            q = came_from[q]
        amount = min(amount, supply[q])
        supply[q] -= amount
        demand[goal] -= amount
        moved += amount
        q = goal
        while came_from[q] >= 0:
            there[by_group[q], came_from[q]] -= amount
            there[by_group[q], q] += amount
            q = came_from[q]
