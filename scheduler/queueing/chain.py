"""The birth-death chain of busy slots, summed by a recursion that only adds and multiplies."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_BLOCK = 8192
"""Intervals worked on together: few enough to stay in the processor's cache."""


def weight_below(load: Floats, agents: Integers, speeds: Sequence[float], *, full: bool) -> Floats:
    """Probability of all states up to the last one, in units of the probability of that last state.

    State i is the number of chats in hand, spread over the agents as evenly as can be: n agents with
    i = j·n + r chats are r agents with j + 1 chats and n - r with j. So i chats are finished at the
    rate (n - r)·c(j) + r·c(j + 1), where c(j) = ``speeds[j - 1]`` is the total speed of an agent with
    j chats (Luo & Zhang, Staffing and control of instant messaging contact centers, 2013).

    The last state is n·k, all slots taken (``full``), or n·k - 1, one slot free. With m(i) = rate / load
    the sum obeys W(0) = 1, W(i) = 1 + W(i - 1)·m(i). There is nothing to cancel, so the relative error
    stays near i rounding errors. For k = 1, 1 / W is the Erlang B formula.

    load: erlangs, > 0, shape (size,). agents: n >= 1, or >= 0 if ``full``; same shape.
    Returns W >= 1, same shape; inf where the last state is rarer than 1e-308.
    """
    result = np.empty_like(load)
    most_first = np.argsort(-agents, kind="stable")
    for begin in range(0, most_first.size, _BLOCK):
        block = most_first[begin : begin + _BLOCK]
        result[block] = _weight_of_block(load[block], agents[block], speeds, full)
    return result


def _weight_of_block(load: Floats, agents: Integers, speeds: Sequence[float], full: bool) -> Floats:
    """As :func:`weight_below`, for agents that never rise, so that those still going on are a prefix."""
    weight = np.ones_like(load)
    rate = np.empty_like(load)
    with np.errstate(over="ignore"):
        for chats, (slower, faster) in enumerate(pairwise((0.0, *speeds)), start=1):
            start = agents * slower / load
            step = (faster - slower) / load
            last = agents if full or chats < len(speeds) else agents - 1
            going_on = np.searchsorted(-last, -np.arange(1, last[0] + 1), side="right")
            for busier_agents, count in enumerate(going_on.tolist(), start=1):
                head = rate[:count]
                np.multiply(step[:count], busier_agents, out=head)
                head += start[:count]
                weight[:count] *= head
                weight[:count] += 1.0
    return weight
