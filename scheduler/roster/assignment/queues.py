"""Who serves which queue when, and rests when: at the least cost of coverage, with few changes of queue.

Everybody at a desk is *free* at first: in each slot the free are split over the queues so that it costs
least (a shortest augmenting path; Ahuja, Magnanti & Orlin, "Network Flows", 1993, chapter 14). That is what
a search counts. Then one *turn*, one person's shift, after the other is held fast: on the way through its
slots that costs least while all who are still free give way, and of those ways on one with the fewest
changes. Where no rule binds, nothing is lost. Where the rules of activities bind, some slots may come to
cost more; so a few turns that meet in a slot are freed and held again in another order, over and over, and
what is not worse stays. Meals and breaks move inside their windows as it suits.

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

IDLE, AWAY = -1, -2
"""In the place of a queue: at the desk with nothing open; at a meal or break."""

_CHANGE, _CHANGE_AT_BORDER, _MOVED = 4, 2, 1
"""A change of queue at once is worse than one over a meal, a break or standby; a rest stays where it was if
it can."""
_SCALE = 1 << 12
"""Cost outweighs changes: a unit of it is worth so many of their points."""
_NEVER = 1 << 62
_START, _NOT = -1, -2
_TOGETHER = 10
"""Turns that are freed at once, at most."""


@dataclass(frozen=True)
class Desks:
    """Whose turn it is when, and what coverage costs; Q queues, T slots, G groups of the same skills.

    skilled: (G, Q). opened: (T, Q). step: what the next one costs a queue in a slot with n there, (T, Q, n).
    before: who is there already, (T, Q). idle: cost of a slot at the desk in which nothing is open. group,
    first, last: of each turn, its slots without ``last``. rests: (turns, R, 3): slots, first and last start
    of each rest by time, 0 slots where there are fewer. placed: (turns, R), where each rest begins now.
    """

    skilled: Booleans
    opened: Booleans
    step: Integers
    before: Counts
    idle: int
    group: Integers
    first: Integers
    last: Integers
    rests: Integers
    placed: Integers


def serve(desks: Desks, least: int, most: int | None, attempts: int) -> tuple[Integers, Integers]:
    """What is done in each slot of each turn (a queue, IDLE or AWAY), turn by turn; and where rests begin.

    least: slots of a stretch that does not go from border to border. most: changes in a turn that nothing
    forces, None = any number. attempts: how often some turns are handed out anew.
    """
    begins = np.concatenate([[0], np.cumsum(desks.last - desks.first)])
    turn = np.repeat(np.arange(len(desks.group)), np.diff(begins))
    slot = np.arange(len(turn)) - begins[turn] + desks.first[turn]
    doing, placed = _at_first(desks, turn, slot), desks.placed.copy()
    choices = desks.skilled.sum(axis=1)[desks.group]
    chooses = choices > 1
    if not chooses.any():
        # Nothing to decide: the compiler need not be waited for.
        return doing, placed
    moves = chooses | (desks.rests[:, :, 2] > desks.rests[:, :, 1]).any(axis=1)
    choosing, choosing_from = _by_slot(turn, slot, chooses, len(desks.opened))
    moving, moving_from = _by_slot(turn, slot, moves, len(desks.opened))
    order = np.argsort(choices, kind="stable")
    draws = np.random.default_rng(1).random((attempts, 1 + _TOGETHER))
    _serve(
        desks.skilled, desks.opened, desks.step, desks.before.copy(), desks.idle, desks.group, desks.first,
        desks.last, desks.rests, desks.placed, begins, max(1, least), -1 if most is None else most, order,
        choosing, choosing_from, moving, moving_from, draws, doing, placed,
    )  # fmt: skip
    return doing, placed


def _at_first(desks: Desks, turn: Integers, slot: Integers) -> Integers:
    """Everybody in the first of their queues that is open, rests where they are placed."""
    able = desks.skilled[desks.group[turn]] & desks.opened[slot]
    # Without any queue there is no first one.
    doing = np.where(able.any(axis=1), able.argmax(axis=1) if able.shape[1] else IDLE, IDLE)
    for rest in range(desks.rests.shape[1]):
        begun = slot - desks.placed[turn, rest]
        doing[(begun >= 0) & (begun < desks.rests[turn, rest, 0])] = AWAY
    return doing


def _by_slot(turn: Integers, slot: Integers, who: Booleans, slots: int) -> tuple[Integers, Integers]:
    """The turns of ``who``, slot by slot, and where each slot begins among them, (slots + 1,)."""
    there = np.flatnonzero(who[turn])
    there = there[np.argsort(slot[there], kind="stable")]
    return turn[there], np.searchsorted(slot[there], np.arange(slots + 1))


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
    crowd: Integers,
    t: int,
    sign: int,
    came: Integers,
    by: Integers,
) -> tuple[int, int]:
    """One more (sign 1) or one fewer (-1) in a queue whose ``came`` is _START; the free give way at the least
    cost. That cost, and the queue where the chain began."""
    if crowd[t] > 0:
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
    crowd: Integers,
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
    cost, q = _push(skilled, opened, step, count, free, crowd, t, sign, came, by)
    free[g, t, q] += sign
    crowd[t] += sign
    return cost


@compiled
def _prices(
    skilled: Booleans,
    opened: Booleans,
    step: Integers,
    count: Counts,
    free: Counts,
    crowd: Integers,
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
        if crowd[t] > 0:
            _spread(skilled, opened, free, t, -1, came, by)
        for q in range(queues):
            if came[q] != _NOT and known[q] == _NOT:
                price[q] = step[t, cheapest, count[t, cheapest]]


@compiled
def _best_way(
    able: Booleans,
    opened: Booleans,
    price: Integers,
    idle: int,
    first: int,
    rests: Integers,
    wanted: Integers,
    least: int,
    most: int,
    doing: Integers,
    placed: Integers,
) -> None:
    """The cheapest way through a turn that keeps the rules, written to ``doing`` and ``placed``.

    able: (Q,). price: (slots, Q). rests, wanted: (R, 3), (R,). A state is the queue served last, a run, the
    changes that counted and the rests taken so far. Runs 0 … least - 1 began at a border and have lasted so
    many slots and one more, the last of them that or longer; runs from ``least`` on began with a change that
    nothing forced, and must last ``least`` slots; the run after all these stands for a border.
    """
    length, queues = price.shape
    border, changes, taken = 2 * least - 1, max(0, most) + 1, 1
    for b in range(len(rests)):
        taken += rests[b, 0] > 0
    a_run, a_queue = changes * taken, (border + 1) * changes * taken
    value = np.empty((length + 1, (queues + 1) * a_queue), dtype=np.int64)
    came = np.empty(value.shape, dtype=np.int64)
    value[:] = _NEVER
    value[0, queues * a_queue + border * a_run] = 0
    for k in range(length):
        t = first + k
        open_any = False
        for q in range(queues):
            open_any = open_any or (able[q] and opened[t, q])
        for state in range(value.shape[1]):
            cost = value[k, state]
            if cost == _NEVER:
                continue
            q, run, c, b = (
                state // a_queue,
                state // a_run % (border + 1),
                state // taken % changes,
                state % taken,
            )
            pauses = run < least or run == border
            at_border = q * a_queue + border * a_run + c * taken + b
            if b < taken - 1:
                if t > rests[b, 2]:
                    continue
                if pauses and t >= rests[b, 1]:
                    total = cost + (_MOVED if t != wanted[b] else 0)
                    after = k + rests[b, 0]
                    if total < value[after, at_border + 1]:
                        value[after, at_border + 1], came[after, at_border + 1] = total, state
            if not open_any:
                if pauses and cost + _SCALE * idle < value[k + 1, at_border]:
                    value[k + 1, at_border], came[k + 1, at_border] = cost + _SCALE * idle, state
                continue
            goes_on = run != border and opened[t, q]
            if goes_on:
                ran = run if run == least - 1 else run + 1
                if ran == border:
                    ran = least - 1
                target, total = state + (ran - run) * a_run, cost + _SCALE * price[k, q]
                if total < value[k + 1, target]:
                    value[k + 1, target], came[k + 1, target] = total, state
                if run != least - 1:
                    continue
            elif not pauses:
                continue
            ran = least if goes_on and least > 1 else 0
            for other in range(queues):
                if not (able[other] and opened[t, other]) or (goes_on and other == q):
                    continue
                counted, total = c, cost + _SCALE * price[k, other]
                if q < queues and other != q:
                    total += _CHANGE_AT_BORDER if run == border else _CHANGE
                    if most >= 0 and opened[t, q]:
                        counted += 1
                        if counted > most:
                            continue
                target = other * a_queue + ran * a_run + counted * taken + b
                if total < value[k + 1, target]:
                    value[k + 1, target], came[k + 1, target] = total, state
    best, state = _NEVER, 0
    for end in range(value.shape[1]):
        run = end // a_run % (border + 1)
        if end % taken == taken - 1 and (run < least or run == border) and value[length, end] < best:
            best, state = value[length, end], end
    k = length
    while k > 0:
        before = came[k, state]
        if state % taken > before % taken:
            b = before % taken
            for j in range(k - rests[b, 0], k):
                doing[j] = AWAY
            k -= rests[b, 0]
            placed[b] = first + k
        else:
            k -= 1
            doing[k] = IDLE if state // a_run % (border + 1) == border else state // a_queue
        state = before


@compiled
def _own_cost(doing: Integers, placed: Integers, wanted: Integers, idle: int) -> int:
    """What a turn costs beside coverage: idle slots, changes of queue, rests that were moved."""
    total, last, at_once = 0, -1, False
    for what in doing:
        if what == IDLE:
            total += _SCALE * idle
        if what < 0:
            at_once = False
            continue
        if last >= 0 and what != last:
            total += _CHANGE if at_once else _CHANGE_AT_BORDER
        last, at_once = what, True
    for b in range(len(placed)):
        total += _MOVED if placed[b] != wanted[b] else 0
    return total


@compiled
def _serve(
    skilled: Booleans,
    opened: Booleans,
    step: Integers,
    count: Counts,
    idle: int,
    group: Integers,
    first: Integers,
    last: Integers,
    rests: Integers,
    wanted: Integers,
    begins: Integers,
    least: int,
    most: int,
    order: Integers,
    choosing: Integers,
    choosing_from: Integers,
    moving: Integers,
    moving_from: Integers,
    draws: Floats,
    doing: Integers,
    placed: Integers,
) -> None:
    """Hand everybody's queues out.

    count: who is there, (T, Q), written. wanted: where rests begin at first. order: in which the turns are
    held at first. choosing, choosing_from: whose turns have a choice of queues, slot by slot; moving,
    moving_from: or rests that may move. draws: (attempts, 1 + _TOGETHER),
    chance. doing, placed: as everybody begins; written.
    """
    slots, queues = opened.shape
    turns, longest = len(group), 1
    free = np.zeros((len(skilled), slots, queues), dtype=np.int32)
    crowd, lost = np.zeros(slots, dtype=np.int64), np.zeros(slots, dtype=np.int64)
    came, by = np.empty(queues, dtype=np.int64), np.empty(queues, dtype=np.int64)
    for i in range(turns):
        g, longest = group[i], max(longest, last[i] - first[i])
        for t in range(first[i], last[i]):
            if doing[begins[i] + t - first[i]] >= 0:
                _join(skilled, opened, step, count, free, crowd, g, t, 1, came, by)
    price = np.empty((longest, queues), dtype=np.int64)
    members = np.empty(_TOGETHER, dtype=np.int64)
    old = np.empty((_TOGETHER, longest), dtype=np.int64)
    old_placed = np.empty((_TOGETHER, rests.shape[1]), dtype=np.int64)
    for attempt in range(-turns, len(draws)):
        size, change = 1, 0
        if attempt < 0:
            members[0] = order[attempt + turns]
        else:
            # Somebody who changes queue, or is there where something is lost, and others of one of the slots.
            i = choosing[int(draws[attempt, 0] * len(choosing))]
            members[0] = i
            restless = _own_cost(doing[begins[i] : begins[i + 1]], placed[i], placed[i], 0) > 0
            for t in range(first[i], last[i]):
                restless = restless or lost[t] > 0
            if not restless:
                continue
            t = first[i] + int(draws[attempt, 1] * (last[i] - first[i]))
            # Where something is lost, somebody's meal may have to go elsewhere.
            others, others_from = (moving, moving_from) if lost[t] > 0 else (choosing, choosing_from)
            for draw in range(2, 2 + attempt % _TOGETHER):
                low, high = others_from[t], others_from[t + 1]
                other = others[low + int(draws[attempt, draw] * (high - low))]
                known = False
                for m in range(size):
                    known = known or members[m] == other
                if not known:
                    members[size] = other
                    size += 1
            for m in range(size):
                i = members[m]
                change -= _own_cost(doing[begins[i] : begins[i + 1]], placed[i], wanted[i], idle)
                # One by one: rows of unknown lengths take the compiler another second.
                for b in range(rests.shape[1]):
                    old_placed[m, b] = placed[i, b]
                for t in range(first[i], last[i]):
                    what = doing[begins[i] + t - first[i]]
                    old[m, t - first[i]] = what
                    if what >= 0:
                        came[:] = _NOT
                        came[what] = _START
                        cost, _ = _push(skilled, opened, step, count, free, crowd, t, -1, came, by)
                        cost += _join(skilled, opened, step, count, free, crowd, group[i], t, 1, came, by)
                        lost[t] += cost
                        change += _SCALE * cost
        for m in range(size - 1, -1, -1):
            i = members[m]
            own = doing[begins[i] : begins[i + 1]]
            for t in range(first[i], last[i]):
                if own[t - first[i]] >= 0:
                    cost = _join(skilled, opened, step, count, free, crowd, group[i], t, -1, came, by)
                    lost[t] += cost
                    change += _SCALE * cost
                if t < len(step):
                    _prices(skilled, opened, step, count, free, crowd, t, came, by, price[t - first[i]])
            _best_way(
                skilled[group[i]], opened, price[: len(own)], idle, first[i], rests[i], wanted[i], least,
                most, own, placed[i],
            )  # fmt: skip
            for t in range(first[i], last[i]):
                if own[t - first[i]] >= 0:
                    came[:] = _NOT
                    came[own[t - first[i]]] = _START
                    cost, _ = _push(skilled, opened, step, count, free, crowd, t, 1, came, by)
                    lost[t] += cost
                    change += _SCALE * cost
            change += _own_cost(own, placed[i], wanted[i], idle)
        if attempt >= 0 and change > 0:
            # Nobody is free now, so everybody can be put back slot by slot.
            for m in range(size):
                i = members[m]
                for t in range(first[i], last[i]):
                    q = doing[begins[i] + t - first[i]]
                    if q >= 0:
                        count[t, q] -= 1
                        lost[t] -= step[t, q, count[t, q]]
            for m in range(size):
                i = members[m]
                for b in range(rests.shape[1]):
                    placed[i, b] = old_placed[m, b]
                for t in range(first[i], last[i]):
                    q = old[m, t - first[i]]
                    doing[begins[i] + t - first[i]] = q
                    if q >= 0:
                        lost[t] += step[t, q, count[t, q]]
                        count[t, q] += 1
