"""Plans of queues whose chats are conversations: staffing's numbers pass the audit, others are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.audit.facts.interval_rows import open_intervals
from scheduler.audit.figures.demand import too_few, too_many
from scheduler.audit.figures.demand_scenarios import DemandScenario
from scheduler.audit.figures.time_varying import Row, judged, levels
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import InTime, ServiceModel
from scheduler.queueing.measures import ShareKind
from scheduler.staffing import ServiceTarget, agents_needed
from scheduler.staffing.time_varying import (
    DemandScenarios,
    time_varying_agents_needed,
    time_varying_service_levels,
)
from tests.scheduler.audit.world import shop
from tests.scheduler.statements import a_queue

CHAT = Conversation(replies=6, reply_seconds=20, customer_seconds=30, reply_spread=0.5)
SENT = Conversation(replies=4, reply_seconds=25, customer_seconds=40, new_first=True, typing_counts=True)
PER_HALF_HOUR = np.array([40.0, 75.0, 90.0, 20.0])
FIRST, RATE = Target("first_reply", 40, 0.9), Target("reply_rate", 120, 0.9)
RESPONSE = Target("average_response", 45)


def talking(chat: Conversation, patience: float | None, *targets: Target) -> Queue:
    """Open from 9 to 11, three chats at once."""
    plain = a_queue("chat", Window(540, 660), 1.2 * chat.alone_seconds, (1.0,) * 3, patience)
    return replace(plain, slowdown=None, conversation=chat, targets=targets)


def model_of(queue: Queue) -> ServiceModel:
    return ServiceModel(
        queue.aht_seconds, queue.concurrency, None, queue.patience_seconds, queue.conversation
    )


PROMISES = [
    (CHAT, None, (FIRST,)),
    (CHAT, 120.0, (FIRST, RESPONSE)),
    (SENT, None, (RATE,)),
    (SENT, 90.0, (RESPONSE, Target("service_level", 20, 0.8))),
    (CHAT, 600.0, (Target("reply_rate", 300, 0.8),)),
    (CHAT, 60.0, (Target("average_response", 120),)),
]


@pytest.mark.parametrize(("chat", "patience", "targets"), PROMISES)
def test_the_least_agents_through_time_pass_and_their_neighbours_do_not(
    chat: Conversation, patience: float | None, targets: tuple[Target, ...]
) -> None:
    """Two mornings; one agent more or fewer is found in the interval where that is so."""
    queue = talking(chat, patience, *targets)
    data = shop(days=1, queues=(queue,))
    starts = open_intervals(data)["chat"]
    inquiries = np.resize(PER_HALF_HOUR, len(starts))
    begins = np.arange(len(starts)) % len(PER_HALF_HOUR) == 0
    promised = [(ServiceTarget(t.kind, t.within_seconds, t.share), True) for t in targets]
    demand = DemandScenarios((2 * inquiries)[np.newaxis], np.ones(1))
    late = InTime("first_reply", 40)
    agents = time_varying_agents_needed(
        model_of(queue), demand, 0.5, begins, promised, late, closed_hours=22, closes_last=True
    ).agents
    rows = {
        start: Row(int(number), float(asked), queue)
        for start, number, asked in zip(starts, agents, inquiries, strict=True)
    }
    once = [DemandScenario(1.0)]
    assert list(judged(data, queue, rows, once)) == []
    last = starts[-1]
    for change, code in ((-1, "requirement_too_few"), (1, "requirement_too_many")):
        changed = rows | {last: replace(rows[last], agents=rows[last].agents + change)}
        assert list(judged(data, queue, changed, once)) == [(last, code)]


@pytest.mark.parametrize("kind", ["first_reply", "reply_rate"])
@pytest.mark.parametrize("patience", [None, 120.0])
def test_shares_through_time_agree(kind: ShareKind, patience: float | None) -> None:
    """Whole and other numbers of people, enough and too few: what coverage.csv says of replies."""
    queue = talking(CHAT, patience, FIRST)
    data = shop(days=1, queues=(queue,))
    starts = open_intervals(data)["chat"]
    inquiries = np.resize(PER_HALF_HOUR, len(starts))
    present = np.resize([4.0, 6.3, 7.9, 2.0, 3.6], len(starts))
    begins = np.arange(len(starts)) % len(PER_HALF_HOUR) == 0
    right, _ = time_varying_service_levels(
        model_of(queue),
        2 * inquiries,
        present,
        0.5,
        begins,
        InTime(kind, 40),
        queue.aht_seconds,
        closed_hours=22,
        closes_last=True,
    )
    rows = {
        start: (Row(0, float(asked), queue), float(people))
        for start, asked, people in zip(starts, inquiries, present, strict=True)
    }
    ours = levels(data, queue, rows, kind, 40)
    assert [ours[start] for start in starts] == pytest.approx(right, abs=1e-4)
    assert right.min() < 0.8 < right.max()


@pytest.mark.parametrize(("chat", "patience", "targets"), PROMISES)
def test_of_several_ways_all_customers_together_get_what_was_promised(
    chat: Conversation, patience: float | None, targets: tuple[Target, ...]
) -> None:
    """Half as many or half as many again: customers count by their number, in a steady state of each."""
    queue = talking(chat, patience, *targets)
    rates = [(0.5, 0.02), (0.5, 0.06)]
    agents = next(number for number in range(40) if not too_few(queue, targets, rates, number))
    assert not too_many(queue, targets, rates, agents)
    assert too_many(queue, targets, rates, agents + 1)
    alone = [_least(queue, rate) for _, rate in rates]
    assert alone[0] <= agents <= alone[1]


@pytest.mark.parametrize(("chat", "patience", "targets"), PROMISES)
def test_the_least_agents_of_a_steady_state_are_neither_too_few_nor_too_many(
    chat: Conversation, patience: float | None, targets: tuple[Target, ...]
) -> None:
    """From a few chats an hour to more than a team of 48 can hold."""
    queue = talking(chat, patience, *targets)
    rates = np.array([0.0, 0.001, 0.01, 0.05, 0.3, 1.0])
    promised = [(ServiceTarget(t.kind, t.within_seconds, t.share), True) for t in targets]
    least = agents_needed(model_of(queue), 3600 * rates, promised)
    for rate, agents in zip(rates.tolist(), least.tolist(), strict=True):
        assert not too_few(queue, targets, [(1.0, rate)], agents)
        assert not too_many(queue, targets, [(1.0, rate)], agents)
    assert least[0] == 0
    assert least[-1] > 48


def _least(queue: Queue, rate: float) -> int:
    return next(number for number in range(99) if not too_few(queue, queue.targets, [(1.0, rate)], number))
