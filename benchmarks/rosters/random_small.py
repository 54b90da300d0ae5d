"""Random small rosters: is what the engine finds legal, is its cost what it says, is it the least there is?

    .venv/bin/python -m benchmarks.rosters.random_small [--number 10000] [--engine hybrid] [--everything]

Each number is a seed: one or two people, two to five days, one to three shifts, one or two queues that may
close, and any mix of the rules: hours, days, nights, rest, runs, weekends, successions, limits, locks, leave,
wishes, people wanted by shift, prices of regular starts, of jumps of the start and of single days, work
before the plan, its first day any weekday; with --everything also overtime, holidays, meetings, joint rows,
leave by hours, what it leaves of a shift, shifts of some dates, what was unfair before, what people were
told, a part of the plan that has passed, rotations, reserve shifts, free weekends. Everybody serves one
queue, nobody eats, so all legal rosters can be enumerated; the rules are judged by legal.py, costs
are those of house_cost.py. Ends at the first seed whose roster is
illegal, whose objective is not its cost, or is not the least; a problem without
any legal roster must be refused.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import inf
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from benchmarks.rosters import legal
from benchmarks.rosters.coverage import serving
from benchmarks.rosters.house_cost import HouseCost, house_cost
from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.domain.overtime import Overtime
from scheduler.domain.rules import Rules
from scheduler.domain.weights import Weights
from scheduler.roster.objective.regular_starts import with_regular_starts
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING, JointRow
from scheduler.roster.problem.meetings import Meeting
from scheduler.roster.problem.problem import (
    Agent,
    Break,
    Limit,
    Lock,
    PastShift,
    Problem,
    Shift,
    ShiftCover,
    Told,
    Wish,
)
from scheduler.roster.problem.rotations import Rotation
from scheduler.roster.problem.solution import BREAK, STANDBY, Activity, Assignment, Engine, Limits
from scheduler.roster.problem.weekends import FreeWeekends
from scheduler.roster.solve import find_roster

_SAME = 0.05
"""Points by which the cost may differ: the engine counts in whole thousandths by person and interval."""


def small_problem(seed: int) -> Problem:
    """The problem of a seed."""
    rng = np.random.default_rng(seed)
    days, queues = int(rng.integers(2, 6)), int(rng.integers(1, 3))
    people = 1 if days > 4 else int(rng.integers(1, 3))
    shifts = tuple(_shift(rng, name) for name in "abc"[: int(rng.integers(1, 4 if people * days < 8 else 3))])
    slots = days * 24 + 12
    open_ = np.repeat(rng.random((queues, slots // 6)) < 0.9, 6, axis=1)
    required = np.repeat(rng.integers(0, 5, (queues, slots // 3)) * 500, 3, axis=1)
    plan_before = bool(rng.random() < 0.5)
    weekday = int(rng.integers(0, 7))
    return Problem(
        days=days,
        first_weekday=weekday,
        interval_minutes=60,
        queues=tuple(f"q{q}" for q in range(queues)),
        shifts=shifts,
        agents=tuple(
            replace(_agent(rng, a, days, queues, shifts, plan_before), regular_start=_regular(seed, a))
            for a in range(people)
        ),
        rules=replace(_rules(rng, shifts), days_off_after_nights=_days_off(seed)),
        required=np.where(open_, required, 0).astype(np.int64),
        open=open_,
        scheduled_before=np.zeros((queues, slots), dtype=np.int64),
        plan_before=plan_before,
        locks=tuple(_locks(rng, people, days, len(shifts))),
        wishes=tuple(_wishes(rng, people, days, len(shifts))),
        special_days=frozenset(np.flatnonzero(rng.random(days) < 0.3).tolist()),
        weights=_weights(seed, float(rng.choice([0.0, 0.05]))),
        shift_cover=tuple(
            ShiftCover(day, frozenset({int(rng.integers(len(shifts)))}), int(rng.integers(0, 3)), 5.0, 1.5)
            for day in np.flatnonzero(rng.random(days) < 0.2).tolist()
        ),
    )


def _weights(seed: int, cost: float) -> Weights:
    """Prices of patterns from nothing to more than an hour that is missing."""
    away, off, on = np.random.default_rng([seed, 1]).choice([0.0, 0.05, 0.4, 3.0, 25.0], 3).tolist()
    jump = float(np.random.default_rng([seed, 3]).choice([0.0, 0.05, 0.4, 3.0]))
    return Weights(cost=cost, regular_start=away, start_jump=jump, single_day_off=off, single_working_day=on)


def _regular(seed: int, place: int) -> int | None:
    """A regular start that is given, in half of the cases."""
    return _maybe(np.random.default_rng([seed, 2, place]), 0.5, 0, 1439)


def _days_off(seed: int) -> int | None:
    """Days off after nights, in a third of the cases."""
    return _maybe(np.random.default_rng([seed, 4]), 0.3, 1, 3)


def _shift(rng: np.random.Generator, name: str) -> Shift:
    start = int(rng.integers(0, 24)) * 60
    return Shift(name, start, start + int(rng.integers(4, 13)) * 60)


def _maybe(rng: np.random.Generator, share: float, low: int, high: int) -> int | None:
    """In that share of the cases a whole number from low to high."""
    value = int(rng.integers(low, high + 1))
    return value if rng.random() < share else None


def _hours(minutes: int | None) -> int | None:
    return None if minutes is None else 60 * minutes


def _rules(rng: np.random.Generator, shifts: tuple[Shift, ...]) -> Rules:
    names = [shift.name for shift in shifts]
    pairs = tuple((a, b) for a, b in product(names, repeat=2) if rng.random() < 0.1)
    return Rules(
        max_hours_per_day=_maybe(rng, 0.2, 6, 12),
        max_hours_per_week=_maybe(rng, 0.3, 12, 40),
        max_days_per_week=_maybe(rng, 0.3, 1, 5),
        max_consecutive_days=_maybe(rng, 0.3, 1, 4),
        min_rest_hours=_maybe(rng, 0.6, 8, 14),
        max_night_shifts_per_week=_maybe(rng, 0.2, 0, 2),
        min_consecutive_days=_maybe(rng, 0.3, 2, 3),
        min_consecutive_days_off=_maybe(rng, 0.3, 2, 3),
        forbidden_successions=pairs,
    )


def _agent(
    rng: np.random.Generator, place: int, days: int, queues: int, shifts: tuple[Shift, ...], before: bool
) -> Agent:
    opens = int(rng.integers(0, 24)) * 60
    return Agent(
        id=f"{place}",
        skills=frozenset({int(rng.integers(queues))}),
        min_minutes_week=_hours(_maybe(rng, 0.4, 8, 40)),
        max_minutes_week=_hours(_maybe(rng, 0.4, 8, 40)),
        weekdays=frozenset(np.flatnonzero(rng.random(7) < 0.8).tolist()) if rng.random() < 0.3 else None,
        hours=(opens, opens + 60 * int(rng.integers(8, 24))) if rng.random() < 0.2 else None,
        employed_from=_maybe(rng, 0.1, 0, 2),
        employed_until=_maybe(rng, 0.1, 1, 4),
        leave=frozenset(np.flatnonzero(rng.random(days) < 0.05).tolist()),
        past=tuple(_past(rng, shifts)) if before else (),
        limits=tuple(_limits(rng, days, len(shifts))),
        rules=Rules(
            max_consecutive_days=_maybe(rng, 0.1, 1, 4),
            min_consecutive_days=_maybe(rng, 0.1, 1, 3),
            min_consecutive_days_off=_maybe(rng, 0.1, 1, 3),
        ),
        hourly_cost=float(rng.integers(0, 50)),
    )


def _past(rng: np.random.Generator, shifts: tuple[Shift, ...]) -> Iterator[PastShift]:
    """Work of the days before, as free as anybody's own."""
    for day in range(-5, 0):
        s = int(rng.integers(len(shifts)))
        if rng.random() < 0.4:
            start, end = day * 1440 + shifts[s].start, day * 1440 + shifts[s].end
            yield PastShift(day, start, end, shifts[s].paid_minutes, s)


