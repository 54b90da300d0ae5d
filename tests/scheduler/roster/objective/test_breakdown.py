"""The breakdown of the objective: its terms sum to the objective."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.domain.weights import Weights
from scheduler.roster.objective.breakdown import PARTS, objective_parts
from scheduler.roster.objective.unavoidable import unavoidable_points
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import Lock, Problem, ShiftCover, Wish
from scheduler.roster.problem.solution import Assignment, Limits, Solution
from scheduler.roster.solve import arrange_roster
from tests.scheduler.roster.problems import EARLY, LATE, NIGHT, agent, problem, random_problem

LIMITS = Limits(seconds=20.0, work=10.0)


def parts_of(case: Problem, solution: Solution) -> dict[str, tuple[float, float]]:
    """Amount and points by name."""
    found = objective_parts(case, solution.assignments, solution.activities)
    only_some = (
        "meetings",
        "team_rules",
        "overtime",
        "changes",
        "rotation",
        "free_weekends",
        "secondary_queues",
    )
    assert tuple(part.name for part in found) == tuple(name for name in PARTS if name not in only_some)
    return {part.name: (part.amount, part.points) for part in found}


def random_balances(rng: np.random.Generator) -> tuple[tuple[str, int], ...]:
    """Of some kinds, up to four shifts ahead."""
    return tuple((kind, int(rng.integers(0, 4_001))) for kind in SPREAD_KINDS if rng.random() < 0.7)


def priced(seed: int) -> Problem:
    """A random problem that has something of every part."""
    case, rng = random_problem(seed), np.random.default_rng(seed)
    curves = {}
    for queue, slot in np.argwhere(case.open & (case.required > 0)).tolist():
        needed, gains = int(case.required[queue, slot]), sorted(rng.random(2) * 20)
        if rng.random() < 0.7:
            curves[queue, slot] = LateCurve((0, needed, 2 * needed), (gains[1] + gains[0], gains[0] / 2, 0.0))
    cover = ShiftCover(0, frozenset({0}), int(rng.integers(0, 4)), 3.0, 1.5)
    agents = tuple(
        replace(who, hourly_cost=float(rng.integers(0, 40)), balances=random_balances(rng))
        for who in case.agents
    )
    return replace(
        case,
        agents=agents,
        late=curves,
        shift_cover=(cover,),
        weights=Weights(cost=0.01),
        queue_weights=tuple(rng.choice([0.1, 1.0, 7.5], len(case.queues)).tolist()),
    )


@pytest.mark.parametrize("seed", range(25))
def test_the_parts_sum_to_the_objective(seed: int) -> None:
    """Of any roster, legal or not, what the search counts and what is recounted agree."""
    case, rng = priced(seed), np.random.default_rng(seed + 1000)
    roster = tuple(
        Assignment(a, d, int(rng.integers(len(case.shifts))))
        for a in range(len(case.agents))
        for d in range(case.days)
        if rng.random() < 0.6
    )
    solution = arrange_roster(case, LIMITS, roster)
    total = sum(points for _, points in parts_of(case, solution).values())
    # Units of 1/1000 point for each agent of each interval.
    assert total == pytest.approx(solution.objective, abs=0.001 * case.open.size)


def test_amounts_in_their_own_units() -> None:
    """Two are needed on the first evening; one person works it, the other two nights."""
    case = problem(
        [agent("a", hourly_cost=30.0, min_minutes_week=2100), agent("b", hourly_cost=20.0)],
        need=np.concatenate([np.full((1, 16), 0.0), np.full((1, 8), 2.0), np.full((1, 36), 0.0)], axis=1),
        days=2,
        wishes=[Wish(0, 0, "prefer_off", None), Wish(1, 1, "prefer", 2, 200)],
    )
    curve = LateCurve((0, 1_000, 2_000), (50.0, 12.0, 2.0), customers=40.0)
    case = replace(
        case,
        late={(0, slot): curve for slot in range(16, 24)},
        weights=Weights(cost=0.02),
        shift_cover=(ShiftCover(0, frozenset({0, 1}), 3, 4.0),),
    )
    assert case.shifts == (EARLY, LATE, NIGHT)
    roster = (Assignment(0, 0, 1), Assignment(1, 0, 2), Assignment(1, 1, 2))
    parts = parts_of(case, arrange_roster(case, LIMITS, roster))
    # 16 to 22 one is there, 22 to 24 both are.
    assert parts["late"] == pytest.approx((6 * 12 + 2 * 2, 6 * (10 + 0.1 * 12) + 2 * 0.1 * 2))
    # The first of two costs 20 points an hour rising by 40 · 1 / 4.
    assert parts["shortage"] == pytest.approx((6, 6 * (20 + 10)))
    assert parts["contract"][0] == pytest.approx(2)
    assert parts["cost"] == pytest.approx((30 * 8 + 20 * 16, 0.02 * 560))
    assert parts["wishes"] == pytest.approx((1, 0.3))
    assert parts["fairness"] == pytest.approx((1, 0.05))
    assert parts["shift_cover"] == pytest.approx((2, 8.0))


def test_the_count_of_who_had_more_before_begins_there() -> None:
    """Three nights: 0 + 1 + 2 within the plan, at 0.05; and from 1.5 on at 0.6: 1.5 + 2.5 + 3.5."""
    case = problem([agent("a", balances=(("night", 1_500),)), agent("b")], days=4)
    nights = tuple(Assignment(who, day, 2) for who in (0, 1) for day in range(3))
    parts = parts_of(case, arrange_roster(case, LIMITS, nights))
    assert parts["fairness"] == pytest.approx((6, 2 * 3 * 0.05 + 7.5 * 0.6))


def test_customers_late_are_never_more_than_came() -> None:
    """Nobody is there: the price knows who waits on into the next hour, the amount is those of this one."""
    case = problem([agent()], need=1.0, days=1)
    curve = LateCurve((0, 1_000), (50.0, 2.0), customers=40.0)
    case = replace(case, late={(0, slot): curve for slot in range(24)})
    parts = parts_of(case, arrange_roster(case, LIMITS, ()))
    assert parts["late"][0] == pytest.approx(24 * 40)
    assert parts["late"][1] == pytest.approx(24 * (48 + 5))


def test_points_count_a_queue_as_often_as_it_weighs_and_amounts_once() -> None:
    """Nobody comes, two are needed: a queue of weight 3 costs three times the points for the same people."""
    case = problem([agent()], need=2.0, days=1, shifts=[EARLY])
    curves = {(0, slot): LateCurve((0, 2_000), (10.0, 1.0)) for slot in range(8, 16)}
    for name in ("late", "shortage", "overstaffing"):
        once, thrice = (
            parts_of(replace(case, late=curves, queue_weights=(weight,)), arrange_roster(case, LIMITS, ()))
            for weight in (1.0, 3.0)
        )
        assert thrice[name] == pytest.approx((once[name][0], 3 * once[name][1]))
    assert once["late"] == pytest.approx((80.0, 8 * (10 * 0.1 + 9)))


@pytest.mark.parametrize("seed", range(10))
def test_a_roster_costs_the_same_whatever_is_locked(seed: int) -> None:
    """Its own shifts and days off, which put everything else out of reach."""
    case, rng = priced(seed), np.random.default_rng(seed)
    roster = tuple(
        Assignment(a, d, int(rng.integers(len(case.shifts))))
        for a in range(len(case.agents))
        for d in range(case.days)
        if rng.random() < 0.4
    )
    works = {(one.agent, one.day): one.shift for one in roster}
    cells = [(a, d) for a in range(len(case.agents)) for d in range(case.days)]
    held = replace(case, locks=tuple(Lock(*cell, works.get(cell)) for cell in cells))
    free = replace(case, locks=())
    solution = arrange_roster(free, LIMITS, roster)
    again = arrange_roster(held, LIMITS, roster)
    assert parts_of(held, solution) == parts_of(free, solution)
    assert again.objective == pytest.approx(solution.objective, abs=0.001 * case.open.size)
    assert unavoidable_points(held) >= unavoidable_points(free)
