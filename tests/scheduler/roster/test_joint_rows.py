"""Joint rows in the whole search: against every roster there is, and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.roster.cpsat.weekly_subproblems import fairness_multipliers, plan_weeks, week_subproblem
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING, JointRow
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import MEAL, Engine, Limits
from scheduler.roster.rearrange import rearrange_roster
from scheduler.roster.rules.eligibility import eligible
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.joint_problems import LUNCH, least_cost, random_joint_problem
from tests.scheduler.roster.problems import EARLY, LATE, agent, problem

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=1.0)


def row(
    case: Problem,
    counts: list[list[int]],
    least: int = NOTHING,
    most: int = ANYTHING,
    price: int = 50_000,
    by_day: bool = False,
) -> JointRow:
    """A row with these bounds in every slot (of a day's first, by day)."""
    every = np.arange(case.slots) % 24 == 0 if by_day else np.ones(case.slots, dtype=bool)
    return JointRow(
        "row",
        np.array(counts, dtype=np.int64),
        np.where(every, least, NOTHING),
        np.where(every, most, ANYTHING),
        price,
        price,
        np.zeros(case.slots, dtype=np.int64),
        by_day,
    )


@pytest.mark.parametrize("first", range(0, 100, 25))
@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_equal_to_brute_force(engine: Engine, first: int) -> None:
    """A hundred tiny problems with rows of any kind: each engine proves the least cost of all rosters, and
    the parts of its objective sum to it."""
    for seed in range(first, first + 25):
        case = random_joint_problem(seed)
        found = find_roster(case, replace(LIMITS, engine=engine))
        least = least_cost(case) + unavoidable_points(case)
        parts = objective_parts(case, found.assignments, found.activities)
        assert found.objective == pytest.approx(least, abs=0.02), seed
        assert found.bound == pytest.approx(least, abs=0.02), seed
        assert sum(part.points for part in parts) == pytest.approx(least, abs=0.05), seed


@pytest.mark.parametrize("first", range(0, 40, 20))
def test_equal_to_brute_force_with_short_breaks(first: int) -> None:
    """Where shifts have short breaks the hybrid finds the least cost, and its bound is none above it."""
    for seed in range(first, first + 20):
        case = random_joint_problem(seed, with_breaks=True)
        found = find_roster(case, replace(LIMITS, work=0.3))
        least = least_cost(case) + unavoidable_points(case)
        assert found.objective == pytest.approx(least, abs=0.02), seed
        assert found.bound <= least + 0.02, seed


@pytest.mark.compiles
@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_two_do_not_eat_at_once(engine: Engine) -> None:
    """Two people whose need is least at 12: only one of them eats then, if two at once cost more."""
    need = np.full((1, 36), 2.0)
    need[0, 12] = 0
    case = problem([agent("a"), agent("b")], days=1, shifts=[LUNCH], need=need)
    free = find_roster(case, replace(LIMITS, engine=engine))
    assert sorted(a.start // 60 for a in free.activities if a.what == MEAL) == [12, 12]
    tied = replace(case, joint_rows=(row(case, [[0, 1, 0]] * 2, most=1),))
    found = find_roster(tied, replace(LIMITS, engine=engine))
    begins = sorted(a.start // 60 for a in found.activities if a.what == MEAL)
    assert 12 in begins
    assert len(set(begins)) == 2


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_a_pair_that_must_not_meet_on_a_day(engine: Engine) -> None:
    """Two people, one needed early and one late on two days: apart by day, each has a day of their own."""
    need = np.zeros((1, 60))
    need[0, 8:24] = need[0, 32:48] = 1
    case = problem([agent("a"), agent("b")], days=2, shifts=[EARLY, LATE], need=need)
    tied = replace(case, joint_rows=(row(case, [[1, 1, 1]] * 2, most=1, price=2_000_000, by_day=True),))
    found = find_roster(tied, replace(LIMITS, engine=engine))
    assert sorted(one.day for one in found.assignments) == [0, 1]
    assert len({(one.agent, one.day) for one in find_roster(case, LIMITS).assignments}) == 4


def test_what_is_kept_by_hand_counts() -> None:
    """Somebody who stays at lunch at 11 keeps a colleague, placed anew, from eating then."""
    need = np.full((1, 36), 2.0)
    need[0, 11] = 0
    case = problem([agent("a"), agent("b")], days=1, shifts=[LUNCH], need=need)
    tied = replace(case, joint_rows=(row(case, [[0, 1, 0]] * 2, most=1),))
    alone = replace(case, agents=case.agents[:1])
    present = find_roster(alone, LIMITS)
    assert [a.start // 60 for a in present.activities if a.what == MEAL] == [11]
    both = find_roster(tied, LIMITS).assignments
    after = rearrange_roster(tied, LIMITS, both, present.activities)
    begins = {a.agent: a.start // 60 for a in after.activities if a.what == MEAL}
    assert begins[0] == 11
    assert begins[1] != 11


def test_every_slot_is_of_one_week() -> None:
    """Weekly subproblems ask for each slot of a row exactly once, and for each day of a row by day."""
    case = problem([agent()], days=17, first_weekday=3, shifts=[EARLY, LATE])
    rows = (row(case, [[1, 1, 1]], least=1), row(case, [[1, 1, 1]], most=0, by_day=True))
    case = replace(case, joint_rows=rows)
    asked = np.zeros((2, case.slots), dtype=int)
    allowed = eligible(case)
    for days in plan_weeks(case):
        part = week_subproblem(case, allowed, fairness_multipliers(case, allowed, ()), days)
        for number, one in enumerate(part.joint_rows):
            first = days.start * 24
            asked[number, first : first + part.slots] += one.asks
    assert (asked == np.array([one.asks for one in rows])).all()
