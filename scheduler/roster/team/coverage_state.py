"""Who is at the desks: what one more or one fewer costs, slot by slot, compiled.

Agents with the same skills are a *group*. In each slot the members of a group are split over the queues
they may serve so that the slot costs least; adding one or taking one away moves others along a chain of
queues where that is cheaper (a shortest augmenting path; costs are convex, so the split stays optimal:
Ahuja, Magnanti & Orlin, "Network Flows", 1993, chapter 14).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Counts = NDArray[np.int32]
Booleans = NDArray[np.bool_]

NOTHING = 1 << 60


@compiled
def _joined(serves: Booleans, serving: Counts, slot: int, group: int, came: Integers, by: Integers) -> None:
    """Which queues gain when one of the group comes: came[q] is the queue left before, -1 at once, -2 not at
    all; by[q] the group of whoever moves."""
    groups, queues = serves.shape[0], serves.shape[2]
    for q in range(queues):
        came[q] = -1 if serves[group, slot, q] else -2
    changed = True
    while changed:
        changed = False
        for q in range(queues):
            if came[q] == -2:
                continue
            for g in range(groups):
                if serving[g, slot, q] > 0:
                    for other in range(queues):
                        if came[other] == -2 and serves[g, slot, other]:
                            came[other], by[other] = q, g
                            changed = True


@compiled
def _left(serves: Booleans, serving: Counts, slot: int, group: int, came: Integers, by: Integers) -> None:
    """Which queues lose when one of the group leaves: came[q] is the queue that somebody of q moves to, -1
    where the group's own goes, -2 not at all; by[q] the group of whoever moves."""
    groups, queues = serves.shape[0], serves.shape[2]
    for q in range(queues):
        came[q] = -1 if serving[group, slot, q] > 0 else -2
    changed = True
    while changed:
        changed = False
        for q in range(queues):
            if came[q] == -2:
                continue
            for g in range(groups):
                if serves[g, slot, q]:
                    for other in range(queues):
                        if came[other] == -2 and serving[g, slot, other] > 0:
                            came[other], by[other] = q, g
                            changed = True


@compiled
def desk_prices(
    serves: Booleans, serving: Counts, scheduled: Counts, step: Integers, idle: int, group: int, price: Floats
) -> None:
    """What one more of the group at the desk costs in each slot.

    serves: may this group serve this queue now, (groups, slots, queues). serving: how many do, same shape.
    scheduled: of each queue, those of earlier plans included, (slots, queues). step: what the next one costs
    where there are n, (slots, queues, n). idle: of a slot in which nothing is open. price: written.
    """
    queues, slots = serves.shape[2], serves.shape[1]
    came, by = np.empty(queues, dtype=np.int64), np.empty(queues, dtype=np.int64)
    for t in range(len(price)):
        best = NOTHING
        if t < slots:
            _joined(serves, serving, t, group, came, by)
            for q in range(queues):
                if came[q] != -2:
                    best = min(best, step[t, q, scheduled[t, q]])
        price[t] = idle if best == NOTHING else best


@compiled
def start_prices(
    desk: Floats,
    slots_a_day: int,
    first: Integers,
    last: Integers,
    blocks: Integers,
    cover_of: Integers,
    cover_step: Floats,
    own: Floats,
    price: Floats,
) -> None:
    """What each start costs all together: its desk slots less its meal and breaks at their best, cover, own.

    desk: (slots,). first, last: of each shift's slots, counted from its midnight, last excluded. blocks:
    (shifts, blocks, 3): length, first start, last start, length 0 where there is none. cover_of: (covers,
    1 + shifts): day, and 1 where the shift counts. cover_step: what one more costs each cover. own: (days,
    shifts). price: written, (days, shifts).
    """
    days, shifts = own.shape
    total = np.zeros(len(desk) + 1)
    for t in range(len(desk)):
        total[t + 1] = total[t] + desk[t]
    for d in range(days):
        zero = d * slots_a_day
        for s in range(shifts):
            if own[d, s] >= 1e15:
                price[d, s] = own[d, s]
                continue
            value = own[d, s] + total[zero + last[s]] - total[zero + first[s]]
            for b in range(blocks.shape[1]):
                length = blocks[s, b, 0]
                if length > 0:
                    dearest = -1e15
                    for t in range(zero + blocks[s, b, 1], zero + blocks[s, b, 2] + 1):
                        dearest = max(dearest, total[t + length] - total[t])
                    value -= dearest
            price[d, s] = value
    for k in range(len(cover_step)):
        d = cover_of[k, 0]
        for s in range(shifts):
            if cover_of[k, 1 + s] and own[d, s] < 1e15:
                price[d, s] += cover_step[k]


