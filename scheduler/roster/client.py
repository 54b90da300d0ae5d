"""Runs the search in a subprocess; a crash there raises SearchFailedError instead of ending the caller."""

from __future__ import annotations

import contextlib
import pickle
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import IO, Any

from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits, Progress, Solution
from scheduler.roster.worker import Job

_POLL_SECONDS = 0.2


class SearchFailedError(RuntimeError):
    """The subprocess crashed; the message has its last output."""


def solve_in_subprocess(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...] = (),
    on_improvement: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Solution:
    """Search for the roster of least cost in a subprocess.

    Parameters
    ----------
    start
        Warm start, feasible or not.
    on_improvement
        Called with each better roster or bound.
    should_stop
        Polled several times a second; once True, or on KeyboardInterrupt, the search ends with the best
        roster so far (``stopped_by`` = ``user``).

    Raises
    ------
    RulesCollideError
        If the problem is infeasible.
    NothingFoundError
        If the search ended before its first roster.
    SearchFailedError
        If the subprocess crashed.
    """
    # -P: a file in the working directory must not shadow a module.
    # A session of its own keeps the terminal's Ctrl-C from the child, which is asked to stop instead.
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "scheduler.roster.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    try:
        messages: queue.Queue[tuple[str, Any]] = queue.Queue()
        last_output: list[bytes] = []
        listeners = [
            threading.Thread(target=_listen, args=(child.stdout, messages), daemon=True),
            threading.Thread(target=_collect, args=(child.stderr, last_output), daemon=True),
        ]
        for listener in listeners:
            listener.start()
        with contextlib.suppress(BrokenPipeError):  # the child has ended; its last output comes below
            pickle.dump(Job(problem, limits, start), child.stdin)
            child.stdin.flush()
        stop_requested = False
        while True:
            try:
                if not stop_requested and should_stop():
                    stop_requested = _request_stop(child.stdin)
                kind, content = messages.get(timeout=_POLL_SECONDS)
            except queue.Empty:
                continue
            except KeyboardInterrupt:
                if stop_requested:
                    raise
                stop_requested = _request_stop(child.stdin)
                continue
            if kind == "progress":
                on_improvement(content)
            elif kind == "solution":
                return content  # type: ignore[no-any-return]
            elif kind == "collide":
                raise RulesCollideError(content)
            elif kind == "nothing":
                raise NothingFoundError(content or "the time was over before the first roster: allow more")
            else:
                listeners[1].join(1.0)
                output = b"".join(last_output).decode(errors="replace").strip()
                raise SearchFailedError(content or output or f"ended with code {child.poll()}")
    finally:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout, child.stderr):
            with contextlib.suppress(BrokenPipeError):
                stream.close()


def _listen(stream: IO[bytes], messages: queue.Queue[tuple[str, Any]]) -> None:
    while True:
        try:
            message = pickle.load(stream)
        except (EOFError, pickle.UnpicklingError, ValueError, OSError):
            messages.put(("ended", ""))
            return
        messages.put(message)


def _collect(stream: IO[bytes], output: list[bytes]) -> None:
    output.append(stream.read())


def _request_stop(stream: IO[bytes]) -> bool:
    with contextlib.suppress(OSError):
        stream.write(b"s")
        stream.flush()
    return True
