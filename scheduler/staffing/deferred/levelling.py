"""The even course of deferred work between what is due and what has come: a taut string beside other needs.

Agents beside a given need, such that the sum of squares of both together is least while the work done lies
between two cumulative curves. The conditions of optimality are those of the taut string (Dantzig, "A control
problem of Bellman", Management Science 1971; Veinott, "Least d-majorized network flows", 1971): the agents of
all queues together stand at one level, which rises only where all that has come is done and falls only where
nothing but what is due is done.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scheduler.compiled import compiled

Floats = NDArray[np.float64]

_LOWEST = -1.0
"""Level at which nobody works; between it and 0 the least agents, who are there anyway, begin to."""
_HALVINGS = 60
_SMALL = 1e-9


@compiled
def _agents_at(level: float, base: float, least: float) -> float:
    """Agents of an interval at a level of all agents together."""
    if level < 0.0:
        return least * (1.0 + level)
    return max(least, level - base)


@compiled
def _done(level: float, first: int, end: int, pace: Floats, base: Floats, least: Floats) -> float:
    """Cases done in the intervals ``first`` … ``end`` - 1."""
    total = 0.0
    for place in range(first, end):
        total += pace[place] * _agents_at(level, base[place], least[place])
    return total


@compiled
def _level_for(
    cases: float, first: int, end: int, pace: Floats, base: Floats, least: Floats, highest: float
) -> float:
    """Level at which so many cases are done in the intervals ``first`` … ``end`` - 1."""
    low, high = _LOWEST, highest
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if _done(middle, first, end, pace, base, least) < cases:
            low = middle
        else:
            high = middle
    return high


@compiled
def level_course(lower: Floats, upper: Floats, pace: Floats, base: Floats, least: Floats) -> Floats:
    """Level of all agents in each interval.

    Parameters
    ----------
    lower, upper
        Cases to be done at least, and at most, by the end of each interval; rising, lower <= upper.
    pace
        Cases that one agent does in each interval, > 0.
    base
        Agents that other queues need, >= 0.
    least
        Agents who are there in any case, >= 0.

    Returns
    -------
    Shape (intervals,); the agents of an interval are ``max(least, level - base)``, fewer below level 0.
    """
    count = len(pace)
    levels = np.full(count, _LOWEST)
    highest = 1.0
    for place in range(count):
        highest = max(highest, base[place] + least[place] + upper[-1] / pace[place] + 1.0)
    first, done = 0, 0.0
    while first < count:
        low, low_end, low_done = _LOWEST, count, -1.0
        high, high_end = highest, count
        at_low, at_high = 0.0, 0.0
        chosen, chosen_end, chosen_done = _LOWEST, count, -1.0
        broken = False
        for place in range(first, count):
            at_low += pace[place] * _agents_at(low, base[place], least[place])
            at_high += pace[place] * _agents_at(high, base[place], least[place])
            needed, room = lower[place] - done, upper[place] - done
            if at_low < needed - _SMALL:
                level = _level_for(needed, first, place + 1, pace, base, least, highest)
                if level > high + _SMALL and high_end < place + 1:
                    chosen, chosen_end, chosen_done = high, high_end, upper[high_end - 1]
                    broken = True
                    break
                low, low_end, at_low = level, place + 1, needed
                low_done = lower[place]
            if at_high > room + _SMALL:
                level = _level_for(room, first, place + 1, pace, base, least, highest)
                if level < low - _SMALL and low_end < place + 1:
                    chosen, chosen_end, chosen_done = low, low_end, low_done
                    broken = True
                    break
                high, high_end, at_high = level, place + 1, room
        if not broken:
            chosen, chosen_end, chosen_done = low, low_end, low_done
        for place in range(first, chosen_end):
            levels[place] = chosen
        first = chosen_end
        done = max(done, chosen_done)
    return levels
