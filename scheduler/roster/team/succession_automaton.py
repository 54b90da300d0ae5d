"""Succession automaton: forbidden and dear successions as a finite automaton over shifts and days off.

A state is what the shifts worked so far still forbid on the next days, and what each shift costs on the next
day because of them. It is the same for every agent.
Patterns are its words, so a labelling algorithm needs the state only, not the shifts themselves (a
finite-automaton constraint like Pesant's "regular", CP 2004).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers


class SuccessionAutomaton(NamedTuple):
    """States and transitions; after state 0 everything is allowed and nothing costs.

    forbidden: whether a shift may not follow a state, (states, shifts). jump: what it costs to follow,
    (states, shifts). handicap[a, b]: most that state a can cost more than state b, now and later; ``NEVER``
    where it forbids more, (states, states). margin[a, b]: by how much shift a has to be cheaper than shift b
    to be as good, whatever comes before and after; ``NEVER`` where it is forbidden more or forbids more,
    (shifts, shifts). after_shift: the state after each shift, (shifts,). after_day_off: the state a day off
    later, (states,). kind: of each shift, the same for those that may follow the same states at the same
    costs, (shifts,); rest and jumps know of a shift when it begins, so a start is a kind. follows: what a
    shift of each kind costs after each state, infinity where it is forbidden, (kinds, states).
    """

    forbidden: Booleans
    jump: Floats
    handicap: Floats
    margin: Floats
    after_shift: Integers
    after_day_off: Integers
    kind: Integers
    follows: Floats


_State = tuple[tuple[bytes, ...], bytes]
"""What is forbidden on the next day, the day after, …, without trailing empty days; what the next costs."""


def build_succession_automaton(successions: tuple[Booleans, ...], costs: Integers) -> SuccessionAutomaton:
    """Build the automaton of forbidden and of dear pairs.

    Parameters
    ----------
    successions
        See :func:`scheduler.roster.rules.rest_and_successions.successions`.
    costs
        Of each shift (column) on the day after another (row), >= 0, (shifts, shifts).
    """
    shifts = len(costs)
    free, nothing = bytes(8 * shifts), bytes(shifts)
    states: list[_State] = [((), free)]
    number: dict[_State, int] = {states[0]: 0}

    def state(future: tuple[bytes, ...], cost: bytes) -> int:
        while future and future[-1] == nothing:
            future = future[:-1]
        if (future, cost) not in number:
            number[future, cost] = len(states)
            states.append((future, cost))
        return number[future, cost]

    after_shift = np.zeros(shifts, dtype=np.int64)
    for s in range(shifts):
        after_shift[s] = state(tuple(forbids[s].tobytes() for forbids in successions), costs[s].tobytes())
    after_day_off = [0]
    while len(after_day_off) < len(states):
        after_day_off.append(state(states[len(after_day_off)][0][1:], free))
    unrolled = np.zeros((len(states), max(1, len(successions)), shifts), dtype=np.bool_)
    jump = np.zeros((len(states), shifts), dtype=np.float64)
    for place, (future, cost) in enumerate(states):
        jump[place] = np.frombuffer(cost, dtype=np.int64)
        for gap, row in enumerate(future):
            unrolled[place, gap] = np.frombuffer(row, dtype=np.bool_)
    forbidden = np.ascontiguousarray(unrolled[:, 0])
    flat = unrolled.reshape(len(states), -1)
    weaker = [(~row | flat).all(axis=1) for row in flat]
    is_weaker = np.array(weaker, dtype=np.bool_).reshape(len(states), -1)
    handicap = np.where(is_weaker, _most_dearer(jump, forbidden), NEVER)
    is_easier = np.ones((shifts, shifts), dtype=np.bool_)
    for forbids in successions:
        # a is forbidden after no more shifts than b. Sums are small, so floats are exact.
        after = forbids.T.astype(np.float32)
        is_easier &= (after @ (1 - after).T) == 0
    margin = np.where(is_easier, handicap[np.ix_(after_shift, after_shift)], NEVER)
    margin += _most_dearer(np.ascontiguousarray(jump.T), np.zeros((shifts, 1), dtype=np.bool_))
    follows, kind = np.unique(np.where(forbidden, np.inf, jump).T, axis=0, return_inverse=True)
    return SuccessionAutomaton(
        forbidden,
        jump,
        handicap,
        margin,
        after_shift,
        np.array(after_day_off, dtype=np.int64),
        kind.astype(np.int64).reshape(shifts),
        np.ascontiguousarray(follows),
    )


def _most_dearer(cost: Floats, excluded: Booleans) -> Floats:
    """By how much row a may be dearer than row b, at least 0, over the columns that b does not exclude."""
    most = np.zeros((len(cost), len(cost)))
    if not cost.any():
        return most
    columns = np.unique(np.concatenate([cost, np.broadcast_to(excluded, cost.shape)], axis=0), axis=1)
    for column in columns.T:
        own, is_out = column[: len(cost)], column[len(cost) :] > 0
        np.maximum(most, np.where(is_out, 0.0, own[:, None] - own), out=most)
    return most
