"""Single customers and agents, by hand: who is answered when."""

from __future__ import annotations

import numpy as np

from scheduler.queueing import ServiceModel
from scheduler.simulation.answer_times import answer_times
from scheduler.simulation.interval_counts import count_by_interval
from tests.scheduler.simulation.systems import PHONE, customers, system

PAIR = ServiceModel(60, 2, (1.0, 0.75))
"""Two chats at once, at three quarters of the speed each."""


def test_first_come_first_served() -> None:
    here = system([(0, 0, 0, 200)])
    came = customers(here, [1, 2, 3], [10, 20, 5])
    assert answer_times(here, came).tolist() == [1, 11, 31]


def test_two_chats_slow_each_other_down() -> None:
    """Alone from 0 to 10, together from 10: 20 of 30 seconds are left, done at 10 + 20 / 0.75."""
    here = system([(0, 0, 0, 200)], (PAIR,))
    came = customers(here, [0, 10, 12], [30, 60, 1])
    np.testing.assert_allclose(answer_times(here, came), [0, 10, 10 + 20 / 0.75], rtol=1e-14)


def test_speeds_up_again_when_alone() -> None:
    """After the first ends at 12 / 0.75 = 16, the second's 18 seconds left take 18; then there is one place.

    The third waits for 16, the fourth for the third: 1 / 0.75 later.
    """
    here = system([(0, 0, 0, 200)], (PAIR,))
    came = customers(here, [0, 0, 40, 41, 42], [12, 30, 100, 3, 1])
    np.testing.assert_allclose(answer_times(here, came), [0, 0, 40, 41, 41 + 3 / 0.75], rtol=1e-14)


def test_least_loaded_agent_is_chosen() -> None:
    """Two chats go to two agents, each at full speed, whatever the lot; so do the next two."""
    here = system([(0, 0, 0, 200), (1, 0, 0, 200)], (PAIR,))
    for lot in (0.0, 0.4, 0.999):
        came = customers(here, [0, 0, 0, 0, 1], [15, 15, 15, 15, 1], lot=lot)
        np.testing.assert_allclose(answer_times(here, came), [0, 0, 0, 0, 20], rtol=1e-14)


def test_lot_decides_among_equals() -> None:
    """The first call goes to the agent who leaves at 50, or to the one who stays and is then busy till 90."""
    here = system([(0, 0, 0, 50), (1, 0, 0, 200)])
    met = set()
    for lot in (0.0, 0.49, 0.5, 0.999):
        came = customers(here, [10, 60], [80, 5], lot=lot)
        met.add((lot < 0.5, float(answer_times(here, came)[1])))
    assert len(met) == 2
    assert {second for _, second in met} == {60, 90}


def test_shift_ends_and_the_chat_in_hand_is_finished() -> None:
    """The agent leaves at 20: the chat begun at 15 goes on till 45, but nobody new is taken before 100."""
    here = system([(0, 0, 0, 20), (0, 0, 100, 200)])
    came = customers(here, [15, 16], [30, 5])
    assert answer_times(here, came).tolist() == [15, 100]


def test_next_shift_waits_for_the_chat_in_hand() -> None:
    """Back at 100 with a chat in hand until 115, the agent is not free before."""
    here = system([(0, 0, 0, 20), (0, 0, 100, 200)])
    came = customers(here, [15, 16], [100, 5])
    assert answer_times(here, came).tolist() == [15, 115]


def test_agent_moves_between_queues() -> None:
    """From 50 on for queue 1: first the chat in hand of queue 0 is ended, then queue 1's line is served.

    Who comes to queue 0 meanwhile waits for the agent's return.
    """
    here = system([(0, 0, 0, 50), (0, 1, 50, 100), (0, 0, 100, 200)], (PHONE, PHONE))
    came = customers(here, [10, 20, 45, 60], [30, 10, 10, 5], [0, 1, 0, 0])
    assert answer_times(here, came).tolist() == [10, 55, 45, 100]


def test_chats_of_two_queues_count_together() -> None:
    """A chat of queue 0 in hand fills one of the two places of queue 1 and slows both down."""
    slow = ServiceModel(60, 2, (1.0, 0.5))
    here = system([(0, 0, 0, 10), (0, 1, 10, 200)], (PAIR, slow))
    came = customers(here, [0, 10, 11], [25, 100, 1], [0, 1, 1])
    # From 10 to 30 together: the chat of queue 0 goes on at 0.75 and ends after 15 / 0.75 seconds.
    np.testing.assert_allclose(answer_times(here, came), [0, 10, 30], rtol=1e-14)


