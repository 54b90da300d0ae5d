"""What a number of agents at their desks costs in one interval: a convex function in straight pieces.

Three things add up. *Lateness*: each customer answered late costs ``late_allowed``, and ``late`` on top where
the agents required would have been in time. So a person is worth what the curve says: most where customers
are many, still a little beyond the requirement. *Shortage*: missing agents cost on their own, for the
requirement knows what lateness does not (a least number of people, a cap on their work, a promise that
holds in every interval), and more the scarcer the interval is already: with ``r`` required and ``m``
missing, the cost of an hour is ``shortage * m + (shortage_full - shortage) * m**2 / (2 * r)``, whose slope
rises from ``shortage`` at the first missing agent to ``shortage_full`` when nobody is there. So 3 missing of
6 cost more than 3 of 60. *Surplus*: agents beyond need cost ``overstaffing`` each, a little more the more of
them there are already: who must be there anyway shall be spread over the day, not heaped on one half hour.

Between a few numbers of agents (:func:`turning_points`) the sum is made straight, which keeps it convex and
the pieces few.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, floor, inf

import numpy as np

from scheduler.roster.problem.problem import THOUSANDTHS, LateCurve, Problem, Weights

POINT = 1000
"""Integer units in one point of the objective."""

_ROUNDING, _BLUR = 1e-3, 1e-7


def whole_bound(bound: float) -> int:
    """Costs are whole units, so a bound between two of them may be rounded up, past what floats blur."""
    return max(0, ceil(bound - _BLUR * abs(bound) - _ROUNDING)) if bound > -inf else 0


_NEAR = (-3, -2, -1, 1, 2)
"""Where lateness is known, the slope changes with each agent near the need."""

_BREAKPOINTS = (0.25, 0.5, 0.75, 0.9)
"""Shares of the need at which the slope changes where it is not."""

_HALF = 0.5
"""The one share of the need where it is: few pieces keep the search fast."""

_SURPLUS = ((0.2, 1.0), (0.3, 1.05), (0.5, 1.15))
"""Agents beyond need, as shares of it, and the multiple of ``overstaffing`` that each of them costs."""

_SURPLUS_BEYOND = 1.3
"""The multiple for each further one."""


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
    """The cost function of every open (queue, slot): agents of earlier plans count like those of this one."""
    demand = demands(problem)
    return {key: interval_cost(*demand[key]) for key in demand}


Demand = tuple[int, float, Weights, LateCurve | None]
"""What :func:`interval_cost` wants to know."""


def demands(problem: Problem) -> dict[tuple[int, int], Demand]:
    """Of every open (queue, slot), what its cost depends on. Where no shift reaches, nobody is needed."""
    hours, weights = problem.interval_minutes / 60, problem.weights
    unplannable = problem.unplannable
    required = np.where(unplannable, 0, problem.required)
    late = {key: curve for key, curve in problem.late.items() if not unplannable[key]}
    return {
        (queue, slot): (int(required[queue, slot]), hours, weights, late.get((queue, slot)))
        for queue, slot in np.argwhere(problem.open).tolist()
    }


@lru_cache(maxsize=1 << 16)
def interval_cost(
    required: int, hours: float, weights: Weights, late: LateCurve | None = None
) -> IntervalCost:
    """The cost function of an interval of ``hours`` that needs ``required`` thousandths of an agent."""
    points = turning_points(required, late)
    values = [priced(agents, required, hours, weights, late).points for agents in points]
    widths = [right - left for left, right in pairwise(points)]
    gains = [
        round((after - before) * POINT / width)
        for (before, after), width in zip(pairwise(values), widths, strict=True)
    ]
    endless = round(weights.overstaffing * hours * _SURPLUS_BEYOND * POINT)
    # A curve in thousandths of an agent is convex but for what rounding does.
    *slopes, last = accumulate([*gains, endless], max)
    pieces = list(zip(widths, slopes, strict=True))
    below = tuple((width, -slope) for width, slope in reversed(pieces) if slope < 0)
    above = tuple((width, slope) for width, slope in pieces if slope >= 0)
    return IntervalCost(sum(width for width, _ in below), below, (*above, (None, last)))


def turning_points(required: int, late: LateCurve | None) -> list[int]:
    """The numbers of agents between which the cost is straight, ascending from 0."""
    need = required / THOUSANDTHS
    enough = ceil(need)
    shares = _BREAKPOINTS if late is None else (_HALF,)
    points = {0, floor(need), *(floor(share * need) for share in shares)}
    if late is not None:
        points |= {enough + more for more in _NEAR}
    beyond = enough
    for share, _ in _SURPLUS:
        points.add(beyond)
        beyond += _step(share, need)
    points.add(beyond)
    return sorted(point for point in points if point >= 0)


@dataclass(frozen=True)
class Priced:
    """What so many agents cost in an interval, in points."""

    late: float
    shortage: float
    overstaffing: float

    @property
    def points(self) -> float:
        """All of it."""
        return self.late + self.shortage + self.overstaffing


def priced(agents: int, required: int, hours: float, weights: Weights, late: LateCurve | None) -> Priced:
    """The exact cost of a number of agents, before it is made straight."""
    need = required / THOUSANDTHS
    missing = max(0.0, need - agents)
    scarcity = (weights.shortage_full - weights.shortage) * missing**2 / (2 * need) if missing else 0.0
    lateness = 0.0
    if late is not None:
        now = late.of(agents * THOUSANDTHS)
        lateness = weights.late_allowed * now + weights.late * max(0.0, now - late.of(required))
    return Priced(
        late=lateness,
        shortage=(weights.shortage * missing + scarcity) * hours,
        overstaffing=weights.overstaffing * _surplus(agents, need) * hours,
    )


def _surplus(agents: int, need: float) -> float:
    """Agents beyond need, each counted with its multiple."""
    left = agents - ceil(need)
    if left < 0:
        return 0.0
    counted = ceil(need) - need
    for share, multiple in _SURPLUS:
        step = min(left, _step(share, need))
        counted += multiple * step
        left -= step
    return counted + _SURPLUS_BEYOND * left


def _step(share: float, need: float) -> int:
    return max(1, floor(share * need))
