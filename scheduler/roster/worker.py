"""The subprocess of a search: reads a job from standard input, reports progress on standard output.

Run as ``python -m scheduler.roster.worker``. Messages are pickles: ("progress", Progress), then one of
("solution", Solution), ("collide", text), ("nothing", text), ("failed", traceback). A byte on standard input,
or its end, is a request to stop with the incumbent; so the search also ends with its parent.
"""

from __future__ import annotations

import os
import pickle
import sys
import threading
import traceback
from dataclasses import dataclass
from typing import Any, BinaryIO

from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits
from scheduler.roster.solve import find_roster, search_budget


@dataclass(frozen=True)
class Job:
    """The search that the parent requests."""

    problem: Problem
    limits: Limits
    start: tuple[Assignment, ...]


def main() -> None:
    """Run the job on standard input."""
    # Anything else that prints must not corrupt the messages.
    channel = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    job: Job = pickle.load(sys.stdin.buffer)
    budget = search_budget(job.limits)
    threading.Thread(target=_stop_on_request, args=(budget,), daemon=True).start()
    try:
        solution = find_roster(
            job.problem,
            job.limits,
            job.start,
            lambda progress: _send(channel, "progress", progress),
            budget,
        )
        _send(channel, "solution", solution)
    except RulesCollideError as error:
        _send(channel, "collide", str(error))
    except NothingFoundError as error:
        _send(channel, "nothing", str(error))
    except Exception:
        _send(channel, "failed", traceback.format_exc())


def _send(channel: BinaryIO, kind: str, content: Any) -> None:
    pickle.dump((kind, content), channel)
    channel.flush()


def _stop_on_request(budget: Budget) -> None:
    sys.stdin.buffer.read(1)
    budget.stop()


if __name__ == "__main__":
    main()
