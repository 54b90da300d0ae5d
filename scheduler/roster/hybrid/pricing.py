"""Column generation: the bound is proven, and patterns are found that fit each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from scheduler.roster.hybrid.bound import Bounds, Kind, Prices
from scheduler.roster.hybrid.improving import spend
from scheduler.roster.hybrid.master import Column, Master, Mixed
from scheduler.roster.hybrid.team import Team
from scheduler.roster.stopping import Budget

_ITERATIONS = 100_000
"""Of the simplex in one solve."""
_ITERATION_SECONDS = 3e-7
"""Of one simplex iteration, for each row of the master, on a quiet machine."""
_TOWARDS_CENTRE = 0.5
"""How far the prices asked about keep to the best known ones: duals of a young master swing wildly
(Wentges, "Weighted Dantzig-Wolfe decomposition", 1997)."""
_LEVELS = 12
"""Uniform prices that are tried for the first centre, each half of the one before."""
_CLOSE = 1e-6


@dataclass
class Proof:
    """What is proven and found so far.

    bound: -inf until there is one; complete: it is the optimum of the master, no column is missing. columns:
    of the master, of these ``kinds``.
    """

    kinds: list[Kind]
    bound: float = -np.inf
    prices: Prices | None = None
    columns: list[Column] = field(default_factory=list)
    complete: bool = False


def prove(team: Team, budget: Budget) -> Proof:
    """Generate columns until the bound has come up to the master, or the budget is spent.

    team: with a legal roster, from which the master starts; it is left as it is. budget: one of its own, so
    that the same is proven however fast the search beside it runs.
    """
    bounds = Bounds(team)
    proof = Proof(bounds.kinds)
    master = Master(team, bounds.kinds)
    master.add(roster_columns(team, bounds.kinds))
    for prices in _uniform(team):
        if budget.spent:
            break
        _ask(team, bounds, master, proof, prices, budget)
    while not budget.spent:
        mixed = master.solve(budget.seconds_left, _ITERATIONS)
        if mixed is None:
            break
        budget.charge_seconds(mixed.iterations * master.rows * _ITERATION_SECONDS)
        if budget.spent or _is_complete(proof, mixed):
            break
        centre = proof.prices or mixed.prices
        fresh = _ask(team, bounds, master, proof, centre.mixed(_TOWARDS_CENTRE, mixed.prices), budget)
        if not fresh and not _ask(team, bounds, master, proof, mixed.prices, budget):
            _is_complete(proof, mixed)
            break
    proof.columns = list(master.columns)
    return proof


def roster_columns(team: Team, kinds: list[Kind]) -> Iterable[Column]:
    """The columns of the team's roster."""
    for place, kind in enumerate(kinds):
        for agent in kind.agents:
            yield Column(place, team.pattern[agent].copy(), team.placed[agent].copy(), float(team.own[agent]))


def _is_complete(proof: Proof, mixed: Mixed) -> bool:
    """Whether the bound has come up to the master."""
    proof.complete = mixed.cost - proof.bound <= _CLOSE * abs(mixed.cost) + 0.5
    return proof.complete


def _ask(team: Team, bounds: Bounds, master: Master, proof: Proof, prices: Prices, budget: Budget) -> int:
    """Everybody's best patterns at these prices; how many are new to the master."""
    bound = bounds.at(prices)
    spend(team, budget, len(bounds.kinds))
    if bound > proof.bound:
        proof.bound, proof.prices = bound, prices
    return master.add(
        Column(place, pattern, placed, team.own_cost(kind.agent, pattern))
        for place, (kind, (pattern, placed)) in enumerate(zip(bounds.kinds, bounds.found, strict=True))
    )


def _uniform(team: Team) -> Iterable[Prices]:
    """Every slot that wants somebody worth the same, but never more than it costs to leave it."""
    slot = -team.true_step[:, :, 0].astype(np.float64)
    cover = -team.true_cover_step[:, 0].astype(np.float64)
    dearest = max(1.0, slot.max(initial=0.0), cover.max(initial=0.0))
    for level in dearest * 0.5 ** np.arange(_LEVELS):
        yield Prices(np.minimum(level, slot), np.minimum(level, cover))
