"""Chats as conversations: who is replied to when, and what is in time in the steady state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest

from benchmarks.staffing import conversations as plain
from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, performance, steady_state
from scheduler.queueing.replies import SteadyReplies
from scheduler.simulation import (
    DutyPeriods,
    IntervalCounts,
    ServiceSystem,
    SimulatedDemand,
    play,
    replicate,
    simulate,
)
from scheduler.simulation.answer_times import event_times
from scheduler.simulation.conversations import Turns, chat_seconds, draw_turns
from scheduler.simulation.demand import Customers, draw_customers
from scheduler.simulation.reply_times import reply_times
from tests.scheduler.simulation.systems import PHONE, customers, steady, system

pytestmark = pytest.mark.slow

TALK = Conversation(6, 20, 30)


def talking(conversation: Conversation, chats: int, patience: float | None = None) -> ServiceModel:
    return ServiceModel(conversation.alone_seconds, chats, None, patience, conversation)


def turns_of(*chats: Sequence[tuple[float, float]], new_first: bool = False, queues: int = 1) -> Turns:
    """Of each chat, for each reply: the pause before it, and the typing."""
    first = np.cumsum([0, *map(len, chats)])
    every = [reply for chat in chats for reply in chat]
    pause, typing = (np.array(column, dtype=np.float64) for column in zip(*every, strict=True))
    return Turns(first, typing, pause, np.array([new_first] * queues))


def times_of(here: ServiceSystem, came: Customers, turns: Turns) -> tuple[list[float], list[float]]:
    times = event_times(here, came, turns)
    return times.answered.tolist(), times.begun.tolist()


def test_one_reply_at_a_time() -> None:
    """The second is taken at 5 but replied to at 10, when the first reply has been typed; the first writes
    at 13, is replied to at 20 and done at 24, and only then is there a slot for the third."""
    here = system([(0, 0, 0, 200)], (talking(TALK, 2),))
    came = customers(here, [0, 5, 21], [1, 1, 1])
    turns = turns_of([(0, 10), (3, 4)], [(0, 10), (50, 1)], [(0, 7)])
    answered, begun = times_of(here, came, turns)
    assert answered == [0, 5, 24]
    assert begun == [0, 20, 10, 70, 24]
    replies = reply_times(here, came, turns, np.array(begun))
    assert replies.customer.tolist() == [0, 0, 1, 1, 2]
    assert replies.seconds.tolist() == [0, 7, 5, 0, 3]
    assert replies.is_first.tolist() == [True, False, True, False, True]


def test_a_reply_may_count_from_its_end() -> None:
    here = system([(0, 0, 0, 200)], (talking(replace(TALK, typing_counts=True), 2),))
    came, turns = customers(here, [0, 5], [1, 1]), turns_of([(0, 10), (3, 4)], [(0, 10)])
    replies = reply_times(here, came, turns, event_times(here, came, turns).begun)
    assert replies.seconds.tolist() == [10, 11, 15]


@pytest.mark.parametrize(("new_first", "begun"), [(False, [0, 11, 1, 21]), (True, [0, 21, 1, 11])])
def test_new_chats_take_their_turn_or_go_first(new_first: bool, begun: list[float]) -> None:
    """At 11 the agent has a message of 3 and a new chat of 5."""
    here = system([(0, 0, 0, 200)], (talking(replace(TALK, new_first=new_first), 3),))
    came = customers(here, [0, 1, 5], [1, 1, 1])
    turns = turns_of([(0, 1), (2, 10)], [(0, 10)], [(0, 10)], new_first=new_first)
    assert times_of(here, came, turns)[1] == begun


@pytest.mark.parametrize(("new_first", "third"), [(False, 25), (True, 15)])
def test_who_waited_in_line_joins_when_assigned(new_first: bool, third: float) -> None:
    """At 15 a chat ends and the third, waiting since 1, takes its slot: behind the message of 13, or not."""
    here = system([(0, 0, 0, 200)], (talking(replace(TALK, new_first=new_first), 2),))
    came = customers(here, [0, 0.5, 1], [1, 1, 1])
    turns = turns_of([(0, 10), (3, 10)], [(0, 5)], [(0, 10)], new_first=new_first)
    answered, begun = times_of(here, came, turns)
    assert answered == [0, 0.5, 15]
    assert begun == [0, 40 - third, 10, third]


def test_several_at_once_go_by_arrival() -> None:
    """Three wait for an agent who comes at 20; the first is done at 22, the others follow in order."""
    here = system([(0, 0, 20, 200)], (talking(TALK, 3),))
    came = customers(here, [1, 2, 3], [1, 1, 1])
    assert times_of(here, came, turns_of([(0, 2)], [(0, 3)], [(0, 4)])) == ([20] * 3, [20, 22, 25])


def test_chats_in_hand_go_along_to_another_queue() -> None:
    """The message of 22 waits until the other queue's reply is typed at 31; nobody is taken for the queue
    that was left."""
    here = system([(0, 0, 0, 20), (0, 1, 20, 50)], (talking(TALK, 2), talking(TALK, 2)))
    came = customers(here, [0, 21, 30], [1, 1, 1], [0, 1, 0])
    turns = turns_of([(0, 10), (12, 10), (60, 5)], [(0, 10)], [(0, 5)], queues=2)
    assert times_of(here, came, turns) == ([0, 21, np.inf], [0, 31, 101, 21, np.inf])


@pytest.mark.compiles
def test_plain_chats_and_typing_go_on_side_by_side() -> None:
    """A call of 30 seconds beside a conversation, at half speed, lasts from 10 to 70; the replies come as if
    it were not there."""
    models = (talking(TALK, 2), ServiceModel(60, 2, (1.0, 0.5)))
    here = system([(0, 0, 0, 10), (0, 1, 10, 150)], models)
    came = customers(here, [0, 10, 11], [1, 30, 5], [0, 1, 1])
    turns = turns_of([(0, 5), (20, 5), (70, 5)], [], [], queues=2)
    assert times_of(here, came, turns) == ([0, 10, 70], [0, 25, 100])


@pytest.mark.parametrize("seed", range(6))
def test_one_agent_exactly(seed: int) -> None:
    """The plain simulation of the benchmarks, which shares no code, replies at the same seconds."""
    conversation = replace(TALK, new_first=seed % 2 == 1, typing_counts=seed % 3 == 1, reply_spread=0.5)
    model = talking(conversation, 1 + seed, [None, 200.0][seed % 2])
    here, demand = steady(model, 1, 30.0, 20, within=30)
    came = draw_customers(here, demand, np.random.default_rng(seed))
    turns = draw_turns(here, demand, came, np.random.default_rng([seed, 1]))
    replies = reply_times(here, came, turns, event_times(here, came, turns).begun)
    same = [
        plain.Customer(
            float(came.arrival[place]),
            float(came.patience[place]),
            turns.typing[turns.first[place] : turns.first[place + 1]].tolist(),
            turns.pause[turns.first[place] : turns.first[place + 1]].tolist(),
        )
        for place in range(came.arrival.size)
    ]
    case = plain.Case(conversation, 1, model.concurrency, 30.0, 30.0, model.patience_seconds)
    played = plain.play(case, same, seed)
    theirs = [seconds for chat in played for _, seconds in chat if seconds >= 0]
    np.testing.assert_allclose(replies.seconds, theirs, atol=1e-6)
    assert replies.seconds.size > 500


CASES = [
    pytest.param(talking(TALK, 3), 1, 18.0, 0.01, id="one agent"),
    pytest.param(talking(replace(TALK, reply_spread=0.5), 4, 180.0), 12, 260.0, 0.035, id="twelve, patience"),
    pytest.param(talking(replace(TALK, new_first=True), 4), 8, 170.0, 0.02, id="new first"),
    pytest.param(talking(replace(TALK, typing_counts=True), 6), 20, 500.0, 0.02, id="typed, six chats"),
]


@pytest.mark.parametrize(("model", "agents", "hourly", "tolerance"), CASES)
def test_agrees_with_the_steady_state(
    model: ServiceModel, agents: int, hourly: float, tolerance: float
) -> None:
    """First replies and all replies in time within one to three points, the average response within 8 %."""
    hours, warm_up = round(60_000 / hourly), 12
    here, demand = steady(model, agents, hourly, hours, within=30)
    played = play(here, demand, 5, 0)
    counts = played.counts()
    expected = SteadyReplies(steady_state(model, np.array([hourly]), np.array([agents])))
    arrived, messages = counts.arrived[0, warm_up:].sum(), counts.messages[0, warm_up:].sum()
    for seconds in (15.0, 30.0):
        first = played.in_time("first_reply", 0, seconds)[warm_up:].sum() / arrived
        share = played.in_time("reply_rate", 0, seconds)[warm_up:].sum() / messages
        assert first == pytest.approx(expected.first_reply(seconds)[0], abs=tolerance)
        assert share == pytest.approx(expected.reply_share(seconds)[0], abs=tolerance)
    response = counts.responses[0, warm_up:].sum() / messages
    assert response == pytest.approx(expected.average_response[0], rel=0.08)
    occupied = counts.taken[0, warm_up:].sum() / counts.capacity[0, warm_up:].sum()
    served = 1 - counts.left[0, warm_up:].sum() / arrived
    capacity = agents * model.speeds[-1] * 3600 / model.mean_seconds
    assert occupied == pytest.approx(hourly * served / capacity, abs=0.02)


def test_one_reply_without_thinking_is_a_plain_chat() -> None:
    """A chat of one exponential reply, one at a time, is a telephone call: Erlang A by formula."""
    conversation = Conversation(1, 180, 0)
    here, demand = steady(talking(conversation, 1, 120.0), 10, 200.0, 300, within=30)
    played = play(here, demand, 3, 0)
    counts, exact = played.counts(), performance(ServiceModel(180, 1, None, 120.0), 200.0, 10, 30)
    assert counts.in_time.sum() / counts.arrived.sum() == pytest.approx(exact.service_level, abs=0.01)
    assert counts.left.sum() / counts.arrived.sum() == pytest.approx(exact.share_leaving, abs=0.005)
    assert (played.in_time("first_reply", 0, 30) == counts.in_time[0]).all()
    assert (played.in_time("reply_rate", 0, 30) == counts.in_time[0]).all()
    assert (counts.messages == counts.arrived).all()
    np.testing.assert_allclose(counts.responses, counts.waited, rtol=1e-12)


def test_alone_with_a_customer_every_reply_comes_at_once() -> None:
    """One chat at a time: the agent waits for the customer, and only the first message ever waits."""
    here, demand = steady(talking(TALK, 1), 12, 60.0, 50, within=30)
    played = play(here, demand, 1, 0)
    assert played.replies is not None
    assert (played.replies.seconds[~played.replies.is_first] == 0).all()


def two_queues() -> tuple[ServiceSystem, SimulatedDemand]:
    """A queue of conversations, one of plain chats; people move between them all day."""
    generator = np.random.default_rng(4)
    edges = np.arange(25) * 3600.0
    rows = [
        (agent, int(generator.integers(2)), hour * 3600.0, (hour + 1) * 3600.0)
        for agent in range(14)
        for hour in range(24)
        if generator.random() < 0.8
    ]
    agent, queue, start, end = (np.array(column) for column in zip(*rows, strict=True))
    models = (talking(TALK, 3, 200.0), ServiceModel(300, 3, (1.0, 0.8, 0.6), 240))
    demand = SimulatedDemand(generator.uniform(20, 200, (2, 24)), generator.uniform(100, 500, (2, 24)))
    return ServiceSystem(models, (30, 30), edges, DutyPeriods(agent, queue, start, end)), demand


def test_nobody_and_no_reply_is_lost() -> None:
    """Whoever is taken gets every reply of his, in order; whoever is not gets none."""
    here, demand = two_queues()
    came = draw_customers(here, demand, np.random.default_rng(1))
    turns = draw_turns(here, demand, came, np.random.default_rng(2))
    times = event_times(here, came, turns)
    taken = np.repeat(np.isfinite(times.answered), np.diff(turns.first))
    assert (np.isfinite(times.begun) == taken).all()
    replies = reply_times(here, came, turns, times.begun)
    assert (replies.seconds >= 0).all()
    first = times.begun[turns.first[:-1][np.diff(turns.first) > 0]]
    talked = came.queue == 0
    assert (first >= times.answered[talked])[np.isfinite(first)].all()
    counts = play(here, demand, 1, 0).counts()
    assert (counts.unanswered >= 0).all()
    assert (counts.messages >= counts.arrived).all()
    assert (counts.messages[1] == counts.arrived[1]).all()
    np.testing.assert_allclose(counts.responses[1], counts.waited[1])


def test_an_agent_types_one_reply_at_a_time() -> None:
    """Over all his chats: with all customers at one agent, no two replies overlap."""
    here, demand = steady(talking(TALK, 5), 1, 40.0, 24, within=30)
    came = draw_customers(here, demand, np.random.default_rng(1))
    turns = draw_turns(here, demand, came, np.random.default_rng(2))
    begun = event_times(here, came, turns).begun
    order = np.argsort(begun)
    assert (begun[order][1:] >= (begun + turns.typing)[order][:-1]).all()


def test_the_same_again_with_any_number_of_threads() -> None:
    here, demand = two_queues()
    one, two = (replicate(here, [demand] * 4, seed=7, jobs=jobs) for jobs in (1, 2))
    again, other = simulate(here, demand, 7, 2), simulate(here, demand, 8, 2)
    for field in fields(IntervalCounts):
        name = field.name
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name), name)
        np.testing.assert_array_equal(getattr(one, name)[2], getattr(again, name), name)
    assert (other.responses != again.responses).any()


def test_drawn_as_stated() -> None:
    """Numbers, typing and pauses have the conversation's means, twice as long where chats are; replies are
    gamma distributed; two rosters meet the same ones."""
    conversation = Conversation(5, 20, 40, reply_spread=0.5)
    model = talking(conversation, 3)
    here, demand = steady(model, 4, 5000, 10, within=30)
    demand = SimulatedDemand(demand.arrivals, demand.mean_seconds * np.repeat([1.0, 2.0], 5))
    came = draw_customers(here, demand, np.random.default_rng(1))
    turns = draw_turns(here, demand, came, np.random.default_rng(2))
    numbers = np.diff(turns.first)
    assert numbers.min() == 1
    assert numbers.mean() == pytest.approx(5, rel=0.02)
    assert numbers.std() == pytest.approx(np.sqrt(20), rel=0.02)
    assert (turns.pause[turns.first[:-1]] == 0).all()
    twice = np.repeat(came.interval >= 5, numbers)
    later = np.ones(twice.size, dtype=bool)
    later[turns.first[:-1]] = False
    for where, scale in ((~twice, 1), (twice, 2)):
        assert turns.typing[where].mean() == pytest.approx(20 * scale, rel=0.01)
        assert turns.typing[where].std() == pytest.approx(10 * scale, rel=0.02)
        assert turns.pause[where & later].mean() == pytest.approx(40 * scale, rel=0.02)
    seconds = chat_seconds(came, turns)
    assert seconds[0] == pytest.approx((turns.typing + turns.pause)[: numbers[0]].sum())
    assert seconds.mean() == pytest.approx(demand.mean_seconds.mean(), rel=0.02)
    even = talking(replace(conversation, reply_spread=0.0), 3)
    fixed = draw_turns(replace(here, models=(even,)), demand, came, np.random.default_rng(2))
    np.testing.assert_allclose(fixed.typing, np.where(twice, 40.0, 20.0))


def test_replies_are_asked_of_conversations_only() -> None:
    here, demand = two_queues()
    with pytest.raises(ValueError, match="queue 1 has no conversations"):
        play(here, demand, 1, 0).in_time("first_reply", 1, 30)
    with pytest.raises(ValueError, match="queue 0 has no conversations"):
        play(*steady(PHONE, 1, 10, 1, within=30), 1, 0).in_time("reply_rate", 0, 30)
