"""Who serves which queue when, counted all at once, is what counting row by row gives."""

from __future__ import annotations

import random

import numpy as np
import pytest

from scheduler.roster.problem.served import served_by
from scheduler.roster.problem.solution import MEAL, STANDBY, Activity
from tests.scheduler.roster.problems import random_problem


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("whole", [False, True])
def test_served_by(seed: int, whole: bool) -> None:
    """Off the grid, past the last slot and on no queue included."""
    case, rng = random_problem(seed), random.Random(seed)
    end = (case.slots + 4) * case.interval_minutes
    rows = []
    for _ in range(60):
        start = rng.randrange(0, end, 5)
        what = rng.choice([*range(len(case.queues)), MEAL, STANDBY])
        rows.append(Activity(rng.randrange(len(case.agents)), start, start + rng.randrange(5, 300, 5), what))
    wanted = case.scheduled_before.copy()
    for row in rows:
        for slot in range(case.slots):
            begins = -(-row.start // case.interval_minutes) if whole else row.start // case.interval_minutes
            if row.what >= 0 and begins <= slot < row.end // case.interval_minutes:
                wanted[row.what, slot] += case.agents[row.agent].counts_in(row.what)
    assert np.array_equal(served_by(case, rows, whole), wanted)
    assert np.array_equal(served_by(case, [], whole), case.scheduled_before)
