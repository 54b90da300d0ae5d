"""Who serves which queue when: at the cost of coverage that the search counted, with few changes of queue.

Everybody at a desk is *free* at first: in each slot the free are split over the queues so that it costs
least (a shortest augmenting path; Ahuja, Magnanti & Orlin, "Network Flows", 1993, chapter 14). That is what
a search counts. Then one *turn*, one person's shift, after the other is held fast: on the way through its
slots that costs least while all who are still free give way, and of those ways on one with the fewest
changes. Where no rule binds, nothing is lost. Where the rules of activities bind, some slots may come to
cost more; so a few turns that meet in a slot are freed and held again in another order, over and over, and
what is not worse stays.

A change of queue is *forced* where the queue served before is closed. Forced changes do not count, and like
shift start and end, meal, break and standby they are a border: a stretch from one border to the next may be
shorter than the least. So whoever stays in a queue as long as it is open keeps every rule.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled

Integers = NDArray[np.int64]
Counts = NDArray[np.int32]
Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

_CHANGE, _CHANGE_AT_BORDER = 2, 1
"""A change of queue at once is worse than one over a meal, a break or standby."""
_SCALE = 1 << 12
"""Units of cost outweigh changes: what a change is worth in them is its share of this."""
_NEVER = 1 << 62
_START, _NOT = -1, -2
_TOGETHER = 4
"""Turns that are freed at once, at most."""


@dataclass(frozen=True)
class Desks:
    """Where everybody sits, and what coverage costs; Q queues, T slots, G groups of the same skills.

    skilled: (G, Q). opened: (T, Q). step: what the next one costs a queue in a slot with n there, (T, Q, n).
    before: who is there already, (T, Q). group: of each turn. begins: (turns + 1,), where each turn's slots
    begin in ``slot``: those at the desk with one of the group's queues open, ascending.
    """

    skilled: Booleans
    opened: Booleans
    step: Integers
    before: Counts
    group: Integers
    begins: Integers
    slot: Integers


def serve(desks: Desks, least: int, most: int | None, attempts: int) -> Integers:
    """The queue that is served in each of ``desks.slot``.

    least: slots of a stretch that does not go from border to border. most: changes in a turn that nothing
    forces, None = any number. attempts: how often some turns are handed out anew.
    """
    turns = len(desks.group)
    queue = np.full(len(desks.slot), _START, dtype=np.int64)
    choices = desks.skilled.sum(axis=1)[desks.group]
    order = np.lexsort((np.arange(turns), choices))
    there = np.repeat(np.arange(turns), np.diff(desks.begins))
    flexible = choices[there] > 1
    by_slot = np.argsort(np.where(flexible, desks.slot, len(desks.opened)), kind="stable")[: flexible.sum()]
    present = there[by_slot]
    present_from = np.searchsorted(desks.slot[by_slot], np.arange(len(desks.opened) + 1))
    draws = np.random.default_rng(1).random((attempts if len(present) else 0, 2 + _TOGETHER))
    _serve(
        desks.skilled, desks.opened, desks.step, desks.before.copy(), desks.group, desks.begins, desks.slot,
        max(1, least), -1 if most is None else most, order, present, present_from, draws, queue,
    )  # fmt: skip
    return queue


@compiled
def _spread(
    skilled: Booleans, opened: Booleans, free: Counts, t: int, sign: int, came: Integers, by: Integers
) -> None:
    """Follow the chains of free people from the queues whose ``came`` is not _NOT.

    sign 1: the next queue is one that a free person of this one may go to; -1: one from which a free person
    may come. came: the queue before in the chain, _START at its beginning; by: the group of whoever moves.
    """
    groups, queues = skilled.shape
    again = True
    while again:
        again = False
        for q in range(queues):
            if came[q] == _NOT:
                continue
            for g in range(groups):
                if (free[g, t, q] == 0) if sign > 0 else (not skilled[g, q]):
                    continue
                for other in range(queues):
                    if came[other] != _NOT or not opened[t, other]:
                        continue
                    if skilled[g, other] if sign > 0 else free[g, t, other] > 0:
                        came[other], by[other] = q, g
                        again = True


@compiled
def _push(
    skilled: Booleans,
    opened: Booleans,
    step: Integers,
    count: Counts,
    free: Counts,
    idle: Integers,
    t: int,
    sign: int,
    came: Integers,
    by: Integers,
) -> tuple[int, int]:
    """One more (sign 1) or one fewer (-1) in a queue whose ``came`` is _START; the free give way at the least
    cost. That cost, and the queue where the chain began."""
    if idle[t] > 0:
        _spread(skilled, opened, free, t, sign, came, by)
    best, end = _NEVER, _START
    for q in range(len(came)):
        if came[q] != _NOT:
            cost = step[t, q, count[t, q]] if sign > 0 else -step[t, q, count[t, q] - 1]
            if cost < best:
                best, end = cost, q
    count[t, end] += sign
    while came[end] >= 0:
        free[by[end], t, end] += sign
        free[by[end], t, came[end]] -= sign
        end = came[end]
    return best, end


@compiled
def _join(
    skilled: Booleans,
    opened: Booleans,
    step: Integers,
    count: Counts,
    free: Counts,
    idle: Integers,
    g: int,
    t: int,
    sign: int,
    came: Integers,
    by: Integers,
) -> int:
    """One of the group comes to the free of a slot (sign 1) or leaves them (-1); the cost."""
    for q in range(len(came)):
        there = skilled[g, q] and opened[t, q] if sign > 0 else free[g, t, q] > 0
        came[q] = _START if there else _NOT
    cost, q = _push(skilled, opened, step, count, free, idle, t, sign, came, by)
    free[g, t, q] += sign
    idle[t] += sign
    return cost


@compiled
def _prices(
    skilled: Booleans,
    opened: Booleans,
    step: Integers,
    count: Counts,
    free: Counts,
    idle: Integers,
    t: int,
    came: Integers,
    by: Integers,
    price: Integers,
) -> None:
    """What one more costs in each open queue of a slot while the free give way. price: written, (Q,)."""
    queues = len(came)
    came[:] = _NOT
    for _ in range(queues):
        # Whoever may come to the cheapest queue that is left pays as much as there.
        cheapest = -1
        for q in range(queues):
            left = opened[t, q] and came[q] == _NOT
            if left and (cheapest < 0 or step[t, q, count[t, q]] < step[t, cheapest, count[t, cheapest]]):
                cheapest = q
        if cheapest < 0:
            return
        known = came.copy()
        came[cheapest] = _START
        if idle[t] > 0:
            _spread(skilled, opened, free, t, -1, came, by)
        for q in range(queues):
            if came[q] != _NOT and known[q] == _NOT:
                price[q] = step[t, cheapest, count[t, cheapest]]


@compiled
def _best_way(
    able: Booleans, opened: Booleans, slot: Integers, price: Integers, least: int, most: int, way: Integers
) -> None:
    """The cheapest way through a turn's slots that keeps the rules, written to ``way``.

    able: (Q,). price: (slots, Q). A state is a queue, a run and the changes that counted so far. Runs 0 …
    least - 1 began at a border and have lasted so many slots and one more, the last of them that or longer;
    runs from ``least`` on began with a change that nothing forced, and must last ``least`` slots.
    """
    length, queues = price.shape
    runs, changes = 2 * least - 1, max(0, most) + 1
    now = np.full((queues, runs, changes), _NEVER)
    after = np.empty_like(now)
    came = np.empty((length, queues, runs, changes), dtype=np.int64)
    for q in range(queues):
        if able[q] and opened[slot[0], q]:
            now[q, 0, 0] = _SCALE * price[0, q]
    for k in range(1, length):
        t = slot[k]
        at_once = t == slot[k - 1] + 1
        toll = _CHANGE if at_once else _CHANGE_AT_BORDER
        after[:] = _NEVER
        for q in range(queues):
            goes_on = at_once and opened[t, q]
            for run in range(runs):
                if not goes_on and run >= least:
                    continue
                for c in range(changes):
                    cost = now[q, run, c]
                    if cost == _NEVER:
                        continue
                    state = (q * runs + run) * changes + c
                    if goes_on:
                        ran = run if run == least - 1 else run + 1
                        if ran == runs:
                            ran = least - 1
                        total = cost + _SCALE * price[k, q]
                        if total < after[q, ran, c]:
                            after[q, ran, c], came[k, q, ran, c] = total, state
                        if run != least - 1:
                            continue
                    for other in range(queues):
                        if not (able[other] and opened[t, other]) or (goes_on and other == q):
                            continue
                        counted = c
                        if other != q and opened[t, q] and most >= 0:
                            counted += 1
                            if counted > most:
                                continue
                        ran = least if goes_on and least > 1 else 0
                        total = cost + _SCALE * price[k, other] + (toll if other != q else 0)
                        if total < after[other, ran, counted]:
                            after[other, ran, counted], came[k, other, ran, counted] = total, state
        now, after = after, now
    best, state = _NEVER, 0
    for q in range(queues):
        for run in range(least):
            for c in range(changes):
                if now[q, run, c] < best:
                    best, state = now[q, run, c], (q * runs + run) * changes + c
    for k in range(length - 1, -1, -1):
        q, run, c = state // changes // runs, state // changes % runs, state % changes
        way[k] = q
        if k > 0:
            state = came[k, q, run, c]


@compiled
def _tolls(slot: Integers, way: Integers) -> int:
    """What the changes of a turn count for."""
    total = 0
    for k in range(1, len(way)):
        if way[k] != way[k - 1]:
            total += _CHANGE if slot[k] == slot[k - 1] + 1 else _CHANGE_AT_BORDER
    return total


@compiled
def _serve(
    skilled: Booleans,
    opened: Booleans,
    step: Integers,
    count: Counts,
    group: Integers,
    begins: Integers,
    slot: Integers,
    least: int,
    most: int,
    order: Integers,
    present: Integers,
    present_from: Integers,
    draws: Floats,
    queue: Integers,
) -> None:
    """Hand everybody's queues out.

    count: who is there, (T, Q), written. order: in which the turns are held at first. present, present_from:
    who has a choice, slot by slot. draws: (attempts, …), chance. queue: written.
    """
    slots, queues = opened.shape
    groups, longest = skilled.shape[0], 1
    free = np.zeros((groups, slots, queues), dtype=np.int32)
    idle, lost = np.zeros(slots, dtype=np.int64), np.zeros(slots, dtype=np.int64)
    came, by = np.empty(queues, dtype=np.int64), np.empty(queues, dtype=np.int64)
    for turn in range(len(group)):
        longest = max(longest, begins[turn + 1] - begins[turn])
        for k in range(begins[turn], begins[turn + 1]):
            _join(skilled, opened, step, count, free, idle, group[turn], slot[k], 1, came, by)
    price = np.empty((longest, queues), dtype=np.int64)
    members, old = np.empty(_TOGETHER, dtype=np.int64), np.empty((_TOGETHER, longest), dtype=np.int64)
    for attempt in range(-len(order), len(draws)):
        size, change = 1, 0
        if attempt < 0:
            members[0] = order[attempt + len(order)]
        else:
            # Somebody who changes queue, or sits where something is lost, and others of one of those slots.
            members[0] = present[int(draws[attempt, 0] * len(present))]
            first, last = begins[members[0]], begins[members[0] + 1]
            change = -_tolls(slot[first:last], queue[first:last])
            losing = False
            for k in range(first, last):
                losing = losing or lost[slot[k]] > 0
            if change == 0 and not losing:
                continue
            t = slot[first + int(draws[attempt, 1] * (last - first))]
            wanted = 1 + attempt % _TOGETHER
            for draw in range(2, 1 + wanted):
                low, high = present_from[t], present_from[t + 1]
                other = present[low + int(draws[attempt, draw] * (high - low))]
                known = False
                for m in range(size):
                    known = known or members[m] == other
                if not known:
                    members[size] = other
                    size += 1
                    first, last = begins[other], begins[other + 1]
                    change -= _tolls(slot[first:last], queue[first:last])
            for m in range(size):
                turn = members[m]
                first = begins[turn]
                for k in range(first, begins[turn + 1]):
                    t = slot[k]
                    old[m, k - first] = queue[k]
                    came[:] = _NOT
                    came[queue[k]] = _START
                    cost, _ = _push(skilled, opened, step, count, free, idle, t, -1, came, by)
                    cost += _join(skilled, opened, step, count, free, idle, group[turn], t, 1, came, by)
                    lost[t] += cost
                    change += _SCALE * cost
        for m in range(size - 1, -1, -1):
            turn = members[m]
            first, last = begins[turn], begins[turn + 1]
            if first == last:
                continue
            for k in range(first, last):
                t = slot[k]
                cost = _join(skilled, opened, step, count, free, idle, group[turn], t, -1, came, by)
                lost[t] += cost
                change += _SCALE * cost
                _prices(skilled, opened, step, count, free, idle, t, came, by, price[k - first])
            _best_way(
                skilled[group[turn]], opened, slot[first:last], price[: last - first], least, most,
                queue[first:last],
            )  # fmt: skip
            for k in range(first, last):
                t = slot[k]
                came[:] = _NOT
                came[queue[k]] = _START
                cost, _ = _push(skilled, opened, step, count, free, idle, t, 1, came, by)
                lost[t] += cost
                change += _SCALE * cost
            change += _tolls(slot[first:last], queue[first:last])
        if attempt >= 0 and change > 0:
            # Nobody is free now, so everybody can be put back slot by slot.
            for m in range(size):
                first, last = begins[members[m]], begins[members[m] + 1]
                for k in range(first, last):
                    t, q = slot[k], queue[k]
                    count[t, q] -= 1
                    lost[t] -= step[t, q, count[t, q]]
            for m in range(size):
                first, last = begins[members[m]], begins[members[m] + 1]
                for k in range(first, last):
                    t, q = slot[k], old[m, k - first]
                    lost[t] += step[t, q, count[t, q]]
                    count[t, q] += 1
                    queue[k] = q
