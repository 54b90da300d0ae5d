"""Runs the search in a subprocess.

Whatever ends that subprocess, the best roster that it had told of is kept; an end before there was one raises
SearchFailedError instead of ending the caller.
"""

from __future__ import annotations

import contextlib
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import IO, Any

from scheduler.roster.channel import ToldRoster
from scheduler.roster.objective.regular_starts import with_regular_starts
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import (
    Assignment,
    Limits,
    Progress,
    RegularStarts,
    Solution,
    StoppedBy,
)
from scheduler.roster.worker import Job, Task

_POLL_SECONDS = 0.2
_END_SECONDS = 5.0
"""In which a subprocess that has closed its output ends."""
_PLACING = Limits(seconds=20.0, work=8.0)
"""For the meals and queues of a roster that its search could not finish."""
_TASKS: tuple[Task, ...] = ("arrange", "place")
"""Of these: where the first fails, as for want of memory or of time, the second needs less."""


class SearchFailedError(RuntimeError):
    """The subprocess ended before its time; the message has its last output, or the signal that ended it.

    signal: name of that signal, empty if there was none.
    """

    def __init__(self, message: str, signal: str = "") -> None:
        super().__init__(message)
        self.signal = signal


class _EndedByUserError(Exception):
    """The search is not waited for any more."""


def solve_in_subprocess(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...] = (),
    on_improvement: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
    should_end: Callable[[], bool] = lambda: False,
) -> Solution:
    """Search for the roster of least cost in a subprocess.

    Parameters
    ----------
    start
        Warm start, feasible or not.
    on_improvement
        Called with each better roster or bound.
    should_stop
        Polled several times a second; once True, or on KeyboardInterrupt, the search is asked to end with the
        best roster so far (``stopped_by`` = ``user``).
    should_end
        Polled likewise; once True, or on a second KeyboardInterrupt, the search is not waited for: its last
        roster is taken, with the meals and queues that are found for it in seconds.

    Returns
    -------
    Solution
        Where the subprocess ended before its time, of the best roster it had told of: ``stopped_by`` is then
        ``crash``, and ``failure`` says what happened.

    Raises
    ------
    RulesCollideError
        If the problem is infeasible.
    NothingFoundError
        If the search ended, or was ended by ``should_end``, before its first roster.
    SearchFailedError
        If the subprocess crashed before its first roster.
    KeyboardInterrupt
        At the second before the first roster, else at the third. Where the search ended before its time, at
        the first while the meals and queues of its roster are found.
    """
    best = _Best(on_improvement)
    stopped_by: StoppedBy
    try:
        with _subprocess(Job(problem, limits, start)) as messages:
            return messages.solution(best, should_stop, should_end)
    except SearchFailedError as error:
        if best.roster is None:
            raise
        failed, stopped_by, failure = error, "crash", _in_short(error)
    except (KeyboardInterrupt, _EndedByUserError) as error:
        if best.roster is None:
            if isinstance(error, KeyboardInterrupt):
                raise
            raise NothingFoundError from error
        failed, stopped_by, failure = None, "user", ""
    if best.regular_starts:
        problem = with_regular_starts(problem, best.regular_starts)
    solution = _finished(problem, best.roster.assignments, failed)
    return replace(
        solution,
        status="feasible",
        bound=min(best.bound, solution.objective),
        stopped_by=stopped_by,
        failure=failure,
    )


def _finished(problem: Problem, shifts: tuple[Assignment, ...], failed: SearchFailedError | None) -> Solution:
    """Meals and queues of these shifts. failed: why the search could not place them itself."""
    for task in _TASKS:
        try:
            with _subprocess(Job(problem, _PLACING, shifts, task)) as messages:
                best = _Best(lambda progress: None)
                return messages.solution(best, lambda: False, lambda: False, is_stopping=True)
        except SearchFailedError as error:
            failed = failed or error
        except (NothingFoundError, RulesCollideError):
            # Of arranging: a model beyond its limits, or without a solution. Placing has none.
            if task != "arrange":
                raise
    assert failed is not None
    raise failed


def _in_short(error: SearchFailedError) -> str:
    """The signal, or the last line of what was printed."""
    return error.signal or str(error).splitlines()[-1]


