"""Long runs against the exact formulas, within confidence intervals narrow enough to be missed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from scheduler.queueing import ServiceModel, performance
from scheduler.simulation import Replications, replicate
from tests.scheduler.simulation.markov import least_loaded
from tests.scheduler.simulation.systems import steady

pytestmark = pytest.mark.slow

REPLICATIONS = 25
WARM_UP = 12
"""Hours from the beginning that do not count: by then the line is as long as it usually is."""
STANDARD_ERRORS = 4.0
"""So far off by chance once in 2,000 (t with 24 degrees of freedom); the seeds are fixed."""


def shares(played: Replications) -> Iterator[tuple[str, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """Each figure of :class:`scheduler.queueing.Performance` that can be counted, by replication."""

    def total(name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        sums = getattr(played, name)[:, 0, WARM_UP:].sum(axis=1)
        return np.asarray(sums, dtype=np.float64)

    arrived = total("arrived")
    yield "service_level", total("in_time") / arrived
    yield "average_wait", total("waited") / arrived
    yield "share_leaving", total("left") / arrived
    yield "occupancy", total("taken") / total("capacity")


@pytest.mark.parametrize(
    ("model", "agents", "hourly"),
    [
        pytest.param(ServiceModel(180), 10, 180, id="Erlang C"),
        pytest.param(ServiceModel(180), 1, 14, id="Erlang C, one agent"),
        pytest.param(ServiceModel(180, 1, None, 120), 10, 200, id="Erlang A"),
        pytest.param(ServiceModel(180, 1, None, 60), 30, 750, id="Erlang A, overloaded"),
        pytest.param(ServiceModel(180), 60, 1140, id="Erlang C, sixty agents"),
        pytest.param(ServiceModel(300, 4, (1.0, 0.8, 0.6, 0.5), 180), 1, 22, id="one agent, four chats"),
        pytest.param(ServiceModel(300, 3, (1.0, 0.8, 0.6)), 100, 2080, id="a hundred agents, three chats"),
    ],
)
def test_agrees_with_the_formulas(model: ServiceModel, agents: int, hourly: float) -> None:
    """The formulas' figures lie within the intervals, those of one agent more (or one in twenty) do not."""
    hours = WARM_UP + min(156, round(40_000 / hourly))
    here, demand = steady(model, agents, hourly, hours, within=30)
    played = replicate(here, [demand] * REPLICATIONS, seed=11)
    expected = performance(model, hourly, agents, 30)
    other = performance(model, hourly, agents + max(1, agents // 20), 30)
    missed = 0
    for name, values in shares(played):
        margin = STANDARD_ERRORS * values.std(ddof=1) / np.sqrt(values.size)
        right = float(getattr(expected, name))
        assert abs(values.mean() - right) <= margin + 1e-12, (name, values.mean(), right, margin)
        missed += abs(values.mean() - float(getattr(other, name))) > margin
    assert missed >= (3 if model.patience_seconds is None else 4)


def test_begins_empty() -> None:
    """The first hour of a busy week is better than the steady state: nobody waited yet."""
    here, demand = steady(ServiceModel(180), 10, 190, hours=24, within=30)
    played = replicate(here, [demand] * 200, seed=3)
    level = played.in_time.sum(axis=0) / played.arrived.sum(axis=0)
    assert level[0, 0] > performance(ServiceModel(180), 190, 10, 30).service_level + 0.1
    assert level[0, 0] > level[0, -1] + 0.1


@pytest.mark.parametrize("patience", [None, 120.0])
@pytest.mark.parametrize(("agents", "hourly"), [(2, 30.0), (5, 88.0), (10, 180.0)])
def test_agrees_with_the_unbalanced_chain(agents: int, hourly: float, patience: float | None) -> None:
    """Few agents with several chats, whom the chain of evenly spread chats does not describe exactly."""
    model = ServiceModel(300, 3, (1.0, 0.8, 0.6), patience)
    wait, occupancy = least_loaded(model, agents, hourly, longest=300)
    here, demand = steady(model, agents, hourly, WARM_UP + round(40_000 / hourly), within=30)
    found = dict(shares(replicate(here, [demand] * REPLICATIONS, seed=12)))
    for name, right, narrow in (("average_wait", wait, 0.15), ("occupancy", occupancy, 0.01)):
        margin = STANDARD_ERRORS * found[name].std(ddof=1) / np.sqrt(REPLICATIONS)
        assert abs(found[name].mean() - right) <= margin, (name, found[name].mean(), right, margin)
        assert margin < narrow * right
