"""Portfolio of improvement operators with adaptive operator selection: most recent gain per unit of work
first.

The operators are the day LP, CP-SAT's neighbourhoods, destroy and repair, and ruin and recreate. Their scores
decay, and an idle operator gets another turn after a while (Ropke & Pisinger, "An adaptive large neighborhood
search heuristic", Transportation Science 2006).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from math import inf

import numpy as np

from scheduler.roster.column_generation.day_lp import reoptimise_days
from scheduler.roster.column_generation.destroy_repair import DestroyRepair
from scheduler.roster.column_generation.generation import ColumnGenerationResult
from scheduler.roster.hybrid.cpsat_moves import CpSatOperator
from scheduler.roster.local_search.incumbent import Incumbent
from scheduler.roster.local_search.ruin_and_recreate import ruin_and_recreate
from scheduler.roster.local_search.trades import trade_patterns
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team

_SHARES = (1.0, 0.5, 0.3, 0.7)
"""Sizes of destroy and repair as shares of the largest, in rotation."""
_INITIAL_LARGEST = 30
"""Initial largest size of destroy and repair; everybody where column generation ended and CP-SAT does not
help."""
_SMALLEST = 4
_BUDGET_SHARE = 0.25
"""Share of the budget for one destroy and repair, at most."""
_TOO_DEAR, _TOO_CHEAP = 0.06, 0.02
"""Share of the budget's work above which the largest size shrinks, and below which it grows."""
_DECAY = 0.5
"""Weight of earlier gains at the next turn."""
_IDLE_TURNS = 10
"""Turns after which an operator gets another one, whatever its score."""
_TURN, _SHORT_TURN = 0.03, 0.015
"""Share of the budget's work for a turn of the day LP, CP-SAT or an exact search, and of ruin and
recreate."""
_MOST_TRADES = 40
"""Trades in a row that gain nothing, after which a turn of them ends."""
_MOST_EXACT = 1_000
"""Possible starts up to which CP-SAT may search the whole problem for a turn."""


@dataclass
class Operator:
    """An improvement operator and its record. idle: turns since its last one."""

    apply: Callable[[], None]
    is_available: Callable[[], bool] = lambda: True
    gain: float = 0.0
    work: float = 1e-9
    idle: int = 0

    def learn(self, gain: float, work: float) -> None:
        """Record what a turn gained and cost."""
        self.gain, self.work = _DECAY * self.gain + gain, max(_DECAY * self.work + work, 1e-9)
        self.idle = 0

    def score(self) -> float:
        """Expected gain per unit of work; operators idle for long get priority, unavailable ones come
        last."""
        if not self.is_available():
            return -1.0
        return inf if self.idle >= _IDLE_TURNS else self.gain / self.work


