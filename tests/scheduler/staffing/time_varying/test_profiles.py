"""Arrival rates within an interval: followed part by part, and weighted by who comes."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing import ServiceTarget
from scheduler.staffing.time_varying import (
    DemandScenarios,
    IntervalInput,
    TransientState,
    advance,
    time_varying_agents_needed,
)

PHONE = ServiceModel(240, 1, (1.0,))
CHAT = ServiceModel(240, 3, (1.0, 0.85, 0.7))
LATE = InTime("service_level", 30)


def test_with_agents_for_all_the_mean_follows_the_rate() -> None:
    """M(t)/M/∞: the mean number in service solves m' = λ(t) - m / 240 s, part by part."""
    profile = (4.0, *[0.4] * 5)
    found = advance(PHONE, TransientState.empty(), IntervalInput(60, 60, 240, 0.5, profile), [LATE])
    mean = 0.0
    for times in profile:
        level = times * 60 / 3600 * 240
        mean = level + (mean - level) * np.exp(-300 / 240)
    p = found.end_state.probabilities
    assert float(p @ np.arange(len(p))) == pytest.approx(mean, rel=2e-3)


@pytest.mark.compiles
def test_an_even_profile_changes_nothing() -> None:
    """Ones in all parts are an interval without a profile, but for the steps of the integrator."""
    plain, even = (
        advance(CHAT, TransientState.empty(), IntervalInput(400, 10, 240, 0.5, profile), [LATE])
        for profile in ((), (1.0,) * 6)
    )
    assert even.service_levels[0] == pytest.approx(plain.service_levels[0], abs=1e-4)
    assert even.average_wait == pytest.approx(plain.average_wait, rel=1e-3)


def test_nobody_counts_who_does_not_come() -> None:
    """All come in the first half: their share in time is that of fifteen minutes at twice the rate."""
    whole = advance(CHAT, TransientState.empty(), IntervalInput(300, 8, 240, 0.5, (2.0, 0.0)), [LATE])
    half = advance(CHAT, TransientState.empty(), IntervalInput(600, 8, 240, 0.25), [LATE])
    assert whole.service_levels == pytest.approx(half.service_levels)
    assert whole.average_wait == pytest.approx(half.average_wait)


@pytest.mark.parametrize(("times", "agents"), [(1, 20), (4, 30), (8, 41)])
def test_agents_of_an_opening(times: float, agents: int) -> None:
    """An even half hour of 20 agents needs half as many again where its first five minutes bring four times
    the mean rate of an hour, and twice as many for eight times, the same customers coming."""
    rest = (12 - times) / 11
    profile = np.array([times, *[rest] * 5])
    profiles = {1: tuple((profile / profile.mean()).tolist())}
    found = time_varying_agents_needed(
        CHAT,
        DemandScenarios(np.full((1, 3), 560.0), np.ones(1)),
        0.5,
        False,
        [(ServiceTarget("service_level", 180, 0.9), True)],
        LATE,
        profiles=profiles,
    )
    assert found.agents[1] == agents
