"""From a good roster to a better one: exchanges or rebuilding, whichever has gained more of late."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scheduler.roster.hybrid.improving import exchanges
from scheduler.roster.hybrid.pricing import Proof
from scheduler.roster.hybrid.rebuilding import Rebuilding
from scheduler.roster.hybrid.team import Team
from scheduler.roster.stopping import Budget

_SHARES = (1.0, 0.5, 0.3, 0.7)
"""Share of those who may be rebuilt together that are, in turn."""
_FIRST = 30
"""People who may be rebuilt together at first, where they are more and column generation did not end."""
_LEAST = 4
_MOST = 0.25
"""Share of the budget for one rebuilding at most."""
_DEAR, _CHEAP = 0.06, 0.02
"""Share of the budget's work above which one rebuilding was of too many people, below which of too few."""
_FORGET = 0.7
"""What a former gain counts for at the next turn."""
_TRY_ANYWAY = 10
"""Turns after which what gained less has another."""


class Refining:
    """One going on from a roster.

    team: its costs true. proof: of column generation for this team. tell: hears each better cost. until: the
    share of the budget after which it ends. bound: what is proven by then; it ends where the cost is down to
    it.
    """

    def __init__(
        self,
        team: Team,
        proof: Proof,
        budget: Budget,
        tell: Callable[[float], None],
        until: float,
        bound: Callable[[], float],
    ) -> None:
        self._team, self._budget, self._tell = team, budget, tell
        self._until, self._bound = until, bound
        self._rng = np.random.default_rng(budget.limits.seed + 1)
        self._rebuilding = Rebuilding(team, proof)
        self._exchanges = exchanges(team, budget, self._rng, until)
        people = len(team.people)
        whole = proof.is_complete or people <= _FIRST
        self._most = people if whole else _FIRST
        self._turn = 0 if whole else 1
        self._turn_work = 0.0

    def run(self) -> None:
        """Go on to the end."""
        ways: tuple[Callable[[], None], ...] = (self._rebuild, self._exchange)
        gain, work, idle = [0.0, 0.0], [1e-9, 1e-9], [0, 0]
        turn = 0
        while self._is_on():
            better = int(gain[1] / work[1] > gain[0] / work[0])
            chosen = turn if turn < len(ways) else better if idle[1 - better] < _TRY_ANYWAY else 1 - better
            cost, left = self._team.cost, self._budget.work_left
            ways[chosen]()
            gain[chosen] = _FORGET * gain[chosen] + cost - self._team.cost
            work[chosen] = _FORGET * work[chosen] + left - self._budget.work_left
            idle[chosen], idle[1 - chosen] = 0, idle[1 - chosen] + 1
            turn += 1
            if self._team.cost < cost:
                self._tell(self._team.cost)

    def _is_on(self) -> bool:
        budget = self._budget
        if budget.spent or budget.progress >= self._until:
            return False
        return self._team.cost > self._bound()

    def _rebuild(self) -> None:
        people, left = len(self._team.people), self._budget.work_left
        share = _SHARES[self._turn % len(_SHARES)]
        size = min(people, max(_LEAST, round(share * self._most)))
        agents = self._rng.choice(people, size=size, replace=False).tolist()
        own = self._budget.part(min(self._until, self._budget.progress + _MOST))
        given = own.work_left
        self._rebuilding.rebuild(agents, own)
        self._budget.work_left -= given - own.work_left
        self._turn += 1
        self._turn_work = left - self._budget.work_left
        spent = self._turn_work / self._budget.limits.work
        if spent > _DEAR:
            self._most = max(_LEAST, round(0.7 * self._most))
        elif spent < _CHEAP:
            self._most = min(people, round(1.3 * self._most))

    def _exchange(self) -> None:
        """As long as the last rebuilding took."""
        end = self._budget.work_left - self._turn_work
        for _ in self._exchanges:
            if self._budget.work_left <= end or not self._is_on():
                return
