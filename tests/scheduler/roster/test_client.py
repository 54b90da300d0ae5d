"""The search in a subprocess: its result, a stop request, errors, and a crash that does not end the
caller."""

from __future__ import annotations

import io
import pickle
import queue
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster import client, worker
from scheduler.roster.client import SearchFailedError, solve_in_subprocess
from scheduler.roster.problem.errors import RulesCollideError
from scheduler.roster.problem.problem import Lock
from scheduler.roster.problem.solution import Assignment, Limits
from tests.scheduler.roster.problems import EARLY, LATE, MEAL, NIGHT, agent, problem

pytestmark = pytest.mark.slow


def test_returns_the_solution_of_the_search() -> None:
    """One agent, one shift needed: worked, proven."""
    need = np.zeros((1, 36))
    need[0, 8:16] = 1
    found = solve_in_subprocess(problem([agent()], days=1, need=need), Limits(seconds=600, work=5))
    assert (found.status, len(found.assignments), found.stopped_by) == ("optimal", 1, "optimal")


def test_stopped_by_the_user_keeps_the_best() -> None:
    """Asked to stop at the first improvement, it returns a whole roster and says who stopped it."""
    team = [agent(f"{i}", (0, 1) if i % 3 else (0,), max_minutes_week=2400) for i in range(40)]
    need = np.random.default_rng(1).integers(4, 12, size=(2, 7 * 24 + 12)).astype(float)
    rules = Rules(min_rest_hours=11, max_consecutive_days=6)
    case = problem(team, shifts=[EARLY, LATE, NIGHT, MEAL], need=need, queues=("p", "q"), rules=rules)
    seen: list[object] = []
    found = solve_in_subprocess(
        case, Limits(seconds=600, work=100), on_improvement=seen.append, should_stop=lambda: bool(seen)
    )
    assert found.stopped_by == "user"
    assert found.assignments


def test_infeasibility_is_raised_in_the_caller() -> None:
    """An infeasible problem raises the same error as in the search itself."""
    locks = [Lock(0, 0, 1), Lock(0, 1, 0)]
    case = problem([agent()], days=2, locks=locks, rules=Rules(min_rest_hours=11))
    with pytest.raises(RulesCollideError):
        solve_in_subprocess(case, Limits(seconds=600, work=5))


def test_a_crash_is_an_error_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """A subprocess that dies at once is reported with its last output."""
    real = client.subprocess.Popen

    def broken(command: list[str], **options: object) -> object:
        return real([sys.executable, "-c", "import sys; sys.exit('out of luck')"], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(client.subprocess, "Popen", broken)
    with pytest.raises(SearchFailedError, match="out of luck"):
        solve_in_subprocess(problem([agent()], days=1), Limits(seconds=600, work=5))


DAMAGED = {
    "MemoryError": b"\x8e" + (2**62).to_bytes(8, "little"),
    "ModuleNotFoundError": b"cno_such_module\nname\n.",
    "AttributeError": b"cbuiltins\nno_such_name\n.",
    "UnpicklingError": b"X",
    "TypeError": pickle.dumps(1),
    "ValueError": pickle.dumps(("roster", 1, 2)),
}
"""Messages that cannot be read, by what they raise."""


@pytest.mark.parametrize("error", DAMAGED)
def test_a_damaged_message_ends_the_listening(error: str) -> None:
    """Whatever it raises, the parent is told and does not wait for ever; messages before it have arrived."""
    messages: queue.Queue[tuple[str, object]] = queue.Queue()
    client._listen(io.BytesIO(pickle.dumps(("roster", 1)) + DAMAGED[error] + b"and more"), messages)
    assert messages.get_nowait() == ("roster", 1)
    kind, why = messages.get_nowait()
    assert (kind, str(why).split(":")[0]) == ("ended", error)
    assert messages.empty()


def test_a_damaged_message_is_an_error_message(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is told, also of a subprocess that would go on; it is ended."""
    real, children = client.subprocess.Popen, list[Any]()
    monkeypatch.setattr(client, "_END_SECONDS", 0.0)

    def damaged(command: list[str], **options: object) -> object:
        says = f"import os, threading; os.write(1, {DAMAGED['AttributeError']!r}); threading.Event().wait()"
        children.append(real([sys.executable, "-c", says], **options))  # type: ignore[call-overload]
        return children[-1]

    monkeypatch.setattr(client.subprocess, "Popen", damaged)
    with pytest.raises(SearchFailedError, match="AttributeError"):
        solve_in_subprocess(problem([agent()], days=1), Limits(seconds=600, work=5))
    assert children[0].poll() is not None


def test_placing_ends_with_its_parent() -> None:
    """A job to place meals and queues, and the end of the input after it: the solver, which is loaded only
    then, is not asked for them any more."""
    case = problem([agent()], shifts=[MEAL], days=1, need=1.0)
    for task, kind in (("arrange", "nothing"), ("place", "solution")):
        job = worker.Job(case, Limits(seconds=600, work=5), (Assignment(0, 0, 0),), task)
        done = subprocess.run(
            [sys.executable, "-m", "scheduler.roster.worker"],
            cwd=Path(__file__).parents[3],
            input=pickle.dumps(job),
            capture_output=True,
            check=True,
        )
        told, content = pickle.loads(done.stdout)
        assert told == kind
    assert content.stopped_by == "user"


_FIRST_ROSTER = """
import sys
from scheduler.domain.rules import Rules
from scheduler.roster.problem.solution import Assignment, Limits
from scheduler.roster.solve import find_roster
from tests.scheduler.roster.problems import agent, problem

loaded = []
case = problem([agent("a"), agent("b")], need=1.0, rules=Rules(min_rest_hours=11))
limits = Limits(seconds=600, work=0.05, engine="hybrid")
find_roster(case, limits, on_improvement=lambda progress: loaded.append("ortools" in sys.modules))
print(loaded[0])
"""


def test_the_first_roster_does_not_wait_for_solvers() -> None:
    """The hybrid reports its first roster before CP-SAT and the LP solvers are loaded."""
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", _FIRST_ROSTER], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
