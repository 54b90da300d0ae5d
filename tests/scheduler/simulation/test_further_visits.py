"""Customers who come again: chats that go on in another queue, and people who left the line and return."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, performance
from scheduler.simulation import DutyPeriods, FurtherVisits, ServiceSystem, SimulatedDemand, play
from scheduler.simulation.answer_times import event_times
from scheduler.simulation.demand import Customers
from scheduler.simulation.further_visits import DrawnVisits
from scheduler.simulation.playback import Playback

HOUR = 3600.0
PHONE = ServiceModel(180.0)
IMPATIENT = ServiceModel(180.0, 1, None, 90.0)


def visits(
    transfers: list[list[float]], returns: float = 0.0, minutes: float = 10.0, intervals: int = 1
) -> FurtherVisits:
    queues = len(transfers)
    return FurtherVisits(
        np.array(transfers, dtype=np.float64),
        np.full(queues, returns),
        np.full(queues, 60 * minutes),
        np.ones((queues, intervals), dtype=np.bool_),
    )


def played(
    models: list[ServiceModel],
    hourly: list[float],
    agents: list[int],
    further: FurtherVisits | None,
    hours: int = 1000,
    seed: int = 1,
) -> Playback:
    """One long interval at constant rates."""
    edges = np.array([0.0, hours * HOUR])
    duty = DutyPeriods.of_counts(np.array(agents)[:, np.newaxis], edges)
    system = ServiceSystem(tuple(models), (30.0,) * len(models), edges, duty)
    demand = SimulatedDemand(
        np.array(hourly)[:, np.newaxis] * hours, np.array([[model.mean_seconds] for model in models])
    )
    return play(system, demand, seed, 0, further)


def test_what_comes_out_of_other_queues_solves_the_traffic_equations() -> None:
    """Three queues in circles (Jackson 1957)."""
    shares = [[0, 0.3, 0.2], [0.4, 0, 0.1], [0, 0.25, 0]]
    found = (
        played([PHONE] * 3, [40.0, 20.0, 10.0], [50, 50, 50], visits(shares)).counts().arrived[:, 0] / 1000
    )
    assert found == pytest.approx(np.linalg.solve(np.eye(3) - np.array(shares).T, [40, 20, 10]), rel=0.01)


def test_a_queue_in_line_is_one_of_its_own() -> None:
    """What leaves an M/M/n queue is Poisson (Burke 1956): the second one waits as Erlang C says."""
    counts = played([PHONE] * 2, [100.0, 20.0], [7, 4], visits([[0, 0.3], [0, 0]]), 4000).counts()
    for queue, (rate, agents) in enumerate(((100.0, 7), (50.0, 4))):
        exact = performance(PHONE, rate, agents, 30.0)
        assert counts.arrived[queue, 0] == pytest.approx(4000 * rate, rel=0.01)
        assert counts.in_time[queue, 0] / counts.arrived[queue, 0] == pytest.approx(
            float(exact.service_level), abs=0.01
        )


def test_those_who_left_come_back() -> None:
    """As many more as 0.6 of all who leave, the second and third time too."""
    counts = played([IMPATIENT], [100.0], [3], visits([[0.0]], 0.6)).counts()
    base = played([IMPATIENT], [100.0], [3], None).counts()
    more = counts.arrived[0, 0] - base.arrived[0, 0]
    assert more == pytest.approx(0.6 * counts.left[0, 0], rel=0.02)
    assert counts.left[0, 0] > 1.5 * base.left[0, 0]


def test_short_returns_are_a_queue_with_more_customers() -> None:
    """Returns after long see the queue in its steady state: Erlang A at the rate that reproduces itself."""
    counts = played([IMPATIENT], [100.0], [5], visits([[0.0]], 0.5, minutes=240), 1500).counts()
    rate = 100.0
    for _ in range(60):
        leaving = float(performance(IMPATIENT, rate, 5, 30.0).share_leaving)
        rate = 100 + 0.5 * leaving * rate
    assert counts.arrived[0, 0] / 1500 == pytest.approx(rate, rel=0.01)
    assert counts.left[0, 0] / counts.arrived[0, 0] == pytest.approx(leaving, abs=0.01)


def by_hand(taken: bool = True) -> tuple[Customers, np.ndarray]:
    """One agent. The first chat lasts 100 s. The second customer comes at 10 s, leaves at 30 s and would come
    back at 90 s; the third comes at 20 s and waits; each could make one more visit in either queue."""
    inf = np.inf
    customers = Customers(
        arrival=np.array([0.0, 10.0, 20.0, *[inf] * 6]),
        queue=np.array([0, 0, 0, 0, 1, 0, 1, 0, 1]),
        interval=np.zeros(9, dtype=np.int64),
        work=np.array([100.0, 5.0, 50.0, 7.0, 40.0, 8.0, 8.0, 9.0, 9.0]),
        patience=np.array([500.0, 20.0, 500.0, *[500.0] * 6]),
        lot=np.zeros(9),
    )
    drawn = DrawnVisits(
        first=3,
        further=np.array([0, 1, 2, *[-1] * 6]),
        choice=np.array([0.1, 0.3, 0.4, *[0.0] * 6]),
        goes_on=np.array([[0.0, 0.2], [0.0, 0.0]]),
        returns_share=np.array([0.5, 0.5]),
        returns_seconds=np.array([60.0, 60.0]),
        edges=np.array([0.0, 1000.0]),
        lasting=np.array([[1.0], [2.0 * taken]]),
    )
    duty = DutyPeriods(np.array([0, 1]), np.array([0, 1]), np.zeros(2), np.full(2, 1000.0))
    model = ServiceModel(100.0, 1, None, 500.0)
    system = ServiceSystem((model, model), (30.0, 30.0), drawn.edges, duty)
    return customers, event_times(system, customers, None, drawn).answered


@pytest.mark.compiles
def test_two_visits_by_hand() -> None:
    """The first chat goes on in the second queue at 100 s and lasts twice as long there; who left at 30 s is
    back at 90 s and is taken at 150 s, after the third; the third does not go on."""
    customers, answered = by_hand()
    came = [3 + 0 * 2 + 1, 3 + 1 * 2 + 0]
    assert customers.arrival[came].tolist() == [100.0, 90.0]
    assert customers.work[came[0]] == 80.0
    assert answered[:3].tolist() == [0.0, np.inf, 100.0]
    assert answered[came].tolist() == [100.0, 150.0]
    assert np.isfinite(customers.arrival).sum() == 5


def test_a_queue_that_takes_nobody() -> None:
    """Nobody goes on there."""
    customers, _ = by_hand(taken=False)
    assert np.isfinite(customers.arrival).sum() == 4


@pytest.mark.parametrize(
    "conversation",
    # Slow: compiled once more.
    [None, pytest.param(Conversation(6, 20.0, 30.0), marks=pytest.mark.slow)],
)
def test_shares_of_none_change_nothing(conversation: Conversation | None) -> None:
    """Customer by customer."""
    model = ServiceModel(300.0, 3, None if conversation else (1.0, 0.9, 0.8), 200.0, conversation)
    with_none, without = (
        played([model] * 2, [60.0, 40.0], [3, 2], further, 50) for further in (visits([[0, 0], [0, 0]]), None)
    )
    assert np.array_equal(with_none.answered, without.answered)
    assert np.array_equal(with_none.customers.work, without.customers.work)


@pytest.mark.slow  # compiled once more
def test_chats_that_go_on_are_conversations_of_the_queue_they_come_to() -> None:
    """Two replies in the first queue, eight in the second, which are typed as slowly as its interval says."""
    edges = np.arange(3) * 200 * HOUR
    models = tuple(ServiceModel(0.1, 3, None, None, Conversation(number, 20.0, 30.0)) for number in (2, 8))
    alone = [model.conversation.alone_seconds for model in models if model.conversation]
    system = ServiceSystem(models, (30.0, 30.0), edges, DutyPeriods.of_counts([[9, 9], [9, 9]], edges))
    seconds = np.array([[alone[0], alone[0]], [alone[1], 2 * alone[1]]])
    demand = SimulatedDemand(np.array([[12000.0, 12000.0], [0.0, 0.0]]), seconds)
    found = play(system, demand, 1, 0, replace(visits([[0, 0.4], [0, 0]], intervals=2)))
    counts, customers = found.counts(), found.customers
    assert counts.arrived[1] == pytest.approx(4800, rel=0.05)
    assert counts.messages[1] / counts.arrived[1] == pytest.approx(8, rel=0.05)
    for interval in range(2):
        own = (customers.queue == 1) & (customers.interval == interval)
        assert customers.work[own].mean() == pytest.approx(seconds[1, interval], rel=0.05)
    assert (np.diff(customers.arrival) >= 0).all()


def test_what_cannot_be_is_refused() -> None:
    """Naming the field."""
    for broken, field in (
        ({"transfers": np.array([[0.0, 1.0], [0.0, 0.0]])}, "transfers"),
        ({"returns_share": np.array([1.0, 0.0])}, "returns_share"),
        ({"returns_seconds": np.array([-1.0, 0.0])}, "returns_seconds"),
        ({"returns_seconds": np.zeros(3)}, "same queues"),
    ):
        with pytest.raises(ValueError, match=field):
            replace(visits([[0, 0], [0, 0]]), **broken)
    with pytest.raises(ValueError, match="taken"):
        played([PHONE] * 2, [1.0, 1.0], [1, 1], visits([[0, 0], [0, 0]], intervals=3), 1)
