"""Column generation: the bound is proven, and patterns are found that fit each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from scheduler.roster.hybrid.bound import Bounds, Kind, Prices
from scheduler.roster.hybrid.diving import dive
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
_LEVELS = tuple(0.5**k for k in range(12))
"""Uniform prices that are tried for the first centre, as shares of the dearest slot's."""
_FINER = (0.6, 0.7, 0.8, 0.9, 1.15, 1.3)
"""Multiples of the best of them that are tried then."""
_CLOSE = 1e-6
"""Share of the master's cost that the bound may be below it and still be taken for it."""
_WIDTHS = (512, 8192)
"""Labels a day, and where those do not suffice to close the bound."""


@dataclass
class Proof:
    """What is proven and found so far.

    bound: -inf until there is one. prices: those that it is from. columns: of the master, of these ``kinds``.
    roster: columns and how many have them, rounded from the master.
    """

    kinds: list[Kind]
    bound: float = -np.inf
    prices: Prices | None = None
    columns: list[Column] = field(default_factory=list)
    roster: list[tuple[Column, int]] = field(default_factory=list)


def prove(team: Team, budget: Budget) -> Proof:
    """Generate columns until the bound has come up to the master, or the budget is spent.

    team: with a legal roster, from which the master starts; it is left as it is. budget: one of its own, so
    that the same is proven however fast the search beside it runs.
    """
    return _Proving(team, budget).run()


class _Proving:
    def __init__(self, team: Team, budget: Budget) -> None:
        self._team, self._budget = team, budget
        self._bounds = Bounds(team)
        self._proof = Proof(self._bounds.kinds)
        self._master = Master(team, self._bounds.kinds)

    def run(self) -> Proof:
        self._master.add(roster_columns(self._team, self._proof.kinds))
        level = self._best_level(_LEVELS)
        self._best_level([level * factor for factor in _FINER])
        while (mixed := self._solve()) is not None and not self._is_complete(mixed):
            centre = self._proof.prices or mixed.prices
            between = centre.mixed(_TOWARDS_CENTRE, mixed.prices)
            asked = [(between, _WIDTHS[0]), *((mixed.prices, width) for width in _WIDTHS)]
            if not any(self._ask(prices, width) for prices, width in asked):
                break
        self._proof.roster = dive(
            self._master, self._solve, lambda mixed: self._ask(mixed.prices, _WIDTHS[0])
        )
        self._proof.columns = list(self._master.columns)
        return self._proof

    def _best_level(self, levels: Iterable[float]) -> float:
        """The uniform price with the best bound; all of them leave their columns."""
        best, bound = 1.0, -np.inf
        for level in levels:
            self._ask(self._uniform(level), _WIDTHS[0])
            if self._proof.bound > bound:
                best, bound = level, self._proof.bound
        return best

    def _uniform(self, share: float) -> Prices:
        """Every slot that wants somebody worth this share of the dearest one, but never more than it is."""
        slot = -self._team.true_step[:, :, 0].astype(np.float64)
        cover = -self._team.true_cover_step[:, 0].astype(np.float64)
        level = share * max(1.0, slot.max(initial=0.0), cover.max(initial=0.0))
        return Prices(np.minimum(level, slot), np.minimum(level, cover))

    def _solve(self) -> Mixed | None:
        if self._budget.spent:
            return None
        mixed = self._master.solve(self._budget.seconds_left, _ITERATIONS)
        if mixed is not None:
            self._budget.charge_seconds(mixed.iterations * self._master.rows * _ITERATION_SECONDS)
        return mixed

    def _is_complete(self, mixed: Mixed) -> bool:
        """Whether the bound has come up to the master."""
        return mixed.cost - self._proof.bound <= _CLOSE * abs(mixed.cost) + 0.5

    def _ask(self, prices: Prices, width: int) -> int:
        """Everybody's best patterns at these prices; how many are new to the master."""
        if self._budget.spent:
            return 0
        bound = self._bounds.at(prices, width, lambda: self._budget.spent)
        spend(self._team, self._budget, len(self._bounds.kinds))
        if bound > self._proof.bound:
            self._proof.bound, self._proof.prices = bound, prices
        return self._master.add(
            Column(place, pattern, placed, self._team.own_cost(kind.agent, pattern))
            for place, (kind, (pattern, placed)) in enumerate(
                zip(self._bounds.kinds, self._bounds.found, strict=False)
            )
        )


def roster_columns(team: Team, kinds: list[Kind]) -> Iterable[Column]:
    """The columns of the team's roster."""
    for place, kind in enumerate(kinds):
        for agent in kind.agents:
            yield Column(place, team.pattern[agent].copy(), team.placed[agent].copy(), float(team.own[agent]))
