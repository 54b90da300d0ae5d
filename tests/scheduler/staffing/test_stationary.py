"""The least number of agents: it keeps every promise, and one fewer does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from scheduler.domain.conversations import Conversation
from scheduler.queueing import ServiceModel, SteadyState, performance, steady_state
from scheduler.staffing import (
    ServiceTarget,
    StaffingError,
    agents_needed,
    least_agents,
    service_level_of,
)
from scheduler.staffing.service_constraints import MAX_AGENTS
from tests.scheduler.queueing.strategies import models

pytestmark = pytest.mark.slow

PHONE = ServiceModel(180)
CHAT = ServiceModel(300, 3, (1.0, 0.9, 0.8))
LEVEL = ServiceTarget("service_level", 20, 0.8)
WAIT = ServiceTarget("average_wait", 30)


def count_evaluations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Number of intervals in each call for a steady state, from now on."""
    sizes: list[int] = []

    def counted(model: ServiceModel, arrivals: ArrayLike, *more: Any) -> SteadyState:
        sizes.append(np.size(arrivals))
        return steady_state(model, arrivals, *more)

    monkeypatch.setattr("scheduler.staffing.service_constraints.steady_state", counted)
    return sizes


def kept(
    model: ServiceModel,
    arrivals: NDArray[np.float64],
    agents: NDArray[np.int64],
    targets: list[ServiceTarget],
    cap: float | None,
) -> NDArray[np.bool_]:
    """Whether so many agents keep all promises, said without the search."""
    result = np.ones(arrivals.shape, dtype=bool)
    for target in targets:
        found = performance(model, arrivals, agents, target.within_seconds)
        if target.kind == "service_level":
            result &= found.service_level >= target.share
        else:
            result &= found.average_wait <= target.within_seconds
    if cap is not None:
        result &= performance(model, arrivals, agents, 0).occupancy <= cap * (1 + 1e-12)
    return result


