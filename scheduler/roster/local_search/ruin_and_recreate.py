"""Ruin and recreate: remove a few agents and re-insert them by best responses in another order.

Schrimpf, Schneider, Stamm-Wilbrandt & Dueck, "Record breaking optimization results using the ruin and
recreate principle", Journal of Computational Physics 2000.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.local_search.construction import WIDTH_EXACT, WIDTH_SMOOTHED
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.team import Team

_SIZES = (1, 2, 2, 3, 4)
"""Agents removed together, in rotation."""


def ruin_and_recreate(team: Team, budget: Budget, rng: np.random.Generator, until: float) -> Iterator[None]:
    """One iteration at each step, undone if the roster is dearer, until this share of the budget is spent."""
    agents = team.size
    width = WIDTH_EXACT if team.is_exact else WIDTH_SMOOTHED
    iteration = 0
    while agents and not budget.spent and budget.progress < until:
        size = min(agents, _SIZES[iteration % len(_SIZES)])
        iteration += 1
        chosen = rng.choice(agents, size=size, replace=False).tolist()
        before = team.cost
        old = [(agent, team.pattern[agent].copy(), team.placed[agent].copy()) for agent in chosen]
        for agent in chosen:
            team.remove(agent)
        for agent in rng.permutation(chosen).tolist():
            if not team.best_response(agent, width):
                _, pattern, placed = next(one for one in old if one[0] == agent)
                team.insert(agent, pattern, placed=placed)
        charge_shortest_paths(team, budget, size)
        if team.cost > before:
            for agent in chosen:
                team.remove(agent)
            for agent, pattern, placed in old:
                team.insert(agent, pattern, placed=placed)
        yield
