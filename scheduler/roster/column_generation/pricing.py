"""Pricing problem: columns of negative reduced cost by resource-constrained shortest paths, class by
class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.roster.column_generation.columns import AgentClass, Column, DualPrices
from scheduler.roster.problem.joint_rows import AT_DESK, ON_BREAK, ON_MEAL
from scheduler.roster.team.arrays import NEVER, Floats
from scheduler.roster.team.coverage_state import SlotPrices
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
    by_kind: dict[int, SlotPrices] = {}
    for place, one in enumerate(classes):
        if np.isneginf(known[place]):
            continue
        if stopped():
            return PricingResult(None, columns)
        kind = int(team.model.kind_of[one.agent])
        if kind not in by_kind:
            by_kind[kind] = _slot_prices(team, kind, prices)
        slots = by_kind[kind]
        price = team.start_prices(one.agent, slots, -prices.cover)
        upper = min(NEVER, known[place] - _GAIN * abs(known[place]))
        result = team.cheapest_patterns(one.agent, price, width, upper, most)
        lower_bounds[place] = min(result.bound, upper)
        for pattern in result.patterns:
            placed = np.full((team.model.problem.days, team.model.grid.blocks.shape[1]), -1, dtype=np.int64)
            team.place_blocks(slots, pattern, placed)
            columns.append(Column(place, pattern.copy(), placed, team.individual_cost(one.agent, pattern)))
    return PricingResult(lower_bounds, columns)


def _slot_prices(team: Team, kind: int, prices: DualPrices) -> SlotPrices:
    """Price of each slot for the kind: at the desk it serves the queue of the highest dual."""
    model = team.model
    group, parts, member = model.kinds[kind]
    desk = np.full((model.problem.days + 2) * model.grid.slots_a_day, float(model.idle))
    able = model.serves[group].any(axis=1)
    if able.any():
        value = np.where(model.serves[group], prices.slot, -np.inf)[able]
        desk[: len(able)][able] = -value.max(axis=1) * (parts / model.parts)
    joint = model.joint
    if joint is None:
        return SlotPrices(desk, np.zeros((0, len(desk))), np.zeros(0))
    by_slot, by_day = (rows[member][rows[member] >= 0] for rows in (joint.by_slot, joint.by_day))
    counts, own = joint.counts[by_slot, member].astype(np.float64), prices.joint[by_slot]
    desk -= counts[:, AT_DESK] @ own
    rest = -np.stack([counts[:, ON_BREAK] @ own, counts[:, ON_MEAL] @ own])
    of_day = prices.joint[by_day, :: model.grid.slots_a_day][:, : model.problem.days]
    return SlotPrices(desk, rest, -(joint.counts[by_day, member, AT_DESK].astype(np.float64) @ of_day))
