"""Whatever ends a search, the best roster that it had found is kept, and it is said what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from scheduler.domain.rules import Rules
from scheduler.roster import client, worker
from scheduler.roster.client import SearchFailedError, solve_in_subprocess
from scheduler.roster.problem.errors import NothingFoundError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import MEAL as EATING
from scheduler.roster.problem.solution import Assignment, Engine, Limits, Progress, Solution
from scheduler.roster.rules import restrictions
from tests.scheduler.roster.cpsat.test_model_size import shop
from tests.scheduler.roster.problems import EARLY, LATE, MEAL, NIGHT, agent, problem

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")]

LONG = Limits(seconds=600, work=100)


def busy_week() -> Problem:
    """Forty agents with two queues: minutes of search."""
    team = [agent(f"{i}", (0, 1) if i % 3 else (0,), max_minutes_week=2400) for i in range(40)]
    need = np.random.default_rng(1).integers(4, 12, size=(2, 7 * 24 + 12)).astype(float)
    rules = Rules(min_rest_hours=11, max_consecutive_days=6)
    return problem(team, shifts=[EARLY, LATE, NIGHT, MEAL], need=need, queues=("p", "q"), rules=rules)


class Search:
    """A search whose first subprocess gets a signal, once it has told of a roster that has arrived."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.children: list[subprocess.Popen[bytes]] = []
        self.told: list[Progress] = []
        self.arrived: list[float] = []
        real, offer = client.subprocess.Popen, client._Best.offer

        def started(*arguments: object, **options: object) -> object:
            self.children.append(real(*arguments, **options))  # type: ignore[call-overload]
            return self.children[-1]

        def offered(best: client._Best, roster: client.ToldRoster) -> None:
            offer(best, roster)
            self.arrived.append(roster.objective)

        monkeypatch.setattr(client.subprocess, "Popen", started)
        monkeypatch.setattr(client._Best, "offer", offered)

    def run(
        self,
        engine: Engine,
        once_found: Callable[[], None],
        should_stop: Callable[[], bool] = lambda: False,
        should_end: Callable[[], bool] = lambda: False,
    ) -> Solution:
        """Search; call ``once_found`` when a roster has arrived."""

        def polled() -> bool:
            if self.arrived:
                once_found()
            return should_stop()

        limits = Limits(seconds=LONG.seconds, work=LONG.work, engine=engine)
        return solve_in_subprocess(busy_week(), limits, (), self.told.append, polled, should_end)


