"""Coverage cost of one interval: a convex piecewise-linear function of the number of agents at their desks.

It is the sum of three terms. *Lateness*: each customer answered late costs ``late_allowed``, plus ``late`` if
the required agents would have answered in time. An agent is therefore worth what the lateness curve says:
most where customers are many, and still a little beyond the requirement. *Shortage*: missing agents cost on
their own, since the requirement also contains what lateness does not (a minimum number of agents, a cap on
occupancy, a service level in every interval). With ``r`` required and ``m`` missing, an hour costs ``shortage
* m + (shortage_full - shortage) * m**2 / (2 * r)``; the slope rises from ``shortage`` at the first missing
agent to ``shortage_full`` at an empty desk, so 3 missing of 6 cost more than 3 of 60. *Surplus*: each agent
beyond the requirement costs ``overstaffing``, slightly more for each further one, so that unavoidable surplus
is spread over the day. Lateness and shortage of a queue count as many times as its weight says.

The sum is linearised between a few breakpoints (:func:`turning_points`), which keeps it convex and the number
of pieces small.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, floor, inf

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.weights import Weights
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.remembered import remembered

POINT = 1000
"""Integer cost units per point of the objective."""

_ABSOLUTE_TOLERANCE, _RELATIVE_TOLERANCE = 1e-3, 1e-7


def whole_bound(bound: float) -> int:
    """A lower bound rounded up to the next whole unit, within numerical tolerance: costs are integral."""
    return max(0, ceil(bound - _RELATIVE_TOLERANCE * abs(bound) - _ABSOLUTE_TOLERANCE)) if bound > -inf else 0


_NEAR = (-3, -2, -1, 1, 2)
"""With a lateness curve, breakpoints are these numbers of agents away from the requirement."""

_BREAKPOINTS = (0.25, 0.5, 0.75, 0.9)
"""Without one, breakpoints are these shares of the requirement."""

_HALF = 0.5
"""The only such share with a lateness curve: few pieces keep the search fast."""

_SURPLUS = ((0.2, 1.0), (0.3, 1.05), (0.5, 1.15))
"""Surplus agents as shares of the requirement, and the multiple of ``overstaffing`` that each costs."""

_SURPLUS_BEYOND = 1.3
"""The multiple for every further agent."""


@dataclass(frozen=True)
class IntervalCost:
    """Convex piecewise-linear cost of an integral number of agents, relative to the cheapest number.

    ``best`` is the (smallest) cheapest number. ``below`` and ``above`` list (width in agents, cost of each
    further agent in units) going away from ``best``; the last piece above is unbounded (width None).
    """

    best: int
    below: tuple[tuple[int, int], ...]
    above: tuple[tuple[int | None, int], ...]

    def of(self, agents: int) -> int:
        """Cost of this many agents, in units."""
        pieces = self.above if agents >= self.best else self.below
        left, cost = abs(agents - self.best), 0
        for width, slope in pieces:
            step = left if width is None else min(left, width)
            cost += step * slope
            left -= step
        return cost

    def at(self, thousandths: int) -> int:
        """Cost of this many thousandths of an agent: straight between whole agents, rounded up.

        So no bound on the straight line lies above it.
        """
        agents, part = divmod(thousandths, THOUSANDTHS)
        cost = self.of(agents)
        return cost if not part else cost - (self.of(agents) - self.of(agents + 1)) * part // THOUSANDTHS

    def marginal(self, count: int) -> NDArray[np.int64]:
        """Marginal cost of the first, second, … agent, shape (count,): the slopes, agent by agent."""
        pieces = [(width, -slope) for width, slope in reversed(self.below)]
        pieces += [(count if width is None else width, slope) for width, slope in self.above]
        widths = [min(width, count) for width, _ in pieces]
        return np.repeat(np.array([slope for _, slope in pieces], dtype=np.int64), widths)[:count]


def coverage_costs(problem: Problem) -> dict[tuple[int, int], IntervalCost]:
    """Cost function of every open (queue, slot); agents of earlier plans count like those of this one."""
    return {key: interval_cost(*demand) for key, demand in demands(problem).items()}


def marginal_costs(
    costs: Mapping[tuple[int, int], IntervalCost], slots: int, queues: int, count: int
) -> NDArray[np.int64]:
    """Marginal cost of the next agent where ``n`` are already there, shape (slots, queues, n < count).

    costs: by (queue, slot); everything else costs nothing.
    """
    marginal = np.zeros((slots, queues, count), dtype=np.int64)
    known: dict[IntervalCost, NDArray[np.int64]] = {}
    for (queue, slot), cost in costs.items():
        if cost not in known:
            known[cost] = cost.marginal(count)
        marginal[slot, queue] = known[cost]
    return marginal


def idle_cost(problem: Problem) -> int:
    """Cost of one slot at a desk while none of the agent's queues is open, in units."""
    return round(problem.weights.overstaffing * problem.interval_minutes / 60 * POINT)


