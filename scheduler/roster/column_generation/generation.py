"""Column generation: alternate master and pricing until the Lagrangian bound meets the master."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from scheduler.roster.column_generation.columns import (
    AgentClass,
    Column,
    DualPrices,
    agent_classes,
    columns_of_roster,
)
from scheduler.roster.column_generation.lagrangian import LagrangianBound
from scheduler.roster.column_generation.master import MasterSolution, RestrictedMaster
from scheduler.roster.column_generation.pricing import solve_pricing
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import Floats
from scheduler.roster.team.team import Team

_SMOOTHING = 0.5
"""Weight of the stability centre in the prices of the pricing problem: duals of a young master oscillate
(Wentges, "Weighted Dantzig-Wolfe decomposition", International Transactions in Operational Research 1997)."""
_LEVELS = tuple(0.5**k for k in range(12))
"""Uniform prices tried for the first stability centre, as shares of the dearest slot's."""
_FINER_LEVELS = (0.6, 0.7, 0.8, 0.9, 1.15, 1.3)
"""Multiples of the best of them tried next."""
_TOLERANCE = 1e-6
"""Relative gap at which the bound counts as the master's optimum."""
_WIDTHS = (512, 8192, 1 << 17)
"""Labels per day, and for classes for which those do not suffice to find a column or to close the bound."""
_COLUMNS_PER_CLASS = 4
"""Columns of each class that one pricing problem returns, at most."""


@dataclass
class ColumnGenerationResult:
    """State of column generation.

    bound: best Lagrangian bound, -inf until there is one. prices: those of the bound. columns: of the master,
    for these ``classes``. costs: of the columns at the prices. is_complete: the bound has met the master.
    """

    classes: list[AgentClass]
    bound: float = -np.inf
    prices: DualPrices | None = None
    columns: list[Column] = field(default_factory=list)
    costs: Floats = field(default_factory=lambda: np.zeros(0))
    is_complete: bool = False


def generate_columns(
    team: Team, budget: Budget, publish: Callable[[ColumnGenerationResult], None], publish_at: float
) -> ColumnGenerationResult:
    """Generate columns until the bound meets the master or the budget is spent.

    Parameters
    ----------
    team
        A feasible roster, with which the master starts; afterwards nobody is in it.
    budget
        One of its own, so that the result does not depend on the speed of a concurrent search.
    publish
        Called once, with the state when ``publish_at`` of the budget is spent, or at the end.
    """
    return _ColumnGeneration(team, budget, publish, publish_at).run()


class _ColumnGeneration:
    def __init__(
        self,
        team: Team,
        budget: Budget,
        publish: Callable[[ColumnGenerationResult], None],
        publish_at: float,
    ) -> None:
        self._team, self._budget = team, budget
        self._publish, self._publish_at, self._is_published = publish, publish_at, False
        self._lagrangian = LagrangianBound(team)
        self._classes = agent_classes(team, range(team.size))
        self._sizes = np.array([one.size for one in self._classes])
        self._result = ColumnGenerationResult(self._classes)
        start = columns_of_roster(team, self._classes)
        for agent in team.working:
            team.remove(agent)
        self._master = RestrictedMaster(team, self._classes, budget)
        self._master.add(start)

    def run(self) -> ColumnGenerationResult:
        level = self._best_level(_LEVELS)
        self._best_level([level * factor for factor in _FINER_LEVELS])
        while (solution := self._master.solve()) is not None:
            self._result.is_complete = self._is_complete(solution)
            if self._result.is_complete:
                break
            centre = self._result.prices or solution.prices
            smoothed = centre.combined(_SMOOTHING, solution.prices)
            trials = [(smoothed, _WIDTHS[:1]), (solution.prices, _WIDTHS[:1]), (solution.prices, _WIDTHS[1:])]
            if not any(self._price(prices, widths) for prices, widths in trials):
                self._result.is_complete = self._is_complete(solution)
                break
        self._publish_once()
        return self._state()

    def _publish_once(self) -> None:
        if not self._is_published:
            self._is_published = True
            self._publish(self._state())

    def _stopped(self) -> bool:
        """Whether to end; on the way, the state is published when it is time."""
        if self._budget.progress >= self._publish_at:
            self._publish_once()
        return self._budget.spent

    def _state(self) -> ColumnGenerationResult:
        columns, prices = list(self._master.columns), self._result.prices
        costs = np.zeros(len(columns)) if prices is None else self._master.column_costs(prices)
        return replace(self._result, columns=columns, costs=costs)

    def _best_level(self, levels: Iterable[float]) -> float:
        """The uniform price of the best bound; all of them leave their columns."""
        best, bound = 1.0, -np.inf
        for level in levels:
            if self._budget.progress >= self._publish_at:
                break
            self._price(self._uniform(level), _WIDTHS[:1])
            if self._result.bound > bound:
                best, bound = level, self._result.bound
        return best

    def _uniform(self, share: float) -> DualPrices:
        """Every slot that needs somebody priced at this share of the dearest one, but never above its own
        value."""
        model = self._team.model
        slot = -model.marginal_cost[:, :, 0].astype(np.float64)
        cover = -model.cover_cost[:, 0].astype(np.float64)
        level = share * max(1.0, slot.max(initial=0.0), cover.max(initial=0.0))
        joint = np.zeros(model.joint_range.least.shape)
        return DualPrices(np.minimum(level, slot), np.minimum(level, cover), joint)

    def _is_complete(self, solution: MasterSolution) -> bool:
        """Whether the bound has met the master."""
        return solution.cost - self._result.bound <= _TOLERANCE * abs(solution.cost) + 0.5

    def _price(self, prices: DualPrices, widths: Sequence[int]) -> int:
        """Add the best columns at these prices to the master and update the bound; how many are new.

        widths: tried in turn, for the classes that fewer labels left open, until there is a new column.
        """
        known, lower = self._master.cheapest(prices), np.full(len(self._classes), -np.inf)
        added = 0
        for width in widths:
            if added or self._stopped():
                break
            # Classes for which the labels so far left it open whether there is a cheaper pattern.
            is_open = lower < known - _TOLERANCE * np.abs(known)
            result = solve_pricing(
                self._team,
                self._classes,
                prices,
                width,
                np.where(is_open, known, -np.inf),
                _COLUMNS_PER_CLASS,
                self._stopped,
            )
            charge_shortest_paths(self._team, self._budget, int(is_open.sum()))
            if result.lower_bounds is None:
                break
            lower = np.maximum(lower, result.lower_bounds)
            added += self._master.add(result.columns)
        bound = self._lagrangian.coverage_term(prices) + float(self._sizes @ lower)
        if bound > self._result.bound:
            self._result.bound, self._result.prices = bound, prices
        return added
