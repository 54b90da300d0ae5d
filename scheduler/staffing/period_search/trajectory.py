"""Chosen agents followed through adjacent intervals: what every budget has used up, exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic

import numpy as np
from numpy.typing import NDArray

from scheduler.staffing.period_search.prices import Curve
from scheduler.staffing.period_search.problem import Budget, IntervalModel, Outcome, State

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True)
class Change(Generic[State]):
    """Agents changed in some intervals, and the curves that follow from it, by interval; used: of budgets."""

    agents: dict[int, int]
    curves: dict[int, Curve[State]]
    used: Floats


class Trajectory(Generic[State]):
    """Agents of adjacent intervals, each begun as the one before left it; ``first``: number of the first."""

    def __init__(
        self,
        model: IntervalModel[State],
        first: int,
        before: State,
        agents: Sequence[int],
        budgets: Sequence[Budget],
        enough: Sequence[int],
    ) -> None:
        """agents: raised where an interval needs more for itself. enough: see :class:`Curve`."""
        self.model, self.first, self.budgets = model, first, budgets
        self.agents: list[int] = []
        self.curves: list[Curve[State]] = []
        counts = np.zeros((len(budgets), len(agents)), dtype=np.bool_)
        for row, budget in zip(counts, budgets, strict=True):
            row[budget.places - first] = True
        self._counts: Booleans = counts
        self._promises = np.array([budget.promise for budget in budgets], dtype=np.int64)
        self.allowed = np.array([budget.allowed for budget in budgets])
        self.used = np.zeros(len(budgets))
        for at, (wanted, plenty) in enumerate(zip(agents, enough, strict=True)):
            curve = Curve(model, first + at, before, plenty)
            self.agents.append(curve.at_least(wanted))
            self.curves.append(curve)
            outcome = curve.outcome(self.agents[-1])
            self.used += self.parts(at, outcome)
            before = outcome.end

    def copy(self) -> Trajectory[State]:
        """One that can be changed on its own; what was evaluated is shared."""
        other = Trajectory.__new__(Trajectory)
        other.__dict__.update(self.__dict__)
        other.agents, other.curves, other.used = [*self.agents], [*self.curves], self.used.copy()
        return other

    @property
    def end(self) -> State:
        """State after the last interval."""
        return self.curves[-1].outcome(self.agents[-1]).end

    @property
    def agent_hours(self) -> float:
        """Of all intervals."""
        hours = self.model.hours[self.first : self.first + len(self.agents)]
        return float(hours @ np.array(self.agents))

    @property
    def slack(self) -> Floats:
        """What each budget still allows; below 0 where it is broken."""
        return np.asarray(self.allowed * (1 + 1e-12) - self.used)

    def parts(self, at: int, outcome: Outcome[State]) -> Floats:
        """What an interval's outcome uses up of each budget."""
        return np.asarray(np.where(self._counts[:, at], outcome.amounts[self._promises], 0.0))

    def local(self, at: int, more: int) -> Floats:
        """By how much each budget's use grows in the interval itself with so many more agents."""
        curve, agents = self.curves[at], self.agents[at]
        return self.parts(at, curve.outcome(agents + more)) - self.parts(at, curve.outcome(agents))

    def changed(self, agents: Mapping[int, int], *, within_budgets: bool) -> Change[State] | None:
        """What changing the agents of some intervals does to all; None where an interval no longer keeps what
        it must, or, if asked for, a budget is broken."""
        first, last = min(agents), max(agents)
        before, used = self.curves[first].before, self.used.copy()
        curves: dict[int, Curve[State]] = {}
        most = self.allowed * (1 + 1e-12)
        for at in range(first, len(self.agents)):
            old = self.curves[at]
            number = agents.get(at, self.agents[at])
            curve = old
            if before is not old.before:
                if at > last and self.model.alike(before, old.before):
                    break
                curve = Curve(self.model, self.first + at, before, old.enough)
                curves[at] = curve
            elif at > last:
                break
            outcome = curve.outcome(number)
            if not outcome.keeps:
                return None
            used += self.parts(at, outcome) - self.parts(at, old.outcome(self.agents[at]))
            # Fewer agents now make nothing better later.
            if within_budgets and at >= last and (used > most).any():
                return None
            before = outcome.end
        return Change(dict(agents), curves, used)

    def apply(self, change: Change[State]) -> None:
        """Take a change over."""
        for at, number in change.agents.items():
            self.agents[at] = number
        for at, curve in change.curves.items():
            self.curves[at] = curve
        self.used = change.used
