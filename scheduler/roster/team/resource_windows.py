"""Resource windows: the sum constraints of one agent as resources of a constrained shortest path.

Sum constraints with the same amounts are merged, those that cannot bind are dropped, and constraints that do
not overlap in time share a resource: it is reset where one ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules.constraint_forms import Booleans, Integers, RunConstraint, SumConstraint
from scheduler.roster.team.arrays import Floats

UNBOUNDED = 1 << 40
"""Maximum of a resource without one."""


class ResourceWindows(NamedTuple):
    """Resources of one agent, each with the constraint that it holds on each day.

    consumption: of each start, (resources, days, shifts). shift_class: equal for shifts of a day that consume
    the same of every resource, (days, shifts). All others (resources, days): only_after_day_off: consumed
    only if the day before was off; maximum, minimum, target: bounds of that day's constraint;
    shortfall_penalty and marginal_penalty: its soft costs; allowance and excess_penalty: cost of each unit
    beyond so many; opens, closes: whether it begins or ends on the day; remaining: most that can still be
    consumed after the day.
    """

    consumption: Integers
    shift_class: Integers
    only_after_day_off: Booleans
    maximum: Integers
    minimum: Integers
    target: Integers
    shortfall_penalty: Floats
    marginal_penalty: Floats
    allowance: Integers
    excess_penalty: Floats
    opens: Booleans
    closes: Booleans
    remaining: Integers


def resource_windows(
    problem: Problem, allowed: Booleans, constraints: Sequence[SumConstraint], runs: RunConstraint
) -> ResourceWindows:
    """Resources of an agent with these constraints. allowed: where a shift may start, (days, shifts)."""
    binding = [one for one in _merged(constraints) if _can_bind(one, allowed)]
    lanes = _lanes(binding)
    shape = (len(lanes), problem.days)
    consumption = np.zeros((*shape, len(problem.shifts)), dtype=np.int64)
    only_after_day_off, opens, closes = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
    minimum, target, allowance, remaining = (np.zeros(shape, dtype=np.int64) for _ in range(4))
    maximum = np.full(shape, UNBOUNDED, dtype=np.int64)
    shortfall, marginal, excess = (np.zeros(shape) for _ in range(3))
    for r, lane in enumerate(lanes):
        for one in lane:
            days = slice(one.first_day, one.last_day + 1)
            consumption[r, days], only_after_day_off[r, days] = one.amounts, one.only_after_day_off
            maximum[r, days] = UNBOUNDED if one.maximum is None else one.maximum
            minimum[r, days], target[r, days] = one.minimum, one.target
            shortfall[r, days], marginal[r, days] = one.shortfall_penalty, one.marginal_penalty
            allowance[r, days], excess[r, days] = one.allowance, one.excess_penalty
            opens[r, one.first_day], closes[r, one.last_day] = True, True
            each = np.where(allowed[days], one.amounts, 0).max(axis=1, initial=0)
            remaining[r, days] = _most_after(each, one.only_after_day_off, runs)
    return ResourceWindows(
        consumption,
        _shift_classes(consumption),
        only_after_day_off,
        maximum,
        minimum,
        target,
        shortfall,
        marginal,
        allowance,
        excess,
        opens,
        closes,
        remaining,
    )


def _merged(constraints: Sequence[SumConstraint]) -> list[SumConstraint]:
    """One constraint for all of the same amounts."""
    merged: dict[tuple[object, ...], SumConstraint] = {}
    for one in constraints:
        key: tuple[object, ...] = (
            one.first_day,
            one.amounts.tobytes(),
            one.amounts.shape,
            one.only_after_day_off.tobytes(),
        )
        if key in merged and one.shortfall_penalty and merged[key].shortfall_penalty:
            key = (*key, len(merged))  # two shortfall penalties need two constraints
        if key in merged and one.excess_penalty and merged[key].excess_penalty:
            key = (*key, len(merged))
        merged[key] = _both(merged[key], one) if key in merged else one
    return list(merged.values())


def _both(one: SumConstraint, other: SumConstraint) -> SumConstraint:
    maxima = [maximum for maximum in (one.maximum, other.maximum) if maximum is not None]
    return SumConstraint(
        one.rule,
        one.first_day,
        one.amounts,
        one.only_after_day_off,
        max(one.minimum, other.minimum),
        min(maxima) if maxima else None,
        max(one.target, other.target),
        max(one.shortfall_penalty, other.shortfall_penalty),
        one.marginal_penalty + other.marginal_penalty,
        max(one.allowance, other.allowance),
        max(one.excess_penalty, other.excess_penalty),
    )


def _can_bind(one: SumConstraint, allowed: Booleans) -> bool:
    """Whether any roster of this agent could reach a bound."""
    days = slice(one.first_day, one.last_day + 1)
    each = np.where(allowed[days], one.amounts, 0).max(axis=1, initial=0)
    # Of a day that adds only after a day off, no more than beyond the day before it.
    again = np.minimum(each[1:], each[:-1]) * one.only_after_day_off[1:]
    most = int(each.sum() - again.sum())
    return bool(
        one.minimum > 0
        or (one.maximum is not None and most > one.maximum)
        or (one.target > 0 and most > 0)
        or (one.marginal_penalty and most > 1)
        or (one.excess_penalty and most > one.allowance)
    )


def _lanes(constraints: list[SumConstraint]) -> list[list[SumConstraint]]:
    """Constraints that do not overlap in time, resource by resource."""
    lanes: list[list[SumConstraint]] = []
    for one in sorted(constraints, key=lambda c: (c.first_day, -c.last_day)):
        lane = next((lane for lane in lanes if lane[-1].last_day < one.first_day), None)
        if lane is None:
            lanes.append([one])
        else:
            lane.append(one)
    return lanes


def _shift_classes(consumption: Integers) -> Integers:
    resources, days, shifts = consumption.shape
    classes = np.zeros((days, shifts), dtype=np.int64)
    known: dict[bytes, Integers] = {}
    for day in range(days if resources else 0):
        # Most days are like the others, and finding equal columns takes its time.
        today = consumption[:, day]
        if today.tobytes() not in known:
            known[today.tobytes()] = np.unique(today, axis=1, return_inverse=True)[1].reshape(-1)
        classes[day] = known[today.tobytes()]
    return classes


def _most_after(each: Integers, after_off: Booleans, runs: RunConstraint) -> Integers:
    """Most that can be consumed after each day under the run constraint, by dynamic programming backwards.

    each: most that one day can consume; after_off: days on which it does so only after a day off.
    """
    longest = len(each) if runs.max_days_on is None else min(runs.max_days_on, len(each))
    # By days worked in a row (0 … longest), or days still to be off (behind them).
    states = longest + 1 + runs.min_days_off
    after = np.zeros(states, dtype=np.int64)
    result = np.zeros(len(each), dtype=np.int64)
    for day in range(len(each) - 1, -1, -1):
        result[day] = after.max()
        now = np.zeros(states, dtype=np.int64)
        for run in range(longest + 1):
            # A day off after work is the first of its run.
            off = after[0] if run == 0 or runs.min_days_off == 1 else after[longest + runs.min_days_off - 1]
            adds = 0 if after_off[day] and run > 0 else each[day]
            on = adds + after[run + 1] if run < longest else 0
            now[run] = max(off, on)
        for owed in range(1, runs.min_days_off):
            now[longest + owed] = after[0] if owed == 1 else after[longest + owed - 1]
        after = now
    return result
