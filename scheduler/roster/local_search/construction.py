"""Construction of an initial roster: best responses one by one, or the closest feasible roster to a warm
start."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from scheduler.roster.local_search.smoothing_schedule import smoothing_widths
from scheduler.roster.local_search.work_charges import charge_shortest_paths
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Assignment
from scheduler.roster.team.arrays import NEVER
from scheduler.roster.team.team import Team

WIDTH_SMOOTHED, WIDTH_EXACT = 8, 64
"""Labels per day of a best response, while costs are smoothed (and many patterns almost equal) and once
exact."""
_COUNT_WEIGHT, _RANDOM_PRICES = 1.1, 2
"""Prices for agents without a feasible response: a multiple of the longest shift, less the shift's length
(many, short shifts); then random prices, so often."""
_WANTED, _UNWANTED = 1e9, 1e7
"""Prices beyond all others, for and against a start of the warm start."""


class NoFeasiblePatternError(Exception):
    """Raised when ``agent`` has no feasible pattern, not even all days off."""

    def __init__(self, agent: int) -> None:
        super().__init__(agent)
        self.agent = agent


def construct_initial(team: Team, start: Iterable[Assignment], budget: Budget) -> None:
    """Fill an empty team: the feasible part of ``start``, or everybody's best responses to smoothed costs.

    Raises
    ------
    NoFeasiblePatternError
        If no feasible pattern was found for an agent.
    """
    wanted: dict[int, list[Assignment]] = {}
    for assignment in start:
        wanted.setdefault(assignment.agent, []).append(assignment)
    team.soften(0 if wanted else smoothing_widths(team.model.problem)[0])
    order = np.random.default_rng(budget.limits.seed).permutation(team.size)
    is_hard = False
    for agent in order.tolist():
        if wanted:
            _insert_closest(team, agent, wanted.get(agent, []))
        elif is_hard or not team.best_response(agent, WIDTH_SMOOTHED):
            # Where the labelling found nothing for one agent, which takes seconds, it will not for others.
            is_hard = True
            if not _insert_any(team, agent):
                raise NoFeasiblePatternError(agent)
    charge_shortest_paths(team, budget, team.size)


def _insert_closest(team: Team, agent: int, shifts: list[Assignment]) -> None:
    """Insert the feasible pattern with most of these shifts and least besides."""
    price = np.where(team.model.agents[agent].start_cost < NEVER, _UNWANTED, NEVER)
    for assignment in shifts:
        if price[assignment.day, assignment.shift] < NEVER:
            price[assignment.day, assignment.shift] = -_WANTED
    result = team.cheapest_patterns(agent, price, WIDTH_EXACT)
    if result.cost >= NEVER:
        raise NoFeasiblePatternError(agent)
    team.insert(agent, result.patterns[0])


def _insert_any(team: Team, agent: int) -> bool:
    """Insert any feasible pattern, whatever is needed; whether one was found.

    Prices that pull hard to one side can leave the labelling of a long plan with narrow hours without a
    feasible label.
    """
    start_cost, rng = team.model.agents[agent].start_cost, np.random.default_rng(agent)
    minutes = (team.model.grid.last - team.model.grid.first).astype(np.float64)
    many_short = minutes - _COUNT_WEIGHT * minutes.max(initial=1.0)
    for guide in (many_short, *rng.uniform(-1, 1, (_RANDOM_PRICES, *start_cost.shape))):
        team.reset_multipliers(agent)
        result = team.cheapest_patterns(agent, np.where(start_cost < NEVER, guide, NEVER), WIDTH_EXACT)
        if result.cost < NEVER:
            team.insert(agent, result.patterns[0])
            return True
    return False
