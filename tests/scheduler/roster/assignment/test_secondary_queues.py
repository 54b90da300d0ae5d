"""Prices of secondary queues: every sequence of one shift, tried; a team that serves its own first."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from scheduler.roster.assignment.activities import assign_activities
from scheduler.roster.assignment.worked_shifts import WorkedShift
from scheduler.roster.objective.breakdown import objective_parts
from scheduler.roster.objective.secondary_queues import secondary_queues
from scheduler.roster.solve import arrange_roster
from tests.scheduler.roster.assignment.test_queue_changes import LIMITS, ONE, one_shift, rows
from tests.scheduler.roster.problems import agent


@pytest.mark.parametrize("seed", range(4))
def test_the_sequence_is_the_cheapest_of_all(seed: int) -> None:
    """Coverage, changes and hours in the secondary queue together."""
    case = one_shift(seed)
    case = replace(case, agents=(replace(case.agents[0], queue_points=((0, 4.0),)),))
    least = min(
        sum(part.points for part in objective_parts(case, ONE, rows(queues)))
        for queues in product((0, 1), repeat=8)
        if all(case.open[queue, 16 + k] for k, queue in enumerate(queues))
    )
    assert arrange_roster(case, LIMITS, ONE, frugal=False).objective == pytest.approx(least, abs=0.02)


def test_everybody_serves_their_own_where_that_is_as_good() -> None:
    """Four people, two of them for each queue first, and two needed in each; without prices nobody knows."""
    case = one_shift(0)
    case = replace(
        case,
        agents=tuple(
            replace(agent(skills=(0, 1)), id=str(number), queue_points=((int(number < 2), 0.1),))
            for number in range(4)
        ),
        required=np.full_like(case.required, 2000),
        open=np.ones_like(case.open),
    )
    worked = [WorkedShift(number, 16, 24) for number in range(4)]
    served = assign_activities(case, worked)
    assert {(one.agent, one.what) for one in served} == {(0, 0), (1, 0), (2, 1), (3, 1)}
    assert secondary_queues(case, served) == (0.0, 0.0)
    assert secondary_queues(case, rows((0, 1, 1))) == (1.0, 0.1)