@compiled
def place_blocks(
    desk: Floats, slots_a_day: int, blocks: Integers, pattern: Integers, placed: Integers
) -> None:
    """Where meal and breaks of each day's shift begin: where the desk is dearest. placed: (days, blocks)."""
    for d in range(len(pattern)):
        for b in range(blocks.shape[1]):
            placed[d, b] = -1
            s = pattern[d]
            if s < 0 or blocks[s, b, 0] == 0:
                continue
            dearest = -1e15
            for t in range(d * slots_a_day + blocks[s, b, 1], d * slots_a_day + blocks[s, b, 2] + 1):
                saved = 0.0
                for k in range(t, t + blocks[s, b, 0]):
                    saved += desk[k]
                if saved > dearest + 1e-9:
                    dearest, placed[d, b] = saved, t


@compiled
def move(
    serves: Booleans,
    serving: Counts,
    scheduled: Counts,
    step: Integers,
    idle: int,
    slots_a_day: int,
    first: Integers,
    last: Integers,
    blocks: Integers,
    cover_of: Integers,
    group: int,
    pattern: Integers,
    placed: Integers,
    sign: int,
    covered: Integers,
    cover_step: Integers,
    idled: Integers,
) -> int:
    """Put somebody with this pattern at the desks (sign 1) or take them away (-1); what that costs more.

    covered: who is there of each cover by shift. cover_step: what the next one costs it, (covers, n).
    idled: (1,), slots at the desk in which nothing is open, all together.
    """
    queues, slots = serves.shape[2], serves.shape[1]
    came, by = np.empty(queues, dtype=np.int64), np.empty(queues, dtype=np.int64)
    added = 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s < 0:
            continue
        for t in range(d * slots_a_day + first[s], d * slots_a_day + last[s]):
            away = False
            for b in range(blocks.shape[1]):
                away = away or (placed[d, b] >= 0 and placed[d, b] <= t < placed[d, b] + blocks[s, b, 0])
            if away:
                continue
            if t >= slots:
                idled[0] += sign
                added += sign * idle
                continue
            best, end = NOTHING, -1
            if sign > 0:
                _joined(serves, serving, t, group, came, by)
                for q in range(queues):
                    if came[q] != -2 and step[t, q, scheduled[t, q]] < best:
                        best, end = step[t, q, scheduled[t, q]], q
            else:
                _left(serves, serving, t, group, came, by)
                for q in range(queues):
                    if came[q] != -2 and -step[t, q, scheduled[t, q] - 1] < best:
                        best, end = -step[t, q, scheduled[t, q] - 1], q
            if end < 0:
                idled[0] += sign
                added += sign * idle
                continue
            added += best
            scheduled[t, end] += sign
            # Everybody on the way from the end back to the one who comes or goes changes places.
            while came[end] >= 0:
                serving[by[end], t, end] += sign
                serving[by[end], t, came[end]] -= sign
                end = came[end]
            serving[group, t, end] += sign
    for k in range(len(covered)):
        s = pattern[cover_of[k, 0]]
        if s >= 0 and cover_of[k, 1 + s]:
            added += cover_step[k, covered[k]] if sign > 0 else -cover_step[k, covered[k] - 1]
            covered[k] += sign
    return added
