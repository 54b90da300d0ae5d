"""Optimal queue sequence of one shift: a shortest path over slots that respects the activity rules, compiled.

Dynamic programming forward in time. A state is the queue served last, the length of the current stretch, the
number of changes that count, and the number of breaks taken. Costs are coverage prices first; among paths of
the same coverage cost, the one with the fewest changes of queue and moved breaks.

A change of queue is *forced* if the queue served before is closed. Forced changes do not count, and like the
start and end of a shift, a meal, a break and standby they are a border: a stretch between two borders may be
shorter than the minimum. So an agent who stays in a queue while it is open satisfies every rule.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.assignment.augmenting_path import INFINITE, Booleans, Integers

IDLE, AWAY = -1, -2
"""Instead of a queue: at the desk with nothing open; at a meal or break."""
COST_SCALE = 1 << 12
"""A unit of coverage cost outweighs so many points of the tie-breaking costs below."""
_CHANGE, _CHANGE_AT_BORDER, _BREAK_MOVED = 4, 2, 1
"""Tie-breaking costs: a change of queue from one slot to the next, one across a meal, break or standby, and a
break away from where it was."""


class ActivityRules(NamedTuple):
    """min_stretch: slots between two changes that nothing forces. max_changes: -1 = any number.

    short: cost of a stretch below min_stretch, change: of a change beyond max_changes; both in tie-breaking
    costs, -1 = not allowed.
    """

    min_stretch: int
    max_changes: int
    short: int
    change: int


@compiled
def cheapest_queue_sequence(
    serves: Booleans,
    price: Integers,
    idle: int,
    first: int,
    breaks: Integers,
    preferred: Integers,
    rules: ActivityRules,
    activity: Integers,
    placed: Integers,
) -> int:
    """Write the cheapest path through a shift to ``activity`` and ``placed``; its cost, in tie-breaking
    costs.

    serves: whether the agent may serve a queue, (T, Q). price: of a slot in each queue, (slots of the shift,
    Q). idle: of a slot in which no queue is open. first: slot of the shift's start. breaks: slots, first and
    last start of each, (B, 3). preferred: where breaks should begin, (B,).

    Stretches 0 … min_stretch - 1 began at a border and have lasted so many slots and one more, the last of
    them that or longer. Stretches from min_stretch on began with a change that nothing forces, and must reach
    min_stretch slots. The stretch after all these stands for a border.
    """
    minimum, most, short, beyond = rules
    length, queues = price.shape
    border, changes, taken = 2 * minimum - 1, max(0, most) + 1, 1
    for b in range(len(breaks)):
        taken += breaks[b, 0] > 0
    per_stretch, per_queue = changes * taken, (border + 1) * changes * taken
    value = np.empty((length + 1, (queues + 1) * per_queue), dtype=np.int64)
    parent = np.empty(value.shape, dtype=np.int64)
    value[:] = INFINITE
    value[0, queues * per_queue + border * per_stretch] = 0
    for k in range(length):
        t = first + k
        is_any_open = False
        for q in range(queues):
            is_any_open = is_any_open or serves[t, q]
        for state in range(value.shape[1]):
            cost = value[k, state]
            if cost == INFINITE:
                continue
            q, stretch, c, b = (
                state // per_queue,
                state // per_stretch % (border + 1),
                state // taken % changes,
                state % taken,
            )
            ends_short = stretch >= minimum and stretch != border
            if ends_short and short >= 0:
                ending, may_end = short, True
            else:
                ending, may_end = 0, not ends_short
            at_border = q * per_queue + border * per_stretch + c * taken + b
            if b < taken - 1:
                if t > breaks[b, 2]:
                    continue
                if may_end and t >= breaks[b, 1]:
                    total = cost + ending + (_BREAK_MOVED if t != preferred[b] else 0)
                    after = k + breaks[b, 0]
                    if total < value[after, at_border + 1]:
                        value[after, at_border + 1], parent[after, at_border + 1] = total, state
            if not is_any_open:
                total = cost + ending + COST_SCALE * idle
                if may_end and total < value[k + 1, at_border]:
                    value[k + 1, at_border], parent[k + 1, at_border] = total, state
                continue
            continues = stretch != border and serves[t, q]
            if continues:
                longer = stretch if stretch == minimum - 1 else stretch + 1
                if longer == border:
                    longer = minimum - 1
                target, total = state + (longer - stretch) * per_stretch, cost + COST_SCALE * price[k, q]
                if total < value[k + 1, target]:
                    value[k + 1, target], parent[k + 1, target] = total, state
                if stretch != minimum - 1:
                    if short < 0:
                        continue
                    ending = short
            elif not may_end:
                continue
            fresh = minimum if continues and minimum > 1 else 0
            for other in range(queues):
                if not serves[t, other] or (continues and other == q):
                    continue
                counted, total = c, cost + ending + COST_SCALE * price[k, other]
                if q < queues and other != q:
                    total += _CHANGE_AT_BORDER if stretch == border else _CHANGE
                    if most >= 0 and serves[t, q]:
                        counted += 1
                        if counted > most:
                            if beyond < 0:
                                continue
                            counted, total = most, total + beyond
                target = other * per_queue + fresh * per_stretch + counted * taken + b
                if total < value[k + 1, target]:
                    value[k + 1, target], parent[k + 1, target] = total, state
    best, state = INFINITE, 0
    for end in range(value.shape[1]):
        stretch = end // per_stretch % (border + 1)
        ends_short = stretch >= minimum and stretch != border
        if end % taken != taken - 1 or (ends_short and short < 0) or value[length, end] == INFINITE:
            continue
        total = value[length, end] + (short if ends_short else 0)
        if total < best:
            best, state = total, end
    k = length
    while k > 0:
        before = parent[k, state]
        if state % taken > before % taken:
            b = before % taken
            for j in range(k - breaks[b, 0], k):
                activity[j] = AWAY
            k -= breaks[b, 0]
            placed[b] = first + k
        else:
            k -= 1
            activity[k] = IDLE if state // per_stretch % (border + 1) == border else state // per_queue
        state = before
    return best


@compiled
def sequence_cost(
    serves: Booleans,
    activity: Integers,
    first: int,
    placed: Integers,
    preferred: Integers,
    rules: ActivityRules,
    idle: int,
) -> int:
    """Cost of a shift besides coverage: idle slots, changes of queue, short stretches, moved breaks."""
    minimum, most, short, beyond = rules
    total, last, stretch, is_begun, changes = 0, -1, 0, False, 0
    for j in range(len(activity)):
        what = activity[j]
        if what < 0:
            if is_begun and stretch < minimum:
                total += max(0, short)
            stretch, is_begun = 0, False
            if what == IDLE:
                total += COST_SCALE * idle
            continue
        if what == last:
            stretch += 1
            continue
        is_free = last >= 0 and serves[first + j, last]
        if 0 < stretch < minimum and (is_begun or is_free):
            total += max(0, short)
        if last >= 0:
            total += _CHANGE if stretch > 0 else _CHANGE_AT_BORDER
        if is_free and most >= 0:
            changes += 1
            if changes > most:
                total += max(0, beyond)
        is_begun = is_free and stretch > 0
        last, stretch = what, 1
    if is_begun and stretch < minimum:
        total += max(0, short)
    for b in range(len(placed)):
        total += _BREAK_MOVED if placed[b] != preferred[b] else 0
    return total