class Portfolio:
    """One improvement phase from a complete roster.

    Parameters
    ----------
    team
        Its costs are exact.
    generated
        Result of column generation for this team; called where it is needed.
    on_improvement
        Called with each better cost.
    until
        Share of the budget after which the phase ends.
    current_bound
        Bound proven so far. Where the cost reaches it, the phase ends with the first roster of that cost, so
        that timing decides nothing.
    cpsat
        CP-SAT's operator, where it can hold the problem.

    Attributes
    ----------
    proven
        Bound of CP-SAT for the whole problem, in units.
    """

    def __init__(
        self,
        team: Team,
        generated: Callable[[], ColumnGenerationResult],
        budget: Budget,
        on_improvement: Callable[[float], None],
        until: float,
        current_bound: Callable[[], float],
        cpsat: CpSatOperator | None = None,
    ) -> None:
        self._team, self._budget = team, budget
        self._until, self._current_bound = until, current_bound
        self._rng = np.random.default_rng(budget.limits.seed + 1)
        self._generated, self._cpsat = generated, cpsat
        self._days = reoptimise_days(team, budget, self._rng)
        self._exchanges = ruin_and_recreate(team, budget, self._rng, until)
        rng = np.random.default_rng(budget.limits.seed + 2)
        self._trades = trade_patterns(team, budget, rng, across=True)
        self._largest = min(team.size, _INITIAL_LARGEST)
        self._repairs = 0 if cpsat is not None or team.size <= _INITIAL_LARGEST else 1
        self._incumbent = Incumbent(team, on_improvement)
        self.proven = 0

    @cached_property
    def _destroy_repair(self) -> DestroyRepair:
        generated = self._generated()
        if generated.is_complete and self._cpsat is None:
            self._largest, self._repairs = self._team.size, 0
        return DestroyRepair(self._team, generated)

    def run(self) -> None:
        """Apply operators until the phase ends; the team has the best roster then."""
        self._solve_exactly()
        days = partial(self._iterate, self._days, _TURN, self._team.model.problem.days)
        exchanges = partial(self._iterate, self._exchanges, _SHORT_TURN, self._team.size)
        operators = [Operator(days), Operator(self._apply_destroy_repair), Operator(exchanges)]
        if self._cpsat is not None:
            operators.insert(1, Operator(self._apply_cpsat, self._cpsat.may_improve))
        if any(agent.balances for agent in self._team.model.problem.agents):
            operators.append(Operator(partial(self._iterate, self._trades, _SHORT_TURN, _MOST_TRADES)))
        untried = list(operators)
        self._incumbent.update(self._team.cost)
        while self._continues():
            operator = untried.pop(0) if untried else max(operators, key=Operator.score)
            cost, left = self._team.cost, self._budget.work_left
            for other in operators:
                other.idle += 1
            operator.apply()
            operator.learn(cost - self._team.cost, left - self._budget.work_left)
            self._incumbent.update(self._team.cost)
        self._incumbent.restore()

    def _continues(self) -> bool:
        budget = self._budget
        if budget.spent or budget.progress >= self._until:
            return False
        return self._team.cost > max(self.proven, self._current_bound())

    def _apply_destroy_repair(self) -> None:
        agents, operator, left = self._team.size, self._destroy_repair, self._budget.work_left
        share = _SHARES[self._repairs % len(_SHARES)]
        size = min(agents, max(_SMALLEST, round(share * self._largest)))
        chosen = self._rng.choice(agents, size=size, replace=False).tolist()
        own = self._budget.shared_budget(min(self._until, self._budget.progress + _BUDGET_SHARE))
        given = own.work_left
        operator.apply(chosen, own)
        self._budget.work_left -= given - own.work_left
        self._repairs += 1
        spent = (left - self._budget.work_left) / self._budget.limits.work
        if spent > _TOO_DEAR:
            self._largest = max(_SMALLEST, round(0.7 * self._largest))
        elif spent < _TOO_CHEAP:
            self._largest = min(agents, round(1.3 * self._largest))

    def _solve_exactly(self) -> None:
        """Give a small problem to CP-SAT for a turn: it proves what column generation cannot."""
        starts = sum(int((one.start_cost < NEVER).sum()) for one in self._team.model.agents)
        if self._cpsat is not None and starts <= _MOST_EXACT:
            self.proven = self._cpsat.solve_exactly(_TURN * self._budget.limits.work)

    def _apply_cpsat(self) -> None:
        assert self._cpsat is not None
        self._cpsat.improve(_TURN * self._budget.limits.work)

    def _iterate(self, steps: Iterator[None], share: float, patience: int) -> None:
        """Iterate for this share of the work, or until so many steps in a row gained nothing."""
        end, cost, idle = self._budget.work_left - share * self._budget.limits.work, self._team.cost, 0
        for _ in steps:
            # At once: whether a later roster of the same cost is reached depends on when the bound is known.
            self._incumbent.update(self._team.cost)
            idle = 0 if self._team.cost < cost else idle + 1
            cost = self._team.cost
            if idle >= patience or self._budget.work_left <= end or not self._continues():
                return
