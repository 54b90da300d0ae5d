"""The same customers played by Ciw (Palmer, Knight, Harper & Hawa 2019): every answer at the same second."""

from __future__ import annotations

import ciw
import numpy as np
import pytest
from numpy.typing import NDArray

from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand
from scheduler.simulation.answer_times import answer_times
from scheduler.simulation.demand import Customers, draw_customers

HOURS = 6
EDGES = np.arange(HOURS + 1) * 3600.0


class Given(ciw.dists.Distribution):
    """To each customer the value drawn for it."""

    def __init__(self, values: NDArray[np.float64]) -> None:
        self.values = values

    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> float:
        assert ind is not None
        return float(self.values[ind.id_number - 1])


def by_ciw(
    came: Customers, *, servers: object, impatient: bool = False, **more: object
) -> NDArray[np.float64]:
    """When Ciw answers each customer; inf for those who leave."""
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Sequential([*np.diff(came.arrival, prepend=0.0), float("inf")])],
        service_distributions=[Given(came.work)],
        number_of_servers=[servers],
        reneging_time_distributions=[Given(came.patience) if impatient else None],
        **{name: value for name, value in more.items() if name != "node_class"},
    )
    simulation = ciw.Simulation(network, node_class=more.get("node_class"))
    simulation.simulate_until_max_time(EDGES[-1] * 20)
    answered = np.full(came.arrival.size, np.inf)
    for record in simulation.get_all_records():
        if record.record_type == "service":
            answered[record.id_number - 1] = record.service_start_date
    return answered


def drawn(model: ServiceModel, hourly: list[float], people: DutyPeriods) -> tuple[ServiceSystem, Customers]:
    here = ServiceSystem((model,), (30.0,), EDGES, people)
    demand = SimulatedDemand(np.array([hourly]), np.full((1, HOURS), model.mean_seconds))
    return here, draw_customers(here, demand, np.random.default_rng(7))


def relays(heads: list[int]) -> DutyPeriods:
    """New people in every hour, as in Ciw's schedules, where the old ones finish what they have in hand."""
    agent = np.arange(sum(heads))
    hour = np.repeat(np.arange(len(heads)), heads)
    return DutyPeriods(agent, np.zeros_like(agent), EDGES[hour], EDGES[hour + 1])


@pytest.mark.parametrize("agents", [1, 8])
def test_one_customer_at_a_time(agents: int) -> None:
    """M/M/c, at nine tenths of the agents' capacity."""
    people = DutyPeriods.of_counts(np.full((1, HOURS), agents), EDGES)
    here, came = drawn(ServiceModel(120), [27.0 * agents] * HOURS, people)
    found, expected = answer_times(here, came), by_ciw(came, servers=agents)
    assert (expected > came.arrival).mean() > 0.2
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_customers_who_leave() -> None:
    """M/M/c+M in overload: the same customers leave."""
    people = DutyPeriods.of_counts(np.full((1, HOURS), 6), EDGES)
    here, came = drawn(ServiceModel(120, 1, None, 60), [250.0] * HOURS, people)
    found, expected = answer_times(here, came), by_ciw(came, servers=6, impatient=True)
    assert 0.1 < np.isinf(expected).mean() < 0.9
    np.testing.assert_allclose(found, expected, rtol=1e-12)


@pytest.mark.parametrize("impatient", [False, True])
def test_people_by_the_hour(impatient: bool) -> None:
    """A rush into a thin team, an hour with nobody, and a large team that clears it all."""
    heads, hourly = [4, 2, 10, 0, 12, 3], [100.0, 150.0, 200.0, 40.0, 150.0, 60.0]
    here, came = drawn(ServiceModel(120, 1, None, 600 if impatient else None), hourly, relays(heads))
    # The last hour's people stay: Ciw's last shift ends where nothing happens any more.
    borders = [*EDGES[1:-1].tolist(), EDGES[-1] * 100]
    expected = by_ciw(came, servers=ciw.Schedule(heads, borders), impatient=impatient)
    assert (expected > came.arrival).mean() > 0.3
    np.testing.assert_allclose(answer_times(here, came), expected, rtol=1e-12)


def test_several_chats_at_once() -> None:
    """One agent with up to four chats, whose total speed is that of two: limited processor sharing."""
    model = ServiceModel(60, 4, (1.0, 1.0, 2 / 3, 0.5))
    people = DutyPeriods.of_counts(np.full((1, HOURS), 1), EDGES)
    here, came = drawn(model, [110.0] * HOURS, people)
    expected = by_ciw(came, servers=4, ps_thresholds=[2], node_class=ciw.PSNode)
    assert (expected > came.arrival).mean() > 0.2
    np.testing.assert_allclose(answer_times(here, came), expected, rtol=1e-10)
