"""The subprocess of a search: reads a job from standard input, reports progress on standard output.

Run as ``python -m scheduler.roster.worker``. Messages are pickles: ("starts", RegularStarts), ("progress",
Progress) and ("roster", ToldRoster), then one of ("solution", Solution), ("collide", text), ("nothing",
text), ("failed", traceback).
A byte on standard input, or its end, is a request to stop with the incumbent, whatever the job is; so it also
ends with its parent. So are SIGTERM and SIGINT.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from scheduler.roster.channel import Channel
from scheduler.roster.problem.budget import Budget
from scheduler.roster.problem.errors import NothingFoundError, RulesCollideError
from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Assignment, Limits
from scheduler.roster.solve import arrange_roster, find_roster, search_budget

Task = Literal["search", "arrange", "place"]


@dataclass(frozen=True)
class Job:
    """What the parent requests.

    task: ``search`` for a roster, from ``start``; or place the meals and queues of the shifts in ``start``:
    ``arrange`` them, or only ``place`` them, for which little memory is enough.
    """

    problem: Problem
    limits: Limits
    start: tuple[Assignment, ...]
    task: Task = "search"


def main() -> None:
    """Run the job on standard input."""
    # Anything else that prints must not corrupt the messages.
    channel = Channel(os.fdopen(os.dup(sys.stdout.fileno()), "wb"))
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    terminated = _terminations()
    job: Job = pickle.load(sys.stdin.buffer)
    budget = search_budget(job.limits)
    for wait in (lambda: sys.stdin.buffer.read(1), lambda: os.read(terminated, 1)):
        threading.Thread(target=_stop_after, args=(wait, budget), daemon=True).start()
    try:
        if job.task == "search":
            solution = find_roster(
                job.problem,
                job.limits,
                job.start,
                channel.report,
                budget,
                lambda starts: channel.send("starts", starts),
            )
        else:
            frugal = job.task == "place"
            solution = arrange_roster(job.problem, job.limits, job.start, frugal, budget)
        channel.send("solution", solution)
    except RulesCollideError as error:
        channel.send("collide", str(error))
    except NothingFoundError as error:
        channel.send("nothing", str(error))
    except Exception:
        channel.send("failed", traceback.format_exc())


def _terminations() -> int:
    """The end of a pipe from which a byte can be read once SIGTERM or SIGINT has come.

    A handler of Python's would wait for the solver's code to return, and might find a lock taken; the pipe is
    written at once.
    """
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: None)
    return heard


def _stop_after(wait: Callable[[], bytes], budget: Budget) -> None:
    wait()
    budget.stop()


if __name__ == "__main__":
    main()
