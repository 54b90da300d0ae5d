"""Feasibility bounds for one agent: upper bounds by dynamic programming over days, without a solver.

For each lower limit, the largest sum that its days can reach is maximised over all patterns of days on and
off that the run-length rules allow (dynamic programming), with every other rule relaxed to a cap on the sum
over some of the days. Both steps are relaxations, so a bound below the lower limit proves infeasibility; an
agent who passes may still be infeasible.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from scheduler.roster.problem.problem import Problem
from scheduler.roster.rules import restrictions
from scheduler.roster.rules.constraint_forms import Booleans, Integers, RunConstraint, SumConstraint

_ROUNDING = 1e-9


@dataclass(frozen=True)
class _Cap:
    """Upper limit on the sum over the days of a stretch, both ends included."""

    first_day: int
    last_day: int
    most: int


def may_be_feasible(problem: Problem) -> bool:
    """False where the problem's only agent provably has no feasible roster; the requirement is ignored."""
    if not _all_off_may_be_infeasible(problem):
        return True
    rules = restrictions(problem)
    (allowed,), (counts,), (runs,) = rules.allowed, rules.sums, rules.runs
    may = allowed.any(axis=1)
    must = np.array([(0, day) in rules.locked for day in range(problem.days)], dtype=np.bool_)
    nothing = np.zeros(problem.days, dtype=np.int64)
    if bool((must & ~may).any()) or _largest_sum(may, must, runs, nothing, ()) is None:
        return False
    return all(
        _is_attainable(problem, target, counts, allowed, may, must, runs) for target in _lower_limits(counts)
    )


def _all_off_may_be_infeasible(problem: Problem) -> bool:
    """Whether a roster of days off alone might break a rule."""
    (agent,) = problem.agents
    runs = (
        agent.rules.min_consecutive_days,
        agent.rules.min_consecutive_days_off,
        problem.rules.min_consecutive_days,
        problem.rules.min_consecutive_days_off,
    )
    locked = any(lock.shift is not None for lock in problem.locks)
    return locked or any(runs) or any(limit.least for limit in agent.limits)


def _lower_limits(counts: Sequence[SumConstraint]) -> Iterator[SumConstraint]:
    """Constraints with a lower limit; and, for one stretch, the sum of those on disjoint shifts."""
    least = sorted((one for one in counts if one.minimum > 0), key=_stretch)
    yield from least
    for _, group in groupby(least, key=_stretch):
        together: SumConstraint | None = None
        joined = 0
        for one in group:
            if one.amounts.max(initial=0) > 1:
                continue
            if together is None:
                together = one
            elif not (together.amounts & one.amounts).any():
                both = together.amounts + one.amounts
                together = replace(together, amounts=both, minimum=together.minimum + one.minimum)
                joined += 1
        if together is not None and joined:
            yield together


def _stretch(count: SumConstraint) -> tuple[int, int]:
    return count.first_day, count.last_day


def _is_attainable(
    problem: Problem,
    target: SumConstraint,
    counts: Sequence[SumConstraint],
    allowed: Booleans,
    may: Booleans,
    must: Booleans,
    runs: RunConstraint,
) -> bool:
    value = np.zeros(problem.days, dtype=np.int64)
    days = slice(target.first_day, target.last_day + 1)
    value[days] = np.where(allowed[days], target.amounts, 0).max(axis=1, initial=0)
    tried: set[tuple[_Cap, ...]] = set()
    for chain in _cap_relaxations(problem, target, counts, allowed):
        caps = tuple(cap for cap in chain if value[cap.first_day : cap.last_day + 1].sum() > cap.most)
        if caps in tried:
            continue
        tried.add(caps)
        most = _largest_sum(may, must, runs, value, caps)
        if most is not None and most < target.minimum:
            return False
    return True


def _cap_relaxations(
    problem: Problem, target: SumConstraint, counts: Sequence[SumConstraint], allowed: Booleans
) -> Iterator[tuple[_Cap, ...]]:
    """Sets of disjoint caps in order of time: those of weeks, then the others by rule and length."""
    weeks: dict[int, _Cap] = {}
    others: dict[tuple[str, int], list[_Cap]] = {}
    for one in counts:
        cap = _cap(target, one, allowed)
        if cap is None:
            continue
        others.setdefault((one.rule, one.last_day - one.first_day), []).append(cap)
        week = problem.week(one.first_day)
        if week == problem.week(one.last_day):
            known = weeks.get(week)
            weeks[week] = cap if known is None else _narrower(known, cap)
    yield tuple(weeks[week] for week in sorted(weeks))
    for caps in others.values():
        yield tuple(_disjoint_cover(caps))


