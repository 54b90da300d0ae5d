"""Replications: the same by any road, nobody lost, and the extremes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

from scheduler.compiled import compiled
from scheduler.queueing import ServiceModel
from scheduler.simulation import (
    DutyPeriods,
    IntervalCounts,
    ServiceSystem,
    SimulatedDemand,
    replicate,
    simulate,
)
from scheduler.simulation.answer_times import answer_times
from scheduler.simulation.demand import draw_customers
from tests.scheduler.simulation.systems import PHONE, steady, system

pytestmark = pytest.mark.slow

CHAT = ServiceModel(300, 3, (1.0, 0.8, 0.6), 240)


def assert_equal(one: IntervalCounts, other: IntervalCounts) -> None:
    for field in fields(IntervalCounts):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(other, field.name), field.name)


def two_days() -> tuple[ServiceSystem, list[SimulatedDemand]]:
    """Two queues, people by the hour, a demand of its own for each of twelve replications."""
    generator = np.random.default_rng(5)
    edges = np.arange(49) * 3600.0
    people = DutyPeriods.of_counts(generator.integers(0, 12, (2, 48)), edges)
    demands = [
        SimulatedDemand(generator.uniform(0, 200, (2, 48)), generator.uniform(100, 500, (2, 48)))
        for _ in range(12)
    ]
    return ServiceSystem((CHAT, PHONE), (30, 60), edges, people), demands


def test_any_number_of_jobs_gives_the_same() -> None:
    here, demands = two_days()
    alone = replicate(here, demands, seed=1, jobs=1)
    for jobs in (2, 5):
        assert_equal(alone, replicate(here, demands, seed=1, jobs=jobs))
    third = simulate(here, demands[3], seed=1, replication=3)
    np.testing.assert_array_equal(alone.waited[3], third.waited)
    assert alone.arrived.shape == (12, 2, 48)
    assert len(alone) == 12


def test_seeds_and_replications_differ() -> None:
    here, demands = two_days()
    drawn = {
        simulate(here, demands[0], seed, replication).waited.sum().item()
        for seed in (0, 1, 2)
        for replication in (0, 1, 2)
    }
    assert len(drawn) == 9


def test_the_same_customers_meet_other_people() -> None:
    """More people do not change who comes: two rosters are compared before the same customers."""
    here, demands = two_days()
    more = ServiceSystem(
        here.models, here.within_seconds, here.edges, DutyPeriods.of_counts([[30] * 48] * 2, here.edges)
    )
    few, many = simulate(here, demands[0], 1, 0), simulate(more, demands[0], 1, 0)
    np.testing.assert_array_equal(few.arrived, many.arrived)
    assert many.in_time.sum() > few.in_time.sum()


def test_progress() -> None:
    """Every replication is reported, in order of their number done."""
    here, demands = two_days()
    seen: list[tuple[int, int]] = []
    replicate(here, demands, seed=1, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 12) for done in range(1, 13)]


def test_interrupted_between_replications(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption goes through to the caller, and most of the replications are never begun."""
    here, demands = two_days()
    begun: list[int] = []

    def counted(here: ServiceSystem, demand: SimulatedDemand, seed: int, replication: int) -> IntervalCounts:
        begun.append(replication)
        return simulate(here, demand, seed, replication)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("scheduler.simulation.replications.simulate", counted)
    with pytest.raises(KeyboardInterrupt):
        replicate(here, demands * 500, seed=1, progress=interrupt)
    assert 1 <= len(begun) < 3000


@st.composite
def scenes(draw: st.DrawFn) -> tuple[ServiceSystem, SimulatedDemand, int]:
    """One to three queues, up to eight intervals of any length, agents who move between queues."""
    queues, intervals = draw(st.integers(1, 3)), draw(st.integers(1, 8))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    edges = np.concatenate([[0.0], generator.uniform(60, 3600, intervals).cumsum()])
    rows = []
    for agent in range(draw(st.integers(0, 12))):
        borders = np.sort(generator.uniform(-600, edges[-1] * 1.2, 2 * draw(st.integers(0, 4))))
        rows += [
            (agent, int(generator.integers(queues)), float(start), float(end))
            for start, end in pairwise(borders)
            if generator.random() < 0.7
        ]
    models = tuple(
        draw(
            st.sampled_from(
                [
                    PHONE,
                    CHAT,
                    ServiceModel(60, 2, None),
                    ServiceModel(60, 6, (1, 0.7, 0.5, 0.4, 0.33, 0.3), 20),
                ]
            )
        )
        for _ in range(queues)
    )
    arrivals = generator.uniform(0, draw(st.sampled_from([0.0, 5.0, 100.0])), (queues, intervals))
    demand = SimulatedDemand(arrivals, generator.uniform(1, 600, (queues, intervals)))
    return system(rows, models, edges.tolist()), demand, draw(st.integers(0, 1000))


