"""The audit's chain through time beside that of the staffing, where the two step differently."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.audit.figures.transient_queue import EMPTY, QueueState, simulate_interval
from scheduler.audit.figures.waiting import Service
from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying import IntervalInput, TransientState, advance


@pytest.mark.parametrize(("agents", "an_hour"), [(40, 430), (400, 4_700), (1_500, 18_600), (4_030, 49_999)])
def test_a_large_team_that_fills_up_is_followed_as_closely_as_a_small_one(agents: int, an_hour: int) -> None:
    """From an empty desk into an overload: the same share answered, to less than what the audit lets pass."""
    seconds, within = 1800.0, 30.0
    ours = simulate_interval(EMPTY, an_hour / 3600, agents, Service(300.0, (1.0,), None), seconds)
    interval = IntervalInput(an_hour, agents, 300.0, seconds / 3600)
    theirs = advance(ServiceModel(300.0), TransientState.empty(), interval, [InTime("service_level", within)])
    assert ours.answered(within) == pytest.approx(theirs.service_levels[0], abs=6e-5)
    assert ours.mean_wait == pytest.approx(theirs.average_wait, rel=1e-3)


TEAMS = (
    [(7, 600), (30, 600), (30, 500)],
    [(215, 8137), (255, 8181), (265, 8428), (220, 7000)],
    [(100, 7300), (255, 6000), (300, 4000)],
    [(1069, 40_688), (1254, 40_908), (1314, 42_140)],
)


@pytest.mark.parametrize("rows", TEAMS)
def test_what_a_crowd_leaves_is_followed_alike(rows: list[tuple[int, int]]) -> None:
    """Each interval begins with the line that the one before left: the shares agree all the same."""
    speeds, aht, within = (1.0, 0.9, 0.8), 270.0, 180.0
    ours, theirs = EMPTY, TransientState.empty()
    for agents, an_hour in rows:
        told = simulate_interval(ours, an_hour / 3600, agents, Service(aht, speeds, None), 1800.0)
        right = advance(
            ServiceModel(aht, 3, speeds),
            theirs,
            IntervalInput(an_hour, agents, aht, 0.5),
            [InTime("service_level", within)],
        )
        assert told.answered(within) == pytest.approx(right.service_levels[0], abs=2e-4)
        assert told.mean_wait == pytest.approx(right.average_wait, rel=1e-3, abs=0.01)
        ours, theirs = told.left, right.end_state


def _mean(state: QueueState) -> float:
    return float(state.chances @ np.arange(len(state.chances)))


def test_nobody_is_lost_in_an_overload_and_nothing_decays_for_ever() -> None:
    """7 people at 6000 an hour: all who came and were not served are there; no chance is all but 0."""
    speeds, aht, left = (1.0, 0.9, 0.8), 270.0, EMPTY
    for _ in range(2):
        left = simulate_interval(left, 6000 / 3600, 7, Service(aht, speeds, None), 1800.0).left
        some = np.abs(left.chances[left.chances != 0])
        assert some.min() >= 1e-22
    assert _mean(left) == pytest.approx(6000 - 3600 * 7 * 2.4 / aht, abs=3)
