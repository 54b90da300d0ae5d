"""The budget of a search: what takes time off it, and what does not."""

from __future__ import annotations

import time

import pytest
from ortools.math_opt.python import mathopt

from scheduler.roster.column_generation.simplex import Simplex
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Limits


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in a list to be changed."""
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def test_loading_counts(clock: list[float]) -> None:
    """Three seconds of loading and two of searching: five are gone of twenty."""
    budget = Budget(Limits(seconds=3600.0, work=1.0, by_clock=True))
    with budget.loading():
        clock[0] += 3.0
    clock[0] += 2.0
    assert budget.seconds_left == 15.0
    assert budget.progress == pytest.approx(0.25)


def test_loading_leaves_the_most_of_a_short_time(clock: list[float]) -> None:
    """Three seconds of loading, of two in all: half a second of it counts."""
    budget = Budget(Limits(seconds=2.0, work=1.0))
    with budget.loading():
        clock[0] += 3.0
    assert budget.seconds_left == 1.5


def test_work_tells_how_far_it_is_unless_the_clock_is_far_ahead(clock: list[float]) -> None:
    """A machine that takes half as long again ends no part of a search elsewhere; a very slow one does."""
    budget = Budget(Limits(seconds=10.0, work=1.0))
    budget.work_left = 0.8
    clock[0] += 4.0
    assert budget.progress == pytest.approx(0.2)
    clock[0] += 4.0
    assert budget.progress == pytest.approx(0.5)
    assert budget.part(1.0).limits.work == 1.0


def test_a_stop_is_heard_by_parts_and_by_linear_programmes() -> None:
    """Parts of parts stop too, also those begun later; a simplex at work hears it, no other begins."""
    budget = Budget(Limits())
    part = budget.part(0.5).some(1.0, 10.0)
    whole, own = budget.interrupter, part.interrupter
    model = mathopt.Model()
    simplex = Simplex(model, part, 1e-7)
    assert simplex.optimum() is not None
    budget.stop()
    assert budget.stopped
    assert part.stopped
    assert budget.some(1.0, 10.0).stopped
    assert whole.interrupted
    assert own.interrupted
    assert simplex.optimum() is None
    assert Simplex(model, part, 1e-7).optimum() is None
