"""Small systems and hand-picked customers for the tests of the simulation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand
from scheduler.simulation.demand import Customers

PHONE = ServiceModel(60)


def system(
    duty: Sequence[tuple[int, int, float, float]],
    models: tuple[ServiceModel, ...] = (PHONE,),
    edges: Sequence[float] = (0, 100, 200),
    within: float = 10,
) -> ServiceSystem:
    """DutyPeriods as rows of agent, queue, start, end."""
    agent, queue, start, end = zip(*duty, strict=True) if duty else ((), (), (), ())
    rows = DutyPeriods(
        np.array(agent, dtype=np.int64),
        np.array(queue, dtype=np.int64),
        np.array(start, dtype=np.float64),
        np.array(end, dtype=np.float64),
    )
    return ServiceSystem(models, (within,) * len(models), np.array(edges, dtype=np.float64), rows)


def steady(
    model: ServiceModel, agents: int, hourly: float, hours: int, within: float
) -> tuple[ServiceSystem, SimulatedDemand]:
    """So many agents and arrivals in every hour."""
    edges = np.arange(hours + 1) * 3600.0
    people = DutyPeriods.of_counts(np.full((1, hours), agents), edges)
    shape = (1, hours)
    demand = SimulatedDemand(np.full(shape, hourly), np.full(shape, model.mean_seconds))
    return ServiceSystem((model,), (within,), edges, people), demand


def customers(
    here: ServiceSystem,
    arrival: Sequence[float],
    work: Sequence[float],
    queue: Sequence[int] | None = None,
    **more: float,
) -> Customers:
    """By time of arrival; ``patience`` (default: endless) and ``lot`` (default 0) the same for all."""
    times = np.array(arrival, dtype=np.float64)
    return Customers(
        times,
        np.array(queue if queue is not None else [0] * times.size, dtype=np.int64),
        np.searchsorted(here.edges, times, side="right") - 1,
        np.array(work, dtype=np.float64),
        np.full(times.size, float(more.get("patience", np.inf))),
        np.full(times.size, float(more.get("lot", 0.0))),
    )
