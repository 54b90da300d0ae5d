"""Arrivals within an interval as its profile says."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand
from scheduler.simulation.demand import draw_customers

EDGES = np.array([0.0, 1800.0, 3600.0])


def drawn(profiles: dict[tuple[int, int], tuple[float, ...]]) -> np.ndarray:
    """Arrivals of two queues, 6000 in each of their half hours."""
    agents = np.ones((2, 2), dtype=np.int64)
    models = (ServiceModel(240), ServiceModel(240))
    system = ServiceSystem(models, (30.0, 30.0), EDGES, DutyPeriods.of_counts(agents, EDGES))
    demand = SimulatedDemand(np.full((2, 2), 6000.0), np.full((2, 2), 240.0), profiles=profiles)
    customers = draw_customers(system, demand, np.random.default_rng(1))
    return np.stack([customers.arrival, customers.queue])


def test_the_rush_is_in_its_five_minutes() -> None:
    """A third of a queue's second half hour comes in its first sixth; everybody else as without a profile."""
    even, steep = drawn({}), drawn({(1, 1): (2.0, *[0.8] * 5)})
    for found, share in ((even, 1 / 6), (steep, 1 / 3)):
        own = found[0][(found[1] == 1) & (found[0] >= 1800)]
        assert (own < 2100).mean() == pytest.approx(share, abs=0.02)
    others = [np.sort(found[0][(found[1] == 0) | (found[0] < 1800)]) for found in (even, steep)]
    np.testing.assert_array_equal(*others)