_EQUAL = (1.0,)

Demand = tuple[int, float, Weights, LateCurve | None]
"""Arguments of :func:`interval_cost`."""


def demands(problem: Problem) -> dict[tuple[int, int], Demand]:
    """Arguments of the cost function of every open (queue, slot); where no shift reaches, nobody is
    required."""
    return remembered(problem, "demands", lambda: _demands(problem))


def _demands(problem: Problem) -> dict[tuple[int, int], Demand]:
    hours = problem.interval_minutes / 60
    weights = [
        problem.weights.of_queue(weight) for weight in problem.queue_weights or _EQUAL * len(problem.queues)
    ]
    unplannable = problem.unplannable
    required = np.where(unplannable, 0, problem.required)
    late = {key: curve for key, curve in problem.late.items() if not unplannable[key]}
    return {
        (queue, slot): (int(required[queue, slot]), hours, weights[queue], late.get((queue, slot)))
        for queue, slot in np.argwhere(problem.open).tolist()
    }


@lru_cache(maxsize=1 << 16)
def interval_cost(
    required: int, hours: float, weights: Weights, late: LateCurve | None = None
) -> IntervalCost:
    """Cost function of an interval of ``hours`` that requires ``required`` thousandths of an agent."""
    points = turning_points(required, late)
    values = [priced(agents, required, hours, weights, late).points for agents in points]
    widths = [right - left for left, right in pairwise(points)]
    gains = [
        round((after - before) * POINT / width)
        for (before, after), width in zip(pairwise(values), widths, strict=True)
    ]
    endless = round(weights.overstaffing * hours * _SURPLUS_BEYOND * POINT)
    # Rounding a curve in thousandths of an agent may break convexity by a unit; restore it.
    *slopes, last = accumulate([*gains, endless], max)
    pieces = list(zip(widths, slopes, strict=True))
    below = tuple((width, -slope) for width, slope in reversed(pieces) if slope < 0)
    above = tuple((width, slope) for width, slope in pieces if slope >= 0)
    return IntervalCost(sum(width for width, _ in below), below, (*above, (None, last)))


def turning_points(required: int, late: LateCurve | None) -> list[int]:
    """Breakpoints of the piecewise-linear cost, in agents, ascending from 0."""
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
    """Terms of an interval's cost, in points."""

    late: float
    shortage: float
    overstaffing: float

    @property
    def points(self) -> float:
        """Sum of the terms."""
        return self.late + self.shortage + self.overstaffing


def priced(agents: float, required: int, hours: float, weights: Weights, late: LateCurve | None) -> Priced:
    """Exact cost of a number of agents, whole thousandths, before linearisation."""
    need = required / THOUSANDTHS
    missing = max(0.0, need - agents)
    scarcity = (weights.shortage_full - weights.shortage) * missing**2 / (2 * need) if missing else 0.0
    lateness = 0.0
    if late is not None:
        now = late.of(round(agents * THOUSANDTHS))
        lateness = weights.late_allowed * now + weights.late * max(0.0, now - late.of(required))
    return Priced(
        late=lateness,
        shortage=(weights.shortage * missing + scarcity) * hours,
        overstaffing=weights.overstaffing * _surplus(agents, need) * hours,
    )


def _surplus(agents: float, need: float) -> float:
    """Surplus agents, each weighted with its multiple."""
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


def linearised(agents: float, demand: Demand) -> Priced:
    """Cost of this number of agents, interpolated between the breakpoints."""
    points = turning_points(demand[0], demand[3])
    place = bisect_right(points, agents)
    if place == len(points):
        last, now = priced(points[-1], *demand), priced(agents, *demand)
        return Priced(last.late, now.shortage, now.overstaffing)
    low, high = points[place - 1], points[place]
    before, after = priced(low, *demand), priced(high, *demand)
    share = (agents - low) / (high - low)
    return Priced(
        before.late + share * (after.late - before.late),
        before.shortage + share * (after.shortage - before.shortage),
        before.overstaffing + share * (after.overstaffing - before.overstaffing),
    )
