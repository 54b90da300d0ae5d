"""Customers who come back after they left the line."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import ServiceModel, performance
from scheduler.simulation import DutyPeriods, FurtherVisits, ServiceSystem, SimulatedDemand, play
from scheduler.staffing.returns import Returns, returning_customers
from scheduler.staffing.time_varying.promised_queue import Profiles

MODEL = ServiceModel(300.0, 1, None, 120.0)


def back(
    rates: list[float],
    agents: list[float],
    seconds: float,
    closed: list[float] | None = None,
    *,
    time_varying: bool = False,
    model: ServiceModel = MODEL,
    profiles: Profiles | None = None,
) -> np.ndarray:
    count = len(rates)
    return returning_customers(
        model,
        Returns(0.5, seconds),
        np.array(rates),
        np.array(agents),
        np.full(count, 0.5),
        np.zeros(count) if closed is None else np.array(closed),
        np.full(count, model.mean_seconds),
        np.ones(count, dtype=np.bool_),
        time_varying=time_varying,
        profiles=profiles,
    )


def test_nobody_there_all_leave_and_half_come_back() -> None:
    """40 minutes after 100 in the first half hour: two thirds of 50 in the second, one third in the third;
    of those again half, a third and two thirds later."""
    found = back([200.0, 0, 0, 0, 0], [0.0] * 5, 2400.0)
    again = 0.5 * np.array([100 / 3, 50 / 3])
    expected = [0, 100 / 3, 50 / 3 + again[0] * 2 / 3]
    assert found[:3] == pytest.approx(expected)


def test_who_would_be_back_within_the_interval_counts_in_the_next() -> None:
    """After five minutes too; nobody is back while the desk is closed, nor after the end."""
    assert back([200.0, 0, 0], [0.0] * 3, 300.0)[:2] == pytest.approx([0, 50])
    assert back([200.0, 0], [0.0] * 2, 300.0, [0.0, 1.0]) == pytest.approx([0, 0])
    assert back([200.0, 0], [0.0] * 2, 3600.0, [0.0, 1.0]) == pytest.approx([0, 0])
    assert back([200.0, 0], [0.0] * 2, 5400.0, [0.0, 1.0]) == pytest.approx([0, 50])


def test_a_part_of_an_agent_is_a_mixture() -> None:
    """Between the two whole numbers."""
    low, high, between = (back([60.0, 60.0], [n, n], 1800.0)[1] for n in (4.0, 5.0, 4.25))
    assert between == pytest.approx(0.75 * low + 0.25 * high)
    share = float(performance(MODEL, 60.0, 4, 30.0).share_leaving)
    assert low == pytest.approx(0.5 * 30 * share)


def test_of_a_rush_as_many_come_back_as_in_the_simulation() -> None:
    """All of a half hour's customers in its first five minutes: many leave, as nobody would of an even half
    hour. Half of those are back an hour later."""
    model, profile = ServiceModel(300.0, 1, (1.0,), 180.0), (6.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    rates, agents = [200.0, 0.0, 0.0, 0.0], [30.0, 5.0, 5.0, 5.0]
    found = back(rates, agents, 3600.0, time_varying=True, model=model, profiles={0: profile})
    even = back(rates, agents, 3600.0, time_varying=True, model=model)
    edges = np.arange(5) * 1800.0
    duty = DutyPeriods.of_counts(np.array([agents], dtype=np.int64), edges)
    system = ServiceSystem((model,), (30.0,), edges, duty)
    demand = SimulatedDemand(np.array([rates]) / 2, np.full((1, 4), 300.0), profiles={(0, 0): profile})
    visits = FurtherVisits(
        np.zeros((1, 1)), np.array([0.5]), np.array([3600.0]), np.ones((1, 4), dtype=np.bool_)
    )
    arrived = np.mean([play(system, demand, 1, n, visits).counts().arrived[0] for n in range(100)], axis=0)
    assert found[1:] == pytest.approx(arrived[1:], abs=1.5)
    assert found[2] > 10
    assert even.sum() < 0.1


@pytest.mark.parametrize("minutes", [10, 45])
def test_as_many_come_back_as_in_the_simulation(minutes: int) -> None:
    """A rush that overwhelms the team. Returns after ten minutes are counted up to an interval late."""
    model = ServiceModel(300.0, 2, (1.0, 0.8), 180.0)
    rates = [60.0, 60.0, 180.0, 180.0, 120.0, 60.0, 60.0, 60.0]
    agents = [5.0, 5.0, 6.0, 6.0, 6.0, 6.0, 6.0, 5.0]
    found = back(rates, agents, 60.0 * minutes, time_varying=True, model=model)
    edges = np.arange(9) * 1800.0
    duty = DutyPeriods.of_counts(np.array([agents], dtype=np.int64), edges)
    system = ServiceSystem((model,), (30.0,), edges, duty)
    demand = SimulatedDemand(np.array([rates]) / 2, np.full((1, 8), 300.0))
    visits = FurtherVisits(
        np.zeros((1, 1)), np.array([0.5]), np.array([60.0 * minutes]), np.ones((1, 8), dtype=np.bool_)
    )
    arrived = np.mean([play(system, demand, 1, n, visits).counts().arrived[0] for n in range(400)], axis=0)
    came = arrived - np.array(rates) / 2
    if minutes == 45:
        assert found.sum() == pytest.approx(came.sum(), rel=0.06)
        assert found == pytest.approx(came, abs=2.5)
    else:
        assert found.sum() == pytest.approx(came.sum() * 6 / 7, rel=0.06)  # the rest after the end
        assert (np.cumsum(found) <= np.cumsum(came) + 1.0).all()
        assert (np.cumsum(found)[1:] >= np.cumsum(came)[:-1] * 0.7 - 0.5).all()