def _disjoint_cover(caps: Sequence[_Cap]) -> Iterator[_Cap]:
    """Fewest caps of equal length that cover their days; an overlapping cap keeps only its new days."""
    covered = -1
    left = list(caps)
    while left:
        first = max(covered + 1, min(cap.first_day for cap in left))
        cap = max((cap for cap in left if cap.first_day <= first), key=lambda cap: cap.last_day)
        yield replace(cap, first_day=first)
        covered = cap.last_day
        left = [cap for cap in left if cap.last_day > covered]


def _narrower(one: _Cap, other: _Cap) -> _Cap:
    """Of two caps in one week the lower one for the same days, else the one over more days."""
    if (one.first_day, one.last_day) == (other.first_day, other.last_day):
        return min(one, other, key=lambda cap: cap.most)
    return max(one, other, key=lambda cap: cap.last_day - cap.first_day)


def _cap(target: SumConstraint, other: SumConstraint, allowed: Booleans) -> _Cap | None:
    """Cap that ``other`` implies for the target on their common days; None where it implies none."""
    first, last = max(target.first_day, other.first_day), min(target.last_day, other.last_day)
    if other is target or other.maximum is None or first > last or other.only_after_day_off.any():
        return None
    adds = target.amounts[first - target.first_day : last + 1 - target.first_day]
    costs = other.amounts[first - other.first_day : last + 1 - other.first_day]
    counting = allowed[first : last + 1] & (adds > 0)
    if not counting.any() or (costs[counting] == 0).any():
        return None
    dearest = float((adds[counting] / costs[counting]).max())
    return _Cap(first, last, math.floor(dearest * other.maximum + _ROUNDING))


def _largest_sum(
    may: Booleans, must: Booleans, runs: RunConstraint, value: Integers, caps: Sequence[_Cap]
) -> int | None:
    """Largest sum of values over the days of work; None where the run lengths allow no pattern at all.

    may, must: whether the agent can and has to work, by day. value: of a day of work. caps: disjoint, in
    order.
    """
    # A DP state is the current run (days on, or minus the days off), whether it may end too short, and the
    # sum within the cap that is open; its value is the sum collected before that cap.
    states: dict[tuple[int, bool, int], int] = {_begin(runs): 0}
    longest = (
        runs.max_days_on if runs.max_days_on is not None else max(runs.min_days_on, runs.initial_run or 0)
    )
    open_: _Cap | None = None
    waiting = list(caps)
    for day, worth in enumerate(value.tolist()):
        if open_ is not None and open_.last_day < day:
            states, open_ = _closed(states), None
        if waiting and waiting[0].first_day == day:
            open_ = waiting.pop(0)
        following: dict[tuple[int, bool, int], int] = {}
        for (run, free, taken), done in states.items():
            if may[day]:
                on = _on(run, free, runs, longest)
                if on is not None:
                    key = (*on, min(taken + worth, open_.most) if open_ is not None else 0)
                    gained = done if open_ is not None else done + worth
                    following[key] = max(following.get(key, 0), gained)
            if not must[day] and (run <= 0 or free or run >= runs.min_days_on):
                key = (max(min(run, 0) - 1, -runs.min_days_off), False, taken)
                following[key] = max(following.get(key, 0), done)
        states = following
    if open_ is not None:
        states = _closed(states)
    return max(states.values(), default=None)


def _begin(runs: RunConstraint) -> tuple[int, bool, int]:
    if runs.initial_run is None:  # whatever was before, the first run may be short
        return -runs.min_days_off, True, 0
    return (
        (runs.initial_run, runs.initial_run_may_be_short, 0)
        if runs.initial_run > 0
        else (max(runs.initial_run, -runs.min_days_off), False, 0)
    )


def _on(run: int, free: bool, runs: RunConstraint, longest: int) -> tuple[int, bool] | None:
    if run > 0:
        if runs.max_days_on is not None and run >= runs.max_days_on:
            return None
        return min(run + 1, longest), free
    return (1, free) if run <= -runs.min_days_off else None


def _closed(states: dict[tuple[int, bool, int], int]) -> dict[tuple[int, bool, int], int]:
    """Close the open cap: its sum is added to the value of the state."""
    closed: dict[tuple[int, bool, int], int] = {}
    for (run, free, taken), done in states.items():
        key = (run, free, 0)
        closed[key] = max(closed.get(key, 0), done + taken)
    return closed
