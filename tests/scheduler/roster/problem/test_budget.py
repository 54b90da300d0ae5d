"""The budget of a search: what takes time off it, and what does not."""

from __future__ import annotations

import time

import pytest
from ortools.math_opt.python import mathopt

from scheduler.roster.column_generation.incremental_lp import IncrementalLP
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.solution import Limits


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, in a list to be changed."""
    now = [100.0]
    monkeypatch.setattr(time, "perf_counter", lambda: now[0])
    return now


def test_import_time_counts(clock: list[float]) -> None:
    """Three seconds of loading and two of searching: five are gone of twenty."""
    budget = Budget(Limits(seconds=20.0, work=1.0, by_clock=True))
    with budget.exclude_import_time():
        clock[0] += 3.0
    clock[0] += 2.0
    assert budget.seconds_left == 15.0
    assert budget.progress == pytest.approx(0.25)


def test_imports_take_a_share_of_a_short_limit_only(clock: list[float]) -> None:
    """Three seconds of loading, of two in all: half a second of it counts."""
    budget = Budget(Limits(seconds=2.0, work=1.0))
    with budget.exclude_import_time():
        clock[0] += 3.0
    assert budget.seconds_left == 1.5


def test_progress_is_work_unless_the_clock_leads_by_far(clock: list[float]) -> None:
    """A machine that takes half as long again ends no part of a search elsewhere; a very slow one does."""
    budget = Budget(Limits(seconds=10.0, work=1.0))
    budget.work_left = 0.8
    clock[0] += 4.0
    assert budget.progress == pytest.approx(0.2)
    clock[0] += 4.0
    assert budget.progress == pytest.approx(0.5)
    assert budget.shared_budget(1.0).limits.work == 1.0


def test_a_stop_reaches_children_and_running_lps() -> None:
    """Children of children stop too, also later ones; a running LP is interrupted, and no other begins."""
    budget = Budget(Limits())
    part = budget.shared_budget(0.5).sub_budget(1.0, 10.0)
    whole, own = budget.interrupter, part.interrupter
    model = mathopt.Model()
    lp = IncrementalLP(model, part, 1e-7)
    assert lp.solve() is not None
    budget.stop()
    assert budget.stopped
    assert part.stopped
    assert budget.sub_budget(1.0, 10.0).stopped
    assert whole.interrupted
    assert own.interrupted
    assert lp.solve() is None
    assert IncrementalLP(model, part, 1e-7).solve() is None
