"""Breakdown of the objective: amount and cost of each term of a finished roster.

Computed from the roster, not from an engine's variables, so it is the same whichever engine found it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.roster.objective.changes import changed
from scheduler.roster.objective.contract_hours import contracted_minutes
from scheduler.roster.objective.costs import POINT, Priced, demands, linearised
from scheduler.roster.objective.free_weekends import weekends_beyond
from scheduler.roster.objective.joint_counts import joint_counts
from scheduler.roster.objective.lone_days import count_lone_days
from scheduler.roster.objective.meetings import missing_people
from scheduler.roster.objective.overtime import minute_prices, overtime_worked
from scheduler.roster.objective.preferences import balance_cost
from scheduler.roster.objective.queue_changes import queue_changes
from scheduler.roster.objective.regular_starts import cost_away, minutes_away
from scheduler.roster.objective.rotations import departures
from scheduler.roster.objective.secondary_queues import secondary_queues
from scheduler.roster.objective.start_jumps import count_jumps
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.remembered import remembered
from scheduler.roster.problem.served import served_by
from scheduler.roster.problem.solution import STANDBY, Activity, Assignment
from scheduler.roster.rules.eligibility import touches_night

PARTS = (
    "late",
    "shortage",
    "overstaffing",
    "contract",
    "cost",
    "overtime",
    "wishes",
    "fairness",
    "regular_start",
    "start_jumps",
    "single_days",
    "free_weekends",
    "rotation",
    "queue_changes",
    "secondary_queues",
    "meetings",
    "shift_cover",
    "team_rules",
    "changes",
    "last_night",
)
"""Every term, in the order in which they are shown."""


_OPTIONAL: Mapping[str, Callable[[Problem], object]] = {
    "meetings": lambda problem: problem.meetings,
    "team_rules": lambda problem: problem.joint_rows,
    "changes": lambda problem: problem.told,
    "overtime": lambda problem: problem.rules.overtime,
    "free_weekends": lambda problem: any(agent.free_weekends for agent in problem.agents),
    "rotation": lambda problem: any(agent.rotation is not None for agent in problem.agents),
    "secondary_queues": lambda problem: any(agent.queue_points for agent in problem.agents),
}
"""Terms that only some shops have, and only some of their plans."""


@dataclass(frozen=True)
class Part:
    """One term of the objective. amount: in its own unit (see ``objective_parts``); points: its cost."""

    name: str
    amount: float
    points: float


def objective_parts(
    problem: Problem, assignments: tuple[Assignment, ...], activities: tuple[Activity, ...]
) -> tuple[Part, ...]:
    """Every term of ``PARTS``; their points sum to the objective up to rounding to 1/1000 point.

    ``meetings``, ``team_rules``, ``overtime``, ``rotation``, ``secondary_queues`` and ``changes`` are left
    out where there are none.

    Amounts: customers late; agent-hours missing; agent-hours beyond the requirement or without an open
    queue; contracted hours not worked; hourly cost paid, with what overtime and holidays are paid beyond it;
    hours of overtime, without that pay; wishes broken; fairness (1 for an agent's second night, weekend day
    or sale day, 2 for the third, …; the points know of earlier plans too); hours by which shifts begin away
    from their agents' regular starts, and from those of the day before; single days off and single working
    days; weekends worked beyond those that leave a month its free ones; days that are not as a rotation has
    them; changes of queue beyond two in a shift and stretches below an hour; hours in queues that are
    secondary to the agent; people who miss a meeting; agents missing in a shift, or too many where that costs
    something; person-hours by which rules of the team are broken; shifts and days off that are not as their
    agents were told.
    ``last_night``: agent-hours missing after the plan's last midnight, as long as a shift of the catalogue
    may still run, with the points of all coverage then. Nothing is subtracted, so the sum is the same
    whatever is locked.
    """
    latest: list[_Latest] = remembered(problem, "objective_parts", list)
    for known in latest:  # the summary asks for what the search, or a hand, has just asked for
        if known.assignments is assignments and known.activities is activities:
            return known.parts
    found = _objective_parts(problem, assignments, activities)
    latest[:] = [_Latest(assignments, activities, found)]
    return found


@dataclass(frozen=True)
class _Latest:
    assignments: tuple[Assignment, ...]
    activities: tuple[Activity, ...]
    parts: tuple[Part, ...]


def _objective_parts(
    problem: Problem, assignments: tuple[Assignment, ...], activities: tuple[Activity, ...]
) -> tuple[Part, ...]:
    parts = [
        *_coverage(problem, activities),
        _contract(problem, assignments),
        *_cost(problem, assignments),
        _wishes(problem, assignments),
        _fairness(problem, assignments),
        _regular_start(problem, assignments),
        _start_jumps(problem, assignments),
        _single_days(problem, assignments),
        _free_weekends(problem, assignments),
        _rotation(problem, assignments),
        Part("queue_changes", *queue_changes(problem, assignments, activities)),
        Part("secondary_queues", *secondary_queues(problem, activities)),
        _meetings(problem, activities),
        _shift_cover(problem, assignments),
        _team_rules(problem, assignments, activities),
        _changes(problem, assignments),
    ]
    absent = {name for name, stated in _OPTIONAL.items() if not stated(problem)}
    names = [name for name in PARTS if name not in absent]
    together = [[part for part in parts if part.name == name] for name in names]
    return tuple(
        Part(name, sum(part.amount for part in same), sum(part.points for part in same))
        for name, same in zip(names, together, strict=True)
    )


def _coverage(problem: Problem, activities: tuple[Activity, ...]) -> list[Part]:
    hours = problem.interval_minutes / 60
    scheduled, idle = served_by(problem, activities), Counter[bool]()
    end = problem.days * problem.slots_per_day
    for activity in activities:
        if activity.what == STANDBY:
            first, last = activity.start // problem.interval_minutes, activity.end // problem.interval_minutes
            idle.update(slot < end for slot in range(first, last))
    one_idle = problem.weights.overstaffing * hours
    parts = [
        Part("overstaffing", idle[True] * hours, idle[True] * one_idle),
        Part("last_night", 0.0, idle[False] * one_idle),
    ]
    prices: dict[tuple[int, int, int], Priced] = remembered(problem, "linearised", dict)
    for (queue, slot), demand in demands(problem).items():
        if slot >= problem.slots_reached:
            continue
        there, required = int(scheduled[queue, slot]), demand[0]
        agents = there / THOUSANDTHS
        beyond = agents - required / THOUSANDTHS
        now = prices.get((queue, slot, there))
        if now is None:
            now = prices[queue, slot, there] = linearised(agents, demand)
        if slot >= end:
            parts.append(Part("last_night", max(0.0, -beyond) * hours, now.points))
            continue
        curve = demand[3]
        late = 0.0 if curve is None else min(curve.customers, curve.of(there))
        parts += [
            Part("late", late, now.late),
            Part("shortage", max(0.0, -beyond) * hours, now.shortage),
            Part("overstaffing", max(0.0, beyond) * hours, now.overstaffing),
        ]
    return parts


def _contract(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    paid = Counter[tuple[int, int]]()
    for a in assignments:
        paid[a.agent, problem.week(a.day)] += problem.shifts[a.shift].paid_minutes
    per_minute = round(problem.weights.contract * POINT / 60) / POINT
    missing = sum(max(0, minutes - paid[of]) for of, minutes in contracted_minutes(problem).items())
    return Part("contract", missing / 60, missing * per_minute)


def _cost(problem: Problem, assignments: tuple[Assignment, ...]) -> Iterator[Part]:
    paid = sum(problem.agents[a.agent].hourly_cost * problem.shifts[a.shift].pay_hours for a in assignments)
    yield Part("cost", paid, problem.weights.cost * paid)
    for agent, worked in overtime_worked(problem, assignments).items():
        surcharge = problem.agents[agent].hourly_cost * worked.surcharge
        yield Part("cost", surcharge, problem.weights.cost * surcharge)
        if problem.rules.overtime is not None:
            extended, rest_day = minute_prices(problem, agent)
            points = (extended * worked.extended + rest_day * worked.rest_day) / POINT
            paid_for = problem.weights.cost * problem.agents[agent].hourly_cost * worked.overtime_surcharge
            yield Part("overtime", (worked.extended + worked.rest_day) / 60, points - paid_for)


def _wishes(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    works = {(a.agent, a.day): a.shift for a in assignments}
    broken, points = 0, 0.0
    for wish in problem.wishes:
        shift = works.get((wish.agent, wish.day))
        as_named = shift is not None and wish.means(shift)
        if as_named != (wish.kind == "prefer"):
            broken += 1
            points += problem.weights.wish * wish.weight / 100
    return Part("wishes", broken, points)


def _fairness(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    counts = Counter[tuple[int, str]]()
    for a in assignments:
        counts[a.agent, "night"] += touches_night(problem.shifts[a.shift], problem.rules.night_hours)
        counts[a.agent, "weekend"] += problem.weekday(a.day) >= 5
        counts[a.agent, "sale"] += a.day in problem.special_days
    uneven = sum(count * (count - 1) // 2 for count in counts.values())
    points = problem.weights.fairness * uneven
    for place, agent in enumerate(problem.agents):
        for kind, begins in agent.balances:
            count = counts[place, kind]
            points += problem.weights.balance * (count * (count - 1) // 2)
            points += count * balance_cost(problem, begins) / POINT
    return Part("fairness", uneven, points)


def _regular_start(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    away, points = 0, 0
    for a in assignments:
        regular = problem.agents[a.agent].regular_start
        if regular is not None:
            minutes = minutes_away(problem.shifts[a.shift].start, regular)
            away += minutes
            points += cost_away(problem, minutes)
    return Part("regular_start", away / 60, points / POINT)


def _start_jumps(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    hours, cost = count_jumps(problem, assignments)
    return Part("start_jumps", hours, cost / POINT)


def _single_days(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    working: dict[int, set[int]] = {agent: set() for agent in range(len(problem.agents))}
    for a in assignments:
        working[a.agent].add(a.day)
    amount, points = 0, 0.0
    for agent, days in working.items():
        off, on = count_lone_days(problem, agent, days)
        amount += off + on
        points += off * problem.weights.single_day_off + on * problem.weights.single_working_day
    return Part("single_days", amount, points)


def _free_weekends(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    weekends = weekends_beyond(problem, assignments)
    return Part("free_weekends", weekends, round(problem.weights.free_weekend * POINT) / POINT * weekends)


def _rotation(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    days = departures(problem, assignments)
    return Part("rotation", days, round(problem.weights.rotation * POINT) / POINT * days)


def _meetings(problem: Problem, activities: tuple[Activity, ...]) -> Part:
    missing = missing_people(problem, activities)
    return Part("meetings", missing, problem.weights.meeting * missing)


def _shift_cover(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    amount, points = 0, 0.0
    for cover in problem.shift_cover:
        there = sum(a.day == cover.day and a.shift in cover.shifts for a in assignments)
        missing, beyond = max(0, cover.wanted - there), max(0, there - cover.wanted)
        amount += missing + (beyond if cover.above else 0)
        points += cover.below * missing + cover.above * beyond
    return Part("shift_cover", amount, points)


def _team_rules(
    problem: Problem, assignments: tuple[Assignment, ...], activities: tuple[Activity, ...]
) -> Part:
    amount, points = 0.0, 0
    for row, count in zip(problem.joint_rows, joint_counts(problem, assignments, activities), strict=True):
        missing, beyond = row.outside(count)
        points += int(row.cost(count).sum())
        amount += row.hours * float((missing * (row.below > 0) + beyond * (row.above > 0)).sum())
    return Part("team_rules", amount, points / POINT)


def _changes(problem: Problem, assignments: tuple[Assignment, ...]) -> Part:
    found = changed(problem, assignments)
    return Part("changes", len(found), sum(told.costs(shift) for told, shift in found))
