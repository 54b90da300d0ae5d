"""Agents for deferred work: against all rosters of small cases, and what holds of any."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from scheduler.domain.deferral import Deferral
from scheduler.staffing.deferred import DeferredCases, backlog_course, placed_agents
from scheduler.staffing.deferred.placement import planned_due, room_for_chance

Floats = NDArray[np.float64]
NONE = np.zeros((0, 3))


def cases_of(
    inside: Floats, length: float = 1.0, waiting: Floats = NONE, daily: tuple[float, float] = (0, 24)
) -> DeferredCases:
    """Cases by interval of the clock; those of closed intervals come before the next open one."""
    starts = np.arange(len(inside)) * length
    open_ = (starts % 24 >= daily[0]) & (starts % 24 < daily[1])
    place = np.flatnonzero(open_)
    come = np.concatenate([[0.0], np.cumsum(np.where(open_, 0.0, inside))])
    before = np.diff(come[place], prepend=0.0)
    days = np.arange(-12, 0) * 24.0
    past = np.stack([days + daily[0], days + daily[1]], axis=1)
    return DeferredCases(starts[place], starts[place] + length, inside[place], before, waiting, past)


def to_be_done(cases: DeferredCases, deferral: Deferral, until: float) -> list[tuple[float, float]]:
    """By interval what is to be done by its end, and what has come, with the room for chance."""
    factor = room_for_chance(cases, deferral, until)
    grown = replace(cases, inside=factor * cases.inside, before=factor * cases.before)
    come = grown.arrived
    return list(zip(np.minimum(planned_due(grown, deferral), come).tolist(), come.tolist(), strict=True))


def is_enough(wanted: list[tuple[float, float]], able: Iterable[float]) -> bool:
    """Whether all that is to be done is done: forward in time, what has come and what the agents can do."""
    done = 0.0
    for (due, come), can in zip(wanted, able, strict=True):
        done = min(come, done + can)
        if done < due - 1e-5:
            return False
    return True


def test_no_smaller_peak_and_no_fewer_agents_do_on_small_cases() -> None:
    """All of 4^6 choices: at most one agent-interval more than the least, and at most one above the peak."""
    rng = np.random.default_rng(8)
    deferral = Deferral(3.0, share=0.5)
    for _ in range(12):
        inside = np.concatenate([rng.integers(0, 3, 3), np.zeros(3)]).astype(float)
        cases, pace = cases_of(inside), np.ones(6)
        base = rng.integers(0, 4, 6).astype(float)
        agents = placed_agents(cases, deferral, pace, base, 0, until=6.0)
        wanted = to_be_done(cases, deferral, 6.0)
        assert is_enough(wanted, agents)
        able = np.array([choice for choice in product(range(4), repeat=6) if is_enough(wanted, choice)])
        assert agents.sum() <= able.sum(axis=1).min() + 1
        lowest = np.where(able > 0, base + able, 0).max(axis=1).min()
        assert (base + agents)[agents > 0].max(initial=0) <= lowest + 1


@pytest.mark.parametrize("counts", ["clock", "open_hours"])
@pytest.mark.parametrize("hours", [4.0, 24.0, 48.0])
def test_every_deadline_is_kept_and_no_work_lost(counts: str, hours: float) -> None:
    """Random arrivals and needs, open by day or always: nobody late; done and backlog add up to what came."""
    rng = np.random.default_rng(int(hours))
    for daily in ((0, 24), (8, 22)):
        count = 7 * 48 + 24
        inside = rng.gamma(0.5, 6.0, count)
        waiting = np.array([[-hours / 2, 0.0, 30.0]]) if counts == "clock" else NONE
        cases = cases_of(inside, 0.5, waiting, daily)
        deferral = Deferral(hours, "clock" if counts == "clock" else "open_hours")
        if counts == "clock" and daily != (0, 24) and hours < 24:
            continue  # what comes in a night is due before morning
        pace = np.full(len(cases.starts), 3.5)
        agents = placed_agents(cases, deferral, pace, rng.integers(0, 20, len(pace)).astype(float), 1, 180.0)
        assert agents.min() >= 1
        assert is_enough(to_be_done(cases, deferral, 180.0), pace * agents)
        course = backlog_course(cases.arrived, cases.due(deferral, hours), pace * agents)
        assert course.late.sum() == pytest.approx(0, abs=1e-6)
        assert course.done.sum() + course.backlog[-1] == pytest.approx(cases.arrived[-1])


@pytest.mark.parametrize("hours", [4.0, 24.0, 48.0])
def test_never_below_the_load_over_the_deadline(hours: float) -> None:
    """In any stretch of two deadlines the agents can do what comes within one of them."""
    cases, pace = cases_of(np.tile([9.0, 1.0, 0.0, 6.0], 12 * 6 + 3)), np.full(300, 4.0)
    base = np.tile([3.0, 9.0, 9.0, 1.0, 5.0, 7.0], 50)
    agents = placed_agents(cases, Deferral(hours), pace, base, 0, 300.0)
    window = int(hours)
    able, come = pace * agents, cases.inside
    for first in range(300 - 2 * window):
        assert able[first : first + 2 * window].sum() >= come[first : first + window].sum() - 1e-6


def test_quiet_hours_are_filled_and_peaks_left_alone() -> None:
    """4 agents of work a day beside others who are 10 by day and 2 by night: the night gets all of it."""
    base = np.tile(np.repeat([2.0, 10.0], 12), 8)[:180]
    agents = placed_agents(cases_of(np.full(180, 1.0)), Deferral(24), np.full(180, 2.0), base, 0, 180.0)
    assert (agents[48:168][base[48:168] == 10] == 0).all()
    assert (base + agents).max() == 10


@pytest.mark.compiles
def test_a_backlog_that_is_overdue_is_worked_off_over_the_deadline() -> None:
    """120 cases late at the start are not done in the first hour, but in the first 18."""
    waiting = np.array([[-60.0, -48.0, 120.0]])
    cases = cases_of(np.full(180, 1.0), waiting=waiting)
    agents = placed_agents(cases, Deferral(24), np.full(180, 2.0), np.zeros(180), 0, 180.0)
    assert 2 * agents[0] < 20
    course = backlog_course(cases.arrived, cases.due(Deferral(24), 24), 2.0 * agents)
    assert course.done[:18].sum() >= 120


def test_one_case_a_day_and_none_at_all() -> None:
    """Nobody where nothing comes; a single case has somebody within its deadline."""
    none = placed_agents(cases_of(np.zeros(36)), Deferral(24), np.full(36, 6.0), np.zeros(36), 0, 36.0)
    assert none.sum() == 0
    one = np.zeros(36)
    one[5] = 1.0
    agents = placed_agents(cases_of(one), Deferral(24), np.full(36, 6.0), np.zeros(36), 0, 36.0)
    assert agents[5:23].sum() >= 1
    empty = DeferredCases(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0), NONE, np.zeros((0, 2)))
    assert placed_agents(empty, Deferral(24), np.zeros(0), np.zeros(0), 0, 36.0).size == 0
