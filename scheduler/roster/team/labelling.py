"""Labelling algorithm: extend partial patterns day by day, drop dominated and hopeless ones, compiled.

A *label* is a feasible partial pattern: its cost, its succession state, the length of its run, and the
resources consumed. Label A dominates B if A can do all that B can at no more cost, even after paying for what
it has less of; soft resources make dominance a matter of money (Irnich & Desaulniers, "Shortest Path Problems
with Resource Constraints", 2005). A label is also dropped if its completion bound reaches the best cost
known.
"""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.team.agent_models import UNBOUNDED_RUN, RunLimits
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.completion_bounds import CandidateStarts, CompletionBounds, priced_bound
from scheduler.roster.team.resource_windows import ResourceWindows
from scheduler.roster.team.succession_automaton import SuccessionAutomaton

NARROW = 8
"""Labels per day of a first, quick search."""
_MOST_STEPS = 1_000_000_000
"""Steps (about four seconds) after which a search continues narrowly, since it cannot be interrupted."""


@compiled
def _doubled(array: Floats) -> Floats:
    longer = np.empty(2 * len(array))
    longer[: len(array)] = array
    return longer


@compiled
def _doubled_integers(array: Integers) -> Integers:
    longer = np.empty(2 * len(array), dtype=np.int64)
    longer[: len(array)] = array
    return longer


