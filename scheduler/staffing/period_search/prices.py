"""Lagrangian relaxation: a price for what each budget allows, at which every interval chooses for itself.

With prices, an interval's choice minimises its agent-hours plus the price of what it uses up. The states that
the intervals begin with are held fixed meanwhile, so that each has one curve of amounts by agents. A higher
price never makes the budget's own use grow, so each price is found by bisection, the others held.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from scheduler.staffing.period_search.problem import Budget, IntervalModel, Outcome, State

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_CLOSE = 1.02
"""Ratio of the prices at which a bisection ends; single agents are left to the refinement."""
_NEARBY = 1.1
"""Ratio by which a known price is first changed; others are doubled or halved."""
_CHEAPEST, _DEAREST = 1e-6, 1e9
"""Multiples of the usual price: below the first none at all is tried, above the second agents are no help."""
_ROUNDS, _DOUBLINGS = 8, 30
_AHEAD = 2
"""Agents by which a worse choice is looked beyond: near an overload a curve may bend the other way."""
_PER_STRIDE = 40
"""Teams above this size are first gone through in strides of more than one agent."""


class Curve(Generic[State]):
    """Amounts of one interval by agents, from a fixed state; each number is evaluated at most once."""

    def __init__(self, model: IntervalModel[State], place: int, before: State, enough: int) -> None:
        """enough: agents with whom hardly anything is used up; another place to look from."""
        self.model, self.place, self.before, self.enough = model, place, before, enough
        self.hours = float(model.hours[place])
        self._known: dict[int, Outcome[State]] = {}
        self._least: int | None = None

    def outcome(self, agents: int) -> Outcome[State]:
        """With so many agents."""
        if agents not in self._known:
            self._known[agents] = self.model.outcome(self.place, self.before, agents)
        return self._known[agents]

    def least(self, guess: int) -> int:
        """Least agents that keep what must hold in the interval itself."""
        if self._least is None:
            self._least = self.model.least(self.place, self.before, guess)
        return self._least

    def at_least(self, agents: int) -> int:
        """So many agents, or more where they do not keep what must hold in the interval itself."""
        return agents if self.outcome(agents).keeps else self.least(agents)

    def best(self, start: int, prices: Floats) -> int:
        """Agents that cost least at these prices of the amounts, of equal ones the fewest.

        Walked to from ``start`` and from ``enough``: in an overload one agent more helps nobody, and the
        curve is not convex.
        """
        if not prices.any():
            return self.least(start)
        found = {self._lowest(self.at_least(agents), prices) for agents in {start, self.enough}}
        return min(found, key=lambda agents: (self._cost(agents, prices), agents))

    def _lowest(self, here: int, prices: Floats) -> int:
        stride = max(1, here // _PER_STRIDE)
        while stride:
            up = self._walked(here, stride, prices)
            here = up if up > here else self._walked(here, -stride, prices)
            stride = stride // 2
        return here

    def _walked(self, here: int, step: int, prices: Floats) -> int:
        cost, tried = self._cost(here, prices), 1
        while tried <= _AHEAD and here + tried * step >= 0:
            other = self._cost(here + tried * step, prices)
            if other < cost or (other == cost and step < 0):
                here, cost, tried = here + tried * step, other, 1
            else:
                tried += 1
        return here

    def _cost(self, agents: int, prices: Floats) -> float:
        outcome = self.outcome(agents)
        return agents * self.hours + float(prices @ outcome.amounts) if outcome.keeps else np.inf


class PricedBudgets(Generic[State]):
    """Curves of adjacent intervals and the budgets they share."""

    def __init__(
        self,
        curves: Sequence[Curve[State]],
        budgets: Sequence[Budget],
        agents: Sequence[int],
        first: int,
        prices: Floats | None = None,
    ) -> None:
        """agents, prices: where the choices start; prices: None = none. first: of the curves' places."""
        self.curves, self.budgets, self.first = curves, budgets, first
        self.agents = [*agents]
        self.prices = np.zeros(len(budgets)) if prices is None else prices.copy()
        self._of_place = np.zeros((len(curves), len(curves[0].outcome(agents[0]).amounts)))

    def solve(self) -> list[int]:
        """Agents that keep every budget on these curves."""
        if not self.prices.any():
            full = [self._used(n) / max(budget.allowed, 1e-9) for n, budget in enumerate(self.budgets)]
            self._reprice(int(np.argmax(full)))
        for _ in range(_ROUNDS):
            self._choose(range(len(self.curves)))
            broken = [n for n, budget in enumerate(self.budgets) if not budget.is_kept(self._used(n))]
            for number in broken:
                self._reprice(number)
            if not broken:
                break
        for number in np.flatnonzero(self.prices).tolist():
            self._reprice(number)
        self._choose(range(len(self.curves)))
        return self.agents

    def _used(self, number: int) -> float:
        budget = self.budgets[number]
        return sum(
            float(self.curves[at].outcome(self.agents[at]).amounts[budget.promise])
            for at in (budget.places - self.first).tolist()
        )

    def _reprice(self, number: int) -> None:
        """The least price of the budget that keeps it, the others held."""
        usual = self._usual(self.budgets[number])
        price, stride = self.prices[number] or usual, _NEARBY if self.prices[number] else 2.0
        if price > _DEAREST * usual:
            return
        low = high = price
        if self._kept_at(number, price):
            while self._kept_at(number, low := high / stride):
                high = low
                if low < usual * _CHEAPEST:
                    if self._kept_at(number, 0.0):
                        return
                    break
        else:
            for _ in range(_DOUBLINGS):
                low, high = high, stride * high
                if self._kept_at(number, high):
                    break
                stride = 2.0
            else:
                return
        while high / low > _CLOSE:
            middle = (low * high) ** 0.5
            if self._kept_at(number, middle):
                high = middle
            else:
                low = middle
        self._kept_at(number, high)

    def _usual(self, budget: Budget) -> float:
        """A price at which what the budget allows is worth a hundredth of the agent-hours."""
        places = (budget.places - self.first).tolist()
        hours = sum(self.curves[at].hours * max(self.agents[at], 1) for at in places)
        return float(0.01 * hours / max(budget.allowed, 1e-9))

    def _kept_at(self, number: int, price: float) -> bool:
        self.prices[number] = price
        self._choose((self.budgets[number].places - self.first).tolist())
        return self.budgets[number].is_kept(self._used(number))

    def _choose(self, places: Sequence[int] | range) -> None:
        self._of_place[:] = 0.0
        for budget, price in zip(self.budgets, self.prices, strict=True):
            self._of_place[budget.places - self.first, budget.promise] += price
        for at in places:
            self.agents[at] = self.curves[at].best(self.agents[at], self._of_place[at])
