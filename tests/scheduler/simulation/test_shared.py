"""Queues that share their agents: one team, the first queue first."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scheduler.queueing import ServiceModel, performance
from scheduler.simulation import DutyPeriods, FurtherVisits, ServiceSystem, SimulatedDemand, play
from scheduler.simulation.answer_times import answer_times
from scheduler.simulation.interval_counts import IntervalCounts
from tests.scheduler.simulation.systems import customers, system

HOUR = 3600.0
PHONE = ServiceModel(180.0)


def team(
    models: list[ServiceModel],
    hourly: list[float],
    agents: int,
    hours: int,
    visits: FurtherVisits | None = None,
) -> IntervalCounts:
    """All agents on duty for the second queue."""
    edges = np.array([0.0, hours * HOUR])
    duty = DutyPeriods(
        np.arange(agents), np.ones(agents, dtype=np.int64), np.zeros(agents), np.full(agents, edges[1])
    )
    groups = (tuple(range(len(models))),)
    here = ServiceSystem(tuple(models), (30.0,) * len(models), edges, duty, (), groups)
    seconds = np.array([[model.mean_seconds] for model in models])
    demand = SimulatedDemand(np.array(hourly)[:, np.newaxis] * hours, seconds)
    return play(here, demand, 1, 0, visits).counts()


def test_by_hand() -> None:
    """One agent for both queues: who came last to the first queue is served before those of the second."""
    here = system([(0, 1, 0, 900)], (PHONE, PHONE), (0, 900))
    shared = ServiceSystem(here.models, here.within_seconds, here.edges, here.duty, (), ((0, 1),))
    came = customers(shared, [0, 10, 20, 30], [100, 100, 100, 100], [1, 1, 0, 1])
    assert answer_times(shared, came).tolist() == [0, 200, 100, 300]
    assert np.isinf(answer_times(here, came)[2])


def test_together_they_are_one_queue() -> None:
    """Whatever the order, the mean wait of all is that of Erlang C."""
    counts = team([PHONE] * 3, [60.0, 30.0, 50.0], 9, 4000)
    exact = performance(PHONE, 140.0, 9, 30.0)
    assert counts.waited.sum() / counts.arrived.sum() == pytest.approx(float(exact.average_wait), rel=0.05)
    waits = (counts.waited / counts.arrived)[:, 0]
    assert waits[0] < waits[1] < waits[2]


def test_waits_by_priority_are_those_of_cobham() -> None:
    """Non-preemptive priority with the same lengths (Cobham 1954; Kella & Yechiali 1985): of those who wait,
    the first queue waits 1 / (n mu (1 - r1)), the second 1 / (n mu (1 - r1) (1 - r))."""
    counts = team([PHONE] * 2, [60.0, 100.0], 9, 4000)
    exact = performance(PHONE, 160.0, 9, 30.0)
    full = 9 / 180
    first, all_ = 60 / HOUR / full, 160 / HOUR / full
    waits, chance = (counts.waited / counts.arrived)[:, 0], float(exact.probability_of_wait)
    assert waits[0] == pytest.approx(chance / full / (1 - first), rel=0.04)
    assert waits[1] == pytest.approx(chance / full / (1 - first) / (1 - all_), rel=0.06)
    within = counts.in_time[0, 0] / counts.arrived[0, 0]
    assert within == pytest.approx(1 - chance * math.exp(-(full - 60 / HOUR) * 30), abs=0.005)


def test_capacity_is_that_of_the_team() -> None:
    """Both queues are as busy as the agents, though all of these are on duty for the second."""
    counts = team([PHONE] * 2, [60.0, 100.0], 9, 2000)
    occupancy = (counts.taken / counts.capacity)[:, 0]
    assert occupancy == pytest.approx(np.full(2, 160 * 180 / HOUR / 9), rel=0.02)


def test_chats_go_on_in_a_shared_queue() -> None:
    """As everywhere else."""
    visits = FurtherVisits(
        np.array([[0.0, 0.4], [0.0, 0.0]]), np.zeros(2), np.zeros(2), np.ones((2, 1), dtype=np.bool_)
    )
    counts = team([PHONE] * 2, [60.0, 20.0], 9, 1000, visits)
    assert counts.arrived[1, 0] / 1000 == pytest.approx(44, rel=0.02)


@pytest.mark.parametrize("groups", [((0, 2),), ((0, 1), (1, 2)), ((1, 0),), ((2, 3),)])
def test_groups_that_cannot_be(groups: tuple[tuple[int, ...], ...]) -> None:
    """Gaps, overlaps, the wrong order, an unknown queue."""
    here = system([(0, 1, 0, 900)], (PHONE,) * 3, (0, 900))
    with pytest.raises(ValueError, match="shared"):
        ServiceSystem(here.models, here.within_seconds, here.edges, here.duty, (), groups)


def test_the_same_number_of_chats() -> None:
    """An agent's slots are those of every queue."""
    here = system([(0, 1, 0, 900)], (PHONE, ServiceModel(60, 2)), (0, 900))
    with pytest.raises(ValueError, match="concurrency"):
        ServiceSystem(here.models, here.within_seconds, here.edges, here.duty, (), ((0, 1),))