def is_legal(case: Problem, found: Solution) -> bool:
    """Whether each shift may start where it does, and nobody has two on one day."""
    allowed = restrictions(case).allowed
    cells = {(one.agent, one.day) for one in found.assignments}
    return len(cells) == len(found.assignments) and all(
        allowed[one.agent, one.day, one.shift] for one in found.assignments
    )


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_a_killed_subprocess_leaves_its_best_roster(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGKILL, as by a system without memory: the roster told last, no dearer than it was told, unproven."""
    search = Search(monkeypatch)
    found = search.run(engine, lambda: os.kill(search.children[0].pid, signal.SIGKILL))
    assert (found.status, found.stopped_by, found.failure) == ("feasible", "crash", "SIGKILL")
    assert is_legal(busy_week(), found)
    assert 0 < found.objective <= max(search.arrived)
    assert found.bound <= found.objective
    assert found.activities


@pytest.mark.parametrize("engine", ["cp-sat", "hybrid"])
def test_a_terminated_subprocess_ends_by_itself(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """SIGTERM to the subprocess alone is a request to stop."""
    search = Search(monkeypatch)
    found = search.run(engine, lambda: os.kill(search.children[0].pid, signal.SIGTERM))
    assert (found.stopped_by, found.failure, len(search.children)) == ("user", "", 1)
    assert is_legal(busy_week(), found)


def test_where_placing_is_killed_too_less_memory_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The subprocess that places meals and queues is killed as well: a third one does without CP-SAT."""
    search = Search(monkeypatch)
    init, tasks = client._Messages.__init__, list[str]()

    def begun(messages: client._Messages, child: subprocess.Popen[bytes], job: worker.Job) -> None:
        tasks.append(job.task)
        if job.task == "arrange":
            child.kill()
        init(messages, child, job)

    monkeypatch.setattr(client._Messages, "__init__", begun)
    found = search.run("hybrid", lambda: search.children[0].kill())
    assert tasks == ["search", "arrange", "place"]
    assert (found.stopped_by, found.failure) == ("crash", "SIGKILL")
    assert is_legal(busy_week(), found)


TEAM = shop(2)
SHIFTS = tuple(Assignment(one, day, 3) for one in range(len(TEAM.agents)) for day in range(one % 3, 7, 2))
"""Of the team, each with a meal."""


def test_shifts_beyond_what_can_be_arranged_are_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no work for the solver to find the first meals and queues, they are found without."""
    monkeypatch.setattr(client, "_PLACING", Limits(seconds=600, work=1e-6))
    found = client._finished(TEAM, SHIFTS, None)
    assert {*found.assignments} == {*SHIFTS}
    assert sum(one.what == EATING for one in found.activities) == len(SHIFTS)


def test_shifts_without_an_arrangement_are_placed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the solver says that there is none, the roster is not lost either."""
    heard, said = client._Messages._heard, ["collide"]

    def told(messages: client._Messages, best: client._Best, kind: str, content: object) -> Solution | None:
        return heard(messages, best, said.pop() if said else kind, content)

    monkeypatch.setattr(client._Messages, "_heard", told)
    assert {*client._finished(TEAM, SHIFTS, None).assignments} == {*SHIFTS}


def test_not_waited_for_it_leaves_its_best_roster(monkeypatch: pytest.MonkeyPatch) -> None:
    """``should_end``, the second Ctrl-C of a command, does not wait for a search that does not stop."""
    search = Search(monkeypatch)
    found = search.run("hybrid", lambda: None, should_end=lambda: bool(search.arrived))
    assert (found.status, found.stopped_by, found.failure) == ("feasible", "user", "")
    assert is_legal(busy_week(), found)


def test_a_second_interrupt_leaves_its_best_roster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a script gets KeyboardInterrupt itself, the second one does not discard what was found."""
    search = Search(monkeypatch)
    monkeypatch.setattr(client._Messages, "_request_stop", lambda messages: True)  # it does not listen

    def interrupted() -> bool:
        if search.arrived:
            raise KeyboardInterrupt
        return False

    found = search.run("hybrid", lambda: None, should_end=interrupted)
    assert found.stopped_by == "user"
    assert is_legal(busy_week(), found)


def test_an_interrupt_after_the_last_roster_was_taken_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The third Ctrl-C, while meals and queues are found, is no request to stop once more."""
    poll = client.queue.Queue.get

    def interrupted(*_: object, **__: object) -> None:
        monkeypatch.setattr(client.queue.Queue, "get", poll)
        raise KeyboardInterrupt

    monkeypatch.setattr(client.queue.Queue, "get", interrupted)
    with pytest.raises(KeyboardInterrupt):
        client._finished(TEAM, SHIFTS, None)


def test_killed_before_the_first_roster(monkeypatch: pytest.MonkeyPatch) -> None:
    """One error that names the signal; ended by its user instead, it is a search that found nothing."""
    search = Search(monkeypatch)
    with pytest.raises(SearchFailedError, match=r"^SIGKILL$") as raised:
        solve_in_subprocess(busy_week(), LONG, should_stop=lambda: bool(search.children[0].kill()))
    assert raised.value.signal == "SIGKILL"
    with pytest.raises(NothingFoundError):
        solve_in_subprocess(busy_week(), LONG, should_end=lambda: True)
