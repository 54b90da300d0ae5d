"""Least agents of a team that serves several queues at once, and who of its customers is late."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import ServiceModel
from scheduler.queueing.priority import shared_performance
from scheduler.staffing import ServiceTarget
from scheduler.staffing.shared_team import (
    TeamQueue,
    shared_agents_needed,
    shared_lateness,
    shared_service_levels,
)

CHATS = ServiceModel(300.0, 3, (1.0, 0.9, 0.8))
VIP, USUAL = ServiceTarget("service_level", 10, 0.95), ServiceTarget("service_level", 60, 0.9)
ALWAYS = np.ones(3, dtype=np.bool_)


def team(vip: list[float], usual: list[float]) -> list[TeamQueue]:
    """Two queues in three intervals."""
    return [
        TeamQueue(CHATS, np.array(rates), np.full(3, 300.0), [(target, ALWAYS)], target.within_seconds)
        for rates, target in ((vip, VIP), (usual, USUAL))
    ]


def kept(vip: float, usual: float, agents: int, allowed: float = 1.0) -> bool:
    """Whether both promises hold, by the formulas of one interval."""
    first, second = shared_performance([CHATS] * 2, [vip, usual], agents, [(10.0,), (60.0,)])
    return 1 - first.service_levels[0] <= 0.05 * allowed and 1 - second.service_levels[0] <= 0.1 * allowed


@pytest.mark.parametrize("reserve", [0.0, 0.1, 0.5])
def test_one_fewer_would_not_do(reserve: float) -> None:
    """Of each interval, with as much in reserve as is asked; a queue that nobody asks is promised nothing."""
    vip, usual = [20.0, 60.0, 0.0], [40.0, 300.0, 80.0]
    needed = shared_agents_needed(team(vip, usual), reserve=reserve)
    for some, others, agents in zip(vip, usual, needed.tolist(), strict=True):
        if some:
            assert kept(some, others, agents, 1 - reserve)
            assert not kept(some, others, agents - 1, 1 - reserve)
    assert shared_agents_needed(team([0.0] * 3, [0.0] * 3), min_agents=np.array([0, 2, 1])).tolist() == [
        0,
        2,
        1,
    ]


def test_occupancy() -> None:
    """1,200 chats an hour of 300 s are 41.7 agents of 3 chats at 0.8: 60 % of them busy are 70 agents."""
    queues = team([600.0] * 3, [600.0] * 3)
    assert shared_agents_needed(queues, max_occupancy=0.6).tolist() == [70] * 3


def test_scenarios() -> None:
    """Half of the time twice as many come: all customers together get what was promised."""
    weights = np.array([0.5, 0.5])
    both = [
        TeamQueue(CHATS, np.array([[low] * 3, [2 * low] * 3]), np.full(3, 300.0), [(target, ALWAYS)], within)
        for low, target, within in ((30.0, VIP, 10.0), (100.0, USUAL, 60.0))
    ]
    agents = int(shared_agents_needed(both, weights=weights)[0])

    def late(queue: int, number: int) -> float:
        found = [
            shared_performance([CHATS] * 2, [30.0 * times, 100.0 * times], number, [(10.0,), (60.0,)])[queue]
            for times in (1, 2)
        ]
        return (1 - found[0].service_levels[0] + 2 * (1 - found[1].service_levels[0])) / 3

    assert late(0, agents) <= 0.05
    assert late(1, agents) <= 0.1
    assert late(0, agents - 1) > 0.05 or late(1, agents - 1) > 0.1
    found = shared_lateness(both, np.full(3, agents), np.full(3, 0.5), weights)
    assert found[0, 0, 3] == pytest.approx(22.5 * late(0, agents))
    assert found[1, 2, 2] == pytest.approx(75.0 * late(1, agents - 1))


def test_the_last_queue_is_late_first() -> None:
    """With the same promise for both, the customers of the second queue pay for an agent who is missing."""
    queues = [
        TeamQueue(CHATS, np.full(3, rate), np.full(3, 300.0), [(USUAL, ALWAYS)], 60.0)
        for rate in (20.0, 60.0)
    ]
    needed = shared_agents_needed(queues)
    late = shared_lateness(queues, needed, np.full(3, 1.0))
    assert (np.diff(late[:, 0][:, ~np.isnan(late[0, 0])]) <= 1e-9).all()
    more = late[:, 0, 2] - late[:, 0, 3]
    assert more[1] / 60 > 2 * more[0] / 20


def test_between_whole_numbers() -> None:
    """Half an agent more is half of what a whole one gains."""
    queues = team([20.0] * 3, [60.0] * 3)
    low, middle, high = shared_service_levels(queues, np.array([3.0, 3.5, 4.0])).T
    assert middle == pytest.approx((low + high) / 2)
    assert shared_service_levels(queues, np.zeros(3)).tolist() == [[0.0] * 3] * 2
