"""Prices of queue changes: every sequence of queues of one shift, tried; a team that need not change."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster.assignment.activities import assign_activities
from scheduler.roster.assignment.coverage import coverage_cost, scheduled_agents
from scheduler.roster.assignment.worked_shifts import WorkedShift
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.queue_changes import queue_changes
from scheduler.roster.problem.problem import Problem, Shift
from scheduler.roster.problem.solution import MEAL, Activity, Assignment, Limits
from scheduler.roster.solve import arrange_roster
from tests.scheduler.roster.problems import PLAIN, agent

LIMITS = Limits(seconds=600, work=2.0)
ONE = (Assignment(0, 0, 0),)
SLOTS = 72


def one_shift(seed: int) -> Problem:
    """Four hours of one agent, in half hours, with random needs in two queues; one of them may close."""
    rng = np.random.default_rng(seed)
    required = rng.integers(0, 1000, (2, SLOTS))
    open_ = np.ones((2, SLOTS), dtype=np.bool_)
    open_[1, 16 + int(rng.integers(2, 12)) :] = False
    return Problem(
        days=1,
        first_weekday=0,
        interval_minutes=30,
        queues=("p", "q"),
        shifts=(Shift("s", 480, 720),),
        agents=(agent(skills=(0, 1)),),
        rules=Rules(),
        required=np.where(open_, required, 0),
        open=open_,
        scheduled_before=np.zeros((2, SLOTS), dtype=np.int64),
        weights=replace(PLAIN, queue_change=6.0, short_stretch=4.0),
    )


def rows(queues: tuple[int, ...]) -> tuple[Activity, ...]:
    return tuple(Activity(0, 480 + 30 * k, 510 + 30 * k, queue) for k, queue in enumerate(queues))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("frugal", [False, True])
def test_the_sequence_is_the_cheapest_of_all(seed: int, frugal: bool) -> None:
    """Coverage, changes beyond two and short stretches together."""
    case = one_shift(seed)
    least = min(
        sum(part.points for part in objective_parts(case, ONE, rows(queues)))
        for queues in product((0, 1), repeat=8)
        if all(case.open[queue, 16 + k] for k, queue in enumerate(queues))
    )
    assert arrange_roster(case, LIMITS, ONE, frugal).objective == pytest.approx(least, abs=0.02)


def test_by_hand() -> None:
    """Half an hour between two changes; the third change, across a meal, with a short stretch that the fourth
    ends; the end of a queue forces the last."""
    case = one_shift(0)
    open_ = np.ones_like(case.open)
    open_[1, 23:] = False
    case = replace(case, open=open_, required=np.zeros_like(case.required))
    stretches = [(480, 540, 0), (540, 570, 1), (570, 630, 0), (630, 645, MEAL), (645, 660, 1), (660, 675, 0)]
    stretches += [(675, 690, 1), (690, 720, 0)]
    activities = tuple(Activity(0, *stretch) for stretch in stretches)
    # Free: 540, 570, 645, 660, 675; short: 540-570, 645-660, 660-675, 675-690.
    assert queue_changes(case, ONE, activities) == (3 + 4, 3 * 6.0 + 4 * 4.0)
    ruled = replace(case, rules=Rules(max_activity_changes=9))
    assert queue_changes(ruled, ONE, activities) == (4, 16.0)
    ruled = replace(case, rules=Rules(min_activity_minutes=0, max_activity_changes=9))
    assert queue_changes(ruled, ONE, activities) == (0, 0.0)


def calm_shop(seed: int) -> tuple[Problem, tuple[WorkedShift, ...]]:
    """Nine people of two queues in overlapping shifts, whose needs are those of a hand-out with one change
    each at most and hours in each queue: so one without any restless change exists."""
    rng = np.random.default_rng(seed)
    worked, required = [], np.zeros((2, SLOTS), dtype=np.int64)
    for number in range(9):
        first = 16 + int(rng.integers(0, 10))
        change, queue = first + int(rng.integers(4, 13)), int(rng.integers(2))
        required[queue, first:change] += 1000
        required[1 - queue, change : first + 16] += 1000
        worked.append(WorkedShift(number, first, first + 16))
    case = replace(
        one_shift(0),
        agents=tuple(replace(agent(skills=(0, 1)), id=str(number)) for number in range(9)),
        required=required,
        open=np.ones((2, SLOTS), dtype=np.bool_),
    )
    return case, tuple(worked)


@pytest.mark.parametrize("seed", [1, 4, 9, 10, 15, 16])
def test_a_hand_out_without_restless_changes_is_found(seed: int) -> None:
    """Everybody gets there together: by no change of one person alone."""
    case, worked = calm_shop(seed)
    rows = assign_activities(case, worked)
    standing = replace(case, shifts=tuple(Shift(str(w.agent), 30 * w.first, 30 * w.last) for w in worked))
    assigned = tuple(Assignment(w.agent, 0, w.agent) for w in worked)
    assert coverage_cost(case, scheduled_agents(case, rows), 0) == 0
    assert queue_changes(standing, assigned, rows) == (0, 0.0)
