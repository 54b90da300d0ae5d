"""Erlang B and Erlang C: agents who serve one customer at a time, without abandonment."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from scheduler.queueing.birth_death import Floats, Integers, relative_mass_below


def erlang_b(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Blocking probability of M/M/n/n, the Erlang B formula (Erlang 1917).

    load: offered load in erlangs, >= 0. agents: whole numbers >= 0. The two are broadcast.
    Returns probabilities of the broadcast shape; 0 without load, 1 without agents (but with load).
    Raises ValueError for values outside these ranges.
    """
    erlangs, count = checked_loads(load, agents)
    result = np.where(count == 0, 1.0, 0.0)
    some = erlangs > 0
    result[some] = 1.0 / relative_mass_below(erlangs[some], count[some], (1.0,), full=True)
    return result


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Floats:
    """Probability of waiting in M/M/n, the Erlang C formula (Erlang 1917).

    load: offered load in erlangs, >= 0. agents: whole numbers >= 0. The two are broadcast.
    Returns probabilities of the broadcast shape; 0 without load, 1 where load >= agents.
    Raises ValueError for values outside these ranges.
    """
    erlangs, count = checked_loads(load, agents)
    result = np.where(erlangs > 0, 1.0, 0.0)
    stable = (erlangs > 0) & (erlangs < count)
    few, many = erlangs[stable], count[stable]
    # All states below n weigh W, those from n on load / (n - load), both in units of state n - 1.
    result[stable] = few / (few + (many - few) * relative_mass_below(few, many, (1.0,), full=False))
    return result


def checked_loads(load: ArrayLike, agents: ArrayLike) -> tuple[Floats, Integers]:
    """Both broadcast to their common shape. Raises ValueError for invalid loads or numbers of agents."""
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
