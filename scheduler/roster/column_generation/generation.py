"""Column generation: the bound is proven, and patterns are found that fit each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scheduler.roster.column_generation.columns import (
    Column,
    Kind,
    Prices,
    ask,
    kinds_of,
    roster_columns,
)
from scheduler.roster.column_generation.lagrangian import CoverageBound
from scheduler.roster.column_generation.master import Master, Mixed
from scheduler.roster.local_search.exchanges import spend
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.agent_models import Floats
from scheduler.roster.team.team import Team

_TOWARDS_CENTRE = 0.5
"""How far the prices asked about keep to the best known ones: duals of a young master swing wildly
(Wentges, "Weighted Dantzig-Wolfe decomposition", 1997)."""
_LEVELS = tuple(0.5**k for k in range(12))
"""Uniform prices that are tried for the first centre, as shares of the dearest slot's."""
_FINER = (0.6, 0.7, 0.8, 0.9, 1.15, 1.3)
"""Multiples of the best of them that are tried then."""
_CLOSE = 1e-6
"""Share of the master's cost that the bound may be below it and still be taken for it."""
_WIDTHS = (512, 8192, 1 << 17)
"""Labels a day, and for whom those do not suffice to find anything or to close the bound."""
_ANSWERS = 4
"""Columns of each kind that one question brings at most."""


@dataclass
class Proof:
    """What is proven and found so far.

    bound: -inf until there is one. prices: those that it is from. columns: of the master, of these ``kinds``.
    costs: of the columns, at the prices. is_complete: the bound has come up to the master.
    """

    kinds: list[Kind]
    bound: float = -np.inf
    prices: Prices | None = None
    columns: list[Column] = field(default_factory=list)
    costs: Floats = field(default_factory=lambda: np.zeros(0))
    is_complete: bool = False


def prove(team: Team, budget: Budget, hand_over: Callable[[Proof], None], early: float) -> Proof:
    """Generate columns until the bound has come up to the master, or the budget is spent.

    team: with a legal roster, from which the master starts; afterwards without anybody. budget: one of its
    own, so that the same is proven however fast the search beside it runs. hand_over: is called once, with
    what is there when this share of the budget is gone, or at the end.
    """
    return _Proving(team, budget, hand_over, early).run()


class _Proving:
    def __init__(self, team: Team, budget: Budget, hand_over: Callable[[Proof], None], early: float) -> None:
        self._team, self._budget = team, budget
        self._hand_over, self._early, self._handed = hand_over, early, False
        self._coverage = CoverageBound(team)
        self._kinds = kinds_of(team, range(len(team.people)))
        self._sizes = np.array([kind.size for kind in self._kinds])
        self._proof = Proof(self._kinds)
        start = roster_columns(team, self._kinds)
        for agent in team.working:
            team.take(agent)
        self._master = Master(team, self._kinds, budget)
        self._master.add(start)

    def run(self) -> Proof:
        level = self._best_level(_LEVELS)
        self._best_level([level * factor for factor in _FINER])
        while (mixed := self._master.solve()) is not None:
            self._proof.is_complete = self._is_complete(mixed)
            if self._proof.is_complete:
                break
            centre = self._proof.prices or mixed.prices
            between = centre.mixed(_TOWARDS_CENTRE, mixed.prices)
            asked = [(between, _WIDTHS[:1]), (mixed.prices, _WIDTHS[:1]), (mixed.prices, _WIDTHS[1:])]
            if not any(self._ask(prices, widths) for prices, widths in asked):
                self._proof.is_complete = self._is_complete(mixed)
                break
        self._tell()
        return self._so_far()

    def _tell(self) -> None:
        if not self._handed:
            self._handed = True
            self._hand_over(self._so_far())

    def _stopped(self) -> bool:
        """Whether to end; on the way, what is there is handed over when it is time."""
        if self._budget.progress >= self._early:
            self._tell()
        return self._budget.spent

    def _so_far(self) -> Proof:
        columns, prices = list(self._master.columns), self._proof.prices
        costs = np.zeros(len(columns)) if prices is None else self._master.costs(prices)
        return replace(self._proof, columns=columns, costs=costs)

    def _best_level(self, levels: Iterable[float]) -> float:
        """The uniform price with the best bound; all of them leave their columns."""
        best, bound = 1.0, -np.inf
        for level in levels:
            if self._budget.progress >= self._early:
                break
            self._ask(self._uniform(level), _WIDTHS[:1])
            if self._proof.bound > bound:
                best, bound = level, self._proof.bound
        return best

    def _uniform(self, share: float) -> Prices:
        """Every slot that wants somebody worth this share of the dearest one, but never more than it is."""
        slot = -self._team.true_step[:, :, 0].astype(np.float64)
        cover = -self._team.true_cover_step[:, 0].astype(np.float64)
        level = share * max(1.0, slot.max(initial=0.0), cover.max(initial=0.0))
        return Prices(np.minimum(level, slot), np.minimum(level, cover))

    def _is_complete(self, mixed: Mixed) -> bool:
        """Whether the bound has come up to the master."""
        return mixed.cost - self._proof.bound <= _CLOSE * abs(mixed.cost) + 0.5

    def _ask(self, prices: Prices, widths: Sequence[int]) -> int:
        """Add the best patterns at these prices to the master; how many are new.

        widths: tried in turn, for those alone whom fewer labels left open, until there is something new.
        """
        known, least = self._master.least(prices), np.full(len(self._kinds), -np.inf)
        fresh = 0
        for width in widths:
            if fresh or self._stopped():
                break
            # Those for whom as many labels as before left it open whether there is anything cheaper.
            open_ = least < known - _CLOSE * np.abs(known)
            answers = ask(
                self._team,
                self._kinds,
                prices,
                width,
                np.where(open_, known, -np.inf),
                _ANSWERS,
                self._stopped,
            )
            spend(self._team, self._budget, int(open_.sum()))
            if answers.least is None:
                break
            least = np.maximum(least, answers.least)
            fresh += self._master.add(answers.columns)
        bound = self._coverage.at(prices) + float(self._sizes @ least)
        if bound > self._proof.bound:
            self._proof.bound, self._proof.prices = bound, prices
        return fresh
