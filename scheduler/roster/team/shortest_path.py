"""Best pattern of one agent against prices: a resource-constrained shortest path, solved by labelling,
compiled.

Nodes are days and succession states, arcs are shifts and days off, resources are runs and sum constraints. A
quick, narrow labelling gives an upper bound; subgradient steps improve the completion bounds against it; the
full labelling follows. It is a beam search: where the width cuts labels off, the bound says by how much it
may have missed.
"""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.team.agent_models import RunLimits
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.completion_bounds import (
    CandidateStarts,
    CompletionBounds,
    candidate_starts,
    cost_to_go,
    subgradient_step,
    write_reserve,
)
from scheduler.roster.team.labelling import NARROW, label_patterns
from scheduler.roster.team.resource_windows import ResourceWindows
from scheduler.roster.team.succession_automaton import SuccessionAutomaton

_WIDEST = 1 << 13
"""Labels per day at most, where fewer led to no feasible pattern."""
_SUBGRADIENT_STEPS = 6


@compiled
def shortest_path(
    price: Floats,
    must_work: Booleans,
    automaton: SuccessionAutomaton,
    runs: RunLimits,
    windows: ResourceWindows,
    multipliers: Floats,
    width: int,
    upper: float,
    patterns: Integers,
) -> tuple[float, float, int, int]:
    """Write the cheapest patterns that cost less than ``upper``, a shift per day or -1.

    Parameters
    ----------
    price
        Cost of each start, (days, shifts), ``NEVER`` where it is not allowed.
    must_work
        Days on which a shift has to be worked, (days,).
    multipliers
        Prices of the resource bounds to begin with, (resources, days); better ones are written back.
    width
        Labels kept per day.
    patterns
        Written from the cheapest on, (most, days).

    Returns
    -------
    tuple
        The least cost (NEVER if there is no such pattern), a bound, the number of patterns written, and the
        steps taken, which stand for time. No feasible pattern costs less than the smaller of bound and
        ``upper``.
    """
    w, rules = ResourceWindows(*windows), SuccessionAutomaton(*automaton)
    days, shifts = price.shape
    resources, states = w.consumption.shape[0], rules.forbidden.shape[0]
    candidates = CandidateStarts(np.empty((days, shifts), dtype=np.int64), np.empty(days, dtype=np.int64))
    candidate_starts(price, w.shift_class, rules.margin, candidates)
    is_priced = np.zeros(resources, dtype=np.bool_)
    for r in range(resources):
        is_priced[r] = not w.only_after_day_off[r].any()
    relaxed, priced = np.empty((days + 1, states)), np.empty((days + 1, states))
    choice = np.empty((days, states), dtype=np.int64)
    reserve = np.empty(days + 1)
    bounds = CompletionBounds(relaxed, priced, reserve)
    unpriced = np.zeros((resources, days))
    cost_to_go(price, must_work, rules, w, candidates, unpriced, relaxed, choice)
    cost_to_go(price, must_work, rules, w, candidates, multipliers, priced, choice)
    write_reserve(multipliers, w, reserve)
    first, _, count, steps = label_patterns(
        price, must_work, rules, runs, w, candidates, bounds, multipliers, NARROW, upper, patterns
    )
    ceiling = min(first, upper)
    if resources:
        trial, improved = multipliers.copy(), np.empty((days + 1, states))
        highest = priced[0, 0] - reserve[0]
        for _ in range(_SUBGRADIENT_STEPS):
            # Without a pattern yet, a fifth of what is at stake stands for the distance to it.
            gain = (
                ceiling - max(highest, relaxed[0, 0]) if ceiling < NEVER else 0.2 * abs(relaxed[0, 0]) + days
            )
            if gain <= 1e-6 * abs(relaxed[0, 0]) or not subgradient_step(
                choice, rules, w, is_priced, gain, trial
            ):
                break
            cost_to_go(price, must_work, rules, w, candidates, trial, improved, choice)
            write_reserve(trial, w, reserve)
            if improved[0, 0] - reserve[0] > highest:
                highest = improved[0, 0] - reserve[0]
                multipliers[:], priced[:] = trial, improved
        write_reserve(multipliers, w, reserve)
    second, others = patterns.copy(), 0
    found, bound = NEVER, NEVER
    while True:
        found, bound, others, more = label_patterns(
            price,
            must_work,
            rules,
            runs,
            w,
            candidates,
            bounds,
            multipliers,
            width,
            ceiling,
            second,
        )
        steps += more
        if found < NEVER or ceiling < NEVER or bound >= NEVER or width >= _WIDEST:
            break
        # No feasible pattern survived in so few labels: keep more.
        width *= 4
    if found < first:
        # The patterns of the quick search follow, dearer than all of these.
        kept = min(count, len(patterns) - others)
        second[others : others + kept] = patterns[:kept]
        patterns[:] = second
        return found, min(bound, found), others + kept, steps
    return first, min(bound, first), count, steps
