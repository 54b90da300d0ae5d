"""Succession automaton: forbidden successions as a finite automaton over shifts and days off.

A state is what the shifts worked so far still forbid on the next days. It is the same for every agent.
Patterns are its words, so a labelling algorithm needs the state only, not the shifts themselves (a
finite-automaton constraint like Pesant's "regular", CP 2004).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.roster.rules.constraint_forms import Booleans, Integers


class SuccessionAutomaton(NamedTuple):
    """States and transitions; state 0 forbids nothing.

    forbidden: whether a shift may not follow a state, (states, shifts). is_weaker[a, b]: state a forbids no
    more than b, now and later, (states, states). dominates[a, b]: shift a is forbidden no more than b and
    forbids no more, (shifts, shifts). after_shift: the state after each shift, (shifts,). after_day_off: the
    state a day off later, (states,).
    """

    forbidden: Booleans
    is_weaker: Booleans
    dominates: Booleans
    after_shift: Integers
    after_day_off: Integers


def build_succession_automaton(successions: tuple[Booleans, ...], shifts: int) -> SuccessionAutomaton:
    """Build the automaton of forbidden pairs.

    See :func:`scheduler.roster.rules.rest_and_successions.successions`.
    """
    futures: list[tuple[bytes, ...]] = [()]
    rows: list[Booleans] = [np.zeros(shifts, dtype=np.bool_)]
    number: dict[tuple[bytes, ...], int] = {(): 0}
    after_shift = np.zeros(shifts, dtype=np.int64)

    def state(future: tuple[bytes, ...]) -> int:
        """The state that forbids this on the next day, the day after, …, without trailing empty days."""
        nothing = bytes(shifts)
        while future and future[-1] == nothing:
            future = future[:-1]
        if future not in number:
            number[future] = len(futures)
            futures.append(future)
            rows.append(np.frombuffer(future[0], dtype=np.bool_))
        return number[future]

    for s in range(shifts):
        after_shift[s] = state(tuple(forbids[s].tobytes() for forbids in successions))
    after_day_off = [0]
    position = 1
    while position < len(futures):
        after_day_off.append(state(futures[position][1:]))
        position += 1
    forbidden = np.array(rows, dtype=np.bool_).reshape(len(futures), shifts)
    unrolled = np.zeros((len(futures), max(1, len(successions)), shifts), dtype=np.bool_)
    for place, future in enumerate(futures):
        for gap, row in enumerate(future):
            unrolled[place, gap] = np.frombuffer(row, dtype=np.bool_)
    flat = unrolled.reshape(len(futures), -1)
    weaker = [(~row | flat).all(axis=1) for row in flat]
    is_weaker = np.array(weaker, dtype=np.bool_).reshape(len(futures), -1)
    is_easier = np.ones((shifts, shifts), dtype=np.bool_)
    for forbids in successions:
        # a is forbidden after no more shifts than b. Sums are small, so floats are exact.
        after = forbids.T.astype(np.float32)
        is_easier &= (after @ (1 - after).T) == 0
    dominates = is_easier & is_weaker[np.ix_(after_shift, after_shift)]
    return SuccessionAutomaton(
        forbidden, is_weaker, dominates, after_shift, np.array(after_day_off, dtype=np.int64)
    )
