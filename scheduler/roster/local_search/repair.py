"""Repair: a roster that lies there already is improved where that pays, and stays as it is elsewhere.

Costs are exact from the beginning, so nothing moves that does not gain more than its price: best responses of
one agent after the other, then whole days, where many have to move at once, then two to four together (swaps,
chains).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import count

import numpy as np

from scheduler.roster.local_search.construction import WIDTH_EXACT
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import Integers
from scheduler.roster.team.team import Team

_TOLERANCE = 0.5
"""Costs are whole units."""
_SIZES = (2, 2, 3, 2, 4)
"""Agents who respond together, in rotation."""
_PATIENCE = 1.5
"""Groups without a gain, for each agent, after which it ends."""
_LEAST_PATIENCE = 60


def repair(team: Team, budget: Budget, improve_days: Callable[[], Iterator[None]] | None = None) -> None:
    """Improve a complete team until nothing gains any more, or the budget is spent.

    team: its costs are exact. improve_days: steps that each improve a day, or nothing.
    """
    rng = np.random.default_rng(budget.limits.seed)
    moved = _responses(team, budget, range(team.size))
    while moved and not budget.spent:
        moved = _responses(team, budget, range(team.size))
    if improve_days is not None:
        _whole_days(team, budget, improve_days())
    _groups(team, budget, rng)
    _responses(team, budget, range(team.size))


def _responses(team: Team, budget: Budget, agents: Iterable[int]) -> list[int]:
    """Best responses in turn; those of which one gained."""
    moved = []
    for agent in agents:
        if budget.spent:
            break
        if _respond(team, (agent,), (agent,)):
            moved.append(agent)
        charge_shortest_paths(team, budget, 1)
    return moved


def _respond(team: Team, agents: tuple[int, ...], order: Iterable[int]) -> bool:
    """Best responses of these agents, all out at first; undone unless the roster is cheaper."""
    before = team.cost
    old = [(agent, team.pattern[agent].copy(), team.placed[agent].copy()) for agent in agents]
    for agent in agents:
        team.remove(agent)
    found = all(team.best_response(agent, WIDTH_EXACT) for agent in order)
    if found and team.cost < before - _TOLERANCE:
        return True
    _put_back(team, old)
    return False


def _put_back(team: Team, old: list[tuple[int, Integers, Integers]]) -> None:
    for agent, _, _ in old:
        if (team.pattern[agent] >= 0).any():
            team.remove(agent)
    for agent, pattern, placed in old:
        team.insert(agent, pattern, placed=placed)


def _whole_days(team: Team, budget: Budget, steps: Iterator[None]) -> None:
    """Each day in turn until a whole round of them has gained nothing."""
    idle, cost = 0, team.cost
    for _ in steps:
        idle, cost = (0, team.cost) if team.cost < cost - _TOLERANCE else (idle + 1, cost)
        if idle >= team.model.problem.days or budget.spent:
            return


def _groups(team: Team, budget: Budget, rng: np.random.Generator) -> None:
    """Two to four respond together, in random order."""
    idle, patience = 0, max(_LEAST_PATIENCE, int(_PATIENCE * team.size))
    for number in count():
        if idle >= patience or budget.spent or team.size < 2:
            return
        size = min(team.size, _SIZES[number % len(_SIZES)])
        agents = tuple(rng.choice(team.size, size=size, replace=False).tolist())
        gained = _respond(team, agents, rng.permutation(agents).tolist())
        charge_shortest_paths(team, budget, size)
        idle = 0 if gained else idle + 1
