"""Many queues: the engine goes by the size of the model, and a roster is there before it is built."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from scheduler.roster import solve
from scheduler.roster.assignment.result import SearchResult
from scheduler.roster.cpsat import full_horizon
from scheduler.roster.hybrid import engine
from scheduler.roster.local_search.construction import NoFeasiblePatternError
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Engine, Limits, Progress, Solution
from scheduler.roster.rules import restrictions
from scheduler.roster.solve import choose_engine, find_roster
from tests.scheduler.roster.cpsat.test_model_size import shop

pytestmark = pytest.mark.slow

WORK = Limits(seconds=600, work=1.0)


def is_legal(case: Problem, found: Solution) -> bool:
    """Whether each shift may start where it does, and nobody has two on one day."""
    allowed = restrictions(case).allowed
    cells = {(one.agent, one.day) for one in found.assignments}
    return len(cells) == len(found.assignments) and all(
        allowed[one.agent, one.day, one.shift] for one in found.assignments
    )


@pytest.mark.parametrize(
    ("queues", "agents", "engine"),
    [(1, 12, "cp-sat"), (2, 60, "cp-sat"), (8, 60, "hybrid"), (12, 24, "hybrid"), (1, 400, "hybrid")],
)
def test_the_engine_goes_by_the_size_of_the_model(queues: int, agents: int, engine: Engine) -> None:
    """Few people with many queues are as much as many people with few."""
    assert choose_engine(shop(queues, agents), "auto") == engine


@pytest.mark.parametrize(
    ("agents", "price", "engine"),
    [(45, 0.1, "cp-sat"), (120, 0.0, "cp-sat"), (120, 0.1, "hybrid")],
)
def test_fewer_starts_are_small_where_jumps_have_a_price(agents: int, price: float, engine: Engine) -> None:
    """What CP-SAT proves without the price it does not prove with it; the smaller shop stays with it."""
    case = shop(1, agents)
    priced = replace(case, weights=replace(case.weights, start_jump=price))
    assert choose_engine(priced, "auto") == engine


def test_of_a_long_plan_a_week_counts() -> None:
    """Four weeks of a small team stay with the engine of one of them."""
    assert choose_engine(shop(1, 12, days=28), "auto") == "cp-sat"
    assert choose_engine(shop(12, 24, days=28), "auto") == "hybrid"


def test_cp_sat_has_a_roster_before_its_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for by name, CP-SAT begins with a roster of best responses, told before the model is built."""
    told: list[Progress] = []
    real, before = full_horizon.build, list[int]()

    def build(case: Problem) -> object:
        before.append(len(told))
        return real(case)

    monkeypatch.setattr(full_horizon, "build", build)
    case = shop(8, 12)
    found = find_roster(case, replace(WORK, engine="cp-sat"), on_improvement=told.append)
    assert before == [1]
    assert told[0].roster is not None
    assert told[0].objective is not None
    assert is_legal(case, found)
    assert found.objective <= told[0].objective


@pytest.mark.parametrize("queues", [1, 8])
def test_no_work_at_all_is_still_a_roster(queues: int) -> None:
    """Where CP-SAT's budget ends before its first roster, there is one all the same, and it is said that the
    work, not the clock, ended the search."""
    case = shop(queues)
    found = find_roster(case, Limits(seconds=600, work=1e-6, engine="cp-sat"))
    assert (found.status, found.stopped_by) == ("feasible", "work")
    assert found.bound <= found.objective
    assert found.assignments
    assert is_legal(case, found)


def test_a_quick_roster_has_the_reason_of_the_whole_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """What ends CP-SAT before its first roster is told, not how things were when the quick one was made."""
    monkeypatch.setattr(solve, "_is_cpsat_quick", lambda case: False)

    def stopped(case: Problem, budget: Budget, *_: object) -> None:
        budget.stop()
        raise NothingFoundError

    monkeypatch.setattr(full_horizon, "solve_full_horizon", stopped)
    assert find_roster(shop(1), replace(WORK, engine="cp-sat")).stopped_by == "user"


def test_the_quick_roster_is_part_of_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """It has what is left to the search, also after CP-SAT, takes nothing off CP-SAT's work, and hears a
    stop."""
    given: list[Budget] = []
    real = engine.first_roster

    def first_roster(case: Problem, own: Budget, *others: Any) -> SearchResult:
        given.append(own)
        return real(case, own, *others)

    def spend(case: Problem, own: Budget, *_: object) -> None:
        left.append(own.work_left)
        own.work_left -= 0.75
        raise NothingFoundError

    monkeypatch.setattr(engine, "first_roster", first_roster)
    monkeypatch.setattr(full_horizon, "solve_full_horizon", spend)
    for is_quick in (False, True):
        left = list[float]()
        budget = Budget(WORK)
        monkeypatch.setattr(solve, "_is_cpsat_quick", lambda case, is_quick=is_quick: is_quick)
        find_roster(shop(1), replace(WORK, engine="cp-sat"), budget=budget)
        assert left == [WORK.work]
        assert given[-1].limits.work == (0.25 if is_quick else WORK.work)
        assert given[-1].limits.seconds <= WORK.seconds
        budget.stop()
        assert given[-1].stopped


def test_a_quick_roster_is_not_tried_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none was found before CP-SAT, none is looked for after it: the time is over by then."""
    tried: list[Problem] = []

    def first_roster(case: Problem, *_: object) -> None:
        tried.append(case)
        raise NoFeasiblePatternError(0)

    def unsolved(*_: object) -> None:
        raise NothingFoundError

    monkeypatch.setattr(engine, "first_roster", first_roster)
    monkeypatch.setattr(full_horizon, "solve_full_horizon", unsolved)
    monkeypatch.setattr(solve, "_is_cpsat_quick", lambda case: False)
    with pytest.raises(NothingFoundError):
        find_roster(shop(1), replace(WORK, engine="cp-sat"))
    assert len(tried) == 1
