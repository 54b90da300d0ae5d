"""The classic formulas for agents who serve one customer at a time."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scheduler.queueing.chain import Floats, Integers, weight_below


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Share of arrivals that find all agents busy when nobody waits (Erlang 1917; M/M/n/n).

    load: offered load in erlangs, >= 0. agents: whole numbers >= 0. The two are broadcast.
    Returns probabilities of the broadcast shape; 0 without load, 1 without agents (but with load).
    Raises ValueError for values outside these ranges.
    """
    erlangs, count = checked_loads(load, agents)
    result = np.where(count == 0, 1.0, 0.0)
    some = erlangs > 0
    result[some] = 1.0 / weight_below(erlangs[some], count[some], (1.0,), full=True)
    return result


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Share of arrivals that must wait when everybody does so (Erlang 1917; M/M/n).

    load: offered load in erlangs, >= 0. agents: whole numbers >= 0. The two are broadcast.
    Returns probabilities of the broadcast shape; 0 without load, 1 where load >= agents.
    Raises ValueError for values outside these ranges.
    """
    erlangs, count = checked_loads(load, agents)
    result = np.where(erlangs > 0, 1.0, 0.0)
    stable = (erlangs > 0) & (erlangs < count)
    few, many = erlangs[stable], count[stable]
    # All states below n weigh W, those from n on load / (n - load), both in units of state n - 1.
    result[stable] = few / (few + (many - few) * weight_below(few, many, (1.0,), full=False))
    return result


def checked_loads(load: ArrayLike, agents: ArrayLike) -> tuple[Floats, Integers]:
    """Both as arrays of their common shape. Raises ValueError for what is not a load or a head count."""
    erlangs = np.asarray(load, dtype=np.float64)
    if not (np.isfinite(erlangs) & (erlangs >= 0)).all():
        raise ValueError("loads and arrivals must be finite numbers >= 0")
    heads = np.asarray(agents)
    if not np.issubdtype(heads.dtype, np.integer):
        raise ValueError("agents must be whole numbers")
    if (heads < 0).any():
        raise ValueError("agents must be >= 0")
    shape = np.broadcast_shapes(erlangs.shape, heads.shape)
    return np.broadcast_to(erlangs, shape), np.broadcast_to(heads, shape).astype(np.int64)
