"""Queue assignment: by the activity rules, and at the cost of brute force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import domain
from scheduler.audit import PlanData, audit
from scheduler.domain.plan import EarlierWork
from scheduler.domain.rules import Rules
from scheduler.domain.windows import Window
from scheduler.roster.assignment.activities import assign_activities
from scheduler.roster.assignment.coverage import coverage_cost, scheduled_agents
from scheduler.roster.assignment.worked_shifts import WorkedShift, worked_shift
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.problem import Break, Problem, Shift
from scheduler.roster.problem.solution import BREAK, MEAL, STANDBY, Activity, Assignment, Limits
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import EARLY, agent, problem
from tests.scheduler.statements import a_queue, a_shift, an_agent, changed, plan_data

pytestmark = pytest.mark.slow

MONDAY = date(2026, 11, 9)
HOUR = 60
SHIFTS = (
    Shift("day", 9 * HOUR, 17 * HOUR, HOUR, 11 * HOUR, 14 * HOUR),
    Shift("pauses", 8 * HOUR, 15 * HOUR, HOUR, 12 * HOUR, 14 * HOUR, (Break(HOUR, 9 * HOUR, 11 * HOUR),)),
    Shift("late", 20 * HOUR, 28 * HOUR),
    Shift("short", 10 * HOUR, 15 * HOUR, HOUR, 11 * HOUR, 13 * HOUR),
)


@dataclass(frozen=True)
class Case:
    """Whose shifts there are in a day that starts on MONDAY; opens: of each queue, in hours."""

    problem: Problem
    shifts: tuple[Assignment, ...]
    opens: tuple[tuple[int, int], ...]

    @property
    def worked_shifts(self) -> list[WorkedShift]:
        """Meals and breaks as early as may be."""
        return [
            worked_shift(
                self.problem, a.agent, a.day, a.shift, starts_of(self.problem.shifts[a.shift], a.day)
            )
            for a in self.shifts
        ]


def starts_of(shift: Shift, day: int) -> list[int]:
    meal = [shift.meal_from] if shift.meal_minutes else []
    return [day * 24 + minute // HOUR for minute in (*meal, *(rest.earliest for rest in shift.breaks))]


def random_case(seed: int, people: int, queues: int, shifts: Sequence[Shift] = SHIFTS, days: int = 1) -> Case:
    """Queues that close, some people of earlier plans, needs that go up and down."""
    rng = np.random.default_rng(seed)
    opens = tuple(
        (0, 24) if rng.random() < 0.4 else (int(rng.integers(0, 13)), int(rng.integers(14, 30)))
        for _ in range(queues)
    )
    slots = days * 24 + 12
    open_ = np.zeros((queues, slots), dtype=bool)
    for q, (begin, end) in enumerate(opens):
        for day in range(-1, days + 1):
            open_[q, max(0, day * 24 + begin) : max(0, day * 24 + end)] = True
    team = [
        agent(f"a{i}", rng.choice(queues, size=int(rng.integers(1, queues + 1)), replace=False).tolist())
        for i in range(people)
    ]
    case = problem(
        team,
        shifts=shifts,
        need=rng.integers(0, max(2, people // queues + 1), size=(queues, slots)),
        days=days,
        queues=[f"q{q}" for q in range(queues)],
        before=rng.integers(0, 2, size=(queues, slots)) * open_,
        open_=open_,
        rules=Rules(
            min_activity_minutes=[None, 0, 90, 120, 180][int(rng.integers(5))],
            max_activity_changes=[None, 0, 1, 2][int(rng.integers(4))],
        ),
    )
    assignments = tuple(
        Assignment(i, day, int(rng.integers(len(shifts)))) for i in range(people) for day in range(days)
    )
    return Case(case, assignments, opens)


def of_all_trades(case: Case) -> Case:
    """The same with people who have every skill."""
    every = frozenset(range(len(case.problem.queues)))
    team = tuple(changed(person, skills=every) for person in case.problem.agents)
    return changed(case, problem=changed(case.problem, agents=team))


def cost(case: Problem, activities: Sequence[Activity]) -> int:
    idle = sum((a.end - a.start) // case.interval_minutes for a in activities if a.what == STANDBY)
    return coverage_cost(case, scheduled_agents(case, activities), idle)


def data_of(case: Case, activities: Sequence[Activity]) -> PlanData:
    """What the audit would read of it."""
    midnight = pd.Timestamp(MONDAY)
    names = {MEAL: "meal", BREAK: "break", STANDBY: "standby", **dict(enumerate(case.problem.queues))}
    rows = [
        (
            case.problem.agents[a.agent].id,
            midnight + pd.Timedelta(minutes=a.start),
            midnight + pd.Timedelta(minutes=a.end),
            names[a.what],
        )
        for a in activities
    ]
    worked = [
        (
            case.problem.agents[a.agent].id,
            MONDAY + timedelta(days=a.day),
            case.problem.shifts[a.shift].name,
            midnight + pd.Timedelta(days=a.day, minutes=case.problem.shifts[a.shift].start),
            midnight + pd.Timedelta(days=a.day, minutes=case.problem.shifts[a.shift].end),
            case.problem.shifts[a.shift].paid_minutes / 60,
        )
        for a in case.shifts
    ]
    times = {"start": "datetime64[us]", "end": "datetime64[us]"}
    columns = ["agent_id", "start", "end", "activity"]
    roster_columns = ["agent_id", "date", "shift", "start", "end", "paid_hours"]
    roster = pd.DataFrame(worked, columns=roster_columns).astype(times)
    table = pd.DataFrame(rows, columns=columns).astype(times)
    rules = case.problem.rules
    return plan_data(
        first_day=MONDAY,
        days=case.problem.days,
        timezone="Asia/Shanghai",
        interval_minutes=HOUR,
        shrinkage=0.0,
        queues=tuple(
            a_queue(name, Window(begin * HOUR, end * HOUR), 300)
            for name, (begin, end) in zip(case.problem.queues, case.opens, strict=True)
        ),
        shifts=tuple(
            a_shift(
                s.name,
                s.start,
                s.end,
                s.meal_minutes,
                Window(s.meal_from, s.meal_to) if s.meal_minutes else None,
                tuple(domain.Break(rest.minutes, Window(rest.earliest, rest.latest)) for rest in s.breaks),
            )
            for s in case.problem.shifts
        ),
        agents=tuple(
            an_agent(a.id, frozenset(case.problem.queues[q] for q in a.skills)) for a in case.problem.agents
        ),
        rules=Rules(
            min_activity_minutes=rules.min_activity_minutes, max_activity_changes=rules.max_activity_changes
        ),
        leave=(),
        locks=(),
        wishes=(),
        earlier=EarlierWork(roster.iloc[:0], table.iloc[:0], covers_day_before=True),
        written={"roster": roster, "activities": table},
    )


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), people=st.integers(1, 9), queues=st.integers(1, 4))
def test_every_assignment_passes_the_audit(seed: int, people: int, queues: int) -> None:
    """No gap, own and open queues, breaks in their windows, no stretch too short, no change too many: the
    audit, which knows these rules by their text, finds nothing. Nobody stands by while a queue is open."""
    case = random_case(seed, people, queues, days=2)
    activities = assign_activities(case.problem, case.worked_shifts)
    assert [v for v in audit(data_of(case, activities), ("activities",)) if v.code != "file_absent"] == []
    for activity in activities:
        if activity.what == STANDBY:
            skills = sorted(case.problem.agents[activity.agent].skills)
            first, last = activity.start // HOUR, activity.end // HOUR
            assert not case.problem.open[skills, first:last].any()


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), people=st.integers(1, 6), queues=st.integers(1, 3))
def test_without_rules_each_hour_costs_its_least(seed: int, people: int, queues: int) -> None:
    """With breaks that cannot move, every split of every hour is tried: none is cheaper, all together."""
    fixed = (Shift("day", 9 * HOUR, 17 * HOUR, HOUR, 12 * HOUR, 13 * HOUR), SHIFTS[2])
    case = random_case(seed, people, queues, shifts=fixed)
    free = changed(case.problem, rules=Rules())
    activities = assign_activities(free, case.worked_shifts)
    busy = scheduled_agents(free, activities)
    there: dict[int, list[frozenset[int]]] = {}
    for each in case.worked_shifts:
        for slot in range(each.first, min(each.last, free.slots)):
            if not any(rest.start <= slot < rest.start + rest.slots for rest in each.breaks):
                open_now = {q for q in free.agents[each.agent].skills if free.open[q, slot]}
                there.setdefault(slot, []).extend([frozenset(open_now)] if open_now else [])
    for slot, choices in there.items():
        costs = set()
        for split in product(*choices):
            trial = busy.copy()
            trial[:, slot] = free.scheduled_before[:, slot]
            for q in split:
                trial[q, slot] += 1000
            costs.add(coverage_cost(free, trial, 0))
        assert coverage_cost(free, busy, 0) == min(costs)


def every_sequence(case: Problem, each: WorkedShift) -> Iterator[list[Activity]]:
    """Every sequence of a shift that satisfies the rules, by their text, slot by slot."""
    skills, rules = sorted(case.agents[each.agent].skills), case.rules
    least = -(-(rules.min_activity_minutes or 0) // HOUR)

    def is_open(q: int, slot: int) -> bool:
        return slot < case.slots and bool(case.open[q, slot])

    for starts in product(*(range(rest.earliest, rest.latest + 1) for rest in each.breaks)):
        at = dict[int, int]()
        for rest, start in zip(each.breaks, starts, strict=True):
            at |= dict.fromkeys(range(start, start + rest.slots), rest.what)
        choices = [
            [at[slot]] if slot in at else [q for q in skills if is_open(q, slot)] or [STANDBY]
            for slot in range(each.first, each.last)
        ]
        for sequence in product(*choices):
            served = [k for k, what in enumerate(sequence) if what >= 0]
            free_changes = [
                (before, after)
                for before, after in pairwise(served)
                if sequence[before] != sequence[after] and is_open(sequence[before], each.first + after)
            ]
            most = rules.max_activity_changes
            if most is not None and len(free_changes) > most:
                continue
            edges = {k for before, after in free_changes if after == before + 1 for k in (before, after)}
            if all(length(sequence, k) >= least for k in edges):
                yield [
                    Activity(each.agent, (each.first + k) * HOUR, (each.first + k + 1) * HOUR, what)
                    for k, what in enumerate(sequence)
                ]


def length(sequence: Sequence[int], k: int) -> int:
    """Of the stretch that slot k lies in."""
    first, last = k, k
    while first > 0 and sequence[first - 1] == sequence[k]:
        first -= 1
    while last + 1 < len(sequence) and sequence[last + 1] == sequence[k]:
        last += 1
    return last - first + 1


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), queues=st.integers(2, 3))
def test_the_queue_sequence_of_one_shift_is_optimal(seed: int, queues: int) -> None:
    """All sequences of one shift are tried: none is cheaper than the one assigned, and of the cheapest
    none has fewer changes of queue (one at once counts like two over a meal or standby)."""
    case = of_all_trades(random_case(seed, 1, queues, (SHIFTS[3], Shift("late", 20 * HOUR, 26 * HOUR))))
    (each,) = case.worked_shifts
    assigned = assign_activities(case.problem, [each])
    options = [(cost(case.problem, one), changes(one)) for one in every_sequence(case.problem, each)]
    assert (cost(case.problem, assigned), changes(assigned)) == min(options)


def changes(activities: Sequence[Activity]) -> int:
    """Changes of queue of one shift, those at once twice."""
    served = [activity for activity in activities if activity.what >= 0]
    return sum(
        1 + (before.end == after.start) for before, after in pairwise(served) if before.what != after.what
    )


@pytest.mark.parametrize("seed", range(40))
def test_two_shifts_reach_brute_force(seed: int) -> None:
    """Every pair of sequences is tried: none is cheaper."""
    case = of_all_trades(random_case(seed, 2, 2, (SHIFTS[3], Shift("late", 21 * HOUR, 26 * HOUR))))
    assigned = cost(case.problem, assign_activities(case.problem, case.worked_shifts))
    first, second = (list(every_sequence(case.problem, each)) for each in case.worked_shifts)
    best = min(cost(case.problem, [*one, *other]) for one in first for other in second)
    assert assigned == best


def flexible(rules: Rules) -> Problem:
    """One agent of two queues; each needs somebody every other hour from 08:00 to 16:00."""
    need = np.zeros((2, 36))
    need[0, 8:16:2], need[1, 9:16:2] = 1, 1
    return problem([agent(skills=(0, 1))], days=1, shifts=[EARLY], need=need, queues=("p", "q"), rules=rules)


def test_the_rules_bind_both_engines_and_the_objective_is_that_of_the_activities() -> None:
    """Without a rule all is covered with a change every hour; with one, hours are missing, the objective is
    that of the activities, and a generated of the counts is no generated of the roster."""
    limits = Limits(seed=1, seconds=3600, work=2)
    free = find_roster(flexible(Rules()), limits)
    assert (free.moves, free.status, free.objective) == (7, "optimal", 0.0)
    for engine in ("cp-sat", "hybrid"):
        case = flexible(Rules(min_activity_minutes=120, max_activity_changes=2))
        found = find_roster(case, changed(limits, engine=engine))
        assert found.moves <= 2
        assert all(a.end - a.start >= 120 for a in found.activities)
        points = sum(part.points for part in objective_parts(case, found.assignments, found.activities))
        assert found.objective == pytest.approx(points, abs=0.01)
        assert found.objective > found.bound == 0.0
        assert (found.status, found.stopped_by) == ("feasible", "work")


def test_agents_do_not_change_queue_without_need() -> None:
    """Two people, two queues that need one each all day: whoever is where stays there."""
    case = problem([agent("a", (0, 1)), agent("b", (0, 1))], shifts=[EARLY], need=1.0, queues=("p", "q"))
    found = find_roster(case, Limits(seed=1, seconds=3600, work=2))
    assert found.moves == 0


def test_a_meal_moves_where_a_stretch_would_be_too_short() -> None:
    """The queue that is needed from 11:00 on gets its person then: the meal goes to the border between."""
    shift = Shift("day", 8 * HOUR, 16 * HOUR, HOUR, 10 * HOUR, 14 * HOUR)
    need = np.zeros((2, 36))
    need[0, 8:10], need[1, 11:16] = 1, 1
    rules = Rules(min_activity_minutes=300)
    case = problem([agent(skills=(0, 1))], days=1, shifts=[shift], need=need, queues=("p", "q"), rules=rules)
    rows = assign_activities(case, [worked_shift(case, 0, 0, 0, [13])])
    assert [(a.what, a.start // 60, a.end // 60) for a in rows] == [(0, 8, 10), (MEAL, 10, 11), (1, 11, 16)]


def test_same_input_same_activities_and_no_shifts_no_activities() -> None:
    """Two runs agree row by row; no shifts are no activities."""
    case = random_case(7, 9, 3, days=2)
    shifts = case.worked_shifts
    assert assign_activities(case.problem, shifts) == assign_activities(case.problem, shifts)
    assert assign_activities(case.problem, []) == ()
