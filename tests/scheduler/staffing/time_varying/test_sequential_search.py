"""Agents of moving and of uncertain demand: enough, not one too many, and worth what the curve says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing import ServiceTarget, StaffingError, agents_needed
from scheduler.staffing.lateness_curve import CURVE, convex_minorant
from scheduler.staffing.time_varying import (
    DemandScenarios,
    IntervalInput,
    TransientState,
    advance,
    time_varying_agents_needed,
    time_varying_service_levels,
)
from scheduler.staffing.time_varying.interval_search import RESERVE

CHAT = ServiceModel(240, 3, (1.0, 0.85, 0.7), 180)
KEEN = ServiceModel(240, 3, (1.0, 0.85, 0.7))
LEVEL = ServiceTarget("service_level", 30, 0.9)
WAIT = ServiceTarget("average_wait", 20)
ONE = np.ones(1)
LATE = InTime("service_level", 30.0)


def known(arrivals: list[float]) -> DemandScenarios:
    return DemandScenarios(np.array([arrivals]), ONE)


def test_each_interval_keeps_its_promise_and_one_fewer_does_not() -> None:
    """A sale's evening, played forward by hand: enough everywhere, and nowhere one too many."""
    arrivals = [60.0, 60.0, 500.0, 420.0, 300.0, 150.0, 60.0, 30.0]
    found = time_varying_agents_needed(KEEN, known(arrivals), 0.5, False, [(LEVEL, True), (WAIT, True)], LATE)
    left = TransientState.empty()
    for rate, agents in zip(arrivals, found.agents.tolist(), strict=True):
        enough, fewer = (
            advance(KEEN, left, IntervalInput(rate, n, 240, 0.5), [LATE]) for n in (agents, agents - 1)
        )
        kept = [
            1 - o.service_levels[0] <= 0.1 * (1 - RESERVE) and o.average_wait <= 20 * (1 - RESERVE)
            for o in (enough, fewer)
        ]
        assert kept == [True, False]
        left = enough.end_state


def test_a_steady_day_needs_what_the_steady_state_needs() -> None:
    """Held for hours, the same load needs the same number, but for the reserve that is kept."""
    steady = int(
        agents_needed(CHAT, 400, [(ServiceTarget("service_level", 30, 1 - 0.1 * (1 - RESERVE)), True)])
    )
    found = time_varying_agents_needed(CHAT, known([400.0] * 12), 1.0, False, [(LEVEL, True)], LATE)
    assert set(found.agents[2:].tolist()) == {steady}


def test_an_uncertain_demand_needs_more() -> None:
    """The same mean, spread: more people than for the mean, fewer than for the top."""
    spread = DemandScenarios(np.array([[200.0] * 4, [400.0] * 4, [600.0] * 4]), np.array([0.25, 0.5, 0.25]))
    mean, uncertain, top = (
        time_varying_agents_needed(CHAT, scenarios, 0.5, False, [(LEVEL, True)], LATE).agents.sum()
        for scenarios in (known([400.0] * 4), spread, known([600.0] * 4))
    )
    assert mean < uncertain < top


def test_nobody_comes_or_nothing_is_promised() -> None:
    """No customers: min_agents; a target that does not count asks for nobody; a cap still does."""
    assert time_varying_agents_needed(
        CHAT, known([0.0, 0.0]), 0.5, False, [(LEVEL, True)], LATE
    ).agents.tolist() == [
        0,
        0,
    ]
    least = time_varying_agents_needed(CHAT, known([0.0, 90.0]), 0.5, False, [(LEVEL, False)], LATE, None, 2)
    assert least.agents.tolist() == [2, 2]
    capped = time_varying_agents_needed(KEEN, known([500.0]), 0.5, False, [(LEVEL, False)], LATE, 0.8)
    assert capped.agents.tolist() == agents_needed(KEEN, [500.0], [], 0.8).tolist()


def test_a_night_without_a_promise_does_not_weigh_on_the_morning() -> None:
    """From nine on a promise counts; who waited all night for nobody is not staffed for at nine."""
    counts = np.array([False] * 18 + [True] * 6)
    found = time_varying_agents_needed(KEEN, known([100.0] * 24), 0.5, False, [(LEVEL, counts)], LATE)
    assert found.agents[:18].tolist() == [0] * 18
    assert found.agents[18:].max() <= int(agents_needed(KEEN, 100.0, [(LEVEL, True)])) + 1


def test_a_backlog_of_days_is_whole() -> None:
    """Nobody is there for days: everybody who came waits."""
    _, waiting = time_varying_service_levels(KEEN, [300.0] * 60, np.zeros(60), 1.0, False, LATE, 240)
    assert waiting[-1] == pytest.approx(300 * 60, rel=1e-6)


def test_late_customers_fall_ever_slower_with_more_agents() -> None:
    """Convex, never rising; NaN where fewer than nobody would be left; and right where it is needed."""
    found = time_varying_agents_needed(CHAT, known([20.0, 300.0]), 0.5, False, [(LEVEL, True)], LATE)
    for agents, curve in zip(found.agents.tolist(), found.late, strict=True):
        people = agents + np.arange(-CURVE, CURVE + 1)
        assert np.isnan(curve[people < 0]).all()
        steps = np.diff(curve[people >= 0])
        assert (steps <= 1e-12).all()
        assert (np.diff(steps) >= -1e-9).all()
    late = found.late[1, CURVE]
    assert 0 < late <= 0.1 * 150


@settings(max_examples=100)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=12))
def test_the_convex_hull_lies_below_and_touches(values: list[float]) -> None:
    """Below the values, convex_minorant, never rising, with the same first value and the same least value."""
    given_, hull = np.array(values), convex_minorant(np.array(values))
    slack = 1e-6 * (1 + given_.max())
    assert (hull <= given_ + slack).all()
    assert (np.diff(hull) <= slack).all()
    assert (np.diff(hull, 2) >= -slack).all()
    assert (hull[0], hull[-1]) == pytest.approx((given_[0], given_.min()))


def test_levels_of_whole_and_parted_agents() -> None:
    """Whole numbers as carried on by hand; a part lies in between."""
    rates = [200.0, 400.0, 200.0]
    low, middle, high = (
        time_varying_service_levels(KEEN, rates, np.full(3, agents), 0.5, False, LATE, 240)[0]
        for agents in (9, 9.5, 10)
    )
    left, by_hand = TransientState.empty(), []
    for rate in rates:
        outcome = advance(KEEN, left, IntervalInput(rate, 9, 240, 0.5), [LATE])
        by_hand.append(outcome.service_levels[0])
        left = outcome.end_state
    assert low.tolist() == by_hand
    assert (low < middle).all()
    assert (middle < high).all()


def test_a_target_out_of_reach_is_said() -> None:
    """Nobody can answer 99.99 % at once when most customers leave within a second."""
    hasty = ServiceModel(240, 1, None, 1e-3)
    with pytest.raises(StaffingError):
        time_varying_agents_needed(
            hasty, known([1e9]), 0.5, False, [(ServiceTarget("service_level", 0, 0.9999), True)], LATE
        )


@pytest.mark.parametrize(
    ("arrivals", "weights", "named"),
    [([[1.0], [2.0]], [0.5, 0.6], "weights"), ([[-1.0]], [1.0], "arrivals"), ([[1.0]], [0.5, 0.5], "row")],
)
def test_nonsense_is_refused(arrivals: list[list[float]], weights: list[float], named: str) -> None:
    """The message names the field."""
    with pytest.raises(ValueError, match=named):
        DemandScenarios(np.array(arrivals), np.array(weights))
