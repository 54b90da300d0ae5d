"""The budget of a search: what takes time off it, and what does not."""

from __future__ import annotations

import time

import pytest

from scheduler.roster.solution import Limits
from scheduler.roster.stopping import Budget


def test_loading_takes_nothing_off_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three seconds of loading and two of searching: two are gone of ten."""
    now = 100.0
    monkeypatch.setattr(time, "perf_counter", lambda: now)
    budget = Budget(Limits(seconds=10.0, work=1.0))
    with budget.loading():
        now += 3.0
    assert (budget.seconds_left, budget.progress) == (10.0, 0.0)
    now += 2.0
    assert budget.seconds_left == 8.0
    assert budget.progress == pytest.approx(0.2)
