"""Agents who differ: their chats take longer or shorter, and they hold as many as they may."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel
from scheduler.simulation import OwnHandling, Playback, ServiceSystem, SimulatedDemand, play
from tests.scheduler.simulation.systems import steady

CHATS = ServiceModel(240, 3, (1.0, 0.8, 0.7), patience_seconds=400)
TALK = ServiceModel(240, 3, conversation=Conversation(5, 20, 35))


def everybody(here: ServiceSystem, speed: float, chats: int) -> ServiceSystem:
    """All agents handle chats so."""
    shape = here.duty.agents, len(here.models)
    return replace(here, own=OwnHandling(np.full(shape, speed), np.full(shape, chats)))


def same(one: Playback, other: Playback) -> None:
    """Everybody is answered at the same time, to the last bit."""
    assert one.answered.tolist() == other.answered.tolist()


@pytest.mark.parametrize("model", [CHATS, TALK])
def test_the_standard_is_what_it_was(model: ServiceModel) -> None:
    """Speed 1 and the queue's own chats change nothing."""
    here, demand = steady(model, 5, 150, 4, 20)
    same(play(here, demand, 1, 0), play(everybody(here, 1.0, 3), demand, 1, 0))
    own = everybody(here, 1.0, 3)
    assert own.capacity == pytest.approx(here.capacity)


@pytest.mark.parametrize("model", [replace(CHATS, patience_seconds=None), TALK])
def test_speed_one_half_halves_what_gets_done(model: ServiceModel) -> None:
    """With a line that never ends, half as many chats are begun."""
    here, demand = steady(model, 5, 2_000, 12, 20)
    done = [
        np.count_nonzero(play(everybody(here, speed, 3), demand, 1, 0).answered <= here.edges[-1])
        for speed in (1.0, 0.5)
    ]
    assert done[1] / done[0] == pytest.approx(0.5, abs=0.03)
    assert everybody(here, 0.5, 3).capacity == pytest.approx(0.5 * here.capacity)


@pytest.mark.parametrize("model", [CHATS, TALK])
def test_a_speed_is_a_handling_time(model: ServiceModel) -> None:
    """Everybody at 0.8 is a queue whose chats take 1/0.8 times as long."""
    here, demand = steady(model, 8, 150, 6, 20)
    longer = SimulatedDemand(demand.arrivals, demand.mean_seconds / 0.8)
    one, other = play(everybody(here, 0.8, 3), demand, 1, 0), play(here, longer, 1, 0)
    assert one.answered == pytest.approx(other.answered, abs=1e-3)
    if one.replies is not None and other.replies is not None:
        assert one.replies.seconds == pytest.approx(other.replies.seconds, abs=1e-3)


@pytest.mark.parametrize("chats", [1, 2, 4])
def test_own_chats_are_those_of_another_queue(chats: int) -> None:
    """Everybody with one chat at a time is a telephone; with four, a queue of four."""
    here, demand = steady(ServiceModel(240, 3), 6, 100, 6, 20)
    there = replace(here, models=(ServiceModel(240, chats),))
    same(play(everybody(here, 1.0, chats), demand, 1, 0), play(there, demand, 1, 0))
    assert everybody(here, 1.0, chats).capacity == pytest.approx(there.capacity)


def test_a_mixed_team_lies_between() -> None:
    """Five novices of ten: the mean wait is that of a team between ten novices and ten agents."""
    here, demand = steady(ServiceModel(300), 10, 80, 200, 20)
    waits = []
    for novices in (0, 5, 10):
        speed = np.ones((10, 1))
        speed[:novices] = 0.75
        own = OwnHandling(speed, np.ones((10, 1), dtype=np.int64))
        played = play(replace(here, own=own), demand, 1, 0)
        waits.append((played.answered - played.customers.arrival).mean())
    assert 1.5 * waits[0] < waits[1] < waits[2] / 1.5


def test_what_is_no_handling_is_refused() -> None:
    """Each with the field that is wrong."""
    here, _ = steady(CHATS, 2, 10, 1, 20)
    for speed, chats, field in (
        (np.zeros((2, 1)), np.ones((2, 1)), "speed"),
        (np.ones((2, 1)), np.zeros((2, 1)), "chats"),
        (np.ones((2, 1)), np.ones((3, 1)), "speed"),
    ):
        with pytest.raises(ValueError, match=field):
            OwnHandling(speed, chats.astype(np.int64))
    with pytest.raises(ValueError, match="own"):
        replace(here, own=OwnHandling(np.ones((1, 1)), np.ones((1, 1), dtype=np.int64)))
