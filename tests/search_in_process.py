"""The searches of these tests run in this process: in one of its own, each would load for a second what is
loaded already. They end after the work of less than half a second.

That a search has a process of its own, and what happens to it, is tested where this is not used: in
``scheduler/roster/test_client.py`` and ``test_ended_search.py``, and by whole commands in
``peakroster/cli/test_ended_search.py`` and ``test_stop_request.py``.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from peakroster.pipeline import stages
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Progress, Solution
from scheduler.roster.solve import find_roster, search_budget
from scheduler.roster.worker import Job

_POLL_SECONDS = 0.05
_MOST_WORK = Limits.within(0.4).work
"""These tests need a roster, not the best one. Work ends the search, also on a busy machine."""
_GUARD_SECONDS = 120.0


def solve_in_process(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...] = (),
    on_improvement: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
    should_end: Callable[[], bool] = lambda: False,
) -> Solution:
    """As :func:`scheduler.roster.client.solve_in_subprocess`; what comes and goes is pickled likewise."""
    limits = replace(limits, seconds=_GUARD_SECONDS, work=min(limits.work, _MOST_WORK))
    job: Job = pickle.loads(pickle.dumps(Job(problem, limits, start)))
    budget, over = search_budget(job.limits), threading.Event()

    def tell(progress: Progress) -> None:
        on_improvement(replace(progress, roster=None))

    poll = threading.Thread(target=_poll, args=(budget, over, should_stop, should_end), daemon=True)
    poll.start()
    try:
        found = find_roster(job.problem, job.limits, job.start, tell, budget)
    finally:
        over.set()
        poll.join()
    solution: Solution = pickle.loads(pickle.dumps(found))
    return solution


def _poll(budget: Budget, over: threading.Event, *requests: Callable[[], bool]) -> None:
    while not over.wait(_POLL_SECONDS):
        if any(request() for request in requests):
            budget.stop()


@pytest.fixture(scope="session", autouse=True)
def search_in_process() -> Iterator[None]:
    """For every test of the folders whose conftest names it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stages, "solve_in_subprocess", solve_in_process)
        yield
