"""The search in its own process: answers, stops when asked, and breaks without taking us along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster import client as search_module
from scheduler.roster.client import SearchFailedError, search
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.problem import Lock
from scheduler.roster.problem.solution import Limits
from tests.scheduler.roster.problems import EARLY, LATE, MEAL, NIGHT, agent, problem


def test_answers_like_the_search_itself() -> None:
    """One agent, one shift needed: worked, proven."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    found = search(problem([agent()], days=1, need=need), Limits(seconds=20, work=5))
    assert (found.status, len(found.assignments), found.stopped_by) == ("optimal", 1, "optimal")


def test_stopped_by_the_user_keeps_the_best() -> None:
    """Asked to stop at the first improvement, it returns a whole roster and says who stopped it."""
    team = [agent(f"{i}", (0, 1) if i % 3 else (0,), max_minutes_week=2400) for i in range(40)]
    need = np.random.default_rng(1).integers(4, 12, size=(2, 7 * 24 + 12)).astype(float)
    rules = Rules(min_rest_hours=11, max_consecutive_days=6)
    case = problem(team, shifts=[EARLY, LATE, NIGHT, MEAL], need=need, queues=("p", "q"), rules=rules)
    seen: list[object] = []
    found = search(case, Limits(seconds=120, work=100), tell=seen.append, should_stop=lambda: bool(seen))
    assert found.stopped_by == "user"
    assert found.assignments
    assert found.seconds["search"] < 60


def test_collisions_come_back_as_such() -> None:
    """The child's exception is ours."""
    locks = [Lock(0, 0, 1), Lock(0, 1, 0)]
    case = problem([agent()], days=2, locks=locks, rules=Rules(min_rest_hours=11))
    with pytest.raises(RulesCollideError):
        search(case, Limits(seconds=20, work=5))


def test_a_crash_is_an_error_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that dies at once is reported, with its last words."""
    real = search_module.subprocess.Popen

    def broken(command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", "import sys; sys.exit('out of luck')"], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(search_module.subprocess, "Popen", broken)
    with pytest.raises(SearchFailedError, match="out of luck"):
        search(problem([agent()], days=1), Limits(seconds=20, work=5))


_FIRST_ROSTER = """
import sys
from scheduler.problem import Rules
from scheduler.roster.roster import find_roster
from scheduler.roster.solution import Limits
from tests.scheduler.roster.problems import agent, problem

loaded = []
case = problem([agent("a"), agent("b")], need=1.0, rules=Rules(min_rest_hours=11))
limits = Limits(seconds=60, work=0.05, engine="hybrid")
find_roster(case, limits, tell=lambda progress: loaded.append("ortools" in sys.modules))
print(loaded[0])
"""


def test_a_first_roster_waits_for_no_solver() -> None:
    """The hybrid tells its first roster before CP-SAT and the LP solvers are loaded."""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_ROSTER], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
