"""Closings and promises of hours: the audit's own way to agents and service levels of the staffing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from scheduler.audit import PlanData
from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.figures.demand_scenarios import DemandScenario
from scheduler.audit.figures.time_varying import Row, judged, levels
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import InTime, ServiceModel
from scheduler.queueing.measures import ShareKind
from scheduler.staffing import ServiceTarget
from scheduler.staffing.time_varying import (
    DemandScenarios,
    time_varying_agents_needed,
    time_varying_service_levels,
)
from tests.scheduler.audit import world
from tests.scheduler.statements import a_queue, changed

CHAT = Conversation(replies=5, reply_seconds=20, customer_seconds=35)
KNOWN = [DemandScenario(1.0, {})]
DAY, HOUR = Window(8 * 60, 24 * 60), 3600.0


def evening_shop(queue: Queue) -> tuple[PlanData, list[datetime], np.ndarray]:
    """The small world with this queue alone: its open intervals, and customers an hour in each."""
    data = changed(world.shop(), queues=(queue,))
    starts = sorted(grid.open_intervals(data)[queue.id])
    hours = np.array([start.hour + start.minute / 60 for start in starts])
    return data, starts, 60.0 + 40 * np.sin(hours / 24 * 2 * np.pi - 2)


def closed_before(starts: list[datetime]) -> np.ndarray:
    begins = np.array([start.timestamp() / 3600 for start in starts])
    return np.diff(begins, prepend=begins[0] - 0.5) - 0.5


def talking(patience: float | None, *targets: Target) -> Queue:
    """Three chats at once, told as conversations."""
    plain = a_queue("q", DAY, 240, (1.0,) * 3, patience)
    return replace(plain, slowdown=None, conversation=CHAT, targets=targets)


def model_of(queue: Queue) -> ServiceModel:
    return ServiceModel(
        queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds, queue.conversation
    )


def measure_of(target: Target) -> InTime:
    kind: ShareKind = (
        target.kind if target.kind in ("first_reply", "reply_rate") else "service_level"  # type: ignore[assignment]
    )
    return InTime(kind, target.within_seconds)


def staffed(queue: Queue, starts: list[datetime], rates: np.ndarray) -> np.ndarray:
    model = model_of(queue)
    gaps = closed_before(starts)
    return time_varying_agents_needed(
        model,
        DemandScenarios(rates[np.newaxis], np.ones(1)),
        0.5,
        gaps > 0,
        [(ServiceTarget(t.kind, t.within_seconds, t.share), True) for t in queue.targets],
        measure_of(queue.targets[0]),
        closing=queue.closing,
        closed_hours=gaps,
    ).agents


QUEUES = [
    a_queue("q", DAY, 240, targets=(Target("service_level", 120, 0.9),)),
    a_queue("q", DAY, 240, (1.0, 0.85, 0.7), 300.0, targets=(Target("service_level", 900, 0.9),)),
    a_queue(
        "q", DAY, 240, (1.0, 0.85), targets=(Target("average_wait", 60), Target("service_level", 60, 0.9))
    ),
    a_queue("q", DAY, 240, targets=(Target("service_level", 4 * HOUR, 0.95),)),
    a_queue("q", Window(0, 1440), 240, targets=(Target("service_level", 24 * HOUR, 0.95),)),
    a_queue("q", DAY, 240, targets=(Target("average_wait", 10 * HOUR), Target("service_level", 60, 0.5))),
    talking(None, Target("first_reply", 60, 0.9)),
    talking(300.0, Target("reply_rate", 900, 0.9), Target("average_response", 30)),
    talking(None, Target("average_response", 40)),
    talking(None, Target("first_reply", 4 * HOUR, 0.95)),
]


@pytest.mark.parametrize(
    ("queue", "stay"), [*((queue, False) for queue in QUEUES), (QUEUES[1], True), (QUEUES[6], True)]
)
def test_the_least_agents_pass(queue: Queue, *, stay: bool) -> None:
    """Neither too few nor too many, before closings and for promises of hours; one fewer would be too few."""
    asked = replace(queue, closing="stay") if stay else queue
    data, starts, rates = evening_shop(asked)
    agents = staffed(asked, starts, rates)
    rows = {
        start: Row(int(n), float(rate) / 2, asked)
        for start, n, rate in zip(starts, agents, rates, strict=True)
    }
    assert list(judged(data, asked, rows, KNOWN)) == []
    last = max(start for start in starts if start.hour == 23)
    rows[last] = replace(rows[last], agents=rows[last].agents - 1)
    assert next(judged(data, asked, rows, KNOWN)) == (last, "requirement_too_few")


@pytest.mark.parametrize("stay", [False, True])
@pytest.mark.parametrize("queue", QUEUES)
def test_service_levels_agree(queue: Queue, *, stay: bool) -> None:
    """Of a team that is too small in the evening, and of parts of people."""
    asked = replace(queue, closing="stay") if stay else queue
    data, starts, rates = evening_shop(asked)
    people = np.array([3.0 if start.hour >= 20 else 4.5 for start in starts]) / queue.concurrency**0.5
    measured = measure_of(queue.targets[0])
    rows = {
        start: (Row(0, float(rate) / 2, asked), float(n))
        for start, rate, n in zip(starts, rates, people, strict=True)
    }
    told = levels(data, asked, rows, measured.kind, measured.within_seconds)
    model = model_of(queue)
    gaps = closed_before(starts)
    right, _ = time_varying_service_levels(
        model,
        rates,
        people,
        0.5,
        gaps > 0,
        measured,
        240,
        closing=asked.closing,
        closed_hours=gaps,
    )
    assert np.array([told[start] for start in starts]) == pytest.approx(right, abs=2e-3)
