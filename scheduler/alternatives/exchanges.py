"""Who could take one shift: alone, in a swap of two or in a chain of three, with what each costs.

Everything is a difference to the roster at hand, in the units of the objective (1/1000 point). Individual
costs and feasibility come from the arrays of the search, for everybody at once; coverage is evaluated once
for each kind of agent. Whoever takes over a shift takes over its meal and breaks. Coverage is the same after
an exchange between agents of one kind, who are interchangeable at a desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import product

import numpy as np

from scheduler.alternatives.standing_roster import NO_CHANGE, Service, StandingRoster, change_of_service
from scheduler.compiled import plain
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.coverage_state import change_coverage
from scheduler.roster.team.joint_state import change_joint

OFF = -1
_BEST_OF_A_CLASS = 4
"""Of interchangeable people in a chain, so many of the cheapest are combined with each other."""


@dataclass(frozen=True)
class Move:
    """Somebody's shift on one day changes; ``OFF`` = does not work. placed: slots at which meal and breaks of
    the new shift begin."""

    agent: int
    day: int
    before: int
    after: int
    placed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """Moves that belong together. cost: change of the objective, in units of 1/1000 point, below 0 = better;
    service: change of what the customers have."""

    moves: tuple[Move, ...]
    cost: float
    service: Service

    @property
    def people(self) -> tuple[int, ...]:
        """Who takes part, each once, in the order of the moves."""
        return tuple(dict.fromkeys(move.agent for move in self.moves))


@dataclass(frozen=True)
class Takers:
    """What it costs if each agent takes the shift alone, by agent.

    one_by_one: None for the giver and for who works that shift already; the costs have the coverage and the
    own costs of whoever gives the shift away. legal: whether no rule forbids it to the agent, (agents,).
    nobody: what it costs if nobody takes it. giver_may: whether no rule keeps the giver from a day off.
    """

    one_by_one: tuple[Exchange | None, ...]
    legal: Booleans
    nobody: Exchange
    giver_may: bool


@dataclass(frozen=True)
class _Covered:
    """Change of coverage costs, and of what the customers have."""

    cost: float
    service: Service


_Shift = tuple[int, int, int, tuple[int, ...]]
"""Of an agent of a kind: kind, day, shift, slots at which meal and breaks begin."""


class OpenShift:
    """One shift on one day that somebody shall take: that of an agent, or an additional one.

    Parameters
    ----------
    roster
        The roster at hand. Where ``giver`` is locked to the shift, its problem is without that lock.
    day, shift
        Which shift.
    giver
        Who works it now; None for an additional one.
    """

    def __init__(self, roster: StandingRoster, day: int, shift: int, giver: int | None) -> None:
        self._roster, self._team = roster, roster.team
        self._day, self._shift, self._giver = day, shift, giver
        state = self._team.coverage.copy()
        self._state, self._scheduled = plain(state), state.flow.scheduled
        joint = self._team.joint
        self._joint = None if joint is None else plain(joint.copy())
        self._known: dict[tuple[tuple[_Shift, ...], tuple[_Shift, ...]], _Covered] = {}
        team, agents = self._team, range(self._team.size)
        self._own = team.pattern[:, day].copy()
        self._base = np.array([team.individual_cost(a, team.pattern[a]) for a in agents])
        self._on_day = np.array([roster.costs_on_day(a, team.pattern[a], day) for a in agents])
        self._placed = () if giver is None else tuple(team.placed[giver, day].tolist())

    def takers(self) -> Takers:
        """Everybody alone; who works another shift that day leaves it."""
        agents = self._team.size
        legal = self._on_day[:, 1 + self._shift] < NEVER
        found: list[Exchange | None] = []
        for agent in range(agents):
            if agent == self._giver or self._own[agent] == self._shift:
                found.append(None)
                legal[agent] = False
                continue
            covered, placed = self._coverage_of_taker(agent)
            pattern = self._team.pattern[agent].copy()
            pattern[self._day] = self._shift
            own = self._team.individual_cost(agent, pattern) - self._base[agent]
            taker = Move(agent, self._day, int(self._own[agent]), self._shift, placed)
            cost = float(self._giver_off + own + covered.cost)
            found.append(Exchange((*self._giver_leaves, taker), cost, covered.service))
        nobody, may = Exchange((), 0.0, NO_CHANGE), True
        if self._giver is not None:
            covered = self._coverage([self._shift_of(self._giver)], [])
            nobody = Exchange(self._giver_leaves, self._giver_off + covered.cost, covered.service)
            may = bool(self._on_day[self._giver, 0] < NEVER)
        return Takers(tuple(found), legal, nobody, may)

    def exchanges(self, most: int) -> list[Exchange]:
        """The cheapest legal swaps of two and chains of three, by cost."""
        found = [*self._swaps(), *self._chains()]
        return nsmallest(most, found, key=lambda one: (one.cost, len(one.people), one.people))

    @property
    def _giver_leaves(self) -> tuple[Move, ...]:
        if self._giver is None:
            return ()
        return (Move(self._giver, self._day, self._shift, OFF),)

    @property
    def _giver_off(self) -> float:
        """Change of the giver's own cost with the day off."""
        if self._giver is None:
            return 0.0
        pattern = self._team.pattern[self._giver].copy()
        pattern[self._day] = OFF
        return float(self._team.individual_cost(self._giver, pattern) - self._base[self._giver])

    def _shift_of(self, agent: int, day: int | None = None) -> _Shift:
        """The shift that the agent has on the day; None = on the day in question."""
        on = self._day if day is None else day
        placed = tuple(self._team.placed[agent, on].tolist())
        return self._kind(agent), on, int(self._team.pattern[agent, on]), placed

    def _kind(self, agent: int) -> int:
        return int(self._team.model.kind_of[agent])

    def _coverage_of_taker(self, agent: int) -> tuple[_Covered, tuple[int, ...]]:
        """Change of coverage if the agent takes the shift, and where its meal and breaks begin."""
        left = [] if self._giver is None else [self._shift_of(self._giver)]
        if self._own[agent] >= 0:
            left.append(self._shift_of(agent))
        placed = self._placed if self._giver is not None else self._best_placed(self._kind(agent))
        return self._coverage(left, [(self._kind(agent), self._day, self._shift, placed)]), placed

    def _best_placed(self, kind: int) -> tuple[int, ...]:
        """Where meal and breaks of an additional shift cost least."""
        model = self._team.model
        pattern = np.full(self._roster.problem.days, OFF, dtype=np.int64)
        pattern[self._day] = self._shift
        placed = np.full((len(pattern), model.grid.blocks.shape[1]), -1, dtype=np.int64)
        self._team.place_blocks(self._team.slot_prices(kind), pattern, placed)
        return tuple(placed[self._day].tolist())

    def _coverage(self, left: list[_Shift], taken: list[_Shift]) -> _Covered:
        """What changes if these shifts are left and those taken; looked up where it is known."""
        key = tuple(sorted(left)), tuple(sorted(taken))
        if key[0] == key[1]:
            return _Covered(0.0, NO_CHANGE)
        if key not in self._known:
            done = [(*one, -1) for one in key[0]] + [(*one, 1) for one in key[1]]
            before = self._scheduled.copy()
            cost = float(sum(self._change(*one) for one in done))
            service = change_of_service(self._roster.problem, self._team.model.parts, before, self._scheduled)
            for kind, day, shift, placed, sign in reversed(done):
                self._change(kind, day, shift, placed, -sign)
            self._known[key] = _Covered(cost, service)
        return self._known[key]

    def _change(self, kind: int, day: int, shift: int, placed: tuple[int, ...], sign: int) -> int:
        model, days = self._team.model, self._roster.problem.days
        pattern = np.full(days, OFF, dtype=np.int64)
        pattern[day] = shift
        where = np.full((days, len(placed)), -1, dtype=np.int64)
        where[day] = placed
        group, parts, member = model.kinds[kind]
        change = change_coverage(self._state, model.plain_grid, group, parts, pattern, where, sign)
        if self._joint is not None:
            change += change_joint(self._joint, model.plain_grid, member, pattern, where, sign)
        return change

    def _swaps(self) -> Iterator[Exchange]:
        if self._giver is not None:
            yield from self._swaps_on_the_day(self._giver)
            yield from self._swaps_of_days(self._giver)

    def _swaps_on_the_day(self, giver: int) -> Iterator[Exchange]:
        """The giver takes the other's shift of the same day."""
        for other in np.flatnonzero((self._own >= 0) & (self._own != self._shift)).tolist():
            theirs = int(self._own[other])
            own = self._on_day[giver, 1 + theirs], self._on_day[other, 1 + self._shift]
            if max(own) >= NEVER:
                continue
            placed = tuple(self._team.placed[other, self._day].tolist())
            covered = self._coverage(
                [self._shift_of(giver), self._shift_of(other)],
                [
                    (self._kind(giver), self._day, theirs, placed),
                    (self._kind(other), self._day, self._shift, self._placed),
                ],
            )
            cost = sum(own) - self._base[giver] - self._base[other] + covered.cost
            moves = (
                Move(giver, self._day, self._shift, theirs, placed),
                Move(other, self._day, theirs, self._shift, self._placed),
            )
            yield Exchange(moves, float(cost), covered.service)

    def _swaps_of_days(self, giver: int) -> Iterator[Exchange]:
        """The other, who is off that day, takes the shift; the giver takes one of theirs on a day off."""
        roster, pattern = self._roster, self._team.pattern
        without = pattern[giver].copy()
        without[self._day] = OFF
        days = [day for day in range(roster.problem.days) if day != self._day and pattern[giver, day] < 0]
        takes = {day: roster.costs_on_day(giver, without, day) for day in days}
        able = (self._own < 0) & roster.allowed[:, self._day, self._shift]
        for other in np.flatnonzero(able).tolist():
            if other == giver:
                continue
            instead = pattern[other].copy()
            instead[self._day] = self._shift
            for day in days:
                theirs = int(pattern[other, day])
                if theirs < 0 or takes[day][1 + theirs] >= NEVER:
                    continue
                own = takes[day][1 + theirs], roster.costs_on_day(other, instead, day)[0]
                if own[1] >= NEVER:
                    continue
                placed = tuple(self._team.placed[other, day].tolist())
                covered = self._coverage(
                    [self._shift_of(giver), self._shift_of(other, day)],
                    [
                        (self._kind(giver), day, theirs, placed),
                        (self._kind(other), self._day, self._shift, self._placed),
                    ],
                )
                moves = (
                    Move(giver, self._day, self._shift, OFF),
                    Move(other, self._day, OFF, self._shift, self._placed),
                    Move(other, day, theirs, OFF),
                    Move(giver, day, OFF, theirs, placed),
                )
                cost = sum(own) - self._base[giver] - self._base[other] + covered.cost
                yield Exchange(moves, float(cost), covered.service)

    def _chains(self) -> Iterator[Exchange]:
        """Somebody who works that day takes the shift, and somebody else theirs: who is off, or the giver in
        return for the other's."""
        gain = self._on_day - self._base[:, None]
        first: dict[tuple[int, int, tuple[int, ...]], list[int]] = {}
        working = (self._own >= 0) & (self._own != self._shift) & (self._on_day[:, 1 + self._shift] < NEVER)
        for agent in np.flatnonzero(working).tolist():
            placed = tuple(self._team.placed[agent, self._day].tolist())
            first.setdefault((int(self._own[agent]), self._kind(agent), placed), []).append(agent)
        for (theirs, kind, placed), agents in first.items():
            best = nsmallest(_BEST_OF_A_CLASS, agents, key=lambda a: (gain[a, 1 + self._shift], a))
            able = np.flatnonzero(self._on_day[:, 1 + theirs] < NEVER)
            yield from self._pushes(gain, theirs, kind, placed, best, able)
            if self._giver is not None:
                yield from self._cycles(gain, theirs, placed, best, able)

    def _pushes(
        self,
        gain: Floats,
        theirs: int,
        kind: int,
        placed: tuple[int, ...],
        first: list[int],
        able: Integers,
    ) -> Iterator[Exchange]:
        if self._giver is not None and self._on_day[self._giver, 0] >= NEVER:
            return  # a rule keeps the giver from the day off
        off = able[(self._own[able] < 0)]
        for third_kind in np.unique(self._team.model.kind_of[off]).tolist():
            alike = [a for a in off[self._team.model.kind_of[off] == third_kind].tolist() if a != self._giver]
            last = nsmallest(_BEST_OF_A_CLASS, alike, key=lambda a: (gain[a, 1 + theirs], a))
            given = [] if self._giver is None else [self._shift_of(self._giver)]
            taken = self._placed if self._giver is not None else self._best_placed(kind)
            covered = self._coverage(
                [*given, (kind, self._day, theirs, placed)],
                [(kind, self._day, self._shift, taken), (third_kind, self._day, theirs, placed)],
            )
            for one, two in product(first, last):
                cost = self._giver_off + gain[one, 1 + self._shift] + gain[two, 1 + theirs] + covered.cost
                moves = (
                    *self._giver_leaves,
                    Move(one, self._day, theirs, self._shift, taken),
                    Move(two, self._day, OFF, theirs, placed),
                )
                yield Exchange(moves, float(cost), covered.service)

    def _cycles(
        self, gain: Floats, theirs: int, placed: tuple[int, ...], first: list[int], able: Integers
    ) -> Iterator[Exchange]:
        """The giver takes the third one's shift; among agents of the giver's kind, so coverage stays."""
        giver = self._giver
        assert giver is not None
        working = able[
            (self._own[able] >= 0) & (self._own[able] != theirs) & (self._own[able] != self._shift)
        ]
        alike = working[self._team.model.kind_of[working] == self._kind(giver)]
        returns = gain[giver, 1 + self._own[alike]]
        costs = gain[alike, 1 + theirs] + returns
        legal = self._on_day[giver, 1 + self._own[alike]] < NEVER
        best = [(cost, a) for cost, a, may in zip(costs.tolist(), alike.tolist(), legal, strict=True) if may]
        for (cost, two), one in product(nsmallest(_BEST_OF_A_CLASS, best), first):
            if one == two or self._kind(one) != self._kind(giver):
                continue
            last = tuple(self._team.placed[two, self._day].tolist())
            thirds = int(self._own[two])
            moves = (
                Move(giver, self._day, self._shift, thirds, last),
                Move(one, self._day, theirs, self._shift, self._placed),
                Move(two, self._day, thirds, theirs, placed),
            )
            yield Exchange(moves, float(cost + gain[one, 1 + self._shift]), NO_CHANGE)
