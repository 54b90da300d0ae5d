"""Completion bounds of partial patterns: least cost to go with the resources relaxed or priced, compiled.

Without resources the cheapest completion is a shortest path over days and succession states, computed
backwards. With the resource bounds priced by multipliers it is a Lagrangian bound (Beasley & Christofides,
"An algorithm for the resource constrained shortest path problem", Networks 1989); the multipliers are
improved by subgradient steps of Polyak's length.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.resource_windows import UNBOUNDED, ResourceWindows
from scheduler.roster.team.succession_automaton import SuccessionAutomaton


class CandidateStarts(NamedTuple):
    """Starts of each day worth trying, cheapest first, (days, shifts), and their number, (days,)."""

    shift: Integers
    number: Integers


class CompletionBounds(NamedTuple):
    """Least cost to go from each day and state, (days + 1, states).

    relaxed: without resources. priced: with their bounds priced. reserve: value of the bounds of constraints
    that open on a day or later, at these prices, (days + 1,).
    """

    relaxed: Floats
    priced: Floats
    reserve: Floats


@compiled
def candidate_starts(
    price: Floats, shift_class: Integers, margin: Floats, candidates: CandidateStarts
) -> None:
    """Keep the starts of each day that no cheaper one of the same class dominates."""
    # Of each class, the start that was kept last; of each start, that of its class before it.
    latest, earlier = np.empty(price.shape[1], dtype=np.int64), np.empty(price.shape[1], dtype=np.int64)
    shift, number = candidates
    for d in range(len(number)):
        number[d] = 0
        for kind in range(len(latest)):
            latest[kind] = -1
        for s in np.argsort(price[d], kind="mergesort"):
            if price[d, s] >= NEVER:
                break
            kind = shift_class[d, s]
            o = latest[kind]
            while o >= 0 and price[d, o] + margin[o, s] > price[d, s]:
                o = earlier[o]
            if o < 0:
                latest[kind], earlier[s] = s, latest[kind]
                shift[d, number[d]] = s
                number[d] += 1


@compiled
def cost_to_go(
    price: Floats,
    must_work: Booleans,
    automaton: SuccessionAutomaton,
    windows: ResourceWindows,
    candidates: CandidateStarts,
    multipliers: Floats,
    bound: Floats,
    choice: Integers,
) -> None:
    """Write the least cost to go, (days + 1, states), and the start that attains it (-1 = day off).

    Of the starts of each kind only the cheapest matters; of equally cheap ones, the first candidate.
    """
    consumption, kind, follows = windows.consumption, automaton.kind, automaton.follows
    after_shift, after_day_off = automaton.after_shift, automaton.after_day_off
    shift, number = candidates
    days, states = len(must_work), len(after_day_off)
    least, place = np.empty(len(follows)), np.empty(len(follows), dtype=np.int64)
    present = np.empty(len(follows), dtype=np.int64)
    first = np.empty(states, dtype=np.int64)
    bound[days] = 0.0
    for d in range(days - 1, -1, -1):
        for state in range(states):
            bound[d, state] = NEVER if must_work[d] else bound[d + 1, after_day_off[state]]
            first[state] = -1
        place[:] = -1
        kinds = 0
        for i in range(number[d]):
            s = shift[d, i]
            value = price[d, s]
            for r in range(len(multipliers)):
                value += multipliers[r, d] * consumption[r, d, s]
            value += bound[d + 1, after_shift[s]]
            k = kind[s]
            if place[k] < 0:
                present[kinds] = k
                kinds += 1
            if place[k] < 0 or value < least[k]:
                least[k], place[k] = value, i
        for j in range(kinds):
            k = present[j]
            for state in range(states):
                total = least[k] + follows[k, state]
                if total < bound[d, state] or (total == bound[d, state] and place[k] < first[state]):
                    bound[d, state], first[state] = total, place[k]
        for state in range(states):
            choice[d, state] = shift[d, first[state]] if first[state] >= 0 else -1


@compiled
def priced_bound(multiplier: float, maximum: int, minimum: int, target: int) -> int:
    """The bound that a multiplier prices: the maximum if it is positive."""
    if multiplier > 0:
        return maximum
    return minimum if minimum > 0 else target


@compiled
def write_reserve(multipliers: Floats, windows: ResourceWindows, reserve: Floats) -> None:
    """Write the value of the bounds of constraints that open on a day or later, (days + 1,)."""
    maximum, minimum, target, opens = windows.maximum, windows.minimum, windows.target, windows.opens
    resources, days = multipliers.shape
    reserve[days] = 0.0
    for d in range(days - 1, -1, -1):
        reserve[d] = reserve[d + 1]
        for r in range(resources):
            m = multipliers[r, d]
            if opens[r, d] and m != 0.0:
                reserve[d] += m * priced_bound(m, maximum[r, d], minimum[r, d], target[r, d])


@compiled
def subgradient_step(
    choice: Integers,
    automaton: SuccessionAutomaton,
    windows: ResourceWindows,
    is_priced: Booleans,
    gain: float,
    multipliers: Floats,
) -> bool:
    """Step of Polyak's length against the bounds that the relaxed optimum violates; whether there was any.

    gain: estimated distance to the optimal bound. is_priced: resources that are priced. multipliers: written.
    """
    maximum, minimum, target = windows.maximum, windows.minimum, windows.target
    opens, closes, consumption = windows.opens, windows.closes, windows.consumption
    shortfall = windows.shortfall_penalty
    after_shift, after_day_off = automaton.after_shift, automaton.after_day_off
    resources, days = multipliers.shape
    sums, slope = np.zeros((resources, days)), np.zeros((resources, days))
    state = 0
    for d in range(days):
        s = choice[d, state]
        state = after_shift[s] if s >= 0 else after_day_off[state]
        for r in range(resources):
            if not opens[r, d] and d > 0:
                sums[r, d] = sums[r, d - 1]
            if s >= 0:
                sums[r, d] += consumption[r, d, s]
    norm = 0.0
    for r in range(resources):
        if not is_priced[r]:
            continue
        for d in range(days):
            if closes[r, d]:
                value = sums[r, d]
                lower = minimum[r, d] if minimum[r, d] > 0 else target[r, d]
                change = 0.0
                if value > maximum[r, d] or (multipliers[r, d] > 0 and maximum[r, d] < UNBOUNDED):
                    change = value - maximum[r, d]
                elif value < lower or multipliers[r, d] < 0:
                    change = value - lower
                slope[r, d] = change
                norm += change * change
    if norm == 0.0:
        return False
    for r in range(resources):
        now = 0.0
        for d in range(days - 1, -1, -1):
            if closes[r, d]:
                now = multipliers[r, d] + gain / norm * slope[r, d]
                if maximum[r, d] >= UNBOUNDED:
                    now = min(now, 0.0)
                if minimum[r, d] == 0:
                    now = max(now, -shortfall[r, d])
                # At zero one bound hands over to the other.
                if now * multipliers[r, d] < 0:
                    now = 0.0
            multipliers[r, d] = now
            if opens[r, d]:
                now = 0.0
    return True