@compiled
def label_patterns(
    price: Floats,
    must_work: Booleans,
    automaton: SuccessionAutomaton,
    runs: RunLimits,
    windows: ResourceWindows,
    candidates: CandidateStarts,
    bounds: CompletionBounds,
    multipliers: Floats,
    width: int,
    upper: float,
    patterns: Integers,
) -> tuple[float, float, int, int]:
    """Write the cheapest patterns that cost less than ``upper``, keeping at most ``width`` labels per day.

    Returns the least cost (NEVER if there is none), a lower bound on the cost of every pattern, the number of
    patterns written, and the steps taken.
    """
    forbidden, jump, handicap, _, after_shift, after_day_off, _, _ = automaton
    initial, is_known, longest, min_on, min_off, may_start_short, lone = runs
    lone_off, lone_on, first_on, first_off, was_on, was_off = lone
    consumption, only_after_day_off, closes = windows.consumption, windows.only_after_day_off, windows.closes
    maximum, minimum, target = windows.maximum, windows.minimum, windows.target
    shortfall, marginal, remaining = windows.shortfall_penalty, windows.marginal_penalty, windows.remaining
    allowance, excess = windows.allowance, windows.excess_penalty
    starts, number = candidates
    relaxed, priced, reserve = bounds
    days, resources = len(must_work), consumption.shape[0]
    run_cap = max(longest + 1, min_on) if longest < UNBOUNDED_RUN else min_on
    off_cap = min_off
    # A single day is told from a longer run.
    if lone_on > 0:
        run_cap = max(run_cap, 2)
    if lone_off > 0:
        off_cap = max(off_cap, 2)
    cost = np.empty((days + 1, width))
    last = np.empty((days + 1, width), dtype=np.int64)
    run = np.empty((days + 1, width), dtype=np.int64)
    used = np.empty((days + 1, width, resources), dtype=np.int64)
    parent = np.empty((days + 1, width), dtype=np.int64)
    start = np.empty((days + 1, width), dtype=np.int64)
    labels, cut, steps = 1, NEVER, 0
    cost[0, 0], last[0, 0] = 0.0, 0
    run[0, 0] = max(initial, -off_cap) if initial < 0 else min(initial, run_cap)
    used[0, 0, :] = 0

    room = 256
    new_cost, new_bound = np.empty(room), np.empty(room)
    new_last, new_run = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    new_used = np.empty((room, resources), dtype=np.int64)
    new_parent, new_start = np.empty(room, dtype=np.int64), np.empty(room, dtype=np.int64)
    now = np.empty(resources, dtype=np.int64)

    for d in range(days):
        found = 0
        if steps > _MOST_STEPS:
            width = min(width, NARROW)
        steps += labels * (number[d] + 1)
        for j in range(labels):
            r = run[d, j]
            for i in range(-1, number[d]):
                s = starts[d, i] if i >= 0 else -1
                total = cost[d, j]
                if s >= 0:
                    if forbidden[last[d, j], s] or r >= longest:
                        continue
                    if r < 0 and -r < min_off and (is_known or -r < d):
                        continue
                    total += price[d, s] + jump[last[d, j], s]
                    new_length = min(r + 1, run_cap) if r > 0 else 1
                    if d == 0:
                        total += first_on
                    elif r == -1 and (d > 1 or was_on):
                        total += lone_off
                    state = after_shift[s]
                else:
                    is_short = r > 0 and r < min_on and (is_known or r < d)
                    if must_work[d] or (is_short and not (may_start_short and r == d + initial)):
                        continue
                    new_length = max(r - 1, -off_cap) if r < 0 else -1
                    if d == 0:
                        total += first_off
                    elif r == 1 and (d > 1 or was_off):
                        total += lone_on
                    state = after_day_off[last[d, j]]
                if total + relaxed[d + 1, state] >= upper:
                    continue
                is_feasible, worth = True, reserve[d + 1]
                for c in range(resources):
                    value = used[d, j, c]
                    if s >= 0:
                        more = consumption[c, d, s]
                        if more > 0 and not (only_after_day_off[c, d] and r > 0):
                            if marginal[c, d] > 0:
                                # The k-th unit costs (k - 1) penalties; units come one by one.
                                total += marginal[c, d] * value
                            value += more
                            if excess[c, d] > 0 and value > allowance[c, d]:
                                total += excess[c, d] * min(more, value - allowance[c, d])
                            if value > maximum[c, d]:
                                is_feasible = False
                                break
                    if value + remaining[c, d] < minimum[c, d]:
                        is_feasible = False
                        break
                    if closes[c, d]:
                        if value < target[c, d]:
                            total += shortfall[c, d] * (target[c, d] - value)
                        value = 0
                    else:
                        if marginal[c, d] == 0 and excess[c, d] == 0:
                            # Beyond what any bound asks for, more makes no difference.
                            enough = max(target[c, d], minimum[c, d])
                            if value > enough and value + remaining[c, d] <= maximum[c, d]:
                                value = enough
                        m = multipliers[c, d]
                        if m != 0.0:
                            worth += m * (priced_bound(m, maximum[c, d], minimum[c, d], target[c, d]) - value)
                    now[c] = value
                if not is_feasible:
                    continue
                completion = total + max(relaxed[d + 1, state], priced[d + 1, state] - worth)
                if completion >= upper:
                    continue
                if found == room:
                    room *= 2
                    new_cost, new_bound = _doubled(new_cost), _doubled(new_bound)
                    new_last, new_run = _doubled_integers(new_last), _doubled_integers(new_run)
                    new_parent, new_start = _doubled_integers(new_parent), _doubled_integers(new_start)
                    bigger = np.empty((room, resources), dtype=np.int64)
                    bigger[:found] = new_used
                    new_used = bigger
                new_cost[found], new_last[found], new_run[found] = total, state, new_length
                new_bound[found] = completion
                new_used[found] = now
                new_parent[found], new_start[found] = j, s
                found += 1
        order = np.argsort(new_bound[:found], kind="mergesort")
        labels = 0
        # On the last day labels are complete patterns; where many are asked for, all are kept.
        is_compared = d < days - 1 or len(patterns) == 1
        for place in range(found):
            k = order[place]
            is_dominated = False
            steps += labels + 1
            for j in range(labels if is_compared else 0):
                extra = handicap[last[d + 1, j], new_last[k]]
                if cost[d + 1, j] + extra > new_cost[k]:
                    continue
                a, b = run[d + 1, j], new_run[k]
                if a != b:
                    if a > 0 and b > a and a >= min_on:
                        extra += lone_on if a == 1 else 0.0
                    elif b < a < 0 and -a >= min_off:
                        extra += lone_off if a == -1 else 0.0
                    elif not (a < b < 0 or (a > b > 0 and longest >= UNBOUNDED_RUN)):
                        continue
                for c in range(resources):
                    x, y = used[d + 1, j, c], new_used[k, c]
                    if x == y:
                        continue
                    if x > y:
                        if x + remaining[c, d] > maximum[c, d]:
                            extra = NEVER
                            break
                        extra += marginal[c, d] * (x - y) * remaining[c, d]
                        if excess[c, d] > 0:
                            # Units to come of which the other's allowance still holds more.
                            beyond = max(0, x + remaining[c, d] - max(x, allowance[c, d]))
                            others = max(0, y + remaining[c, d] - max(y, allowance[c, d]))
                            extra += excess[c, d] * (beyond - others)
                    else:
                        if x < minimum[c, d]:
                            extra = NEVER
                            break
                        if x < target[c, d]:
                            extra += shortfall[c, d] * (min(y, target[c, d]) - x)
                if cost[d + 1, j] + extra <= new_cost[k]:
                    is_dominated = True
                    break
            if is_dominated:
                continue
            if labels == width:
                cut = min(cut, new_bound[k])
                break
            cost[d + 1, labels], last[d + 1, labels], run[d + 1, labels] = (
                new_cost[k],
                new_last[k],
                new_run[k],
            )
            used[d + 1, labels] = new_used[k]
            parent[d + 1, labels], start[d + 1, labels] = new_parent[k], new_start[k]
            labels += 1
        if labels == 0:
            return NEVER, min(cut, upper), 0, steps
    count = min(labels, len(patterns))
    for place in range(count):
        j = place
        for d in range(days, 0, -1):
            patterns[place, d - 1] = start[d, j]
            j = parent[d, j]
    return cost[days, 0], min(cost[days, 0], cut), count, steps