def _limits(rng: np.random.Generator, days: int, shifts: int) -> Iterator[Limit]:
    for measure in ("minutes", "shifts", "weekends"):
        if rng.random() < 0.15:
            first = int(rng.integers(-3, days))
            last = int(rng.integers(first, days + 2))
            unit = 60 if measure == "minutes" else 1
            least = unit * int(rng.integers(0, 2))
            most = least + unit * int(rng.integers(0, 20 if measure == "minutes" else 3))
            # A weekend is of all shifts: no rule of a shop counts those of some.
            some = rng.random() < 0.5 and measure != "weekends"
            which = frozenset({int(rng.integers(shifts))}) if some else None
            yield Limit(f"own {measure}", measure, first, last, least, most, which)


def _locks(rng: np.random.Generator, people: int, days: int, shifts: int) -> Iterator[Lock]:
    for agent, day in product(range(people), range(days)):
        if rng.random() < 0.05:
            yield Lock(agent, day, None if rng.random() < 0.5 else int(rng.integers(shifts)))


def _wishes(rng: np.random.Generator, people: int, days: int, shifts: int) -> Iterator[Wish]:
    for agent, day in product(range(people), range(days)):
        if rng.random() < 0.2:
            kind = ("prefer_off", "prefer", "avoid")[int(rng.integers(3))]
            shift = None if kind == "prefer_off" or rng.random() < 0.3 else int(rng.integers(shifts))
            yield Wish(agent, day, kind, shift, int(rng.integers(50, 300)))  # type: ignore[arg-type]


