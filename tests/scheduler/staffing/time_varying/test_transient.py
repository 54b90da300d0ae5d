"""The chain integrate through time: it settles where the formulas say, and carries what is left."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import expm

from scheduler.domain.conversations import Conversation
from scheduler.queueing import InTime, ServiceModel, mean_seconds, performance, share_in_time, steady_state
from scheduler.staffing.time_varying import IntervalInput, TransientState, advance
from scheduler.staffing.time_varying.transient import follow

PHONE = ServiceModel(240)
CHAT = ServiceModel(240, 3, (1.0, 0.85, 0.7), 180)
KEEN = ServiceModel(240, 3, (1.0, 0.85, 0.7))


def within(seconds: float) -> InTime:
    return InTime("service_level", seconds)


@pytest.mark.parametrize(
    ("model", "arrivals", "agents"), [(PHONE, 150, 12), (CHAT, 700, 25), (KEEN, 100, 5), (CHAT, 900, 20)]
)
def test_it_settles_in_the_steady_state(model: ServiceModel, arrivals: float, agents: int) -> None:
    """After days at the same load, an interval is the steady state of the formulas."""
    left = TransientState.empty()
    for _ in range(100):
        outcome = advance(model, left, IntervalInput(arrivals, agents, 240, 0.5), [within(30), within(180)])
        left = outcome.end_state
    for level, seconds in zip(outcome.service_levels, (30.0, 180.0), strict=True):
        right = performance(model, arrivals, agents, seconds)
        assert level == pytest.approx(float(right.service_level), abs=1e-6)
        assert outcome.average_wait == pytest.approx(float(right.average_wait), rel=1e-4)


def test_it_follows_the_matrix_exponential() -> None:
    """M/M/2 with patience from empty: chances after ten minutes as exp(Q t) has them, but for the steps."""
    model = ServiceModel(300, 1, None, 120)
    outcome = advance(model, TransientState.empty(), IntervalInput(40, 2, 300, 1 / 6), [within(30)])
    states = len(outcome.end_state.probabilities) + 30
    coming, going = 40 / 3600, np.minimum(np.arange(states), 2) / 300
    going += np.maximum(np.arange(states) - 2, 0) / 120
    generator = np.diag(np.full(states - 1, coming), 1) + np.diag(going[1:], -1)
    generator -= np.diag(generator.sum(axis=1))
    right = expm(generator * 600)[0]
    found = outcome.end_state.probabilities
    assert found == pytest.approx(right[: len(found)], abs=3e-4)


def test_an_overload_is_paid_for_afterwards() -> None:
    """After half an hour at twice the load, the next half hour is worse than it would be by itself."""
    crowd = advance(KEEN, TransientState.empty(), IntervalInput(300, 8, 240, 0.5), [within(30)])
    after = advance(KEEN, crowd.end_state, IntervalInput(120, 8, 240, 0.5), [within(30)])
    alone = advance(KEEN, TransientState.empty(), IntervalInput(120, 8, 240, 0.5), [within(30)])
    assert crowd.end_state.waiting > 10
    assert after.service_levels[0] < alone.service_levels[0] - 0.2


def test_a_ramp_meets_empty_desks() -> None:
    """Those who come first after a jump find everybody free: better than the steady state says."""
    outcome = advance(KEEN, TransientState.empty(), IntervalInput(150, 7, 240, 0.5), [within(30)])
    assert outcome.service_levels[0] > float(performance(KEEN, 150, 7, 30.0).service_level)


@settings(max_examples=60, deadline=None)
@given(
    model=st.sampled_from([PHONE, CHAT, KEEN]),
    loads=st.lists(st.tuples(st.floats(0, 400), st.integers(0, 15)), min_size=1, max_size=4),
)
def test_chances_stay_chances(model: ServiceModel, loads: list[tuple[float, int]]) -> None:
    """Whatever comes, whoever leaves: probabilities that sum to 1, hardly below 0, shares from 0 to 1."""
    left = TransientState.empty()
    for arrivals, agents in loads:
        outcome = advance(model, left, IntervalInput(arrivals, agents, 240, 0.5), [within(20)])
        left = outcome.end_state
        assert left.probabilities.min() >= -0.02
        assert left.probabilities.sum() == pytest.approx(1)
        assert 0 <= outcome.service_levels[0] <= 1
        assert outcome.average_wait >= 0


def test_who_leaves_takes_chats_along() -> None:
    """When half of them go, half of the chats go; who waits stays."""
    full = advance(KEEN, TransientState.empty(), IntervalInput(600, 8, 240, 1.0), [within(30)]).end_state
    after = advance(KEEN, full, IntervalInput(0, 4, 240, 1 / 3600), [within(30)]).end_state
    assert after.slots == 12
    assert after.waiting + 12 == pytest.approx(full.waiting + 12, rel=0.02)


def test_patience_ends_overnight_and_its_absence_does_not() -> None:
    """Who waits at closing waits in the morning only where customers never leave."""
    for model, waits in ((KEEN, True), (CHAT, False)):
        left = advance(model, TransientState.empty(), IntervalInput(600, 4, 240, 0.5), [within(30)]).end_state
        morning = left.after_closing(model)
        assert (morning.waiting > 1) == waits
        assert morning.waiting == pytest.approx(left.waiting if waits else 0.0)


def test_nobody_is_lost_in_an_overload() -> None:
    """7 people with 21 slots at 6000 an hour: all who came and were not served are there an hour later."""
    left, came = TransientState.empty(), 6000.0
    for _ in range(2):
        left = advance(KEEN, left, IntervalInput(came, 7, 240, 0.5), [within(180)]).end_state
    mean = left.probabilities @ np.arange(len(left.probabilities))
    served = 3600 * 7 * KEEN.speeds[-1] / 240
    assert mean == pytest.approx(came - served, abs=3)  # in the first minute not all slots are taken


def test_a_hopeless_overload_leaves_clean_zeros() -> None:
    """Shares and chances decay for hours, but not to denormal numbers, on which a processor crawls."""
    left = TransientState.empty()
    for _ in range(8):
        outcome = advance(KEEN, left, IntervalInput(6000, 7, 240, 0.5), [within(180)])
        left = outcome.end_state
        some = np.abs(left.probabilities[left.probabilities != 0])
        assert some.min() >= 1e-250
    assert outcome.service_levels == (0.0,)


def test_a_quiet_desk_answers_no_more_than_all() -> None:
    """Rounding takes a share of 1 no further than 1."""
    for agents in range(50, 300, 25):
        outcome = advance(KEEN, TransientState.empty(), IntervalInput(600, agents, 240, 0.5), [within(180)])
        assert 1 - 1e-9 < outcome.service_levels[0] <= 1


def test_chats_in_hand_do_not_hide_a_line_that_grows() -> None:
    """Who gets an agent within an hour has later replies in time, and whoever does not has none at all."""
    talk = Conversation(6, 20, 30)
    model = ServiceModel(talk.alone_seconds, 3, conversation=talk)
    asked = [InTime("first_reply", 60), InTime("reply_rate", 60), InTime("service_level", 3600)]
    state, shares = TransientState.empty(), []
    for _ in range(4):
        outcome = advance(model, state, IntervalInput(240, 4, talk.alone_seconds, 1.0), asked)
        first, every, served = outcome.service_levels
        shares.append(every)
        state = outcome.end_state
        assert first / 6 * (1 - 1e-9) <= every <= (first + 5 * served) / 6 + 1e-12
    assert shares[0] > 0.5
    assert shares[-1] < 0.01


@pytest.mark.parametrize("patience", [None, 240.0])
@pytest.mark.parametrize("spread", [0.0, 0.6, 1.0])
def test_conversations_settle_in_their_steady_state(spread: float, patience: float | None) -> None:
    """First replies, all replies, the line and the mean response, at 95 % of what the team can do."""
    told = Conversation(3, 25, 60, spread, new_first=spread == 0.6)
    model = ServiceModel(told.alone_seconds, 4, None, patience, told)
    hourly = 0.95 * 6 * model.speeds[-1] / told.alone_seconds * 3600
    state, asked = steady_state(model, [hourly], [6]), [InTime("first_reply", 60), InTime("reply_rate", 30)]
    left = TransientState.empty()
    for _ in range(100):
        interval = IntervalInput(hourly, 6, told.alone_seconds, 0.5)
        found = advance(model, left, interval, asked, with_response=True)
        left = found.end_state
    right = [share_in_time(state, each.kind, each.within_seconds)[0] for each in asked]
    assert found.service_levels == pytest.approx(right, abs=1e-5)
    assert found.average_wait == pytest.approx(state.average_wait[0], rel=1e-4)
    assert found.average_response == pytest.approx(mean_seconds(state, "average_response")[0], rel=1e-4)


@pytest.mark.parametrize("agents", [3, 12, 40])
def test_no_customer_of_a_line_is_lost_when_agents_come(agents: int) -> None:
    """A place in line stands for a half customer; those who find a slot are whole ones."""
    told = Conversation(1, 60, 0, 0.0)
    model = ServiceModel(60, 2, None, None, told)
    crowd = follow(model, TransientState.empty(), IntervalInput(400, 2, 60, 0.5)).end_state
    assert crowd.customers == 0.5
    assert crowd.waiting == pytest.approx(140, abs=4)  # 400 - 2 * 60 an hour for half of one, less those held
    moment = follow(model, crowd, IntervalInput(0, agents, 60, 1e-9)).end_state
    in_hand = np.minimum(np.arange(len(moment.probabilities)), moment.slots)
    assert float(moment.probabilities @ in_hand) + moment.waiting == pytest.approx(
        4 + crowd.waiting, abs=0.01
    )
