"""Trades: people who are interchangeable at a desk exchange what they work in a stretch of days.

Coverage stays as it is, so a trade changes nothing but what each pattern costs its own person: fairness,
wishes, regular starts, contracted hours. Who takes whose shifts is an assignment problem, solved exactly for
the stretch (Crouse, "On implementing 2D rectangular assignment algorithms", IEEE TAES 52, 2016); stretches
and people are drawn at random.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scheduler.roster.problem.budget import Budget
from scheduler.roster.team.arrays import NEVER, Floats, Integers
from scheduler.roster.team.team import Team

_MOST_PEOPLE = 40
"""Who trade at a time."""
_STEP_SECONDS = 2e-8
"""Of one day of one pattern, on a quiet machine."""


def trade_patterns(team: Team, budget: Budget, rng: np.random.Generator) -> Iterator[None]:
    """One stretch of days at each step: first the whole plan, then shorter ones; never dearer."""
    days, place = team.model.problem.days, 0
    kinds = [
        people
        for kind in range(len(team.model.kinds))
        if len(people := np.flatnonzero(team.model.kind_of == kind)) > 1
    ]
    while kinds:
        people = kinds[place % len(kinds)]
        whole = place < len(kinds)
        place += 1
        if len(people) > _MOST_PEOPLE:
            people = np.sort(rng.choice(people, _MOST_PEOPLE, replace=False))
        length = days if whole else int(rng.integers(1, days + 1))
        first = int(rng.integers(0, days - length + 1))
        _trade(team, people.tolist(), slice(first, first + length))
        tried = len(people) ** 2 * (1 + len(team.model.problem.shifts)) * days
        budget.charge_seconds(tried * _STEP_SECONDS)
        yield


def _trade(team: Team, people: list[int], stretch: slice) -> None:
    """The cheapest exchange among these people."""
    from scipy.optimize import linear_sum_assignment

    costs = np.full((len(people), len(people)), NEVER)
    for row, agent in zip(costs, people, strict=True):
        _costs_with(team, agent, people, stretch, row)
    # What nobody may work must not outweigh what everybody saves.
    most = costs[costs < NEVER].max(initial=0.0)
    chosen = linear_sum_assignment(np.where(costs < NEVER, costs, (most + 1.0) * len(people) * 10))[
        1
    ].tolist()
    own, taken = np.arange(len(people)), costs[np.arange(len(people)), chosen]
    if (taken >= NEVER).any() or taken.sum() >= costs[own, own].sum():
        return
    moves = [
        (agent, people[other]) for agent, other in zip(people, chosen, strict=True) if agent != people[other]
    ]
    patterns = [_joined(team.pattern, *move, stretch) for move in moves]
    blocks = [_joined(team.placed, *move, stretch) for move in moves]
    for agent, _ in moves:
        team.remove(agent)
    for (agent, _), pattern, placed in zip(moves, patterns, blocks, strict=True):
        team.insert(agent, pattern, placed=placed)


def _costs_with(team: Team, agent: int, people: list[int], stretch: slice, costs: Floats) -> None:
    """Write what the agent's pattern would cost with each one's shifts of the stretch."""
    for place, other in enumerate(people):
        costs[place] = team.individual_cost_if_legal(agent, _joined(team.pattern, agent, other, stretch))


def _joined(rows: Integers, agent: int, other: int, stretch: slice) -> Integers:
    """The agent's row with the other's days of the stretch."""
    joined: Integers = rows[agent].copy()
    joined[stretch] = rows[other, stretch]
    return joined
