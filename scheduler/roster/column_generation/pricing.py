"""Pricing problem: columns of negative reduced cost by resource-constrained shortest paths, class by
class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.roster.column_generation.columns import AgentClass, Column, DualPrices
from scheduler.roster.team.arrays import NEVER, Floats
from scheduler.roster.team.team import Team

_GAIN = 1e-9
"""Share of its cost by which a pattern has to beat the known ones; less is rounding."""


@dataclass(frozen=True)
class PricingResult:
    """Columns found, and a lower bound on the cost of every pattern of each class, (classes,), None if
    stopped."""

    lower_bounds: Floats | None
    columns: list[Column]


def solve_pricing(
    team: Team,
    classes: Sequence[AgentClass],
    prices: DualPrices,
    width: int,
    known: Floats,
    most: int,
    stopped: Callable[[], bool],
) -> PricingResult:
    """Find the cheapest patterns of each class at these prices.

    Parameters
    ----------
    width
        Labels kept per day; with fewer, the lower bounds are weaker.
    known
        Cost of the cheapest known column of each class, (classes,); only cheaper patterns are found. -inf
        excludes a class.
    most
        Columns per class at most.
    stopped
        Polled between classes; once True, there are no lower bounds.
    """
    lower_bounds = np.array(known, dtype=np.float64)
    columns: list[Column] = []
    desks: dict[int, Floats] = {}
    for place, one in enumerate(classes):
        if np.isneginf(known[place]):
            continue
        if stopped():
            return PricingResult(None, columns)
        kind = int(team.model.kind_of[one.agent])
        if kind not in desks:
            desks[kind] = _desk_prices(team, kind, prices)
        desk = desks[kind]
        price = team.start_prices(one.agent, desk, -prices.cover)
        upper = min(NEVER, known[place] - _GAIN * abs(known[place]))
        result = team.cheapest_patterns(one.agent, price, width, upper, most)
        lower_bounds[place] = min(result.bound, upper)
        for pattern in result.patterns:
            placed = np.full((team.model.problem.days, team.model.grid.blocks.shape[1]), -1, dtype=np.int64)
            team.place_blocks(desk, pattern, placed)
            columns.append(Column(place, pattern.copy(), placed, team.individual_cost(one.agent, pattern)))
    return PricingResult(lower_bounds, columns)


def _desk_prices(team: Team, kind: int, prices: DualPrices) -> Floats:
    """Price of a slot at the desk for the kind: it serves the queue of the highest dual."""
    model = team.model
    group, parts = model.kinds[kind]
    desk = np.full((model.problem.days + 2) * model.grid.slots_a_day, float(model.idle))
    able = model.serves[group].any(axis=1)
    if able.any():
        value = np.where(model.serves[group], prices.slot, -np.inf)[able]
        desk[: len(able)][able] = -value.max(axis=1) * (parts / model.parts)
    return desk
