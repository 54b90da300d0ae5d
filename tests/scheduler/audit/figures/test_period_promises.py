"""Promises of a day and of a month: staffing's numbers pass the audit, what misses or wastes is found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from scheduler.audit import audit
from scheduler.audit.facts.interval_rows import open_intervals
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.demand_scenarios import DemandScenario
from scheduler.audit.figures.period_promises import MissedPeriod
from scheduler.audit.figures.time_varying import Row, judged
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing import ServiceTarget
from scheduler.staffing.service_constraints import PeriodTarget
from scheduler.staffing.stationary_periods import agents_needed_by_period
from scheduler.staffing.time_varying import DemandScenarios, time_varying_agents_needed
from tests.scheduler.audit.world import shop
from tests.scheduler.statements import a_queue, changed

PER_HALF_HOUR = np.array([6.0, 40.0, 75.0, 90.0, 20.0, 4.0])
ONCE = [DemandScenario(1.0)]
LEVEL = Target("service_level", 30, 0.9, per="day", floor=0.45)
WAIT = Target("average_wait", 20, per="day", floor=60)
CHAT = Conversation(replies=6, reply_seconds=20, customer_seconds=30, reply_spread=0.5)

Judgement = tuple[datetime, str] | MissedPeriod


def queue_of(*targets: Target, patience: float | None = None, chat: Conversation | None = None) -> Queue:
    """Open from 9 to 12, three chats at once."""
    slowdown = (1.0, 0.9, 0.8)
    seconds = 240 if chat is None else 1.2 * chat.alone_seconds
    plain = a_queue("chat", Window(540, 720), seconds, slowdown, patience)
    stated = plain if chat is None else replace(plain, slowdown=None, conversation=chat)
    return replace(stated, targets=targets)


def staffed(data: PlanData, queue: Queue) -> tuple[NDArray[np.int64], dict[datetime, Row]]:
    """The engine's agents, and the rows that the audit reads."""
    starts = open_intervals(data)["chat"]
    inquiries = np.resize(PER_HALF_HOUR, len(starts))
    days = np.array([(start.year * 12 + start.month) * 31 + start.day for start in starts])
    months = np.array([start.month for start in starts])
    model = ServiceModel(
        queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds, queue.conversation
    )
    asked = [(t, ServiceTarget(t.kind, t.within_seconds, t.share)) for t in queue.targets]
    agents = time_varying_agents_needed(
        model,
        DemandScenarios((2 * inquiries)[np.newaxis], np.ones(1)),
        0.5,
        np.arange(len(starts)) % len(PER_HALF_HOUR) == 0,
        [(target, True) for t, target in asked if t.per == "interval"],
        InTime("service_level", 30),
        closed_hours=21,
        closes_last=True,
        periods=[
            PeriodTarget(target, t.floor, days if t.per == "day" else months)
            for t, target in asked
            if t.floor is not None
        ],
    ).agents
    rows = {
        start: Row(int(number), float(came), queue)
        for start, number, came in zip(starts, agents, inquiries, strict=True)
    }
    return agents, rows


PROMISES = [
    queue_of(LEVEL),
    queue_of(LEVEL, patience=120),
    queue_of(WAIT, LEVEL),
    queue_of(replace(LEVEL, per="month", floor=0.0), Target("service_level", 120, 0.7)),
    queue_of(replace(LEVEL, kind="first_reply", within_seconds=40), patience=120, chat=CHAT),
    queue_of(Target("average_response", 30, per="day", floor=60), chat=CHAT),
    queue_of(Target("reply_rate", 60, 0.9, per="day", floor=0.5), chat=CHAT),
]


@pytest.mark.parametrize("queue", PROMISES)
def test_the_agents_of_a_day_pass(queue: Queue) -> None:
    """Two days of every kind of promise, followed by the audit in its own way."""
    data = shop(days=1, queues=(queue,))
    _, rows = staffed(data, queue)
    assert list(judged(data, queue, rows, ONCE)) == []


def test_one_agent_fewer_misses_the_day_and_one_more_is_too_many() -> None:
    """At the first interval of the day its share is told; an agent too many is told where he sits."""
    queue = queue_of(LEVEL)
    data = shop(days=1, queues=(queue,))
    _, rows = staffed(data, queue)
    peak = max(rows, key=lambda start: rows[start].agents)
    fewer = list(judged(data, queue, rows | {peak: replace(rows[peak], agents=rows[peak].agents - 1)}, ONCE))
    (missed,) = [each for each in fewer if isinstance(each, MissedPeriod)]
    assert (missed.start, missed.target) == (min(rows), LEVEL)
    assert 0.5 < missed.found < 0.9 + 0.1 * 0.1
    more = list(judged(data, queue, rows | {peak: replace(rows[peak], agents=rows[peak].agents + 1)}, ONCE))
    assert (peak, "requirement_too_many") in more
    assert not any(isinstance(each, MissedPeriod) for each in more)


def test_a_floor_that_an_interval_breaks_is_found() -> None:
    """Nobody but one agent at the peak, however many sit elsewhere."""
    queue = queue_of(LEVEL)
    data = shop(days=1, queues=(queue,))
    _, rows = staffed(data, queue)
    peak = max(rows, key=lambda start: rows[start].agents)
    crowded = {start: replace(row, agents=1 if start == peak else 40) for start, row in rows.items()}
    assert (peak, "requirement_too_few") in list(judged(data, queue, crowded, ONCE))


def test_a_day_takes_fewer_than_its_intervals() -> None:
    """The same share, in each interval and over the day."""
    day, interval = (queue_of(LEVEL), queue_of(replace(LEVEL, per="interval", floor=None)))
    data = shop(days=1, queues=(day,))
    assert staffed(data, day)[0].sum() < staffed(data, interval)[0].sum()


@pytest.mark.parametrize("queue", [queue_of(LEVEL), queue_of(WAIT, patience=120)])
def test_steady_intervals_of_a_day(queue: Queue) -> None:
    """Each in its own steady state: the audit names a missed day, and one agent too many."""
    data = shop(days=1, queues=(queue,))
    starts = open_intervals(data)["chat"]
    inquiries, days = np.resize(PER_HALF_HOUR, len(starts)), np.array([start.day for start in starts])
    model = ServiceModel(queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds)
    periods = [
        PeriodTarget(ServiceTarget(t.kind, t.within_seconds, t.share), t.floor, days)
        for t in queue.targets
        if t.floor is not None
    ]
    seconds, hours = np.full(len(starts), queue.aht_seconds), np.full(len(starts), 0.5)
    agents, _ = agents_needed_by_period(
        model, (2 * inquiries)[np.newaxis], np.ones(1), [], periods, hours, None, 0, seconds
    )

    def found(numbers: NDArray[np.int64]) -> set[str]:
        table = {"timestamp": starts, "queue": "chat", "inquiries": inquiries, "agents": numbers}
        frame = pd.DataFrame(table).astype({"timestamp": "datetime64[us]"})
        judged_plan = changed(data, written={"requirement": frame})
        return {violation.code for violation in audit(judged_plan, ("requirement",))}

    assert found(agents) == set()
    peak = np.arange(len(starts)) == int(agents[:6].argmax())
    assert "requirement_too_many" in found(agents + peak)
    mean = "_mean" if queue.targets[0].share is None else ""
    assert found(agents - peak) & {f"requirement_missed_per_day{mean}", "requirement_too_few"}
