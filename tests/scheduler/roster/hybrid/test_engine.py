"""The hybrid engine: its cost against the model, breaks, infeasibility, reproducibility."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.domain.weights import Weights
from scheduler.roster.hybrid.engine import place_breaks, trade_across
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.problem import Break, Lock, PastShift, Shift
from scheduler.roster.problem.solution import BREAK, MEAL, Assignment, Limits
from scheduler.roster.solve import arrange_roster, find_roster
from tests.scheduler.roster.problems import EARLY, NIGHT, PLAIN, agent, problem, random_problem
from tests.scheduler.roster.teams import week_of

pytestmark = pytest.mark.slow

LIMITS = Limits(seconds=3600.0, work=0.6, engine="hybrid")


@pytest.mark.parametrize("seed", range(20))
def test_the_cost_is_that_of_the_model(seed: int) -> None:
    """The same shifts arranged by CP-SAT cost no less than a roster of the hybrid says, nor more."""
    case = random_problem(seed)
    found = find_roster(case, LIMITS)
    exact = find_roster(case, replace(LIMITS, engine="cp-sat", work=10.0))
    arranged = arrange_roster(case, replace(LIMITS, work=10.0), found.assignments)
    assert found.objective == pytest.approx(arranged.objective, abs=1e-6)
    assert exact.bound - 1e-6 <= found.objective
    assert found.bound <= exact.objective + 1e-6
    assert found.objective == pytest.approx(exact.objective, abs=1e-6)


def test_same_seed_same_roster() -> None:
    """One seed, one roster, to the last activity."""
    case = week_of(10)
    assert find_roster(case, LIMITS).activities == find_roster(case, LIMITS).activities


def test_a_run_that_cannot_be_completed_may_be_short_but_not_too_long() -> None:
    """One day was worked before the plan, four are the least and the most, leave on the third day: the run
    may end early, and a lock on the first day is no contradiction."""
    tired = agent("x", past=(PastShift(-1, -960, -480, 480),), leave=frozenset({2}))
    case = problem(
        [tired],
        shifts=(EARLY,),
        need=1.0,
        rules=Rules(min_consecutive_days=4, max_consecutive_days=4),
        locks=(Lock(0, 0, 0),),
    )
    for engine in ("hybrid", "cp-sat"):
        found = find_roster(case, replace(LIMITS, engine=engine))
        assert {a.day for a in found.assignments} == {0, 1, 3, 4, 5, 6}


def test_nobody() -> None:
    """A team of nobody has an empty roster."""
    assert find_roster(problem([], need=1.0), LIMITS).assignments == ()


def test_infeasible_locks() -> None:
    """Two locks without a rest between them: there is no roster, and CP-SAT proves it."""
    case = problem([agent("x")], rules=Rules(min_rest_hours=11), locks=(Lock(0, 0, 1), Lock(0, 1, 0)))
    with pytest.raises(RulesCollideError):
        find_roster(case, LIMITS)


BREAKS = Shift("b", 480, 1080, 60, 660, 840, (Break(60, 540, 660), Break(60, 840, 1020)))


@pytest.mark.compiles
def test_breaks_lie_in_their_windows_where_they_cost_least() -> None:
    """A meal and two breaks, one agent: each in its own window, at the hour that needs nobody."""
    need = np.ones((1, 36))
    need[0, [10, 12, 15]] = 0
    case = problem([agent()], days=1, shifts=[BREAKS], need=need)
    for found in (find_roster(case, LIMITS), arrange_roster(case, LIMITS, (Assignment(0, 0, 0),))):
        away = {(a.start // 60, a.what) for a in found.activities if a.what in (MEAL, BREAK)}
        assert away == {(10, BREAK), (12, MEAL), (15, BREAK)}
        assert found.activities[0].start == 480
        assert found.activities[-1].end == 1080


def test_nobody_works_where_paid_hours_cost_more_than_they_cover() -> None:
    """Where a covered hour is worth less than it is paid, nobody comes."""
    weights = Weights(cost=1.0, shortage=1.0, shortage_full=1.0, contract=0, fairness=0)
    case = replace(problem([agent(hourly_cost=30.0)], need=1.0), weights=weights)
    assert find_roster(case, LIMITS).assignments == ()


def test_people_of_different_skills_trade_what_they_owe() -> None:
    """Both could work the nights of the one queue; who has had three more gives theirs to the other."""
    people = [agent("a", (0,), balances=(("night", 3_000),)), agent("b", (0, 1), balances=(("night", 0),))]
    need = np.zeros((2, 84))
    need[0] = 1.0
    case = problem(people, shifts=[NIGHT], days=3, need=need, queues=("p", "q"), weights=PLAIN)
    given = tuple(Assignment(0, day, 0) for day in range(3))
    before = place_breaks(case, given, Budget(Limits()))
    found = trade_across(case, before, Budget(Limits(seconds=3600.0, work=2.0)))
    assert {one.agent for one in found.assignments} == {1}
    assert found.objective < before.objective


@pytest.mark.compiles
def test_a_finished_roster_is_traded_until_nothing_is_gained() -> None:
    """Nights of two who are ahead go to the third; their number by day stays, and the gain is told."""
    people = [agent(f"{place}", balances=(("night", b),)) for place, b in enumerate((3_000, 3_000, 0))]
    case = problem(people, shifts=[NIGHT], days=7, weights=replace(PLAIN, balance=0.2, overstaffing=0.0))
    roster = tuple(Assignment(day % 2, day, 0) for day in range(4))
    before = place_breaks(case, roster, Budget(LIMITS))
    after = trade_across(case, before, Budget(LIMITS))
    found, gain = after.assignments, before.objective - after.objective
    assert sorted(one.day for one in found) == [0, 1, 2, 3]
    counts = [sum(one.agent == who for one in found) for who in range(3)]
    assert sorted(counts[:2]) == [0, 1]
    assert counts[2] == 3
    # Before 2 · 0.25 + 4 · 0.6; after 0.25 · 3 + 0.6.
    assert gain == pytest.approx(1_000 * (0.5 + 2.4 - 0.75 - 0.6))
