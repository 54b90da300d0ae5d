"""What the simulation refuses, naming the field; and people out of counts."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, replicate, simulate
from tests.scheduler.simulation.systems import PHONE, steady, system


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(0, 0, 5, 5)], "end 5.0 of period 0 is not after its start 5.0"),
        ([(-1, 0, 0, 5)], "agent must be >= 0"),
        ([(0, -1, 0, 5)], "queue must be >= 0"),
        ([(0, 0, np.nan, 5)], "start must be a row of finite seconds"),
        ([(0, 0, 0, 5), (0, 1, 4, 9)], "start 4.0 of agent 0 lies before the end 5.0"),
    ],
)
def test_duty_periods_are_checked(rows: list[tuple[int, int, float, float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        system(rows, (PHONE, PHONE))


def test_duty_periods_have_one_length() -> None:
    with pytest.raises(ValueError, match="they must be as many"):
        DutyPeriods(np.array([0]), np.array([0, 0]), np.array([0.0]), np.array([1.0]))


@pytest.mark.parametrize(
    ("models", "within", "edges", "message"),
    [
        ((), (), [0, 1], "models is empty"),
        ((PHONE,), (10, 20), [0, 1], "within_seconds has 2 numbers for 1 queues"),
        ((PHONE,), (-1,), [0, 1], "within_seconds .* must be finite numbers >= 0"),
        ((PHONE,), (10,), [0], "edges must be two or more"),
        ((PHONE,), (10,), [0, 2, 2], "edges must be two or more finite seconds that rise"),
        ((PHONE,), (10,), [0, 1], "duty periods name queue 1, but there are 1"),
    ],
)
def test_world_is_checked(
    models: tuple[ServiceModel, ...], within: tuple[float, ...], edges: list[float], message: str
) -> None:
    rows = DutyPeriods(np.array([0]), np.array([1]), np.array([0.0]), np.array([1.0]))
    with pytest.raises(ValueError, match=message):
        ServiceSystem(models, within, np.array(edges), rows)


@pytest.mark.parametrize(
    ("arrivals", "seconds", "message"),
    [
        ([1.0], [1.0], "arrivals must have two axes"),
        ([[1.0, 2.0]], [[1.0]], r"mean_seconds has shape \(1, 1\)"),
        ([[-1.0]], [[1.0]], "arrivals must be finite numbers >= 0"),
        ([[np.inf]], [[1.0]], "arrivals must be finite numbers >= 0"),
        ([[1.0]], [[0.0]], "mean_seconds must be finite numbers above 0"),
    ],
)
def test_demand_is_checked(arrivals: list[object], seconds: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        SimulatedDemand(np.array(arrivals), np.array(seconds))


def test_demand_must_fit_the_world() -> None:
    here, _ = steady(PHONE, 1, 1, 2, 10)
    other = SimulatedDemand(np.ones((1, 3)), np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"arrivals has shape \(1, 3\), but the system \(1, 2\)"):
        simulate(here, other, 1, 0)
    with pytest.raises(ValueError, match="demands is empty"):
        replicate(here, [], 1)


def test_people_out_of_counts() -> None:
    """Person i is there where agents > i, without a break between such intervals; queues share nobody."""
    rows = DutyPeriods.of_counts([[2, 1, 0, 1], [0, 0, 1, 1]], [0, 10, 20, 40, 50])
    listed = list(zip(rows.agent, rows.queue, rows.start, rows.end, strict=True))
    assert listed == [(0, 0, 0, 20), (0, 0, 40, 50), (1, 0, 0, 10), (2, 1, 20, 50)]
    assert rows.agents == 3


@pytest.mark.parametrize("agents", [[[1.5]], [[-1]], [1], [[1, 2]]])
def test_counts_are_checked(agents: object) -> None:
    with pytest.raises(ValueError, match=r"agents must be whole numbers|edges has 2 borders for 2"):
        DutyPeriods.of_counts(agents, [0, 10])  # type: ignore[arg-type]


def test_nobody_out_of_counts() -> None:
    assert DutyPeriods.of_counts(np.zeros((2, 3), dtype=np.int64), [0, 1, 2, 3]).agents == 0
