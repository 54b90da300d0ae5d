"""Agents who stay after closing until nobody waits, and go on to where they are due."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel
from scheduler.simulation import IntervalCounts
from scheduler.simulation.answer_times import answer_times, event_times
from scheduler.simulation.conversations import Turns
from scheduler.simulation.interval_counts import count_by_interval
from scheduler.simulation.service_system import ServiceSystem
from tests.scheduler.simulation.systems import PHONE, customers, system

NEVER = np.zeros(0)


def counted(here: ServiceSystem, arrival: list[float], work: list[float], **more: float) -> IntervalCounts:
    came = customers(here, arrival, work, **more)
    return count_by_interval(here, came, answer_times(here, came))


def test_the_line_is_done_after_closing_or_in_the_morning() -> None:
    """Two wait at 100; one agent stays for 80 s, takes the last at 130 and may go; or both wait until 200."""
    rows = [(0, 0, 0.0, 100.0), (0, 0, 200.0, 300.0)]
    goes = system(rows, edges=(0, 100, 200, 300))
    stays = replace(goes, closings=(np.array([100.0]),))
    came = customers(goes, [70.0, 80.0, 90.0], [40.0, 20.0, 30.0])
    assert answer_times(goes, came).tolist() == [70.0, 200.0, 220.0]
    assert answer_times(stays, came).tolist() == [70.0, 110.0, 130.0]
    assert counted(stays, [70.0, 80.0, 90.0], [40.0, 20.0, 30.0]).overtime.tolist() == [[30.0, 0.0, 0.0]]
    assert counted(goes, [70.0, 80.0, 90.0], [40.0, 20.0, 30.0]).overtime.sum() == 0


def test_only_those_who_are_there_at_closing_stay() -> None:
    """Who left before does not come back; where nobody is there nobody stays."""
    here = replace(system([(0, 0, 0.0, 60.0)]), closings=(np.array([100.0]),))
    came = customers(here, [10.0, 20.0], [70.0, 10.0])
    assert answer_times(here, came).tolist() == [10.0, np.inf]
    assert counted(here, [10.0, 20.0], [70.0, 10.0]).overtime.sum() == 0


def test_another_queue_waits_for_who_stays() -> None:
    """The agent is due in the second queue at 100, and comes when the first has nobody left, at 120."""
    here = replace(
        system([(0, 0, 0.0, 100.0), (0, 1, 100.0, 200.0)], models=(PHONE, PHONE)),
        closings=(np.array([100.0]), NEVER),
    )
    came = customers(here, [80.0, 90.0, 101.0], [40.0, 20.0, 5.0], queue=[0, 0, 1])
    assert answer_times(here, came).tolist() == [80.0, 120.0, 140.0]


def test_impatience_ends_the_stay() -> None:
    """Whoever left of their own need nobody: the agent goes on after the chat in hand."""
    here = replace(
        system([(0, 0, 0.0, 100.0), (0, 1, 100.0, 200.0)], models=(PHONE, PHONE)),
        closings=(np.array([100.0]), NEVER),
    )
    came = customers(here, [80.0, 90.0, 130.0], [40.0, 20.0, 5.0], queue=[0, 0, 1], patience=15.0)
    assert answer_times(here, came).tolist() == [80.0, np.inf, 130.0]


@pytest.mark.slow
@pytest.mark.parametrize(("stays", "third", "overtime"), [(True, 115.0, 15.0), (False, np.inf, 0.0)])
def test_conversations_are_taken_after_closing_too(stays: bool, third: float, overtime: float) -> None:
    """At 100 the agent types for the first of two chats, and a third customer waits. Typing goes on; the
    second chat ends at 115, the third is taken, and from then on the agent is the phone's: the call of 101
    waits for the last reply, typed at 140. Whoever goes at closing takes the call as late, but leaves the
    third."""
    talk = Conversation(2, 15, 20)
    models = (ServiceModel(talk.alone_seconds, 2, None, None, talk), PHONE)
    here = system([(0, 0, 0.0, 100.0), (0, 1, 100.0, 200.0)], models)
    if stays:
        here = replace(here, closings=(np.array([100.0]), NEVER))
    came = customers(here, [80.0, 90.0, 95.0, 101.0], [60.0, 5.0, 5.0, 10.0], queue=[0, 0, 0, 1])
    typing, pause = np.array([30.0, 10.0, 5.0, 5.0]), np.array([0.0, 20.0, 0.0, 0.0])
    turns = Turns(np.array([0, 2, 3, 4, 4]), typing, pause, np.array([False, False]))
    times = event_times(here, came, turns)
    assert times.answered.tolist() == [80.0, 90.0, third, 140.0]
    assert times.begun.tolist() == [80.0, 130.0, 110.0, third]
    assert count_by_interval(here, came, times.answered).overtime.tolist() == [[overtime, 0.0], [0.0, 0.0]]


def test_closings_belong_to_queues() -> None:
    """As many as queues, or none."""
    with pytest.raises(ValueError, match="closings"):
        replace(system([(0, 0, 0.0, 60.0)]), closings=(NEVER, NEVER))
