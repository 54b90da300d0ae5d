"""Two independent calculations of the same queue agree: the staffing engine's and the audit's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import domain
from scheduler.audit.figures.conversations import steady_replies
from scheduler.audit.figures.demand import service_of, too_few, too_many
from scheduler.audit.figures.demand import share_in_time as audited_share
from scheduler.audit.figures.waiting import waiting
from scheduler.domain.conversations import Conversation
from scheduler.domain.queues import Queue, Target
from scheduler.domain.windows import Window
from scheduler.queueing import ServiceModel, ShareKind, mean_seconds, share_in_time, steady_state
from scheduler.staffing import ServiceTarget, agents_needed, service_level_of
from tests.scheduler.statements import a_queue


@st.composite
def queues(draw: st.DrawFn) -> Queue:
    """Telephone or chat, patient or not, with one or two targets and sometimes a cap."""
    slots = draw(st.integers(1, 4))
    fall = draw(st.floats(0.0, 0.16))
    targets = draw(
        st.lists(
            st.builds(domain.Target, st.just("service_level"), st.floats(0, 300), st.floats(0.5, 0.99))
            | st.builds(domain.Target, st.just("average_wait"), st.floats(1, 300)),
            max_size=2,
        )
    )
    return a_queue(
        "q",
        Window(0, 1440),
        aht_seconds=draw(st.floats(20, 900)),
        slowdown=tuple(1 - fall * held for held in range(slots)),
        patience_seconds=draw(st.none() | st.floats(10, 1800)),
        targets=tuple(targets),
        max_occupancy=draw(st.none() | st.floats(0.3, 0.98)),
        min_agents=draw(st.integers(0, 3)),
    )


def model_of(queue: Queue) -> ServiceModel:
    return ServiceModel(
        queue.aht_seconds, queue.concurrency, queue.slowdown, queue.patience_seconds, queue.conversation
    )


@settings(max_examples=120, deadline=None)
@given(queue=queues(), per_hour=st.just(0.0) | st.floats(0.1, 5000))
def test_the_least_agents_of_one_pass_the_other(queue: Queue, per_hour: float) -> None:
    """What staffing calls the least number of agents, the audit calls neither too few nor too many."""
    targets = [(ServiceTarget(t.kind, t.within_seconds, t.share), True) for t in queue.targets]
    agents = int(agents_needed(model_of(queue), per_hour, targets, queue.max_occupancy, queue.min_agents))
    assert not too_few(queue, queue.targets, [(1.0, per_hour / 3600)], agents)
    assert not too_many(queue, queue.targets, [(1.0, per_hour / 3600)], agents)


@settings(max_examples=120, deadline=None)
@given(queue=queues(), usage=st.floats(0.01, 2.5), agents=st.floats(0, 300), seconds=st.floats(0, 600))
def test_service_levels_agree(queue: Queue, usage: float, agents: float, seconds: float) -> None:
    """To one part in a hundred million, with any number of agents, whole or not."""
    full = max(1.0, agents) * len(queue.slowdown) * queue.slowdown[-1] / queue.aht_seconds
    rate = usage * full
    other = float(service_level_of(model_of(queue), 3600 * rate, agents, seconds))
    assert audited_share(queue, rate, agents, "service_level", seconds) == pytest.approx(other, abs=1e-8)


@pytest.mark.parametrize("patience", [None, 120.0])
def test_thousands_of_agents_agree(patience: float | None) -> None:
    """Ten thousand telephones, almost all of them busy."""
    queue = a_queue("q", Window(0, 1440), 300, (1.0,), patience)
    rate = 9_950 / 300
    other = float(service_level_of(model_of(queue), 3600 * rate, 10_000, 30))
    assert waiting(rate, 10_000, service_of(queue)).answered_within(30) == pytest.approx(other, abs=1e-8)


@st.composite
def conversations(draw: st.DrawFn) -> Queue:
    """A queue whose chats are stated, with a promise about replies and sometimes one about waits."""
    chat = Conversation(
        replies=draw(st.sampled_from([1.0, 1.5, 6.0, 20.0])),
        reply_seconds=draw(st.floats(5, 60)),
        customer_seconds=draw(st.sampled_from([0.0, 5.0]) | st.floats(5, 120)),
        reply_spread=draw(st.sampled_from([0.0, 0.3, 0.5, 1.0])),
        new_first=draw(st.booleans()),
        typing_counts=draw(st.booleans()),
    )
    of_share = st.builds(
        Target, st.sampled_from(["first_reply", "reply_rate"]), st.floats(5, 300), st.floats(0.5, 0.99)
    )
    of_mean = st.builds(Target, st.just("average_response"), st.floats(5, 300))
    plain = a_queue(
        "q",
        Window(0, 1440),
        aht_seconds=chat.alone_seconds * draw(st.sampled_from([1.0, 0.7, 1.6])),
        slowdown=(1.0,) * draw(st.integers(1, 8)),
        patience_seconds=draw(st.none() | st.floats(20, 900)),
        min_agents=draw(st.integers(0, 3)),
    )
    targets = (
        draw(of_share | of_mean),
        *draw(st.lists(st.just(Target("service_level", 30, 0.8)), max_size=1)),
    )
    return replace(plain, slowdown=None, conversation=chat, targets=targets)


KINDS: tuple[ShareKind, ...] = ("first_reply", "reply_rate")


@settings(max_examples=30, deadline=None)
@given(queue=conversations(), usage=st.floats(0.05, 1.3), agents=st.integers(0, 120))
def test_replies_agree(queue: Queue, usage: float, agents: int) -> None:
    """Speeds, first replies, all replies and the mean response."""
    assert queue.conversation is not None
    service, model = service_of(queue), model_of(queue)
    assert [held * speed for held, speed in enumerate(service.slowdown, 1)] == pytest.approx(model.speeds)
    full = max(1, agents) * len(service.slowdown) * service.slowdown[-1] / queue.aht_seconds
    rate, seconds = usage * full, queue.targets[0].within_seconds
    state = steady_state(model, [3600 * rate], [agents])
    for kind in KINDS:
        right = float(share_in_time(state, kind, seconds)[0])
        assert audited_share(queue, rate, agents, kind, seconds) == pytest.approx(right, abs=1e-7)
    if agents:
        mean = float(mean_seconds(state, "average_response")[0])
        ours = steady_replies("average_response", seconds, rate, agents, service)
        assert ours == pytest.approx(mean, rel=1e-9, abs=1e-9)
