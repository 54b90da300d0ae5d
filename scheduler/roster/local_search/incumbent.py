"""Incumbent: the best roster found so far."""

from __future__ import annotations

from collections.abc import Callable

from scheduler.roster.team.arrays import Integers
from scheduler.roster.team.team import Team


class Incumbent:
    """The best roster of a team so far; of equal costs, the first.

    on_improvement: called with each better exact cost.
    """

    def __init__(self, team: Team, on_improvement: Callable[[float], None]) -> None:
        self._team, self._on_improvement = team, on_improvement
        self.cost = float("inf")
        self._roster: tuple[Integers, Integers] = (team.pattern.copy(), team.placed.copy())

    def update(self, cost: float) -> None:
        """Keep the team's roster if it is better. cost: its exact cost."""
        if cost < self.cost:
            self.cost = cost
            self._roster = self._team.pattern.copy(), self._team.placed.copy()
            self._on_improvement(cost)

    def restore(self) -> None:
        """Load the best roster into the team, whose costs must be exact.

        Unconditionally: which other roster of the same cost the team has depends on when the search was
        ended.
        """
        self._team.load_solution(*self._roster)
