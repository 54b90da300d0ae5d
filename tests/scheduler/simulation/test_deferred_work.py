"""Deferred work played case by case: promises of hours and days kept for ten days, no backlog that grows."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.domain.deferral import Deferral
from scheduler.queueing import ServiceModel
from scheduler.simulation import DutyPeriods, ServiceSystem, SimulatedDemand, play
from scheduler.simulation.service_system import OwnHandling
from scheduler.staffing.deferred import DeferredCases, placed_agents

MODEL = ServiceModel(600.0, 1, (1.0,), None)
ALWAYS = np.array([-1e9, 1e9])
DAYS, SLOTS = 10, 10 * 48 + 24


def test_ten_days_keep_their_promise_and_the_backlog_is_stationary() -> None:
    """4, 24 and 48 hours, few cases and many, always open or by day, beside live queues busy by day."""
    day = np.arange(SLOTS) / 2 % 24
    shape = 0.5 * (1 + 0.8 * np.sin((day - 8) / 24 * 2 * np.pi))
    needed = np.round(15 + 12 * np.sin((day - 9) / 24 * 2 * np.pi))
    for hours, first, last in ((4, 0, 24), (24, 0, 24), (48, 0, 24), (24, 8, 24), (48, 8, 20)):
        for rate in (0.5, 4.0, 40.0):
            come, open_ = rate * shape, (day >= first) & (day < last)
            place = np.flatnonzero(open_)
            closed = np.concatenate([[0.0], np.cumsum(np.where(open_, 0.0, come))])[place]
            cases = DeferredCases(
                place / 2,
                place / 2 + 0.5,
                come[place],
                np.diff(closed, prepend=0.0),
                np.zeros((0, 3)),
                np.zeros((0, 2)),
            )
            agents = np.zeros(SLOTS, dtype=np.int64)
            pace = np.full(len(place), 3.0)
            agents[place] = placed_agents(cases, Deferral(hours), pace, needed[place], 0, SLOTS / 2)
            late, waiting = _played(agents, come, hours, runs=4 if rate > 10 else 10)
            assert late <= 0.05
            # The second half of the evenings waits no more than the first, but for chance.
            early, later = waiting[1:5].mean(), waiting[5:].mean()
            assert later <= early * 1.1 + 2 * np.sqrt(rate) + 1


def _played(agents: np.ndarray, come: np.ndarray, hours: float, runs: int) -> tuple[float, np.ndarray]:
    """Share late of the cases whose deadline is played, and the backlog of the evenings, shape (days,)."""
    edges = np.arange(SLOTS + 1) * 1800.0
    system = ServiceSystem((MODEL,), (3600 * hours,), edges, DutyPeriods.of_counts(agents[np.newaxis], edges))
    demand = SimulatedDemand(come[np.newaxis], np.full((1, SLOTS), 600.0))
    judged = edges[1:] + 3600 * hours <= edges[-1]
    arrived = in_time = 0
    waiting = np.zeros(DAYS)
    for run in range(runs):
        played = play(system, demand, 5, run)
        counts = played.counts()
        arrived += counts.arrived[0][judged].sum()
        in_time += played.done_in_time(0, 3600 * hours, ALWAYS, ALWAYS)[judged].sum()
        waiting += counts.backlog[0][47::48][:DAYS] / runs
    return 1 - in_time / arrived, waiting


def test_who_waits_at_the_start_is_served_first_and_late_by_what_was_waited() -> None:
    """Twenty who came ten to twenty hours ago, and nobody else; one agent comes after an hour."""
    edges = np.arange(25) * 3600.0
    duty = DutyPeriods(np.array([0]), np.array([0]), np.array([3601.0]), np.array([86_400.0]))
    system = ServiceSystem((MODEL,), (86_400.0,), edges, duty)
    waiting = np.array([[0.0, -72_000.0, -36_000.0, 20.0]])
    demand = SimulatedDemand(np.zeros((1, 24)), np.full((1, 24), 600.0), waiting)
    played = play(system, demand, 1, 0)
    counts = played.counts()
    assert counts.arrived[0].tolist() == [20] + [0] * 23
    assert counts.backlog[0, 0] == 20
    done = np.sort(played.answered + played.customers.work)
    # One after the other from one o'clock on, the oldest first.
    assert done[-1] == pytest.approx(3601 + played.customers.work.sum())
    assert (np.diff(played.answered[np.argsort(played.customers.arrival)]) > 0).all()
    limit = 17 * 3600.0
    by_hand = int((played.answered + played.customers.work - played.customers.arrival <= limit).sum())
    assert played.done_in_time(0, limit, ALWAYS, ALWAYS)[0] == by_hand
    assert 0 < by_hand < 20


def test_hours_that_do_not_count() -> None:
    """A case of 11:30 that is begun at 9:30 next day has waited for an open hour, of a desk open 9 to 12."""
    edges = np.arange(49) * 3600.0
    moments = 3600.0 * np.array([0, 9, 12, 33, 36, 48])
    counted = 3600.0 * np.array([0, 0, 3, 3, 6, 6])
    duty = DutyPeriods(np.array([0]), np.array([0]), np.array([33 * 3600.0]), np.array([36 * 3600.0]))
    system = ServiceSystem((MODEL,), (7200.0,), edges, duty)
    demand = SimulatedDemand(np.zeros((1, 48)), np.full((1, 48), 600.0), np.array([[0.0, 0.0, 0.0, 1.0]]))
    played = play(system, demand, 1, 0)
    arrival = played.customers._replace(arrival=np.array([11.5 * 3600]), interval=np.array([11]))
    shifted = type(played)(system, arrival, np.array([33.5 * 3600]), None)
    took = 0.5 * 3600 + 0.5 * 3600 + float(arrival.work[0])
    assert shifted.done_in_time(0, took + 1, moments, counted)[11] == 1
    assert shifted.done_in_time(0, took - 1, moments, counted)[11] == 0


def test_a_slow_agent_is_done_later() -> None:
    """At half the speed a case takes twice as long, also for its deadline."""
    edges = np.arange(25) * 3600.0
    duty = DutyPeriods(np.array([0]), np.array([0]), np.array([0.0]), np.array([86_400.0]))
    own = OwnHandling(np.array([[0.5]]), np.array([[1]]))
    system = ServiceSystem((MODEL,), (86_400.0,), edges, duty, own=own)
    waiting = np.array([[0.0, -1.0, -1.0, 1.0]])
    played = play(system, SimulatedDemand(np.zeros((1, 24)), np.full((1, 24), 600.0), waiting), 1, 0)
    work = float(played.customers.work[0])
    assert played.done_in_time(0, 2 * work - 1, ALWAYS, ALWAYS)[0] == 0
    assert played.done_in_time(0, 2 * work + 2, ALWAYS, ALWAYS)[0] == 1


def test_the_waiting_come_before_the_start() -> None:
    """Rows of a queue, two moments and a number; a moment after the start is refused."""
    with pytest.raises(ValueError, match="waiting"):
        SimulatedDemand(np.zeros((1, 2)), np.ones((1, 2)), np.array([[0.0, -1.0, 1.0, 3.0]]))
