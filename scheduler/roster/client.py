"""The door to the search: runs it in a child process, so that its crash is an error and not our end."""

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

_LISTEN_SECONDS = 0.2


class SearchFailedError(RuntimeError):
    """The search process broke; its last words are in the message."""


def search(
    problem: Problem,
    limits: Limits,
    start: tuple[Assignment, ...] = (),
    tell: Callable[[Progress], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Solution:
    """Search for the best roster in a child process.

    tell: called with each improvement. should_stop: asked several times a second; once True, or on
    KeyboardInterrupt, the search ends with the best roster so far (``stopped_by`` = ``user``).
    Raises RulesCollideError, NothingFoundError or SearchFailedError.
    """
    # -P: a file of the user's that is named like a module must not be taken for it.
    # A session of its own keeps the terminal's Ctrl-C from reaching the child: we ask it to stop instead.
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
        last_words: list[bytes] = []
        listeners = [
            threading.Thread(target=_listen, args=(child.stdout, messages), daemon=True),
            threading.Thread(target=_collect, args=(child.stderr, last_words), daemon=True),
        ]
        for listener in listeners:
            listener.start()
        with contextlib.suppress(BrokenPipeError):  # the child has ended; its last words come below
            pickle.dump(Job(problem, limits, start), child.stdin)
            child.stdin.flush()
        stop_asked = False
        while True:
            try:
                if not stop_asked and should_stop():
                    stop_asked = _ask_to_stop(child.stdin)
                kind, content = messages.get(timeout=_LISTEN_SECONDS)
            except queue.Empty:
                continue
            except KeyboardInterrupt:
                if stop_asked:
                    raise
                stop_asked = _ask_to_stop(child.stdin)
                continue
            if kind == "progress":
                tell(content)
            elif kind == "solution":
                return content  # type: ignore[no-any-return]
            elif kind == "collide":
                raise RulesCollideError(content)
            elif kind == "nothing":
                raise NothingFoundError(content)
            else:
                listeners[1].join(1.0)
                words = b"".join(last_words).decode(errors="replace").strip()
                raise SearchFailedError(content or words or f"ended with code {child.poll()}")
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


def _collect(stream: IO[bytes], words: list[bytes]) -> None:
    words.append(stream.read())


def _ask_to_stop(stream: IO[bytes]) -> bool:
    with contextlib.suppress(OSError):
        stream.write(b"s")
        stream.flush()
    return True
