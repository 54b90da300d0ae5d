"""From a good roster to a better one: by days, exchanges, rebuilding or CP-SAT, whichever gains most."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from math import inf

import numpy as np

from scheduler.roster.column_generation.day_lp import days_anew
from scheduler.roster.column_generation.destroy_repair import Rebuilding
from scheduler.roster.column_generation.generation import Proof
from scheduler.roster.hybrid.cpsat_moves import Neighbourhoods
from scheduler.roster.local_search.exchanges import Best, exchanges
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.shortest_path import NEVER
from scheduler.roster.team.team import Team

_SHARES = (1.0, 0.5, 0.3, 0.7)
"""Share of those who may be rebuilt together that are, in turn."""
_FIRST = 30
"""People rebuilt together at first; everybody where column generation ended and CP-SAT does not help."""
_LEAST = 4
_MOST = 0.25
"""Share of the budget for one rebuilding at most."""
_DEAR, _CHEAP = 0.06, 0.02
"""Share of the budget's work above which one rebuilding was of too many people, below which of too few."""
_FORGET = 0.5
"""What a former gain counts for at the next turn."""
_TRY_ANYWAY = 10
"""Turns after which what gained less has another."""
_TURN, _SHORT_TURN = 0.03, 0.015
"""Share of the budget's work for one turn of days, neighbourhoods or a proof, and for one of exchanges."""
_MOST_PROVEN = 1_000
"""Possible starts up to which CP-SAT may prove the whole in one turn."""


@dataclass
class _Way:
    """A way to better rosters, and what it did of late. idle: turns since its last one."""

    turn: Callable[[], None]
    may: Callable[[], bool] = lambda: True
    gain: float = 0.0
    work: float = 1e-9
    idle: int = 0

    def learn(self, gain: float, work: float) -> None:
        """What its turn gained, and what it took."""
        self.gain, self.work = _FORGET * self.gain + gain, max(_FORGET * self.work + work, 1e-9)
        self.idle = 0

    def promise(self) -> float:
        """What a unit of work may gain; whoever waited for long goes first, who has nothing to do last."""
        if not self.may():
            return -1.0
        return inf if self.idle >= _TRY_ANYWAY else self.gain / self.work


class Refining:
    """One going on from a roster.

    team: its costs true. proof: of column generation for this team, asked for where it is needed. tell:
    hears each better cost. until: the share of the budget after which it ends. bound: what is proven by now;
    where the cost is down to it, it ends with the first roster of that cost, so that the clock decides
    nothing. neighbourhoods: where CP-SAT can hold the problem.

    proven: in units, what CP-SAT has proven of the whole.
    """

    def __init__(
        self,
        team: Team,
        proof: Callable[[], Proof],
        budget: Budget,
        tell: Callable[[float], None],
        until: float,
        bound: Callable[[], float],
        neighbourhoods: Neighbourhoods | None = None,
    ) -> None:
        self._team, self._budget = team, budget
        self._until, self._bound = until, bound
        self._rng = np.random.default_rng(budget.limits.seed + 1)
        self._proof, self._neighbourhoods = proof, neighbourhoods
        self._days = days_anew(team, budget, self._rng)
        self._exchanges = exchanges(team, budget, self._rng, until)
        self._most = min(len(team.people), _FIRST)
        self._turn = 0 if neighbourhoods is not None or len(team.people) <= _FIRST else 1
        self._best = Best(team, tell)
        self.proven = 0

    @cached_property
    def _rebuilding(self) -> Rebuilding:
        proof = self._proof()
        if proof.is_complete and self._neighbourhoods is None:
            self._most, self._turn = len(self._team.people), 0
        return Rebuilding(self._team, proof)

    def run(self) -> None:
        """Go on to the end."""
        self._prove()
        days = partial(self._step_by_step, self._days, _TURN, self._team.problem.days)
        exchange = partial(self._step_by_step, self._exchanges, _SHORT_TURN, len(self._team.people))
        ways = [_Way(days), _Way(self._rebuild), _Way(exchange)]
        if self._neighbourhoods is not None:
            ways.insert(1, _Way(self._look_around, self._neighbourhoods.may_find_more))
        untried = list(ways)
        self._best.look(self._team.cost)
        while self._is_on():
            way = untried.pop(0) if untried else max(ways, key=_Way.promise)
            cost, left = self._team.cost, self._budget.work_left
            for other in ways:
                other.idle += 1
            way.turn()
            way.learn(cost - self._team.cost, left - self._budget.work_left)
            self._best.look(self._team.cost)
        self._best.restore()

    def _is_on(self) -> bool:
        budget = self._budget
        if budget.spent or budget.progress >= self._until:
            return False
        return self._team.cost > max(self.proven, self._bound())

    def _rebuild(self) -> None:
        people, rebuilding, left = len(self._team.people), self._rebuilding, self._budget.work_left
        share = _SHARES[self._turn % len(_SHARES)]
        size = min(people, max(_LEAST, round(share * self._most)))
        agents = self._rng.choice(people, size=size, replace=False).tolist()
        own = self._budget.part(min(self._until, self._budget.progress + _MOST))
        given = own.work_left
        rebuilding.rebuild(agents, own)
        self._budget.work_left -= given - own.work_left
        self._turn += 1
        spent = (left - self._budget.work_left) / self._budget.limits.work
        if spent > _DEAR:
            self._most = max(_LEAST, round(0.7 * self._most))
        elif spent < _CHEAP:
            self._most = min(people, round(1.3 * self._most))

    def _prove(self) -> None:
        """Leave a small problem to CP-SAT for a turn: it proves what column generation cannot."""
        starts = sum(int((person.price < NEVER).sum()) for person in self._team.people)
        if self._neighbourhoods is not None and starts <= _MOST_PROVEN:
            self.proven = self._neighbourhoods.prove(_TURN * self._budget.limits.work)

    def _look_around(self) -> None:
        assert self._neighbourhoods is not None
        self._neighbourhoods.turn(_TURN * self._budget.limits.work)

    def _step_by_step(self, steps: Iterator[None], share: float, patience: int) -> None:
        """So much of the work, or until so many steps in a row gained nothing."""
        end, cost, idle = self._budget.work_left - share * self._budget.limits.work, self._team.cost, 0
        for _ in steps:
            # At once: what costs the same and comes later hangs on when the bound is known.
            self._best.look(self._team.cost)
            idle = 0 if self._team.cost < cost else idle + 1
            cost = self._team.cost
            if idle >= patience or self._budget.work_left <= end or not self._is_on():
                return
