"""Two independent calculations of the same queue agree: the staffing engine's and the audit's."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler import domain
from scheduler.audit.figures.demand import service_level, service_of, too_few, too_many
from scheduler.audit.figures.waiting import waiting
from scheduler.domain.queues import Queue
from scheduler.domain.windows import Window
from scheduler.queueing import ServiceModel
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
    return ServiceModel(queue.aht_seconds, len(queue.slowdown), queue.slowdown, queue.patience_seconds)


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
    assert service_level(queue, rate, agents, seconds) == pytest.approx(other, abs=1e-8)


@pytest.mark.parametrize("patience", [None, 120.0])
def test_thousands_of_agents_agree(patience: float | None) -> None:
    """Ten thousand telephones, almost all of them busy."""
    queue = a_queue("q", Window(0, 1440), 300, (1.0,), patience)
    rate = 9_950 / 300
    other = float(service_level_of(model_of(queue), 3600 * rate, 10_000, 30))
    assert waiting(rate, 10_000, service_of(queue)).answered_within(30) == pytest.approx(other, abs=1e-8)