def test_more_in_hand_than_a_queue_allows() -> None:
    """A telephone call beside a chat: the call's total speed of 1 is halved, and no second call is taken."""
    here = system([(0, 0, 0, 10), (0, 1, 10, 200)], (PHONE, PAIR))
    came = customers(here, [0, 10, 11], [30, 100, 1], [0, 1, 1])
    # The call's 20 seconds left take 40; then the last finds a place.
    np.testing.assert_allclose(answer_times(here, came), [0, 10, 50], rtol=1e-14)
    back = system([(0, 1, 0, 10), (0, 0, 10, 200)], (PHONE, PAIR))
    came = customers(back, [0, 11], [30, 100], [1, 0])
    assert answer_times(back, came).tolist() == [0, 30]


def test_those_who_come_at_once_share_the_line() -> None:
    """Two agents begin together with two customers waiting: one each, so both work at full speed."""
    here = system([(0, 0, 50, 200), (1, 0, 50, 200)], (PAIR,))
    came = customers(here, [0, 1, 51, 52, 53], [40, 40, 200, 200, 1])
    # At 51 and 52 each gets a second chat; the chat that was alone until 52 is the first to end.
    np.testing.assert_allclose(answer_times(here, came), [50, 50, 51, 52, 52 + 38 / 0.75], rtol=1e-14)


def test_who_loses_patience_is_passed_over() -> None:
    here = system([(0, 0, 0, 200)])
    came = customers(here, [0, 1, 20], [30, 30, 5], patience=15)
    assert answer_times(here, came).tolist() == [0, np.inf, 30]
    counts = count_by_interval(here, came, answer_times(here, came))
    assert (counts.arrived.sum(), counts.answered.sum(), counts.left.sum()) == (3, 2, 1)
    assert counts.waited.sum() == 15 + 10


def test_stays_after_the_last_border() -> None:
    """Whoever is there at the last border clears the line; who left before does not come back."""
    here = system([(0, 0, 0, 200), (1, 0, 0, 199)])
    came = customers(here, [0, 1, 198], [250, 300, 5])
    assert answer_times(here, came).tolist() == [0, 1, 250]


def test_duty_periods_beyond_the_last_border_do_not_begin() -> None:
    here = system([(0, 0, 0, 100), (0, 0, 250, 300)])
    came = customers(here, [150], [5])
    counts = count_by_interval(here, came, answer_times(here, came))
    assert counts.unanswered.tolist() == [[0, 1]]
    assert counts.waited.tolist() == [[0, 50]]


def test_nobody_there() -> None:
    """Without agents all wait to the end, or leave when their patience does."""
    here = system([])
    came = customers(here, [10, 110], [5, 5])
    counts = count_by_interval(here, came, answer_times(here, came))
    assert counts.unanswered.tolist() == [[1, 1]]
    assert counts.backlog.tolist() == [[1, 2]]
    assert counts.waited.tolist() == [[190, 90]]
    assert counts.capacity.tolist() == [[0, 0]]
    came = customers(here, [10, 110], [5, 5], patience=20)
    counts = count_by_interval(here, came, answer_times(here, came))
    assert counts.left.tolist() == [[1, 1]]
    assert counts.waited.tolist() == [[20, 20]]


def test_backlog_is_carried_over_the_border() -> None:
    """Figures of customers belong to their arrival, backlog and work to the clock."""
    here = system([(0, 0, 0, 200)], edges=(0, 100, 150, 200), within=60)
    came = customers(here, [90, 95, 98, 160], [55, 15, 30, 7])
    answered = answer_times(here, came)
    assert answered.tolist() == [90, 145, 160, 190]
    counts = count_by_interval(here, came, answered)
    assert counts.arrived.tolist() == [[3, 0, 1]]
    assert counts.in_time.tolist() == [[2, 0, 1]]
    assert counts.answered.tolist() == [[3, 0, 1]]
    assert counts.waited.tolist() == [[50 + 62, 0, 30]]
    assert counts.backlog.tolist() == [[2, 1, 0]]
    assert counts.taken.tolist() == [[55, 15, 37]]
    assert counts.capacity.tolist() == [[100, 50, 50]]


def test_nobody_waits_who_is_answered_at_the_border() -> None:
    """Whoever comes at a border and is served at once never waited; a wait that ends there is no backlog."""
    here = system([(0, 0, 0, 200)])
    came = customers(here, [0, 50, 100], [100, 0.5, 1])
    answered = answer_times(here, came)
    assert answered.tolist() == [0, 100, 100.5]
    counts = count_by_interval(here, came, answered)
    assert counts.backlog.tolist() == [[0, 0]]
    assert counts.arrived.tolist() == [[2, 1]]


def test_work_begun_after_the_last_border_is_no_work_of_any_interval() -> None:
    here = system([(0, 0, 0, 200)])
    came = customers(here, [150, 160], [100, 30])
    assert count_by_interval(here, came, answer_times(here, came)).taken.tolist() == [[0, 100]]


def test_capacity_counts_every_slot_and_parts_of_intervals() -> None:
    """Half an interval of one, all of another, for an agent whose two chats make 1.5 of one."""
    here = system([(0, 0, 50, 300)], (PAIR,))
    assert here.capacity.tolist() == [[75, 150]]
