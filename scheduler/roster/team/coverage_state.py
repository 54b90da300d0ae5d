"""Coverage state: marginal cost of one more or one fewer agent, slot by slot, compiled.

In each slot the agents are split optimally over the queues (``assignment.augmenting_path``). Prices of starts
follow from the marginal costs of their slots, with the meal and breaks of a shift in its dearest slots.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.assignment.augmenting_path import (
    INFINITE,
    UNREACHED,
    DeskFlow,
    cost_at_labelled,
    label_group,
    move_agent,
)
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers


class ShiftGrid(NamedTuple):
    """Shifts in slots, counted from the midnight of their day.

    first, last: of each shift, last excluded, (shifts,). blocks: length, first and last start of its meal and
    breaks, length 0 where there are fewer, (shifts, blocks, 3).
    """

    slots_a_day: int
    first: Integers
    last: Integers
    blocks: Integers


class SlotPrices(NamedTuple):
    """What one more agent costs.

    desk: at a desk in each slot, (slots,). rest: in each slot on a break and on the meal, (2, slots), and
    (0, slots) where it costs nothing. day: for each day with a shift, (days,), and (0,) where that costs
    nothing.
    """

    desk: Floats
    rest: Floats
    day: Floats


class CoverageState(NamedTuple):
    """Who is at the desks, and what one more costs.

    flow: split of agents over queues. cover_of: day of each cover by shift, and 1 where a shift counts,
    (covers, 1 + shifts). cover_cost: cost of the next agent of each cover where n are there, (covers, n).
    covered: agents of each cover, (covers,). idle: cost of a slot in which no queue is open. idled: such
    slots in all, (1,).
    """

    flow: DeskFlow
    cover_of: Integers
    cover_cost: Integers
    covered: Integers
    idle: int
    idled: Integers

    def copy(self) -> CoverageState:
        """A state that is changed on its own; costs and skills are shared."""
        flow = self.flow._replace(
            serving=self.flow.serving.copy(),
            headcount=self.flow.headcount.copy(),
            scheduled=self.flow.scheduled.copy(),
        )
        return self._replace(flow=flow, covered=self.covered.copy(), idled=self.idled.copy())


@compiled
def write_desk_prices(state: CoverageState, group: int, amount: int, price: Floats) -> None:
    """Write the cost of one more agent of the group, of so many parts, at a desk in each slot."""
    flow, _, _, _, idle, _ = state
    serves, serving, headcount, scheduled, cost, parts = flow
    slots, queues = serves.shape[1], serves.shape[2]
    chain = np.empty((2, queues), dtype=np.int64)
    filled = np.empty(queues, dtype=np.int64)
    for t in range(len(price)):
        best = INFINITE
        if t < slots:
            label_group(serves, serving, headcount, group, t, 1, chain)
            if parts > 1:
                best = cost_at_labelled(scheduled, cost, parts, t, amount, chain, filled)
            else:
                for q in range(queues):
                    if chain[0, q] != UNREACHED:
                        best = min(best, cost[t, q, scheduled[t, q]])
        price[t] = idle if best == INFINITE else best


@compiled
def write_start_prices(
    prices: SlotPrices,
    has_meal: Booleans,
    grid: ShiftGrid,
    cover_of: Integers,
    cover_price: Floats,
    start_cost: Floats,
    price: Floats,
) -> None:
    """Write the price of each start: its desk slots less meal and breaks at their best, covers, individual
    cost.

    has_meal: whether a shift's first rest is its meal, (shifts,), read where rests have prices. cover_price:
    of one more agent in each cover. start_cost, price: (days, shifts).
    """
    desk, rest, day = prices
    days, shifts = start_cost.shape
    slots_a_day, first, last, blocks = grid
    total = np.zeros(len(desk) + 1)
    for t in range(len(desk)):
        total[t + 1] = total[t] + desk[t]
    saved = np.zeros((len(rest), len(desk) + 1))
    for m in range(len(rest)):
        for t in range(len(desk)):
            saved[m, t + 1] = saved[m, t] + desk[t] - rest[m, t]
    for d in range(days):
        midnight = d * slots_a_day
        for s in range(shifts):
            if start_cost[d, s] >= NEVER:
                price[d, s] = start_cost[d, s]
                continue
            value = start_cost[d, s] + total[midnight + last[s]] - total[midnight + first[s]]
            for b in range(blocks.shape[1]):
                length = blocks[s, b, 0]
                if length > 0:
                    dearest = -NEVER
                    if len(rest):
                        m = 1 if b == 0 and has_meal[s] else 0
                        for t in range(midnight + blocks[s, b, 1], midnight + blocks[s, b, 2] + 1):
                            dearest = max(dearest, saved[m, t + length] - saved[m, t])
                    else:
                        for t in range(midnight + blocks[s, b, 1], midnight + blocks[s, b, 2] + 1):
                            dearest = max(dearest, total[t + length] - total[t])
                    value -= dearest
            price[d, s] = value + day[d] if len(day) else value
    for k in range(len(cover_price)):
        d = cover_of[k, 0]
        for s in range(shifts):
            if cover_of[k, 1 + s] and start_cost[d, s] < NEVER:
                price[d, s] += cover_price[k]


@compiled
def place_blocks(
    prices: SlotPrices, has_meal: Booleans, grid: ShiftGrid, pattern: Integers, placed: Integers
) -> None:
    """Place the meal and breaks of each day's shift where they save most. placed: written, (days,
    blocks)."""
    desk, rest, _ = prices
    slots_a_day, _, _, blocks = grid
    for d in range(len(pattern)):
        for b in range(blocks.shape[1]):
            placed[d, b] = -1
            s = pattern[d]
            if s < 0 or blocks[s, b, 0] == 0:
                continue
            midnight, dearest = d * slots_a_day, -NEVER
            for t in range(midnight + blocks[s, b, 1], midnight + blocks[s, b, 2] + 1):
                saved = 0.0
                for k in range(t, t + blocks[s, b, 0]):
                    saved += desk[k]
                    if len(rest):
                        saved -= rest[1 if b == 0 and has_meal[s] else 0, k]
                if saved > dearest + 1e-9:
                    dearest, placed[d, b] = saved, t


@compiled
def change_coverage(
    state: CoverageState,
    grid: ShiftGrid,
    group: int,
    amount: int,
    pattern: Integers,
    placed: Integers,
    sign: int,
) -> int:
    """Add (sign 1) or remove (-1) one agent of the group, of so many parts, with this pattern; the change in
    cost."""
    flow, cover_of, cover_cost, covered, idle, idled = state
    serves, serving, headcount, scheduled, marginal, parts = flow
    slots_a_day, first, last, blocks = grid
    slots, queues = serves.shape[1], serves.shape[2]
    chain = np.empty((2, queues), dtype=np.int64)
    added = 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s < 0:
            continue
        for t in range(d * slots_a_day + first[s], d * slots_a_day + last[s]):
            is_away = False
            for b in range(blocks.shape[1]):
                is_away = is_away or (
                    placed[d, b] >= 0 and placed[d, b] <= t < placed[d, b] + blocks[s, b, 0]
                )
            if is_away:
                continue
            cost = INFINITE
            if t < slots:
                cost = move_agent(
                    serves, serving, headcount, scheduled, marginal, parts, group, t, amount, sign, chain
                )
            if cost == INFINITE:
                idled[0] += sign
                added += sign * idle
            else:
                added += cost
    for k in range(len(covered)):
        s = pattern[cover_of[k, 0]]
        if s >= 0 and cover_of[k, 1 + s]:
            added += cover_cost[k, covered[k]] if sign > 0 else -cover_cost[k, covered[k] - 1]
            covered[k] += sign
    return added