class _Best:
    """The best roster and the best bound that a search has told of. roster: None before the first.
    regular_starts: empty where none had to be found."""

    def __init__(self, on_improvement: Callable[[Progress], None]) -> None:
        self._on_improvement = on_improvement
        self.roster: ToldRoster | None = None
        self.bound = 0.0
        self.regular_starts: RegularStarts = ()

    def progress(self, progress: Progress) -> None:
        self.bound = max(self.bound, progress.bound)
        self._on_improvement(progress)

    def offer(self, roster: ToldRoster) -> None:
        if self.roster is None or roster.objective < self.roster.objective:
            self.roster = roster


@contextlib.contextmanager
def _subprocess(job: Job) -> Iterator[_Messages]:
    """A subprocess with this job; it is gone afterwards."""
    # -P: a file in the working directory must not shadow a module.
    # A session of its own keeps the terminal's Ctrl-C from the child, which is asked to stop instead.
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "scheduler.roster.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield _Messages(child, job)
    finally:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            assert stream is not None
            with contextlib.suppress(BrokenPipeError):
                stream.close()


class _Messages:
    """What a subprocess says while it does its job."""

    def __init__(self, child: subprocess.Popen[bytes], job: Job) -> None:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        self._child, self._requests = child, child.stdin
        self._queue: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._last_output: list[bytes] = []
        threading.Thread(target=_listen, args=(child.stdout, self._queue), daemon=True).start()
        self._collector = threading.Thread(
            target=_collect, args=(child.stderr, self._last_output), daemon=True
        )
        self._collector.start()
        with contextlib.suppress(BrokenPipeError):  # the child has ended; its last output comes later
            pickle.dump(job, self._requests)
            self._requests.flush()

    def solution(
        self,
        best: _Best,
        should_stop: Callable[[], bool],
        should_end: Callable[[], bool],
        is_stopping: bool = False,
    ) -> Solution:
        """Wait for it. is_stopping: it is asked for nothing more, and a KeyboardInterrupt passes.

        Errors: those of :func:`solve_in_subprocess`, and _EndedByUserError.
        """
        while True:
            try:
                if not is_stopping and should_stop():
                    is_stopping = self._request_stop()
                if should_end():
                    raise _EndedByUserError
                found = self._heard(best, *self._queue.get(timeout=_POLL_SECONDS))
            except queue.Empty:
                continue
            except KeyboardInterrupt:
                if is_stopping:
                    raise
                is_stopping = self._request_stop()
                continue
            if found is not None:
                return found

    def _heard(self, best: _Best, kind: str, content: Any) -> Solution | None:
        """Take one message; the solution, if it is one."""
        match kind:
            case "progress":
                best.progress(content)
            case "starts":
                best.regular_starts = content
            case "roster":
                best.offer(content)
            case "solution":
                return content  # type: ignore[no-any-return]
            case "collide":
                raise RulesCollideError(content)
            case "nothing":
                raise NothingFoundError(content or "the time was over before the first roster: allow more")
            case "failed":
                raise SearchFailedError(content)
            case _:
                raise self._failure(content)
        return None

    def _request_stop(self) -> bool:
        with contextlib.suppress(OSError):
            self._requests.write(b"s")
            self._requests.flush()
        return True

    def _failure(self, unreadable: str) -> SearchFailedError:
        """What ended the subprocess, or its messages. unreadable: why the last one cannot be read."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(_END_SECONDS)
        code = self._child.poll()
        if code is None:  # its output would end with it
            return SearchFailedError(unreadable or "closed its output")
        self._collector.join(1.0)
        output = b"".join(self._last_output).decode(errors="replace").strip()
        if code < 0:
            name = _signal_name(-code)
            return SearchFailedError(f"{output}\n{name}".strip(), name)
        return SearchFailedError(output or unreadable or f"ended with code {code}")


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _listen(stream: IO[bytes], messages: queue.Queue[tuple[str, Any]]) -> None:
    """Pass the messages on; then ("ended", why the next one cannot be read), which the parent waits for."""
    unreadable = ""
    try:
        while True:
            kind, content = pickle.load(stream)
            messages.put((kind, content))
    except EOFError:
        pass
    except Exception as error:  # a damaged message raises anything; so does a lack of memory here
        unreadable = f"{type(error).__name__}: {error}"
    finally:
        messages.put(("ended", unreadable))


def _collect(stream: IO[bytes], output: list[bytes]) -> None:
    output.append(stream.read())
