"""What the random small rosters are for: the engine against every legal roster there is."""

from __future__ import annotations

import pytest

from benchmarks.rosters.random_small import least_cost, small_problem, with_everything, wrong_with
from scheduler.roster.objective.free_weekends import free_weekend_sums
from scheduler.roster.problem.solution import Engine
from scheduler.roster.rules import restrictions

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", range(12))
def test_the_engine_finds_the_least_of_all_legal_rosters(seed: int) -> None:
    """Legal, its objective its cost, the least; refused only where no roster is legal."""
    assert wrong_with(seed, seconds=10) == ""


@pytest.mark.parametrize("seed", [1, 2, 112, 150, 186, 324, 544, 722])
@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_runs_that_limits_do_not_let_be_lengthened(seed: int, engine: Engine) -> None:
    """Seeds with somebody who begins with a run too short and to whom upper limits leave no room: both
    engines excuse what the judge excuses, who tries all ways to lengthen it."""
    rules = restrictions(small_problem(seed))
    assert any(runs.initial_run_may_be_short for runs in rules.runs)
    assert wrong_with(seed, 10, engine) == ""


@pytest.mark.parametrize("seed", [3, 267, 275, 317, 389, 526])
@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_all_terms_at_once(seed: int, engine: Engine) -> None:
    """Meetings, rules of the team, leave by hours, overtime, changes and earlier counts in one problem."""
    assert wrong_with(seed, 10, engine, everything=True) == ""


def test_the_seeds_hold_problems_of_every_kind() -> None:
    """With and without a legal roster, one person and two, before and after other plans."""
    problems = [small_problem(seed) for seed in range(40)]
    assert {least_cost(problem) is None for problem in problems} == {True, False}
    assert {len(problem.agents) for problem in problems} == {1, 2}
    assert {any(agent.past for agent in problem.agents) for problem in problems} == {True, False}
    assert any(agent.limits for problem in problems for agent in problem.agents)


def test_the_seeds_price_the_pattern_of_a_week() -> None:
    """Single days and regular starts, given and found, for nothing and for more than an hour is worth."""
    problems = [small_problem(seed) for seed in range(40)]
    for key in ("regular_start", "single_day_off", "single_working_day"):
        prices = {getattr(problem.weights, key) for problem in problems}
        assert {0.0, 25.0} <= prices
    assert {0.0, 3.0} <= {problem.weights.start_jump for problem in problems}
    assert {agent.regular_start is None for problem in problems for agent in problem.agents} == {True, False}


def test_the_seeds_hold_rotations_reserve_and_weekends() -> None:
    """Hard and soft rotations, reserve shifts paid in full and in part, weekends that cost."""
    problems = [with_everything(small_problem(seed), seed) for seed in range(60)]
    turns = [agent.rotation for case in problems for agent in case.agents]
    assert {turn.hard for turn in turns if turn is not None} == {True, False}
    assert {shift.pay_share for case in problems for shift in case.shifts if shift.breaks} == {0.0, 0.5, 1.0}
    assert any(free_weekend_sums(case) != ((),) * len(case.agents) for case in problems)
