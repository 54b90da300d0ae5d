"""Backlogs of more than two hours: nobody vanishes, however long the line."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.audit.figures import transient_queue as audited
from scheduler.audit.figures.waiting import Service
from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying import (
    IntervalInput,
    TransientState,
    advance,
    time_varying_service_levels,
)

PHONE = ServiceModel(288)


def within(seconds: float) -> InTime:
    return InTime("service_level", seconds)


def test_five_hours_of_nobody_wait_and_are_worked_off() -> None:
    """100 an hour; 500 wait after five hours; 15 people take 15 at once and do 187.5 an hour."""
    agents = [0] * 5 + [15] * 10
    levels, waiting = time_varying_service_levels(PHONE, [100.0] * 15, agents, 1.0, False, within(30), 288)
    assert waiting[:5] == pytest.approx(100.0 * np.arange(1, 6))
    assert waiting[5:9] == pytest.approx(485 - 87.5 * np.arange(1, 5), abs=0.01)
    assert levels[:10].max() < 0.05
    assert levels[-1] > 0.9


def test_the_line_spreads_as_counts_do() -> None:
    """Poisson arrivals less Poisson completions: their variances add up, interval by interval."""
    state = TransientState(np.array([*[0.0] * 100, 1.0]), 100)
    for _ in range(40):
        state = advance(PHONE, state, IntervalInput(2000, 100, 288, 0.5), [within(30)]).end_state
    line = np.arange(len(state.probabilities) - 100) + state.fluid
    mean = state.probabilities[100:] @ line
    spread = state.probabilities[100:] @ (line - mean) ** 2
    assert mean == pytest.approx(40 * 375, abs=1)
    assert spread == pytest.approx(40 * (1000 + 625), rel=0.02)


def test_more_than_can_be_told_apart_are_a_fluid() -> None:
    """A line spread over more than is followed keeps its mean, and nobody is idle while others wait."""
    wide = TransientState(np.full(9001, 1 / 9001), 0)
    state = advance(PHONE, wide, IntervalInput(1000, 10, 288, 0.5), [within(30)]).end_state
    mean = state.probabilities @ np.arange(len(state.probabilities)) + state.fluid
    assert mean == pytest.approx(4500 + 500 - 62.5, abs=1)


def test_patience_empties_a_long_line_too() -> None:
    """With a patience of ten hours and nobody there, 1000 an hour settle at 10,000 in line."""
    patient = ServiceModel(288, 1, None, 36_000)
    state, rows = TransientState.empty(), []
    for hour in range(1, 31):
        state = advance(patient, state, IntervalInput(1000, 0, 288, 1.0), [within(30)]).end_state
        rows.append((state.waiting, 10_000 * (1 - np.exp(-hour / 10))))
    found, right = np.array(rows).T
    assert found == pytest.approx(right, rel=0.01)


@pytest.mark.parametrize("slowdown", [(1.0,), (1.0, 0.9, 0.8)])
def test_the_audit_follows_a_long_line_alike(slowdown: tuple[float, ...]) -> None:
    """Hours of a crowd, hours of working off: lines and answers agree, by two ways of carrying them."""
    model, service = ServiceModel(288, len(slowdown), slowdown), Service(288.0, slowdown, None)
    ours, theirs = TransientState.empty(), audited.EMPTY
    for rate, agents in [(1000, 0)] * 10 + [(1000, 40)] * 6 + [(500, 150)] * 8:
        found = advance(model, ours, IntervalInput(rate, agents, 288, 0.5), [within(180), within(7000)])
        told = audited.simulate_interval(theirs, rate / 3600, agents, service, 1800.0)
        ours, theirs = found.end_state, told.left
        there = theirs.chances @ np.arange(len(theirs.chances)) + theirs.behind
        here = ours.probabilities @ np.arange(len(ours.probabilities)) + ours.fluid
        assert there == pytest.approx(here, rel=1e-3)
        levels = [told.answered(180.0), told.answered(7000.0)]
        assert levels == pytest.approx(list(found.service_levels), abs=2e-3)


def test_the_audit_carries_what_it_does_not_tell_apart() -> None:
    """29,000 wait, 3000 come, some are served: those beyond 30,000 wait behind, and come forward."""
    left = audited.QueueState(np.eye(1, 29_001, 29_000)[0], 0)
    for rate, agents in ((3000, 0), (1000, 80), (0, 80)):
        left = audited.simulate_interval(left, rate / 3600, agents, Service(288.0, (1.0,), None), 3600.0).left
        assert len(left.chances) <= 30_200
    assert audited.in_line(left, 1) == pytest.approx(29_000 + 4000 - 80 - 2 * 1000, abs=2)


def test_a_quiet_queue_of_nobody_is_counted_one_by_one() -> None:
    """4 an hour and nobody for eight hours, by quarters: 32 wait, with the spread of a Poisson count."""
    state = TransientState.empty()
    for _ in range(32):
        state = advance(PHONE, state, IntervalInput(4, 0, 288, 0.25), [within(30)]).end_state
    place = np.arange(len(state.probabilities))
    assert state.waiting == pytest.approx(32)
    assert float(state.probabilities @ (place - 32 + state.fluid) ** 2) == pytest.approx(32, rel=1e-6)
