"""Queue assignment of all shifts at least coverage cost with few changes of queue: insertion, then ruin and
recreate.

Every agent at a desk is *free* at first: in each slot the free agents are split over the queues optimally
(``augmenting_path``), which is what a search counts. Then one shift after the other is *fixed* to the
cheapest queue sequence (``shift_path``) while the agents who are still free give way. Without binding
activity rules nothing is lost. Where they bind, some slots may become dearer than optimal; then a few shifts
that meet in a slot are freed and fixed again in another order, and what is no worse is kept. Meals and breaks
move inside their windows.

Whoever is fixed early sees the others give way for nothing and stays in one queue; the last has the rest and
its changes. So half of those who are fixed again *lean*: at random one of their queues is cheaper to them for
a while. Only true costs decide what is kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled
from scheduler.roster.assignment.augmenting_path import (
    Booleans,
    DeskFlow,
    Headcounts,
    Integers,
    cost_of_parts,
    desk_flow,
    move_agent,
    move_fixed_agent,
    write_queue_prices,
    write_queue_prices_of_parts,
)
from scheduler.roster.assignment.shift_path import (
    AWAY,
    COST_SCALE,
    IDLE,
    ActivityRules,
    cheapest_queue_sequence,
    sequence_cost,
)
from scheduler.roster.objective.costs import POINT

Floats = NDArray[np.float64]

_MOST_FREED = 10
"""Shifts that are freed together, at most."""
_LEANINGS = 9_973
"""Leanings that are drawn and used in turn: a prime, so that they meet other shifts each time."""
_LEANS = 0.5
"""Share of the shifts that lean when they are fixed again."""
_MOST_LEANT = POINT // 2
"""What a slot of the queue may be cheaper by, in units: as much as a restless change costs."""


class QueueAssignmentInput(NamedTuple):
    """Shifts and coverage costs; S shifts, Q queues, T slots, G skill groups, B breaks per shift.

    skilled: (G, Q). is_open: (T, Q). marginal_cost: of the next agent where n are there, (T, Q, n). before:
    parts of earlier plans' agents, (T, Q). parts: of one agent. free: parts of each shift's agent while free,
    (S,). fixed: parts in each queue once fixed, (S, Q). idle: cost of a slot at the desk in which nothing is
    open. group, first, last: of each shift, its slots without ``last``, (S,). breaks: slots, first and last
    start of each break by time, 0 slots where there are fewer, (S, B, 3). placed: where each break begins
    now, (S, B). reluctance: cost of a slot of each shift in each queue beside coverage, (S, Q);
    (0, Q) where there is none.
    """

    skilled: Booleans
    is_open: Booleans
    marginal_cost: Integers
    before: Headcounts
    parts: int
    free: Integers
    fixed: Integers
    idle: int
    group: Integers
    first: Integers
    last: Integers
    breaks: Integers
    placed: Integers
    reluctance: Integers


class _Assignment(NamedTuple):
    """The assignment while it is changed.

    activity: in each slot of each shift, a queue, IDLE or AWAY. offset: where each shift begins in it, (S +
    1,). placed: where breaks begin, (S, B). excess: coverage cost of each slot above its optimum, (T,).
    """

    activity: Integers
    offset: Integers
    placed: Integers
    excess: Integers


class _ShiftsBySlot(NamedTuple):
    """Some of the shifts, slot by slot, and where each slot begins among them, (T + 1,)."""

    shift: Integers
    offset: Integers


def assign_queues(
    data: QueueAssignmentInput, rules: ActivityRules, attempts: int
) -> tuple[Integers, Integers]:
    """Assign a queue to every slot of every shift.

    Parameters
    ----------
    rules
        Lengths of stretches and numbers of changes.
    attempts
        Iterations of ruin and recreate.

    Returns
    -------
    activity
        In each slot of each shift, shift by shift: a queue, IDLE or AWAY.
    placed
        Slot at which each break begins, (S, B).
    """
    offset = np.concatenate([[0], np.cumsum(data.last - data.first)])
    shift = np.repeat(np.arange(len(data.group)), np.diff(offset))
    slot = np.arange(len(shift)) - offset[shift] + data.first[shift]
    activity, placed = _initial_activity(data, shift, slot), data.placed.copy()
    choices = data.skilled.sum(axis=1)[data.group]
    has_choice = choices > 1
    if not has_choice.any():
        # Nothing to decide: do not wait for the compiler.
        return activity, placed
    is_movable = has_choice | (data.breaks[:, :, 2] > data.breaks[:, :, 1]).any(axis=1)
    slots = len(data.is_open)
    serves = data.skilled[:, None, :] & data.is_open
    flow = desk_flow(serves, data.before.copy(), data.marginal_cost, data.parts)
    _search(
        data,
        flow,
        rules,
        np.argsort(choices, kind="stable"),
        _by_slot(shift, slot, has_choice, slots),
        _by_slot(shift, slot, is_movable, slots),
        np.random.default_rng(1).random((attempts, 1 + _MOST_FREED)),
        np.random.default_rng(2).random((_LEANINGS, 4)),
        _Assignment(activity, offset, placed, np.zeros(slots, dtype=np.int64)),
    )
    return activity, placed


def _initial_activity(data: QueueAssignmentInput, shift: Integers, slot: Integers) -> Integers:
    """Everybody in the first of their queues that is open, breaks where they are placed."""
    able = data.skilled[data.group[shift]] & data.is_open[slot]
    # Without any queue there is no first one.
    activity = np.where(able.any(axis=1), able.argmax(axis=1) if able.shape[1] else IDLE, IDLE)
    for b in range(data.breaks.shape[1]):
        since = slot - data.placed[shift, b]
        activity[(since >= 0) & (since < data.breaks[shift, b, 0])] = AWAY
    return activity


def _by_slot(shift: Integers, slot: Integers, chosen: Booleans, slots: int) -> _ShiftsBySlot:
    there = np.flatnonzero(chosen[shift])
    there = there[np.argsort(slot[there], kind="stable")]
    return _ShiftsBySlot(shift[there], np.searchsorted(slot[there], np.arange(slots + 1)))


@compiled
def _free(data: QueueAssignmentInput, flow: DeskFlow, state: _Assignment, chain: Integers, i: int) -> int:
    """Free a fixed shift; the change in coverage cost."""
    serves, serving, headcount, scheduled, cost, parts = flow
    activity, excess, start = state.activity, state.excess, state.offset[i]
    first, last, group, change = data.first[i], data.last[i], data.group[i], 0
    for t in range(first, last):
        queue = activity[start + t - first]
        if queue >= 0:
            fixed, free = data.fixed[i, queue], data.free[i]
            added = move_fixed_agent(
                serves, serving, headcount, scheduled, cost, parts, queue, t, fixed, -1, chain
            )
            added += move_agent(serves, serving, headcount, scheduled, cost, parts, group, t, free, 1, chain)
            excess[t] += added
            change += added
            if len(data.reluctance):
                change -= data.reluctance[i, queue]
    return change


@compiled
def _fix(
    data: QueueAssignmentInput,
    flow: DeskFlow,
    rules: ActivityRules,
    state: _Assignment,
    chain: Integers,
    price: Integers,
    i: int,
    leaning: Floats,
) -> int:
    """Fix a free shift to its cheapest queue sequence; the change in coverage cost.

    chain, price: scratch. leaning: random numbers in [0, 1), (4,), or (0,) without one.
    """
    serves, serving, headcount, scheduled, cost, parts = flow
    first, last, group, excess, change = data.first[i], data.last[i], data.group[i], state.excess, 0
    is_open = data.is_open
    own = state.activity[state.offset[i] : state.offset[i + 1]]
    for t in range(first, last):
        if own[t - first] >= 0:
            free = data.free[i]
            added = move_agent(serves, serving, headcount, scheduled, cost, parts, group, t, free, -1, chain)
            excess[t] += added
            change += added
        if t < len(cost):
            prices = price[t - first]
            if parts > 1:
                write_queue_prices_of_parts(
                    serves,
                    serving,
                    headcount,
                    scheduled,
                    cost,
                    parts,
                    is_open,
                    t,
                    data.fixed[i],
                    chain,
                    prices,
                )
            else:
                write_queue_prices(serves, serving, headcount, scheduled, cost, is_open, t, chain, prices)
            if len(data.reluctance):
                for q in range(is_open.shape[1]):
                    prices[q] += data.reluctance[i, q]
    if len(leaning):
        _lean(price[: len(own)], leaning)
    cheapest_queue_sequence(
        serves[group],
        price[: len(own)],
        data.idle,
        first,
        data.breaks[i],
        data.placed[i],
        rules,
        own,
        state.placed[i],
    )
    for t in range(first, last):
        if own[t - first] >= 0:
            queue = own[t - first]
            fixed = data.fixed[i, queue]
            added = move_fixed_agent(
                serves, serving, headcount, scheduled, cost, parts, queue, t, fixed, 1, chain
            )
            excess[t] += added
            change += added
            if len(data.reluctance):
                change += data.reluctance[i, queue]
    return change


@compiled
def _lean(price: Integers, leaning: Floats) -> None:
    """Make one queue cheaper for a while, or none. price: (slots, Q). leaning: see :func:`_fix`."""
    slots, queues = price.shape
    if leaning[0] >= _LEANS:
        return
    queue = int(leaning[0] / _LEANS * queues)
    begin = int(leaning[1] * slots)
    end = begin + 1 + int(leaning[2] * (slots - begin))
    for slot in range(begin, end):
        price[slot, queue] -= int(leaning[3] * _MOST_LEANT)


@compiled
def _draw_members(
    data: QueueAssignmentInput,
    flow: DeskFlow,
    rules: ActivityRules,
    state: _Assignment,
    flexible: _ShiftsBySlot,
    movable: _ShiftsBySlot,
    draw: Floats,
    most: int,
    members: Integers,
) -> int:
    """Draw the shifts to be freed: one that changes queue or meets a slot above its optimum, and others of
    one of its slots; how many, 0 if the first one drawn is as good as it can be."""
    i = flexible.shift[int(draw[0] * len(flexible.shift))]
    own = state.activity[state.offset[i] : state.offset[i + 1]]
    serves, at = flow.serves[data.group[i]], state.placed[i]
    is_promising = sequence_cost(serves, own, data.first[i], at, at, rules, 0) > 0
    for t in range(data.first[i], data.last[i]):
        is_promising = is_promising or state.excess[t] > 0
        if len(data.reluctance) and own[t - data.first[i]] >= 0:
            is_promising = is_promising or data.reluctance[i, own[t - data.first[i]]] > 0
    if not is_promising:
        return 0
    members[0] = i
    size = 1
    t = data.first[i] + int(draw[1] * (data.last[i] - data.first[i]))
    # Above its optimum, a slot may need somebody's meal to go elsewhere.
    others = movable if state.excess[t] > 0 else flexible
    for k in range(2, most):
        low, high = others.offset[t], others.offset[t + 1]
        other = others.shift[low + int(draw[k] * (high - low))]
        is_known = False
        for m in range(size):
            is_known = is_known or members[m] == other
        if not is_known:
            members[size] = other
            size += 1
    return size


@compiled
def _search(
    data: QueueAssignmentInput,
    flow: DeskFlow,
    rules: ActivityRules,
    order: Integers,
    flexible: _ShiftsBySlot,
    movable: _ShiftsBySlot,
    draws: Floats,
    leanings: Floats,
    state: _Assignment,
) -> None:
    """Fix all shifts one by one, then ruin and recreate.

    order: in which the shifts are fixed first. flexible: shifts with a choice of queues; movable: or of
    breaks. draws: random numbers in [0, 1), (attempts, 1 + _MOST_FREED); leanings: (_LEANINGS, 4). state:
    initially free; written.
    """
    shifts, queues, longest = len(data.group), data.is_open.shape[1], 1
    serves, serving, headcount, scheduled, cost, parts = flow
    chain = np.empty((2, queues), dtype=np.int64)
    for i in range(shifts):
        longest = max(longest, data.last[i] - data.first[i])
        for t in range(data.first[i], data.last[i]):
            if state.activity[state.offset[i] + t - data.first[i]] >= 0:
                move_agent(
                    serves,
                    serving,
                    headcount,
                    scheduled,
                    cost,
                    parts,
                    data.group[i],
                    t,
                    data.free[i],
                    1,
                    chain,
                )
    price = np.empty((longest, queues), dtype=np.int64)
    members = np.empty(_MOST_FREED, dtype=np.int64)
    old = np.empty((_MOST_FREED, longest), dtype=np.int64)
    old_placed = np.empty((_MOST_FREED, data.breaks.shape[1]), dtype=np.int64)
    for k in range(shifts):
        _fix(data, flow, rules, state, chain, price, order[k], leanings[0, :0])
    for attempt in range(len(draws)):
        most = 2 + attempt % _MOST_FREED
        size = _draw_members(data, flow, rules, state, flexible, movable, draws[attempt], most, members)
        change = 0
        for m in range(size):
            i = members[m]
            own = state.activity[state.offset[i] : state.offset[i + 1]]
            able = serves[data.group[i]]
            change -= sequence_cost(
                able, own, data.first[i], state.placed[i], data.placed[i], rules, data.idle
            )
            # Element by element: slices of unknown lengths take the compiler another second.
            for b in range(data.breaks.shape[1]):
                old_placed[m, b] = state.placed[i, b]
            for j in range(len(own)):
                old[m, j] = own[j]
            change += COST_SCALE * _free(data, flow, state, chain, i)
        for m in range(size - 1, -1, -1):
            i, lean = members[m], leanings[(attempt * _MOST_FREED + m) % _LEANINGS]
            change += COST_SCALE * _fix(data, flow, rules, state, chain, price, i, lean)
            own = state.activity[state.offset[i] : state.offset[i + 1]]
            able = serves[data.group[i]]
            change += sequence_cost(
                able, own, data.first[i], state.placed[i], data.placed[i], rules, data.idle
            )
        if change > 0:
            _restore(data, flow, state, members[:size], old, old_placed)


@compiled
def _restore(
    data: QueueAssignmentInput,
    flow: DeskFlow,
    state: _Assignment,
    members: Integers,
    old: Integers,
    old_placed: Integers,
) -> None:
    """Undo an iteration. Nobody is free now, so the shifts can be restored slot by slot."""
    scheduled, cost, parts = flow.scheduled, flow.marginal_cost, flow.parts
    for i in members:
        for t in range(data.first[i], data.last[i]):
            q = state.activity[state.offset[i] + t - data.first[i]]
            if q >= 0:
                scheduled[t, q] -= data.fixed[i, q]
                there = scheduled[t, q]
                state.excess[t] -= cost_of_parts(cost, t, q, there, data.fixed[i, q], parts)
    for m in range(len(members)):
        i = members[m]
        for b in range(data.breaks.shape[1]):
            state.placed[i, b] = old_placed[m, b]
        for t in range(data.first[i], data.last[i]):
            q = old[m, t - data.first[i]]
            state.activity[state.offset[i] + t - data.first[i]] = q
            if q >= 0:
                there = scheduled[t, q]
                state.excess[t] += cost_of_parts(cost, t, q, there, data.fixed[i, q], parts)
                scheduled[t, q] += data.fixed[i, q]