@given(scenes())
def test_nobody_is_lost(scene: tuple[ServiceSystem, SimulatedDemand, int]) -> None:
    """Arrived = answered + left + never answered; what waits at a border came before and goes after it."""
    here, demand, seed = scene
    counts = simulate(here, demand, seed, 0)
    assert (counts.unanswered >= 0).all()
    assert (counts.in_time <= counts.answered).all()
    patient = np.array([model.patience_seconds is None for model in here.models])
    assert (counts.left[patient] == 0).all()
    assert (counts.unanswered[~patient] == 0).all()
    assert (counts.backlog >= 0).all()
    assert (counts.backlog <= counts.arrived.cumsum(axis=1)).all()
    assert (counts.backlog[:, -1] >= counts.unanswered.sum(axis=1)).all()
    assert (counts.waited >= 0).all()
    assert counts.arrived.dtype == np.int64


@given(scenes())
def test_each_is_answered_in_turn(scene: tuple[ServiceSystem, SimulatedDemand, int]) -> None:
    """Nobody before coming or after leaving, nobody overtakes, and only while somebody is there."""
    here, demand, seed = scene
    came = draw_customers(here, demand, np.random.default_rng([seed, 0]))
    answered = answer_times(here, came)
    found = np.isfinite(answered)
    assert (answered >= came.arrival).all()
    assert (answered[found] - came.arrival[found] <= came.patience[found]).all()
    rows, last = here.duty, here.edges[-1]
    end = np.where(rows.end >= last, np.inf, rows.end)
    for queue in range(len(here.models)):
        times = answered[found & (came.queue == queue)]
        assert (np.diff(times) >= 0).all()
        own = (rows.queue == queue) & (rows.start < last)
        there = (rows.start[own] <= times[:, np.newaxis]) & (times[:, np.newaxis] < end[own])
        assert there.any(axis=1).all()


def test_zero_arrivals() -> None:
    here, demand = steady(CHAT, 5, 0, 24, 30)
    counts = simulate(here, demand, 1, 0)
    for name in ("arrived", "in_time", "answered", "left", "waited", "backlog", "taken"):
        assert not getattr(counts, name).any(), name
    np.testing.assert_allclose(counts.capacity, np.full((1, 24), 5 * 1.8 * 3600))


def test_one_queue_empty_beside_a_busy_one() -> None:
    """A queue without customers changes nothing of the other's counts but takes its own people."""
    edges = np.arange(25) * 3600.0
    people = DutyPeriods.of_counts(np.full((2, 24), 4), edges)
    here = ServiceSystem((CHAT, PHONE), (30, 30), edges, people)
    arrivals = np.stack([np.full(24, 60.0), np.zeros(24)])
    counts = simulate(here, SimulatedDemand(arrivals, np.full((2, 24), 300.0)), 1, 0)
    assert counts.arrived[0].sum() > 1000
    assert not counts.arrived[1].any()
    assert not counts.taken[1].any()
    assert counts.capacity[1].tolist() == [4 * 3600] * 24


def test_a_thousand_agents() -> None:
    """A day at nine tenths of what a thousand agents can do: hardly anybody waits, none is lost."""
    model = ServiceModel(300, 3, (1.0, 0.8, 0.6), 120)
    here, demand = steady(model, 1000, 0.9 * 1000 * 1.8 * 12, 24, 30)
    counts = simulate(here, demand, 1, 0)
    assert counts.arrived.sum() > 400_000
    assert (counts.arrived == counts.answered + counts.left).all()
    assert counts.in_time.sum() / counts.arrived.sum() > 0.999
    assert (counts.taken[:, 1:].sum() / counts.capacity[:, 1:].sum()) == pytest.approx(0.9, abs=0.01)


def test_a_sale_hour_leaves_its_backlog_to_the_next() -> None:
    """Twice what the team can do in one hour: 200 are left over, the next hour clears them, as fluids do.

    Who comes after the share t of that hour waits t hours.
    """
    edges = np.arange(5) * 3600.0
    here = ServiceSystem((ServiceModel(180),), (30,), edges, DutyPeriods.of_counts([[10, 10, 10, 10]], edges))
    demand = SimulatedDemand(np.array([[10.0, 400.0, 10.0, 10.0]]), np.full((1, 4), 180.0))
    played = replicate(here, [demand] * 100, seed=2)
    np.testing.assert_allclose(played.backlog.mean(axis=0)[0], [0, 200, 10, 0], atol=10)
    np.testing.assert_allclose(played.taken.mean(axis=0)[0, 1:3] / 36000, [1.0, 1.0], atol=0.06)
    np.testing.assert_allclose(played.waited.mean(axis=0)[0, 1] / 400, 1800, rtol=0.1)


def test_where_no_code_can_be_kept() -> None:
    """Functions that numba refuses to keep on disk are compiled all the same, for the process."""
    names: dict[str, Callable[[int], int]] = {}
    exec("def twice(x):\n    return 2 * x", names)
    with pytest.raises(RuntimeError, match="no locator available"):
        njit(names["twice"], cache=True)
    assert compiled(names["twice"])(21) == 42