def activities_of(problem: Problem, assignments: tuple[Assignment, ...]) -> tuple[Activity, ...]:
    """What everybody does: the one queue while it is open."""
    rows = []
    for a in assignments:
        (queue,) = problem.agents[a.agent].skills
        for hour in range(problem.shifts[a.shift].start // 60, problem.shifts[a.shift].end // 60):
            slot = a.day * 24 + hour
            is_open = slot < problem.slots and problem.open[queue, slot]
            what = BREAK if problem.shifts[a.shift].breaks else queue if is_open else STANDBY
            rows.append(Activity(a.agent, slot * 60, slot * 60 + 60, what))
    return tuple(rows)


def least_cost(problem: Problem) -> float | None:
    """Of all legal rosters, by trying them; None if there is none."""
    choices = product((None, *range(len(problem.shifts))), repeat=problem.days)
    patterns = [tuple((day, s) for day, s in enumerate(row) if s is not None) for row in choices]
    alone: list[list[tuple[Assignment, ...]]] = []
    for agent in range(len(problem.agents)):
        lone = _only(problem, agent)
        alone.append(
            [
                tuple(Assignment(agent, day, s) for day, s in pattern)
                for pattern in patterns
                if not legal.broken(lone, [Assignment(0, day, s) for day, s in pattern])
            ]
        )
    if not all(alone):
        return None
    cost = HouseCost(problem)
    before = serving(problem, ())
    there = [[serving(problem, activities_of(problem, one)) - before for one in kinds] for kinds in alone]
    idle = problem.weights.overstaffing
    least = inf
    # Whoever is at the desks, the intervals cost the same: each such state is priced once.
    priced: dict[bytes, float] = {}
    for places in product(*(range(len(kinds)) for kinds in alone)):
        present = before + sum(rows[place] for rows, place in zip(there, places, strict=True))
        key = present.tobytes()
        if key not in priced:
            priced[key] = cost.of_intervals(present)
        roster = tuple(a for kinds, place in zip(alone, places, strict=True) for a in kinds[place])
        standby = sum(row.end - row.start for row in activities_of(problem, roster) if row.what == STANDBY)
        least = min(least, priced[key] + cost.of_people(roster) + idle * standby / 60)
    return least


def _only(problem: Problem, agent: int) -> Problem:
    own = tuple(Lock(0, lock.day, lock.shift) for lock in problem.locks if lock.agent == agent)
    alone = replace(problem, joint_rows=(), meetings=(), told=(), wishes=())
    return replace(alone, agents=(problem.agents[agent],), locks=own)


def with_overtime(problem: Problem, seed: int) -> Problem:
    """The same with overtime and holidays: little and much of it, dear and for nothing."""
    rng = np.random.default_rng([seed, 3])
    weeks = problem.week(problem.days - 1) + 1
    stated = Overtime(
        ordinary_hours_day=float(rng.integers(4, 11)),
        ordinary_hours_week=float(rng.integers(6, 30)),
        max_hours_day=float(rng.integers(0, 5)),
        extended_factor=float(rng.choice([1.0, 1.5])),
        rest_day_factor=float(rng.choice([1.0, 2.0])),
    )
    agents = tuple(
        replace(agent, overtime_minutes=tuple((60 * rng.integers(0, 20, weeks)).tolist()))
        for agent in problem.agents
    )
    return replace(
        problem,
        agents=agents,
        rules=replace(problem.rules, overtime=stated),
        weights=replace(problem.weights, overtime=float(rng.choice([0.0, 2.0, 12.0]))),
        pay_factors={day: 3.0 for day in range(-6, problem.days) if rng.random() < 0.15},
    )


def with_everything(problem: Problem, seed: int) -> Problem:
    """The same with overtime, and with all that ties people to each other, to an hour or to what they were
    told: meetings, joint rows, leave by hours, what it leaves of a shift, shifts of some dates, earlier
    counts, changes, a beginning that has passed, rotations, reserve, free weekends."""
    problem = with_overtime(problem, seed)
    rng = np.random.default_rng([seed, 5])
    people, days, shifts = len(problem.agents), problem.days, len(problem.shifts)
    cells = list(product(range(people), range(days)))
    passed = int(rng.integers(0, days * 1440)) if rng.random() < 0.2 else None
    told = tuple(
        Told(agent, day, None if rng.random() < 0.4 else int(rng.integers(shifts)), *prices)
        for (agent, day), prices in zip(
            cells, rng.choice([0.0, 1.5, 6.0], (len(cells), 2)).tolist(), strict=True
        )
        if rng.random() < 0.3
    )
    problem = replace(
        problem,
        shifts=tuple(
            replace(shift, days=frozenset(np.flatnonzero(rng.random(days) < 0.8).tolist()))
            if rng.random() < 0.2
            else shift
            for shift in problem.shifts
        ),
        agents=tuple(
            replace(agent, away=_away(rng, days), balances=_balances(rng)) for agent in problem.agents
        ),
        scheduled_before=_before(rng, problem) if problem.plan_before else problem.scheduled_before,
        joint_rows=tuple(_joint_row(rng, people, problem.slots) for _ in range(rng.integers(0, 3))),
        meetings=tuple(_meeting(rng, people, days) for _ in range(rng.integers(0, 3))),
        told=told,
        not_before=passed,
        weights=replace(
            problem.weights, meeting=float(rng.choice([0.5, 5.0, 60.0])), short_stretch=0.0, queue_change=0.0
        ),
    )
    problem = _with_patterns(problem, np.random.default_rng([seed, 6]))
    return _with_shortened(problem, np.random.default_rng([seed, 7]))


def _with_shortened(problem: Problem, rng: np.random.Generator) -> Problem:
    """What leave leaves of the first shift, for some people on the days on which it takes the end of it."""
    whole, place = problem.shifts[0], len(problem.shifts)
    length = (whole.end - whole.start) // 120 * 60
    if rng.random() < 0.6 or length < 60 or whole.meal_minutes or whole.breaks:
        return problem
    rest = replace(whole, name="rest", end=whole.start + length, days=None, given=True)
    agents = []
    for agent in problem.agents:
        days = np.flatnonzero(rng.random(problem.days) < 0.4).tolist()
        taken = tuple((day * 1440 + rest.end, day * 1440 + whole.end) for day in days)
        given = frozenset((day, place) for day in days)
        agents.append(replace(agent, away=(*agent.away, *taken), given=given))
    return replace(problem, shifts=(*problem.shifts, rest), agents=tuple(agents))


def _with_patterns(problem: Problem, rng: np.random.Generator) -> Problem:
    """Rotations, free weekends and a reserve shift, each in some of the cases."""
    days, shifts = problem.days, len(problem.shifts)
    agents = tuple(
        replace(agent, rotation=_rotation(rng, shifts), free_weekends=tuple(_free_weekends(rng, days)))
        for agent in problem.agents
    )
    prices = rng.choice([0.0, 0.5, 3.0, 25.0], 2).tolist()
    weights = replace(problem.weights, free_weekend=prices[0], rotation=prices[1])
    problem = replace(problem, agents=agents, weights=weights)
    # Whoever is at a meeting counts as at the desk, and a reserve is never there.
    return _with_reserve(problem, rng) if rng.random() < 0.25 and not problem.meetings else problem


def _rotation(rng: np.random.Generator, shifts: int) -> Rotation | None:
    """Turns of one shift, of any, of days off; in a third of the cases, and hard in some of them."""
    if rng.random() < 0.7:
        return None
    entries = [frozenset({s}) for s in range(shifts)] + [frozenset[int](), None]
    chosen = [entries[place] for place in rng.integers(len(entries), size=int(rng.integers(1, 5)))]
    return Rotation((*chosen, entries[0]), int(rng.integers(0, 6)), hard=bool(rng.random() < 0.25))


def _free_weekends(rng: np.random.Generator, days: int) -> Iterator[FreeWeekends]:
    if rng.random() < 0.5:
        first = int(rng.integers(-6, days))
        yield FreeWeekends(first, int(rng.integers(first, days + 3)), int(rng.integers(0, 3)))


def _with_reserve(problem: Problem, rng: np.random.Generator) -> Problem:
    """The last shift is one in which people stand ready: all of it a break, so many wanted each day."""
    last = len(problem.shifts) - 1
    shift = problem.shifts[last]
    whole = Break(shift.end - shift.start, shift.start, shift.end)
    ready = replace(shift, breaks=(whole,), pay_share=float(rng.choice([1.0, 0.5, 0.0])))
    covers = tuple(cover for cover in problem.shift_cover if last not in cover.shifts)
    wanted = tuple(
        ShiftCover(day, frozenset({last}), int(rng.integers(0, 2)), 8.0, 8.0) for day in range(problem.days)
    )
    return replace(problem, shifts=(*problem.shifts[:last], ready), shift_cover=(*covers, *wanted))


def _away(rng: np.random.Generator, days: int) -> tuple[tuple[int, int], ...]:
    starts = [day * 1440 + 60 * int(rng.integers(24)) for day in range(days) if rng.random() < 0.15]
    return tuple((start, start + 60 * int(rng.integers(1, 12))) for start in starts)


def _balances(rng: np.random.Generator) -> tuple[tuple[str, int], ...]:
    return tuple((kind, int(rng.integers(0, 4000))) for kind in SPREAD_KINDS if rng.random() < 0.3)


def _before(rng: np.random.Generator, problem: Problem) -> NDArray[np.int64]:
    """Whole agents of earlier shifts on the first morning."""
    before = np.zeros_like(problem.scheduled_before)
    before[:, : int(rng.integers(0, 10))] = 1000 * int(rng.integers(0, 2))
    return np.where(problem.open, before, 0)


def _joint_row(rng: np.random.Generator, people: int, slots: int) -> JointRow:
    """At least, at most, apart, together; some by day."""
    by_day = bool(rng.random() < 0.3)
    asked = rng.random(slots) < 0.7
    if by_day:
        asked &= np.arange(slots) % 24 == 0
    low, high = sorted(rng.integers(-1, 3, 2).tolist())
    return JointRow(
        "row",
        rng.integers(-2, 3, (people, 1)) * np.ones((1, 3), dtype=np.int64),
        np.where(asked & (rng.random() < 0.6), low, NOTHING),
        np.where(asked & (rng.random() < 0.6), high, ANYTHING),
        *rng.choice([0, 300, 4_000, 30_000], 2).tolist(),
        np.where(np.arange(slots) < 10, rng.integers(0, 2), 0),
        by_day,
    )


def _meeting(rng: np.random.Generator, people: int, days: int) -> Meeting:
    earliest, minutes = 60 * int(rng.integers(0, 30)), 60 * int(rng.integers(1, 3))
    return Meeting(
        int(rng.integers(days)),
        minutes,
        earliest,
        earliest + minutes + 60 * int(rng.integers(0, 4)),
        frozenset(np.flatnonzero(rng.random(people) < 0.7).tolist()),
        bool(rng.random() < 0.5),
    )


def wrong_with(
    seed: int, seconds: float, engine: Engine = "auto", overtime: bool = False, everything: bool = False
) -> str:
    """What is wrong with the engine's answer; empty if nothing is."""
    problem = with_overtime(small_problem(seed), seed) if overtime else small_problem(seed)
    problem = with_everything(small_problem(seed), seed) if everything else problem
    try:
        solution = find_roster(problem, Limits.within(seconds, engine=engine))
    except RulesCollideError:
        least = least_cost(problem)
        return "" if least is None else f"refused, though there is a roster of {least:.3f}"
    problem = with_regular_starts(problem, solution.regular_starts)
    least = least_cost(problem)
    lines = legal.broken(problem, solution.assignments)
    lines += legal.broken_activities(problem, solution.assignments, solution.activities)
    if lines:
        return f"broken: {'; '.join(lines[:3])}"
    if least is None:
        return "a roster where none is legal"
    cost = house_cost(problem, solution.assignments, solution.activities)
    if abs(cost - solution.objective) > _SAME:
        return f"objective {solution.objective:.3f}, cost {cost:.3f}"
    if solution.bound > least + _SAME:
        return f"bound {solution.bound:.3f} above the least cost {least:.3f}"
    # A meeting is put into finished shifts: where its place costs too much, it is not held.
    cost = HouseCost(problem).of_search(solution.assignments, activities_of(problem, solution.assignments))
    if abs(cost - least) > _SAME:
        return f"cost {cost:.3f}, least {least:.3f} ({solution.stopped_by})"
    return ""


def main() -> None:
    """Try seed after seed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--engine", choices=get_args(Engine), default="auto")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--overtime", action="store_true", help="with overtime and holidays")
    parser.add_argument("--everything", action="store_true", help="with all that a problem may have")
    given = parser.parse_args()
    begun = time.perf_counter()
    for seed in range(given.first, given.first + given.number):
        wrong = wrong_with(seed, given.seconds, given.engine, given.overtime, given.everything)
        if wrong:
            raise SystemExit(f"seed {seed}: {wrong}")
    print(f"{given.number:,} problems: all as they should be; {time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
