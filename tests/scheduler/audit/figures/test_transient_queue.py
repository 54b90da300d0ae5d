"""The audit's chain through time beside that of the staffing, where the two step differently."""

from __future__ import annotations

import pytest

from scheduler.audit.figures.transient_queue import EMPTY, simulate_interval
from scheduler.audit.figures.waiting import Service
from scheduler.queueing import ServiceModel
from scheduler.staffing.time_varying.transient import IntervalInput, TransientState, advance


@pytest.mark.parametrize(("agents", "an_hour"), [(40, 430), (400, 4_700), (1_500, 18_600), (4_030, 49_999)])
def test_a_large_team_that_fills_up_is_followed_as_closely_as_a_small_one(agents: int, an_hour: int) -> None:
    """From an empty desk into an overload: the same share answered, to less than what the audit lets pass."""
    seconds, within = 1800.0, 30.0
    ours = simulate_interval(EMPTY, an_hour / 3600, agents, Service(300.0, (1.0,), None), seconds, [within])
    interval = IntervalInput(an_hour, agents, 300.0, seconds / 3600)
    theirs = advance(ServiceModel(300.0), TransientState.empty(), interval, [within])
    assert ours.answered[0] == pytest.approx(theirs.service_levels[0], abs=6e-5)
    assert ours.mean_wait == pytest.approx(theirs.average_wait, rel=1e-3)
