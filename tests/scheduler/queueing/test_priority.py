"""Queues that share one team, in order of priority."""

from __future__ import annotations

import math

import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, performance
from scheduler.queueing.priority import pooled_model, shared_performance

PHONE = ServiceModel(180.0)
HOUR = 3600.0


def test_waits_are_those_of_cobham() -> None:
    """Of those who wait: 1 / (n mu (1 - r1)), 1 / (n mu (1 - r1) (1 - r1 - r2)), and so on."""
    rates, full = [60.0, 40.0, 50.0], 9 / 180
    found = shared_performance([PHONE] * 3, rates, 9, [(30.0,)] * 3)
    chance = float(performance(PHONE, 150.0, 9, 30.0).probability_of_wait)
    up_to = [0.0, *(sum(rates[: place + 1]) / HOUR / full for place in range(3))]
    for place, queue in enumerate(found):
        wait = chance / full / (1 - up_to[place]) / (1 - up_to[place + 1])
        assert queue.average_wait == pytest.approx(wait, rel=1e-6)
    within = 1 - chance * math.exp(-(full - 60 / HOUR) * 30)
    assert found[0].service_levels[0] == pytest.approx(within, abs=1e-9)


@pytest.mark.parametrize("model", [PHONE, ServiceModel(300.0, 3, (1.0, 0.9, 0.8), 120.0)])
def test_one_queue_alone_is_as_ever(model: ServiceModel) -> None:
    """Erlang C, and chats with patience."""
    (found,) = shared_performance([model], [100.0], 6, [(0.0, 20.0, 600.0)])
    for seconds, level in zip((0.0, 20.0, 600.0), found.service_levels, strict=True):
        assert level == pytest.approx(float(performance(model, 100.0, 6, seconds).service_level), abs=1e-7)
    exact = performance(model, 100.0, 6, 30.0)
    assert found.average_wait == pytest.approx(float(exact.average_wait), rel=1e-6)
    assert found.share_leaving == pytest.approx(float(exact.share_leaving), rel=1e-6)


def test_all_of_them_are_one_queue() -> None:
    """Mean waits and shares who leave, weighted by customers, are those without an order."""
    model, rates = ServiceModel(300.0, 2, (1.0, 0.8), 90.0), [20.0, 120.0, 60.0]
    found = shared_performance([model] * 3, rates, 7, [(30.0,)] * 3)
    exact = performance(model, 200.0, 7, 30.0)
    together = sum(rate * queue.average_wait for rate, queue in zip(rates, found, strict=True)) / 200
    assert together == pytest.approx(float(exact.average_wait), rel=1e-6)
    waits = [queue.average_wait for queue in found]
    assert waits == sorted(waits)


def test_an_overload_of_the_lower_queue_leaves_the_first_alone() -> None:
    """Without patience the second waits without end; the first as in an M/M/1 queue of the full team."""
    first, second = shared_performance([PHONE] * 2, [60.0, 150.0], 9, [(30.0,)] * 2)
    assert second == type(second)((0.0,), math.inf, 0.0)
    assert first.average_wait == pytest.approx(1 / (9 / 180 - 60 / HOUR), rel=1e-6)


def test_nobody_comes_or_nobody_is_there() -> None:
    """In time without arrivals, never in time without agents."""
    quiet = shared_performance([PHONE] * 2, [0.0, 0.0], 3, [(30.0,), ()])
    assert [queue.service_levels for queue in quiet] == [(1.0,), ()]
    impatient = ServiceModel(180.0, 1, None, 60.0)
    alone = shared_performance([impatient] * 2, [10.0, 20.0], 0, [(30.0,)] * 2)
    assert [queue.service_levels[0] for queue in alone] == pytest.approx([0.0, 0.0])
    assert [queue.share_leaving for queue in alone] == pytest.approx([1.0, 1.0], rel=1e-6)


def test_figures_of_a_simulation() -> None:
    """Lengths, speeds and patience that differ: 3,000 hours simulated (tests/scheduler/simulation/test_shared
    plays the same rules) gave 0.859, 0.770 in 30 s; the second waits a little longer than its mean says."""
    models = [
        ServiceModel(240.0, 3, (1.0, 0.9, 0.8), 120.0),
        ServiceModel(360.0, 3, (1.0, 0.85, 0.75), 240.0),
    ]
    found = shared_performance(models, [60.0, 90.0], 6, [(30.0,)] * 2)
    assert [queue.service_levels[0] for queue in found] == pytest.approx([0.859, 0.770], abs=0.01)


def test_the_pool_of_conversations() -> None:
    """The same chats in both queues are those of the pool."""
    model = ServiceModel(270.0, 3, None, 120.0, Conversation(6, 20.0, 30.0))
    pool = pooled_model([model, model], [10.0, 30.0])
    assert pool.speeds == pytest.approx(model.speeds)
    assert (pool.mean_seconds, pool.patience_seconds) == pytest.approx((270.0, 120.0))


@pytest.mark.parametrize(
    ("other", "word"),
    [(ServiceModel(180.0, 2), "concurrency"), (ServiceModel(180.0, 1, None, 60.0), "patience")],
)
def test_queues_too_unlike(other: ServiceModel, word: str) -> None:
    """One team has one number of slots, and a line that ends or does not."""
    with pytest.raises(ValueError, match=word):
        pooled_model([PHONE, other], [10.0, 10.0])
