"""What a roster costs in the objective of the house, counted once more from its shifts and activities.

Prices of intervals are those of the audit, which shares no code with the engine; the rest follows the text of
docs/formats.md. Like the objective it leaves out what no roster can change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from benchmarks.rosters.coverage import serving
from benchmarks.rosters.legal import may_start
from scheduler.audit.facts import WeightFacts
from scheduler.audit.price import Curve, straight
from scheduler.problem import THOUSANDTHS, LateCurve, Problem
from scheduler.roster.solution import STANDBY, Activity, Assignment

_DAY = 1440


class _Late(Curve):
    """A curve of the problem, as the audit asks for it."""

    def __init__(self, curve: LateCurve) -> None:
        self._agents = np.array(curve.agents) / THOUSANDTHS
        self._late = np.array(curve.late)

    def price_of(self, people: float) -> float:
        return float(np.interp(people, self._agents, self._late))


def house_cost(problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]) -> float:
    """Points, as in ``Solution.objective``, but for its rounding to whole units of 1/1000 point."""
    return (
        _intervals(problem, activities)
        + _contract(problem, assignments)
        + _paid(problem, assignments)
        + _wishes(problem, assignments)
        + _fairness(problem, assignments)
        + _shift_cover(problem, assignments)
    )


def _intervals(problem: Problem, activities: Sequence[Activity]) -> float:
    weights = WeightFacts(
        **{name: getattr(problem.weights, name) for name in WeightFacts.__dataclass_fields__}
    )
    hours = problem.interval_minutes / 60
    there, reached = serving(problem, activities), _reached(problem)
    total = 0.0
    for queue, slot in np.argwhere(problem.open & reached).tolist():
        unplannable = bool(problem.unplannable[queue, slot])
        required = 0.0 if unplannable else problem.required[queue, slot] / THOUSANDTHS
        known = problem.late.get((queue, slot))
        late = None if known is None or unplannable else _Late(known)

        def price(people: int, required: float = required, late: Curve | None = late) -> float:
            return straight(people, required, hours, weights, late).points

        # Convex: from the need on, either way, the least is found by going down.
        best = int(required)
        while price(best + 1) < price(best):
            best += 1
        while best and price(best - 1) < price(best):
            best -= 1
        total += price(int(there[queue, slot])) - price(best)
    idle = sum(a.end - a.start for a in activities if a.what == STANDBY) / 60
    return total + problem.weights.overstaffing * idle


def _reached(problem: Problem) -> NDArray[np.bool_]:
    """Where somebody with the skill may be, whatever else he does; shape (queues, slots)."""
    reached = np.zeros_like(problem.open)
    for position, agent in enumerate(problem.agents):
        for day, s in product(range(problem.days), range(len(problem.shifts))):
            if may_start(problem, position, day, s):
                first, last = (
                    (day * _DAY + m) // problem.interval_minutes
                    for m in (problem.shifts[s].start, problem.shifts[s].end)
                )
                reached[sorted(agent.skills), first:last] = True
    return reached


def _contract(problem: Problem, assignments: Sequence[Assignment]) -> float:
    """The weekly minimum, a seventh for each day employed and not on leave, less the paid minutes.

    Weeks in which the agent may not start any shift are left out.
    """
    paid = Counter[tuple[int, int]]()
    for a in assignments:
        paid[a.agent, problem.week(a.day)] += problem.shifts[a.shift].paid_minutes
    missing = 0
    for position, agent in enumerate(problem.agents):
        days = Counter(
            problem.week(day)
            for day in range(problem.days)
            if day not in agent.leave
            and (agent.employed_from is None or day >= agent.employed_from)
            and (agent.employed_until is None or day <= agent.employed_until)
        )
        for week, count in days.items():
            within = [day for day in range(problem.days) if problem.week(day) == week]
            every = product(within, range(len(problem.shifts)))
            if not any(may_start(problem, position, day, s) for day, s in every):
                continue
            missing += max(0, round((agent.min_minutes_week or 0) * count / 7) - paid[position, week])
    return round(problem.weights.contract / 60, 3) * missing


def _paid(problem: Problem, assignments: Sequence[Assignment]) -> float:
    paid = sum(
        problem.agents[a.agent].hourly_cost * problem.shifts[a.shift].paid_minutes / 60 for a in assignments
    )
    return problem.weights.cost * paid


def _wishes(problem: Problem, assignments: Sequence[Assignment]) -> float:
    works = {(a.agent, a.day): a.shift for a in assignments}
    points = 0.0
    for wish in problem.wishes:
        shift = works.get((wish.agent, wish.day))
        done = shift is not None and wish.means(shift)
        possible = any(
            wish.means(s) and may_start(problem, wish.agent, wish.day, s) for s in range(len(problem.shifts))
        )
        if possible and done != (wish.kind == "prefer"):
            points += problem.weights.wish * wish.weight / 100
    return points


def _fairness(problem: Problem, assignments: Sequence[Assignment]) -> float:
    counts = Counter[tuple[int, str]]()
    opens, closes = problem.rules.night
    for a in assignments:
        shift = problem.shifts[a.shift]
        counts[a.agent, "night"] += any(
            shift.start < closes + off and opens + off < shift.end for off in (-_DAY, 0, _DAY)
        )
        counts[a.agent, "weekend"] += problem.weekday(a.day) >= 5
        counts[a.agent, "sale"] += a.day in problem.special_days
    return problem.weights.fairness * sum(count * (count - 1) // 2 for count in counts.values())


def _shift_cover(problem: Problem, assignments: Sequence[Assignment]) -> float:
    started = Counter((a.day, a.shift) for a in assignments)
    points = 0.0
    for cover in problem.shift_cover:
        there = sum(started[cover.day, shift] for shift in cover.shifts)
        points += cover.below * max(0, cover.wanted - there) + cover.above * max(0, there - cover.wanted)
    return points
