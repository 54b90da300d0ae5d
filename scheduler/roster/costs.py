"""What a number of agents at their desks costs in one interval: a convex function in straight pieces.

Missing agents cost more the scarcer the interval is already: with ``r`` required and ``m`` missing, the
cost of an hour is ``shortage * m + (shortage_full - shortage) * m**2 / (2 * r)``, whose slope rises from
``shortage`` at the first missing agent to ``shortage_full`` when nobody is there. So 3 missing of 6 cost
more than 3 of 60. Agents beyond need cost ``overstaffing`` each, a little more the more of them there are
already: who must be there anyway shall be spread over the day, not heaped on one half hour. Between a few
breakpoints (shares of the need) the function is made straight, which keeps it convex.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import ceil, floor

import numpy as np

from scheduler.problem import THOUSANDTHS, Problem, Weights

POINT = 1000
"""Integer units in one point of the objective."""

_BREAKPOINTS = (0.0, 0.25, 0.5, 0.75, 0.9)
"""Shares of the need at which the slope changes."""

_SURPLUS = ((0.2, 1.0), (0.3, 1.05), (0.5, 1.15), (None, 1.3))
"""Agents beyond need, as shares of it, and the multiple of ``overstaffing`` that each of them costs."""


@dataclass(frozen=True)
class IntervalCost:
    """Cost of a whole number of agents, relative to the best number.

    best: the number that costs least (the least such). below, above: (width in agents, cost of each
    further agent in units) going away from ``best``; the last piece above is endless (width None).
    """

    best: int
    below: tuple[tuple[int, int], ...]
    above: tuple[tuple[int | None, int], ...]

    def of(self, agents: int) -> int:
        """Cost in units of this many agents."""
        pieces = self.above if agents >= self.best else self.below
        left, cost = abs(agents - self.best), 0
        for width, slope in pieces:
            step = left if width is None else min(left, width)
            cost += step * slope
            left -= step
        return cost


def coverage_costs(problem: Problem) -> dict[tuple[int, int], IntervalCost]:
    """The cost function of every open (queue, slot): agents of earlier plans count like those of this one.

    Where no shift of the plan reaches, nobody is required.
    """
    hours = problem.interval_minutes / 60
    required = np.where(problem.unplannable, 0, problem.required)
    return {
        (queue, slot): interval_cost(int(required[queue, slot]), hours, problem.weights)
        for queue, slot in np.argwhere(problem.open).tolist()
    }


@lru_cache(maxsize=4096)
def interval_cost(required: int, hours: float, weights: Weights) -> IntervalCost:
    """The cost function of an interval of ``hours`` that needs ``required`` thousandths of an agent."""
    need = required / THOUSANDTHS
    one_over = weights.overstaffing * hours * POINT
    surplus = tuple(
        (None if share is None else max(1, floor(share * need)), round(one_over * multiple))
        for share, multiple in _SURPLUS
    )
    points = sorted({floor(need), ceil(need), *(floor(share * need) for share in _BREAKPOINTS)})
    slopes = [
        round((_cost(low, need, weights) - _cost(high, need, weights)) * hours * POINT / (high - low))
        for low, high in pairwise(points)
    ]
    gains = [(high - low, slope) for (low, high), slope in zip(pairwise(points), slopes, strict=True)]
    below = tuple((width, slope) for width, slope in reversed(gains) if slope > 0)
    above = tuple((width, -slope) for width, slope in gains if slope <= 0)
    best = points[-1] - sum(width for width, _ in above)
    return IntervalCost(best, below, (*above, *surplus))


def _cost(agents: int, need: float, weights: Weights) -> float:
    missing = max(0.0, need - agents)
    scarcity = (weights.shortage_full - weights.shortage) * missing**2 / (2 * need) if missing else 0.0
    return weights.shortage * missing + scarcity + weights.overstaffing * max(0.0, agents - need)
