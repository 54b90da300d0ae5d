"""A search with what it took: when it had its first roster, how it went on, and its memory (Linux)."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from scheduler.roster.client import SearchFailedError, solve_in_subprocess
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Engine, Limits, Progress, Solution

_LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Run:
    """solution: None if there was none, and why (``failure``). history: with seconds since the call.

    seconds: of the whole call, the start of its process included. megabytes: most that the processes of the
    search held at a time.
    """

    solution: Solution | None
    history: tuple[Progress, ...]
    seconds: float
    megabytes: float
    failure: str = ""

    @property
    def first_seconds(self) -> float | None:
        """Seconds to the first roster."""
        return next((p.seconds for p in self.history if p.objective is not None), None)


class PeakMemory:
    """Watches the processes that this one starts: ``megabytes`` is the most they held together."""

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_LOOK_SECONDS):
            held = sum(_resident(process) for process in _descendants(os.getpid()))
            self.megabytes = max(self.megabytes, held / 2**20)


def _descendants(process: int) -> list[int]:
    children: list[int] = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children += map(int, task.read_text().split())
        except OSError:  # that thread has ended meanwhile
            continue
    return [found for child in children for found in (child, *_descendants(child))]


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:  # that process has ended meanwhile
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def own(problem: Problem, engine: Engine, seconds: float) -> Run:
    """The project's own search, in its subprocess."""
    history: list[Progress] = []
    begun = time.perf_counter()

    def record(progress: Progress) -> None:
        history.append(Progress(progress.objective, progress.bound, time.perf_counter() - begun))

    def find() -> tuple[Solution | None, list[Progress]]:
        limits = Limits.within(seconds, engine=engine, fast=True)
        return solve_in_subprocess(problem, limits, on_improvement=record), history

    return _measured(find, begun)


def plain(problem: Problem, seconds: float) -> Run:
    """Plain CP-SAT, in a process of its own too."""
    begun = time.perf_counter()

    def find() -> tuple[Solution | None, list[Progress]]:
        command = [sys.executable, "-m", "benchmarks.rosters.plain_cp_sat", "--serve"]
        given = pickle.dumps((problem, seconds))
        done = subprocess.run(command, input=given, stdout=subprocess.PIPE, check=True)
        answer: tuple[Solution | None, list[Progress]] = pickle.loads(done.stdout)
        return answer

    return _measured(find, begun)


def own_bound(problem: Problem) -> float:
    """That of aggregated_bound.py; in a process of its own, which takes its memory with it."""
    command = [sys.executable, "-m", "benchmarks.rosters.aggregated_bound", "--serve"]
    done = subprocess.run(command, input=pickle.dumps(problem), stdout=subprocess.PIPE, check=True)
    return float(done.stdout)


def _measured(find: Callable[[], tuple[Solution | None, list[Progress]]], begun: float) -> Run:
    failure = "nothing found"
    solution, history = None, list[Progress]()
    with PeakMemory() as memory:
        try:
            solution, history = find()
        except (
            NothingFoundError,
            RulesCollideError,
            SearchFailedError,
            subprocess.CalledProcessError,
        ) as error:
            words = str(error).strip().splitlines() or [""]
            failure = f"{type(error).__name__} {words[-1]}".strip()
    seconds = time.perf_counter() - begun
    return Run(solution, tuple(history), seconds, memory.megabytes, "" if solution else failure)