targets = st.lists(
    st.builds(ServiceTarget, st.just("service_level"), st.floats(0, 600), st.floats(0.01, 0.999))
    | st.builds(ServiceTarget, st.just("average_wait"), st.floats(0.5, 600)),
    min_size=1,
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(
    models(),
    targets,
    st.none() | st.floats(0.3, 0.95),
    st.lists(st.floats(0.01, 800), min_size=1, max_size=5),
)
def test_enough_and_one_fewer_is_not(
    model: ServiceModel, promised: list[ServiceTarget], cap: float | None, rates: list[float]
) -> None:
    """For every kind of model and promise the number found keeps them all and one agent fewer does not."""
    arrivals = np.array(rates)
    needed = agents_needed(model, arrivals, [(target, True) for target in promised], cap)
    assert kept(model, arrivals, needed, promised, cap).all()
    some = needed > 1
    assert not kept(model, arrivals[some], needed[some] - 1, promised, cap).any()
    assert (needed >= 1).all()


MANY = 10 ** np.random.default_rng(5).uniform(-2, 3.8, 20_000)
"""More intervals than numbers of agents, so that they are told apart by what each number can do."""


@pytest.mark.parametrize("model", [PHONE, replace(CHAT, patience_seconds=120.0)])
@pytest.mark.parametrize("cap", [None, 0.85])
def test_many_intervals_get_what_each_needs(model: ServiceModel, cap: float | None) -> None:
    """Thousands at once: enough, and one fewer is not; as few of them alone would get."""
    needed = agents_needed(model, MANY, [(LEVEL, True), (WAIT, True)], cap)
    assert kept(model, MANY, needed, [LEVEL, WAIT], cap).all()
    some = needed > 1
    assert not kept(model, MANY[some], needed[some] - 1, [LEVEL, WAIT], cap).any()
    assert (agents_needed(model, MANY[:9], [(LEVEL, True), (WAIT, True)], cap) == needed[:9]).all()


def test_many_intervals_do_not_rest_on_how_well_a_root_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What each number of agents can do is checked: with wild guesses of it the answers are the same."""
    needed = agents_needed(PHONE, MANY, [(LEVEL, True)], 0.9)
    monkeypatch.setattr(least_agents, "_roots", lambda constraints, agents, seconds, ends: 17.0 * agents**0.9)
    assert (agents_needed(PHONE, MANY, [(LEVEL, True)], 0.9) == needed).all()


@pytest.mark.parametrize("patience", [None, 60.0])
def test_the_least_of_all(patience: float | None) -> None:
    """Trying every number from 0 upwards finds the same."""
    model = ServiceModel(240, 2, (1.0, 0.7), patience)
    arrivals = np.array([0.5, 7, 60, 61, 300, 1500])
    needed = agents_needed(model, arrivals, [(LEVEL, True), (WAIT, True)], 0.85)
    for rate, found in zip(arrivals, needed, strict=True):
        every = np.arange(0, 200)
        good = kept(model, np.full(every.shape, rate), every, [LEVEL, WAIT], 0.85)
        assert int(np.argmax(good)) == found


def test_published_example() -> None:
    """200 calls an hour of 3 minutes, 80 % within 20 s: 14 agents (Call Centre Helper's worked example)."""
    assert agents_needed(PHONE, 200, [(LEVEL, True)]) == 14


def test_many_intervals_are_sized_like_single_ones() -> None:
    """The search that goes from coarse to fine gives each interval what it gets alone."""
    arrivals = np.random.default_rng(7).uniform(0, 400, 200)
    together = agents_needed(CHAT, arrivals, [(LEVEL, True)], 0.9)
    alone = [int(agents_needed(CHAT, rate, [(LEVEL, True)], 0.9)) for rate in arrivals]
    assert together.tolist() == alone


@settings(max_examples=40, deadline=None)
@given(
    models(),
    targets,
    st.none() | st.floats(0.3, 0.95),
    st.lists(st.tuples(st.floats(0, 800), st.floats(10, 1500)), min_size=1, max_size=6),
)
def test_each_interval_has_chats_of_its_own_length(
    model: ServiceModel,
    promised: list[ServiceTarget],
    cap: float | None,
    intervals: list[tuple[float, float]],
) -> None:
    """Intervals with different handling times get together what each gets alone."""
    arrivals, seconds = np.array(intervals).T
    active = [(target, True) for target in promised]
    together = agents_needed(model, arrivals, active, cap, 1, seconds)
    alone = [
        int(agents_needed(replace(model, mean_seconds=length), rate, active, cap, 1))
        for rate, length in intervals
    ]
    assert together.tolist() == alone
    levels = service_level_of(model, arrivals, together * 0.9, 30, seconds)
    one_by_one = [
        float(service_level_of(replace(model, mean_seconds=length), rate, agents * 0.9, 30))
        for (rate, length), agents in zip(intervals, together, strict=True)
    ]
    assert levels.tolist() == pytest.approx(one_by_one, abs=1e-12)


def test_handling_times_of_their_own_cost_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """20,000 intervals, each with its own handling time: hardly more than the two checks that prove it."""
    rng = np.random.default_rng(5)
    arrivals, seconds = rng.gamma(2, 150, 20_000), rng.uniform(250, 350, 20_000)
    evaluated = count_evaluations(monkeypatch)
    agents_needed(CHAT, arrivals, [(LEVEL, True)], 0.9, 0, seconds)
    assert sum(evaluated) < 2.5 * arrivals.size


@pytest.mark.parametrize("length", [0.0, -1.0, np.nan, np.inf])
def test_impossible_lengths_are_refused(length: float) -> None:
    """A chat takes some time, and not for ever."""
    with pytest.raises(ValueError, match="mean_seconds"):
        agents_needed(PHONE, [5.0, 5.0], [(LEVEL, True)], None, 0, [180.0, length])


def test_no_arrivals_need_nobody_but_the_minimum() -> None:
    """Zero inquiries need zero agents, or ``min_agents``."""
    assert agents_needed(PHONE, [0.0, 0.0], [(LEVEL, True)], 0.8).tolist() == [0, 0]
    assert agents_needed(PHONE, [0.0, 0.0], [(LEVEL, True)], 0.8, min_agents=2).tolist() == [2, 2]
    assert agents_needed(PHONE, np.empty(0), [(LEVEL, True)]).tolist() == []


def test_a_handful_of_customers_needs_somebody() -> None:
    """However few come: where something was promised, somebody must be there."""
    assert agents_needed(PHONE, [1e-9, 0.01], [(LEVEL, True)]).tolist() == [1, 1]


def test_customers_who_leave_at_once_still_need_somebody() -> None:
    """Their average wait of 5 s keeps the promise of 30 s even with an empty desk, but nobody served them."""
    assert agents_needed(ServiceModel(180, 1, None, 5), 10, [(WAIT, True)]) == 1


def test_without_promise_the_minimum_is_enough() -> None:
    """No target that counts and no cap: literally nothing to keep, even in a crowd."""
    assert agents_needed(PHONE, [500.0], [], None, 3).tolist() == [3]
    by_day, at_night = agents_needed(PHONE, [500.0, 500.0], [(LEVEL, [True, False])])
    assert (by_day, at_night) == (agents_needed(PHONE, 500, [(LEVEL, True)]), 0)


def test_each_target_counts_only_in_its_hours() -> None:
    """Where both count the harder one decides; where one does, it alone."""
    easy, hard = ServiceTarget("average_wait", 120), ServiceTarget("service_level", 10, 0.95)
    both = agents_needed(PHONE, [200.0] * 3, [(easy, [True, True, False]), (hard, [True, False, True])])
    only_easy, only_hard = (int(agents_needed(PHONE, 200, [(target, True)])) for target in (easy, hard))
    assert both.tolist() == [only_hard, only_easy, only_hard]
    assert only_easy < only_hard


def test_a_cap_alone_is_kept_to_the_last_digit() -> None:
    """8.5 erlangs are 0.85 of ten agents: not eleven because of binary fractions."""
    assert agents_needed(PHONE, 170, [], 0.85) == 10
    loads = np.arange(1, 400) * 0.07  # whole agents at a cap of 0.7, most of them not exact in binary
    needed = agents_needed(ServiceModel(3600), loads, [], 0.7)
    assert needed.tolist() == [-(-units // 10) for units in range(1, 400)]


def test_without_patience_the_queue_is_stable() -> None:
    """However weak the promise, a load of 10 erlangs takes more than 10 agents."""
    assert agents_needed(PHONE, 200, [(ServiceTarget("service_level", 3600, 0.01), True)]) == 11


@pytest.mark.parametrize("rate", [1e9, 1e15])
def test_out_of_reach(rate: float) -> None:
    """More customers than the most agents can serve: an error that says so."""
    with pytest.raises(StaffingError, match=str(MAX_AGENTS)) as caught:
        agents_needed(PHONE, [5.0, rate], [(LEVEL, True)])
    assert caught.value.arrivals_per_hour == rate


@pytest.mark.parametrize(
    ("kind", "within", "share", "named"),
    [
        ("service_level", 30, 1.0, "share 1.0"),
        ("service_level", 30, 95, "share 95"),
        ("service_level", 30, 0, "share 0"),
        ("service_level", 30, None, "share None"),
        ("service_level", -1, 0.8, "within_seconds -1"),
        ("average_wait", 0, None, "within_seconds 0"),
        ("average_wait", 30, 0.8, "share 0.8"),
        ("speed", 30, 0.8, "kind 'speed'"),
    ],
)
def test_impossible_promises_are_refused(kind: str, within: float, share: float | None, named: str) -> None:
    """The message names the field and its value."""
    with pytest.raises(ValueError, match=named):
        ServiceTarget(kind, within, share)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arrivals", "cap", "least", "named"),
    [
        ([-1.0], None, 0, "arrivals"),
        ([np.nan], None, 0, "arrivals"),
        ([1.0], 0.0, 0, "max_occ"),
        ([1.0], None, -1, "min_"),
    ],
)
def test_nonsense_is_refused(arrivals: list[float], cap: float | None, least: int, named: str) -> None:
    """Negative or missing arrivals, a cap of nothing, fewer than no agents."""
    with pytest.raises(ValueError, match=named):
        agents_needed(PHONE, arrivals, [(LEVEL, True)], cap, least)


def test_a_year_of_half_hours_for_twenty_queues_is_hardly_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    """350,400 intervals, all different: thresholds classify them, steady states stay under 1 %."""
    arrivals = np.random.default_rng(3).gamma(2, 150, 350_400)
    model = ServiceModel(300, 3, (1.0, 0.9, 0.8), 240)
    evaluated = count_evaluations(monkeypatch)
    needed = agents_needed(model, arrivals, [(LEVEL, True)], 0.9)
    assert sum(evaluated) < arrivals.size / 100
    sample = slice(None, None, 997)
    assert kept(model, arrivals[sample], needed[sample], [LEVEL], 0.9).all()


@given(models(), st.floats(0, 500), st.floats(0, 40), st.floats(0, 100))
@settings(max_examples=60, deadline=None)
def test_fractional_agents_lie_between_their_neighbours(
    model: ServiceModel, arrivals: float, agents: float, within: float
) -> None:
    """The service level of 7.3 agents is 0.7 of that of 7 and 0.3 of that of 8."""
    low = int(np.floor(agents))
    fewer, more = performance(model, arrivals, [low, low + 1], within).service_level
    expected = fewer + (agents - low) * (more - fewer)
    assert service_level_of(model, arrivals, agents, within) == pytest.approx(expected, abs=1e-15)


def test_fractional_agents_of_many_intervals() -> None:
    """Arrays in and out; nobody there answers nobody, nobody coming is answered in full."""
    levels = service_level_of(PHONE, [100.0, 100.0, 0.0], [0.0, 9.0, 0.0], 20)
    assert levels[0] == 0
    assert levels[1] == performance(PHONE, 100, 9, 20).service_level
    assert levels[2] == 1
    with pytest.raises(ValueError, match="agents"):
        service_level_of(PHONE, 100, -0.5, 20)


@pytest.mark.parametrize(
    ("target", "spread"),
    [
        (ServiceTarget("first_reply", 19, 0.9), 0.0),
        (ServiceTarget("reply_rate", 30, 0.9), 1.0),
        (ServiceTarget("average_response", 20), 0.5),
    ],
)
def test_what_typing_alone_makes_late_is_refused_at_once(target: ServiceTarget, spread: float) -> None:
    """Replies of 20 s that count when sent: no team is large enough, and none is searched for."""
    told = Conversation(6, 20, 30, spread, typing_counts=True)
    model = ServiceModel(told.alone_seconds, 3, conversation=told)
    with pytest.raises(StaffingError):
        agents_needed(model, [30.0], [(target, True)])
    longer = replace(target, within_seconds=60.0)
    assert agents_needed(model, [30.0], [(longer, True)])[0] < 20
