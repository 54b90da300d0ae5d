"""Before a closing, and where a promise lasts for hours: enough people, no more, no growing backlog."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing import ServiceTarget
from scheduler.staffing.time_varying import (
    Afterwards,
    DemandScenarios,
    IntervalInput,
    OpenHours,
    TransientState,
    advance,
    time_varying_agents_needed,
    time_varying_service_levels,
)
from scheduler.staffing.time_varying.long_promises import spread_load

PHONE = ServiceModel(300)
HOUR = 3600.0


def within(seconds: float) -> InTime:
    return InTime("service_level", seconds)


def known(arrivals: np.ndarray) -> DemandScenarios:
    return DemandScenarios(arrivals[np.newaxis], np.ones(1))


def test_who_comes_too_late_to_be_answered_before_closing_is_late() -> None:
    """Nobody is served any more: of a half hour, those of the last 600 s have less time than 600 s."""
    interval, crowd = IntervalInput(60, 4, 300, 0.5), TransientState(np.array([*[0.0] * 8, 1.0]), 4)
    open_on = advance(PHONE, crowd, interval, [within(600), within(0)]).service_levels
    closing = advance(
        PHONE, crowd, interval, [within(600), within(0)], Afterwards(0.0, 8 * HOUR)
    ).service_levels
    reopening = advance(PHONE, crowd, interval, [within(600), within(0)], Afterwards(0.0, 0.0)).service_levels
    assert 0.02 < open_on[0] - closing[0] < 600 / 1800
    assert closing[1] == pytest.approx(open_on[1], abs=2e-3)
    assert reopening[0] == pytest.approx(open_on[0], abs=2e-3)


def test_the_night_counts_in_the_mean_wait() -> None:
    """Who is left at closing waits for eight hours, or until patience ends."""
    interval, before = IntervalInput(60, 5, 300, 0.5), TransientState.empty()
    for model, night in ((PHONE, 8 * HOUR), (ServiceModel(300, 1, None, 240), 240.0)):
        open_on = advance(model, before, interval, [])
        closing = advance(model, before, interval, [], Afterwards(0.0, 8 * HOUR))
        left = open_on.end_state.waiting
        assert closing.average_wait - open_on.average_wait == pytest.approx(left * night / 30)


def test_the_last_interval_gets_who_is_needed_to_be_done() -> None:
    """Only the intervals that the closing reaches get more; agents who stay need not be more."""
    rates, begins = np.full(64, 60.0), np.arange(64) == 32
    target = ServiceTarget("average_wait", 120)
    open_on, done, stay = (
        time_varying_agents_needed(
            PHONE, known(rates), 0.5, opens, [(target, True)], within(120), closing=rule
        ).agents
        for opens, rule in ((False, "done_by_closing"), (begins, "done_by_closing"), (begins, "stay"))
    )
    assert done[31] > open_on[31]
    assert done[:31].tolist() == open_on[:31].tolist() == stay[:31].tolist()
    assert stay[31] == open_on[31]
    assert stay[32:].tolist() == stay[:32].tolist()


@pytest.mark.parametrize("hours", [4, 24, 48])
@pytest.mark.parametrize("nights", [False, True])
def test_a_promise_of_hours_is_staffed_for_its_load(hours: int, *, nights: bool) -> None:
    """3 erlangs with a daily rhythm for six days: in time, all the work done, and no backlog that grows."""
    start = np.arange(144.0)
    start = start[start % 24 >= 8] if nights else start
    rates = 36 * (1 + 0.7 * np.sin(start / 24 * 2 * np.pi))
    begins = np.diff(start, prepend=start[0] - 1) > 1
    target = ServiceTarget("service_level", hours * HOUR, 0.95)
    agents = time_varying_agents_needed(
        PHONE, known(rates), 1.0, begins, [(target, True)], within(30), closes_last=nights
    ).agents
    levels, waiting = time_varying_service_levels(
        PHONE, rates, agents, 1.0, begins, within(hours * HOUR), 300, closes_last=nights
    )
    work = np.cumsum(rates / 12)
    due = np.interp(start - hours, start, work, left=0.0)  # what came before the deadline's length
    assert (np.cumsum(agents) >= due - 1e-9).all()
    assert levels.min() > 0.95
    assert work[-1] < agents.sum() < 1.02 * work[-1] + len(start)
    assert waiting[-1] < 1.05 * waiting[2 * len(start) // 6 - 1] + 1


@pytest.mark.parametrize("hours", [4, 24, 48])
def test_even_load_is_never_left_to_later(hours: int) -> None:
    """11 erlangs need 12 people, from the first interval on."""
    target = ServiceTarget("service_level", hours * HOUR, 0.95)
    agents = time_varying_agents_needed(
        PHONE, known(np.full(60, 132.0)), 1.0, False, [(target, True)], within(30)
    ).agents
    assert set(agents.tolist()) == {12}


def test_spread_work_is_all_the_work_and_each_part_lies_before_its_deadline() -> None:
    """One busy hour, four hours of time: a quarter of it in each; with the night between, in what is open."""
    load = np.zeros((1, 24))
    load[0, 10] = 8.0
    open_all_day = OpenHours.of(np.ones(24), False, 0.0)
    assert spread_load(load, open_all_day, 4.0)[0, 8:16].tolist() == [0, 0, 2, 2, 2, 2, 0, 0]
    night = OpenHours.of(np.ones(24), np.arange(24) == 12, 8.0)
    assert spread_load(load, night, 11.0)[0, 10:15] == pytest.approx([8 / 3, 8 / 3, 8 / 3, 0, 0])
    stay = OpenHours.of(np.ones(24), np.arange(24) == 12, 8.0, rule="stay")
    assert spread_load(load, stay, 11.0)[0, 10:15] == pytest.approx([4, 4, 0, 0, 0])


def test_long_promises_follow_from_later_agents() -> None:
    """Nobody at night, six in the day: who comes at night is answered within 12 h, not within 3."""
    agents = np.where(np.arange(96) % 48 < 16, 0, 6)
    levels = [
        time_varying_service_levels(PHONE, [40.0] * 96, agents, 0.5, False, within(hours * HOUR), 300)[0]
        for hours in (12, 3)
    ]
    assert levels[0].min() > 0.99
    assert levels[1][:6].max() < 0.01
