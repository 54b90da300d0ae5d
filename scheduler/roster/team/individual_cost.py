"""Individual (agent-separable) cost of a pattern: starts, their jumps, soft sum constraints, single days;
compiled."""

from __future__ import annotations

import numpy as np

from scheduler.compiled import compiled
from scheduler.roster.objective.lone_days import LoneDays
from scheduler.roster.team.agent_models import RunLimits
from scheduler.roster.team.arrays import NEVER, Booleans, Floats, Integers
from scheduler.roster.team.resource_windows import ResourceWindows
from scheduler.roster.team.succession_automaton import SuccessionAutomaton


@compiled
def individual_cost(
    start_cost: Floats,
    automaton: SuccessionAutomaton,
    windows: ResourceWindows,
    was_working: bool,
    lone: LoneDays,
    pattern: Integers,
) -> float:
    """Individual cost of a feasible pattern. was_working: on the day before the plan."""
    lone_off, lone_on, first_on, first_off, was_on, was_off = lone
    w = ResourceWindows(*windows)
    consumption, marginal = w.consumption, w.marginal_penalty
    only_after_day_off, closes = w.only_after_day_off, w.closes
    target, shortfall = w.target, w.shortfall_penalty
    allowance, excess = w.allowance, w.excess_penalty
    resources = consumption.shape[0]
    used = np.zeros(resources, dtype=np.int64)
    _, jump, _, _, after_shift, after_day_off, _, _ = automaton
    total, worked, state = 0.0, was_working, 0
    run = 1 if was_on else -1 if was_off else 0
    for d in range(len(pattern)):
        s = pattern[d]
        if s >= 0:
            total += start_cost[d, s] + jump[state, s]
            state = after_shift[s]
            if d == 0:
                total += first_on
            elif run == -1 and (d > 1 or was_on):
                total += lone_off
            run = run + 1 if run > 0 else 1
        else:
            state = after_day_off[state]
            if d == 0:
                total += first_off
            elif run == 1 and (d > 1 or was_off):
                total += lone_on
            run = run - 1 if run < 0 else -1
        for c in range(resources):
            if s >= 0 and consumption[c, d, s] > 0 and not (only_after_day_off[c, d] and worked):
                if marginal[c, d] > 0:
                    total += marginal[c, d] * used[c]
                used[c] += consumption[c, d, s]
                if excess[c, d] > 0 and used[c] > allowance[c, d]:
                    total += excess[c, d] * min(consumption[c, d, s], used[c] - allowance[c, d])
            if closes[c, d]:
                total += shortfall[c, d] * max(0, target[c, d] - used[c])
                used[c] = 0
        worked = s >= 0
    return total


@compiled
def legal_cost(
    start_cost: Floats,
    must_work: Booleans,
    automaton: SuccessionAutomaton,
    runs: RunLimits,
    windows: ResourceWindows,
    pattern: Integers,
    used: Integers,
) -> float:
    """Individual cost of a pattern; ``NEVER`` where a rule over several days, or a lock, forbids it.

    A start that is not allowed costs ``NEVER`` in ``start_cost``. used: scratch, (resources,).
    """
    w = ResourceWindows(*windows)
    consumption, marginal = w.consumption, w.marginal_penalty
    only_after_day_off, closes = w.only_after_day_off, w.closes
    target, shortfall = w.target, w.shortfall_penalty
    allowance, excess = w.allowance, w.excess_penalty
    maximum, minimum = w.maximum, w.minimum
    forbidden, jump, _, _, after_shift, after_day_off, _, _ = automaton
    initial, is_known, max_on, min_on, min_off, may_start_short, lone = runs
    lone_off, lone_on, first_on, first_off, was_on, was_off = lone
    used[:] = 0
    total, state, run = 0.0, 0, initial
    for d in range(len(pattern)):
        s = pattern[d]
        worked = run > 0
        if s >= 0:
            is_early = run < 0 and -run < min_off and (is_known or -run < d)
            if forbidden[state, s] or run >= max_on or is_early:
                return NEVER
            total += start_cost[d, s] + jump[state, s]
            if d == 0:
                total += first_on
            elif run == -1 and (d > 1 or was_on):
                total += lone_off
            run = run + 1 if worked else 1
            state = after_shift[s]
        else:
            is_short = worked and run < min_on and (is_known or run < d)
            if must_work[d] or (is_short and not (may_start_short and run == d + initial)):
                return NEVER
            if d == 0:
                total += first_off
            elif run == 1 and (d > 1 or was_off):
                total += lone_on
            run = run - 1 if run < 0 else -1
            state = after_day_off[state]
        for c in range(len(used)):
            if s >= 0 and consumption[c, d, s] > 0 and not (only_after_day_off[c, d] and worked):
                if marginal[c, d] > 0:
                    total += marginal[c, d] * used[c]
                used[c] += consumption[c, d, s]
                if excess[c, d] > 0 and used[c] > allowance[c, d]:
                    total += excess[c, d] * min(consumption[c, d, s], used[c] - allowance[c, d])
            if used[c] > maximum[c, d]:
                return NEVER
            if closes[c, d]:
                if used[c] < minimum[c, d]:
                    return NEVER
                total += shortfall[c, d] * max(0, target[c, d] - used[c])
                used[c] = 0
    return total


@compiled
def individual_costs_on_day(
    start_cost: Floats,
    must_work: Booleans,
    automaton: SuccessionAutomaton,
    runs: RunLimits,
    windows: ResourceWindows,
    pattern: Integers,
    day: int,
    costs: Floats,
) -> None:
    """Individual cost of a pattern with each shift on one of its days, the other days as they are.

    costs: written, (1 + shifts,), the day off first; ``NEVER`` where a rule forbids it.
    """
    w = ResourceWindows(*windows)
    used = np.empty(w.consumption.shape[0], dtype=np.int64)
    trial = pattern.copy()
    for s in range(-1, start_cost.shape[1]):
        if s >= 0 and start_cost[day, s] >= NEVER:
            costs[1 + s] = NEVER
            continue
        trial[day] = s
        costs[1 + s] = legal_cost(start_cost, must_work, automaton, runs, w, trial, used)
