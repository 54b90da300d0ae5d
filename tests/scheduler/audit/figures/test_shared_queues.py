"""Queues in order of priority, as the audit works them out: by hand, and against the staffing's formulas."""

from __future__ import annotations

import random

import pytest

from scheduler.audit.figures.shared_queues import SharedInterval
from scheduler.domain.queues import Queue
from scheduler.queueing import ServiceModel
from scheduler.queueing.erlang import erlang_c
from scheduler.queueing.priority import shared_performance
from tests.peakroster.planning.staffing.shops import queue


def test_cobham() -> None:
    """Two queues with 50 and 40 calls of 300 s an hour, 10 agents: C / (c mu (1 - s1)(1 - s2))."""
    calls = SharedInterval([queue("a"), queue("b")], (50 / 3600, 40 / 3600))
    busy = float(erlang_c(7.5, 10))
    first = busy * 30 / (1 - 50 / 120)
    assert calls.mean_wait(0, 10) == pytest.approx(first)
    assert calls.mean_wait(1, 10) == pytest.approx(first / (1 - 90 / 120))
    assert calls.in_time(0, 10, 0) == pytest.approx(1 - busy)
    assert calls.load() == pytest.approx(7.5)


def test_overload() -> None:
    """Too much work for all, not for the first queue: only the last waits without end."""
    calls = SharedInterval([queue("a"), queue("b")], (50 / 3600, 90 / 3600))
    assert calls.mean_wait(1, 10) == float("inf")
    assert calls.in_time(1, 10, 3600.0) == 0.0
    # Every slot is taken all the time: one is free every 30 s, and 50 of 120 places are asked for.
    assert calls.mean_wait(0, 10) == pytest.approx(30 / (1 - 50 / 120))
    assert calls.in_time(0, 0, 60.0) == 0.0


@pytest.mark.parametrize("seed", range(25))
def test_against_the_staffing(seed: int) -> None:
    """Random teams of two or three queues, with and without patience, light and overloaded."""
    rng = random.Random(seed)
    chats, agents, patient = rng.randint(1, 5), rng.randint(1, 30), rng.random() < 0.5
    slowdown = [1.0]
    for held in range(1, chats):
        slowdown.append(max(slowdown[-1] * rng.uniform(0.8, 1), slowdown[-1] * held / (held + 1)))
    queues: list[Queue] = [
        queue(
            f"q{place}",
            aht_seconds=rng.uniform(60, 600),
            concurrency=chats,
            slowdown=tuple(slowdown),
            patience_seconds=None if patient else rng.uniform(30, 600),
        )
        for place in range(rng.randint(2, 3))
    ]
    full = 12 * agents * chats * slowdown[-1]
    rates = [full / len(queues) * rng.uniform(0.3, 1.3) for _ in queues]
    seconds = [rng.choice([5.0, 30.0, 120.0, 600.0]) for _ in queues]
    models = [
        ServiceModel(each.aht_seconds, chats, tuple(slowdown), each.patience_seconds) for each in queues
    ]
    theirs = shared_performance(models, rates, agents, [(within,) for within in seconds])
    ours = SharedInterval(queues, tuple(rate / 3600 for rate in rates))
    for place, found in enumerate(theirs):
        assert ours.in_time(place, agents, seconds[place]) == pytest.approx(found.service_levels[0], abs=1e-6)
        assert ours.mean_wait(place, agents) == pytest.approx(found.average_wait, rel=1e-6, abs=1e-6)
