"""Changes of queue within a shift, and what restless ones cost; where the shop has a rule of its own for
them, that rule holds instead.

A change is free if the queue that was served is still open, so nothing forces it. The third and every further
free one of a shift costs, and so does each stretch below an hour that a free change begins or ends at once,
without a meal, break or standby in between.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from scheduler.domain.weights import FREE_CHANGES, SHORT_STRETCH
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem
from scheduler.roster.problem.solution import Activity, Assignment


def queue_changes(
    problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]
) -> tuple[int, float]:
    """Changes beyond the free ones and short stretches, as far as they have a price, and their points."""
    rules, weights = problem.rules, problem.weights
    change = weights.queue_change if rules.max_activity_changes is None else 0.0
    short = weights.short_stretch if rules.min_activity_minutes is None else 0.0
    if not (change or short):
        return 0, 0.0
    by_agent: dict[int, list[Activity]] = {}
    for activity in sorted(activities, key=attrgetter("agent", "start")):
        if activity.what >= 0:
            by_agent.setdefault(activity.agent, []).append(activity)
    starts = {agent: [one.start for one in rows] for agent, rows in by_agent.items()}
    amount, points = 0, 0.0
    for a in assignments:
        shift, midnight = problem.shifts[a.shift], a.day * MINUTES_PER_DAY
        begins = starts.get(a.agent, [])
        first, last = (bisect_left(begins, midnight + minute) for minute in (shift.start, shift.end))
        rows = by_agent.get(a.agent, [])[first:last]
        if len({row.what for row in rows}) < 2:
            continue  # as most shifts: nothing changes
        own = list(_stretches(rows))
        free = [_is_free(problem, before, after) for before, after in pairwise(own)]
        at_once = [
            is_free and before.end == after.start
            for is_free, before, after in zip(free, own, own[1:], strict=False)
        ]
        bounded = [any(at_once[max(0, place - 1) : place + 1]) for place in range(len(own))]
        restless = max(0, sum(free) - FREE_CHANGES) if change else 0
        brief = sum(b and one.end - one.start < SHORT_STRETCH for b, one in zip(bounded, own, strict=True))
        brief = brief if short else 0
        amount += restless + brief
        points += change * restless + short * brief
    return amount, points


def _stretches(activities: Iterable[Activity]) -> Iterator[Activity]:
    """Rows of one queue that follow at once are one stretch."""
    last: Activity | None = None
    for one in activities:
        if last is not None and last.what == one.what and last.end == one.start:
            last = Activity(last.agent, last.start, one.end, last.what)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _is_free(problem: Problem, before: Activity, after: Activity) -> bool:
    slot = after.start // problem.interval_minutes
    is_open = slot < problem.slots and bool(problem.open[before.what, slot])
    return before.what != after.what and is_open
