"""From nobody, or any roster, to a good one: everybody responds to everybody else, one at a time.

A response is the best legal pattern against what the others leave undone. With true costs, responses get
stuck soon: an interval that is full already is worth nothing to anybody, so nobody makes room for somebody
else. Softened costs (``Team.soften``) leave every interval a price; they are made true step by step, like a
metal that cools. Between, a few people are taken out and put back in another order, and the better roster
stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.rules.constraint_forms import Integers
from scheduler.roster.team.shortest_path import NEVER
from scheduler.roster.team.team import Team

_SOFT, _TRUE = 8, 64
"""Labels a day kept in a response, while costs are soft (and many patterns nearly the same) and once true."""
_SOFT_SHARE = 0.7
"""Share of the budget for softened costs."""
_OUT = (1, 2, 2, 3, 4)
"""How many are taken out at once, in turn."""
_RESPONSE_SECONDS, _START_SECONDS, _STEP_SECONDS = 1e-4, 2.5e-7, 4e-9
"""Of a response, of each possible start in it, and of each of its steps, on a quiet machine."""
_OFTEN, _GUESSES = 1.1, 2
"""What a shift is worth to whom nothing was found: so many of the longest, less its length; then prices by
chance, so often."""
_WANTED, _UNWANTED = 1e9, 1e7
"""Prices beyond all others, for and against, with which a start is taken up."""


class RulesLeaveNothingError(Exception):
    """An agent has no legal pattern at all, not even to stay away; which one."""

    def __init__(self, agent: int) -> None:
        super().__init__(agent)
        self.agent = agent


def begin(team: Team, start: Iterable[Assignment], budget: Budget) -> None:
    """A first complete roster: as much of ``start`` as is legal, or what everybody's responses make.

    Raises RulesLeaveNothingError.
    """
    wanted: dict[int, list[Assignment]] = {}
    for assignment in start:
        wanted.setdefault(assignment.agent, []).append(assignment)
    team.soften(0 if wanted else widths(team.problem)[0])
    order = np.random.default_rng(budget.limits.seed).permutation(len(team.people))
    is_hard = False
    for agent in order.tolist():
        if wanted:
            _keep(team, agent, wanted.get(agent, []))
        elif is_hard or not team.respond(agent, _SOFT):
            # Where one search ran into dead ends, which takes seconds, the others' would.
            is_hard = True
            if not _anything_legal(team, agent):
                raise RulesLeaveNothingError(agent)
    spend(team, budget, len(team.people))


def _keep(team: Team, agent: int, shifts: list[Assignment]) -> None:
    """The legal pattern that has most of these shifts and least besides."""
    price = np.where(team.people[agent].price < NEVER, _UNWANTED, NEVER)
    for assignment in shifts:
        if price[assignment.day, assignment.shift] < NEVER:
            price[assignment.day, assignment.shift] = -_WANTED
    answer = team.best(agent, price, _TRUE)
    if answer.cost >= NEVER:
        raise RulesLeaveNothingError(agent)
    team.put(agent, answer.patterns[0])


def _anything_legal(team: Team, agent: int) -> bool:
    """Put the agent where rules allow, whatever is needed; whether something legal was found.

    Prices that pull hard to one side lead the labelling of a long plan with narrow hours into dead ends.
    """
    person, rng = team.people[agent], np.random.default_rng(agent)
    minutes = (team.last - team.first).astype(np.float64)
    often_and_short = minutes - _OFTEN * minutes.max(initial=1.0)
    for guide in (often_and_short, *rng.uniform(-1, 1, (_GUESSES, *person.price.shape))):
        person.multiplier[:] = 0
        answer = team.best(agent, np.where(person.price < NEVER, guide, NEVER), _TRUE)
        if answer.cost < NEVER:
            team.put(agent, answer.patterns[0])
            return True
    return False


def improve(
    team: Team,
    budget: Budget,
    tell: Callable[[float], None],
    until: float,
    enough: Callable[[], bool],
) -> None:
    """Better and better, until so much of the budget is gone or it is ``enough``.

    team: with a roster of everybody; left with the best one that was found, its costs true. tell: hears each
    better true cost.
    """
    rng = np.random.default_rng(budget.limits.seed)
    best = Best(team, tell)
    best.look(team.true_cost)
    soft = widths(team.problem)
    # Not by the clock: how long it took to get here must not decide how costs stiffen.
    begun, share = budget.work_done, _SOFT_SHARE * until
    for step, width in enumerate(soft):
        team.soften(width)
        part = begun + (share - begun) * (step + 1) / len(soft)
        for _ in exchanges(team, budget, rng, part):
            if enough():
                break
        best.look(team.true_cost)
    team.soften(0)
    best.look(team.cost)
    for _ in exchanges(team, budget, rng, until):
        best.look(team.cost)
        if enough():
            break
    best.restore()


def exchanges(team: Team, budget: Budget, rng: np.random.Generator, until: float) -> Iterator[None]:
    """Take some out and put them back in another order, over and over; what is dearer is undone.

    Ends when so much of the budget is gone.
    """
    agents = len(team.people)
    width = _TRUE if team.step is team.true_step else _SOFT
    turn = 0
    while agents and not budget.spent and budget.progress < until:
        size = min(agents, _OUT[turn % len(_OUT)])
        turn += 1
        chosen = rng.choice(agents, size=size, replace=False).tolist()
        before = team.cost
        old = [(agent, team.pattern[agent].copy(), team.placed[agent].copy()) for agent in chosen]
        for agent in chosen:
            team.take(agent)
        for agent in rng.permutation(chosen).tolist():
            if not team.respond(agent, width):
                _, pattern, placed = next(one for one in old if one[0] == agent)
                team.put(agent, pattern, placed=placed)
        spend(team, budget, size)
        if team.cost > before:
            for agent in chosen:
                team.take(agent)
            for agent, pattern, placed in old:
                team.put(agent, pattern, placed=placed)
        yield


def widths(problem: Problem) -> list[int]:
    """How far costs are softened, in turn: from about half of what chance makes of the largest need, down."""
    largest = float(problem.required.max(initial=0)) / 1000
    covers = max((cover.wanted for cover in problem.shift_cover), default=0)
    width = 2 ** max(0, round(np.log2(max(1.0, np.sqrt(max(largest, covers)) / 2))))
    return [width >> k for k in range(int(width).bit_length())]


def spend(team: Team, budget: Budget, responses: int) -> None:
    """Charge so many responses, and the steps that they took, to the budget."""
    each = _RESPONSE_SECONDS + _START_SECONDS * team.problem.days * len(team.problem.shifts)
    budget.charge_seconds(responses * each + team.steps * _STEP_SECONDS)
    team.steps = 0


class Best:
    """The best roster so far; of those that cost the same, the first. tell: hears each better true cost."""

    def __init__(self, team: Team, tell: Callable[[float], None]) -> None:
        self._team, self._tell = team, tell
        self.cost = float("inf")
        self._roster: tuple[Integers, Integers] = (team.pattern.copy(), team.placed.copy())

    def look(self, cost: float) -> None:
        """Keep the team's roster if it is better; its true cost."""
        if cost < self.cost:
            self.cost = cost
            self._roster = self._team.pattern.copy(), self._team.placed.copy()
            self._tell(cost)

    def restore(self) -> None:
        """Give everybody their pattern of the best roster; costs must be true.

        Always: another roster of the same cost would hang on when the search was told that it is enough.
        """
        self._team.become(*self._roster)
