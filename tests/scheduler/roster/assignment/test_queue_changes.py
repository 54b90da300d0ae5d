"""Prices of queue changes: every sequence of queues of one shift, tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.domain.rules import Rules
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
