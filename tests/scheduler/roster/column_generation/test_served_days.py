"""Shifts and queues of days solved together: as cheap as the best of all rosters, whatever the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise, product

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.assignment.activities import assign_activities
from scheduler.roster.column_generation.served_days import reoptimise_served_days
from scheduler.roster.local_search.served_roster import ServedRoster
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem, Shift, Wish
from scheduler.roster.problem.solution import Activity, Assignment, Limits
from tests.scheduler.roster.problems import PLAIN, agent, problem

pytestmark = pytest.mark.slow

EARLY, MIDDLE = Shift("early", 480, 720), Shift("middle", 600, 840)
LIMITS = Limits(seconds=3600.0, work=50.0)
ENOUGH = 0.3
"""Points by which branch and bound may miss the optimum, and rounding."""


def case_of(seed: int) -> Problem:
    """Two people, two queues, one day of two shifts of four hours."""
    rng = np.random.default_rng(seed)
    need = np.zeros((2, 36))
    need[:, 8:14] = rng.integers(0, 3, (2, 6))
    rules = Rules(
        max_activity_changes=int(rng.integers(0, 2)),
        min_activity_minutes=120 if rng.random() < 0.5 else None,
    )
    people = [agent("a", (0, 1)), agent("b", (0, 1) if rng.random() < 0.7 else (1,))]
    wishes = [Wish(0, 0, "prefer_off", None)] if rng.random() < 0.5 else []
    return problem(
        people, shifts=(EARLY, MIDDLE), need=need, days=1, queues=("p", "q"), rules=rules, wishes=wishes
    )


def points(case: Problem, assignments: list[Assignment], activities: list[Activity]) -> float:
    return sum(part.points for part in objective_parts(case, assignments, activities))


def least(case: Problem) -> float:
    """Of all shifts and all sequences of queues that the rules allow."""
    options = []
    for who, one in enumerate(case.agents):
        own: list[tuple[list[Assignment], list[Activity]]] = [([], [])]
        for shift, template in enumerate(case.shifts):
            for queues in product(sorted(one.skills), repeat=4):
                rows = list(_rows(who, template.start, queues))
                if _is_allowed(case.rules, rows):
                    own.append(([Assignment(who, 0, shift)], rows))
        options.append(own)
    return min(points(case, a + b, rows + others) for (a, rows), (b, others) in product(*options))


def _rows(who: int, start: int, queues: tuple[int, ...]) -> Iterator[Activity]:
    for queue, slots in groupby(range(4), key=queues.__getitem__):
        own = list(slots)
        yield Activity(who, start + 60 * own[0], start + 60 * (own[-1] + 1), queue)


def _is_allowed(rules: Rules, rows: list[Activity]) -> bool:
    changes = sum(one.what != other.what for one, other in pairwise(rows))
    shortest = rules.min_activity_minutes or 0
    is_long = changes == 0 or all(row.end - row.start >= shortest for row in rows)
    return changes <= (rules.max_activity_changes or 0) and is_long


def solved(roster: ServedRoster, days: tuple[int, ...], budget: Budget) -> bool:
    people = range(roster.team.size)
    gained, taken = reoptimise_served_days(roster, days, people, budget, 100)
    assert taken == len(people)
    return gained


def served(case: Problem, assignments: list[Assignment]) -> ServedRoster:
    """The roster of these shifts, without meals, its queues handed out."""
    from scheduler.roster.assignment.worked_shifts import worked_shift

    shifts = [worked_shift(case, one.agent, one.day, one.shift, ()) for one in assignments]
    return ServedRoster(case, assignments, assign_activities(case, shifts))


def test_a_day_is_as_cheap_as_the_best_of_all_rosters() -> None:
    for seed in range(12):
        case = case_of(seed)
        roster = served(case, [Assignment(0, 0, 0)])
        solved(roster, (0,), Budget(LIMITS))
        found = points(case, list(roster.assignments), list(roster.activities))
        assert found <= least(case) + ENOUGH, seed


def test_people_take_two_shifts_where_neither_may_change_queue() -> None:
    """One person could serve both queues, one after the other, but may not change."""
    need = np.zeros((2, 36))
    need[0, 8:10] = need[1, 10:12] = 1.0
    shifts = (EARLY, Shift("first", 480, 600), Shift("second", 600, 720))
    people = [agent("a", (0, 1)), agent("b", (0, 1))]
    case = problem(
        people, shifts=shifts, need=need, days=1, queues=("p", "q"), rules=Rules(max_activity_changes=0)
    )
    roster = served(case, [Assignment(0, 0, 0)])
    before = roster.cost
    assert solved(roster, (0,), Budget(LIMITS))
    assert roster.cost < before - 20_000
    assert {(case.shifts[one.shift].name) for one in roster.assignments} == {"first", "second"}


def test_what_gains_nothing_changes_nothing() -> None:
    case = replace(case_of(1), weights=PLAIN)
    roster = served(case, [Assignment(0, 0, 0)])
    budget = Budget(LIMITS)
    while solved(roster, (0,), budget):
        pass
    before, rows = roster.cost, roster.activities
    assert not solved(roster, (0,), budget)
    assert roster.cost == before
    assert roster.activities == rows
    assert budget.used > 0


def test_two_days_are_solved_together() -> None:
    """Somebody who must rest takes the day that is worth more; with one day at a time it stays as it is."""
    need = np.zeros((2, 60))
    need[0, 8:12], need[0, 32:36] = 1.0, 3.0
    case = problem(
        [agent("a", (0, 1), max_minutes_week=240)],
        shifts=(EARLY,),
        need=need,
        days=2,
        queues=("p", "q"),
    )
    roster = served(case, [Assignment(0, 0, 0)])
    budget = Budget(LIMITS)
    assert not solved(roster, (0,), budget)
    assert not solved(roster, (1,), budget)
    assert solved(roster, (0, 1), budget)
    assert [one.day for one in roster.assignments] == [1]
