"""Stationary distribution of the birth-death chain of chats in service, for arrays of intervals at once.

State-dependent service rates; sums of positive terms only, so nothing cancels.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_BLOCK = 8192
"""Intervals processed together: few enough to stay in the processor's cache."""
_STATES = 64
"""States between two checks which intervals have converged."""
_FEW = 128
"""Up to so many intervals, the states are vectorised as well."""
_NEGLIGIBLE = 1e-18
"""Relative tail of the sum that is left out."""


def relative_mass_below(load: Floats, agents: Integers, speeds: Sequence[float], *, full: bool) -> Floats:
    """Probability of all states up to the last one, relative to the probability of that last state.

    State i is the number of chats in service, balanced over the agents: n agents with i = j·n + r chats are
    r agents with j + 1 chats and n - r with j. So the service rate in state i is (n - r)·c(j) + r·c(j + 1),
    where c(j) = ``speeds[j - 1]`` is the total speed of an agent with j chats (Luo & Zhang, Staffing and
    control of instant messaging contact centers, 2013).

    The last state is n·k, all slots taken (``full``), or n·k - 1, one slot free. From there the states are
    summed downwards, each m(i) = rate / load times the one above, until the remainder is negligible: m never
    rises on the way down, so once it is below 1 a geometric series bounds the remainder. Nothing cancels, so
    the relative error stays near i rounding errors. For k = 1, 1 / W is the Erlang B formula.

    Parameters
    ----------
    load
        Offered load in erlangs, > 0, shape (size,).
    agents
        n >= 1, or >= 0 if ``full``; same shape.
    speeds
        c(1), …, c(k).
    full
        Whether the last state has all slots taken, else one slot free.

    Returns
    -------
    W >= 1, same shape; inf where the last state is rarer than 1e-308.
    """
    result = np.empty_like(load)
    most_first = np.argsort(-agents, kind="stable")
    for begin in range(0, most_first.size, _BLOCK):
        block = most_first[begin : begin + _BLOCK]
        result[block] = _weight_of_block(load[block], agents[block], speeds, full)
    return result


def mean_chats_below(load: Floats, agents: Integers, speeds: Sequence[float]) -> Floats:
    """Mean number of chats in hand, given that a slot is free; the states of :func:`relative_mass_below`, not
    full.

    With p(i) the probability of state i given that it is one of 0 … i, p(0) = 1 and
    p(i) = p(i - 1) / (p(i - 1) + m(i)); the mean of those states is (1 - p(i)) times that of the ones before
    plus p(i)·i. Nothing cancels or overflows.

    load: erlangs, > 0, shape (size,). agents: n >= 1, same shape. Returns 0 … n·k - 1, same shape.
    """
    result = np.empty_like(load)
    most_first = np.argsort(-agents, kind="stable")
    for begin in range(0, most_first.size, _BLOCK):
        block = most_first[begin : begin + _BLOCK]
        result[block] = _mean_of_block(load[block], agents[block], speeds)
    return result


def _mean_of_block(load: Floats, agents: Integers, speeds: Sequence[float]) -> Floats:
    """As :func:`mean_chats_below`, agents in descending order: intervals not yet done are a prefix."""
    last_state = np.ones_like(load)
    mean = np.zeros_like(load)
    with np.errstate(over="ignore"):
        for each, (slower, faster) in enumerate(pairwise((0.0, *speeds))):
            start, step = agents * slower / load, (faster - slower) / load
            first = agents * each
            last = agents if each < len(speeds) - 1 else agents - 1
            going_on = np.searchsorted(-last, -np.arange(1, last[0] + 1), side="right")
            for busier, count in enumerate(going_on.tolist(), start=1):
                share = last_state[:count]
                share /= share + step[:count] * busier + start[:count]
                mean[:count] += share * (first[:count] + busier - mean[:count])
    return mean


def _weight_of_block(load: Floats, agents: Integers, speeds: Sequence[float], full: bool) -> Floats:
    """As :func:`relative_mass_below`, agents in descending order: intervals not yet done are a prefix."""
    weight = np.ones_like(load)
    reached = np.ones_like(load)  # probability of the lowest state summed so far
    counting = np.arange(load.size)
    first = agents if full else agents - 1
    with np.errstate(over="ignore", invalid="ignore"):
        for slower, faster in reversed(list(pairwise((0.0, *speeds)))):
            start, step = agents * slower / load, (faster - slower) / load
            for done in range(0, int(first[0]), _STATES):
                here = counting[: np.searchsorted(-first[counting], -done)]
                if not here.size:
                    break
                descend = _descend_together if here.size <= _FEW else _descend
                more, below, ratio = descend(first[here] - done, step[here], start[here], reached[here])
                weight[here] += more
                reached[here] = below
                counts = (ratio >= 1) | (below * ratio > _NEGLIGIBLE * (1 - ratio) * weight[here])
                if not counts.all():
                    counting = np.setdiff1d(counting, here[~counts], assume_unique=True)
            first = agents
    return weight


def _descend(busier: Integers, step: Floats, start: Floats, reached: Floats) -> tuple[Floats, Floats, Floats]:
    """Sum the next ``_STATES`` states of each interval, or all down to a change of speed, one by one.

    busier: agents with the larger number of chats, > 0, never rising. step, start: m = busier·step + start.
    reached: the state above. Returns the states' sum, the last of them, and its m.
    """
    left, state, ratio = busier.astype(np.float64), reached.copy(), np.empty_like(reached)
    total = np.zeros_like(reached)
    going_on = np.searchsorted(-busier, -np.arange(min(_STATES, int(busier[0]))), side="left")
    for count in going_on.tolist():
        head = ratio[:count]
        np.multiply(left[:count], step[:count], out=head)
        head += start[:count]
        state[:count] *= head
        total[:count] += state[:count]
        left[:count] -= 1.0
    return total, state, ratio


def _descend_together(
    busier: Integers, step: Floats, start: Floats, reached: Floats
) -> tuple[Floats, Floats, Floats]:
    """As :func:`_descend`, but all states at once, which is faster for few intervals."""
    left = busier[:, np.newaxis] - np.arange(float(_STATES))
    ratios = left * step[:, np.newaxis]
    ratios += start[:, np.newaxis]
    states = np.multiply.accumulate(ratios, axis=1)
    states *= reached[:, np.newaxis]
    states[left <= 0] = 0.0
    last = (np.arange(busier.size), np.minimum(busier, _STATES) - 1)
    return states.sum(axis=1), states[last], ratios[last]
