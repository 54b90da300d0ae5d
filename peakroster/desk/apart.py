"""A plan's queues and its whole audit computed in a process of its own, which takes only idle processor time.

In a thread of the server they would take turns with the page that somebody waits for: a Python process does
one thing at a time. Run as ``python -m peakroster.desk.apart``: a pickled desk on standard input, pickled
answers on standard output. It ends with its parent, whose end of standard input closes then.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import IO

from peakroster.auditing.remembered import demand_if_known, remember_demand
from peakroster.desk.memory import COURSES
from peakroster.desk.need.explained import keep_explanations, recomputed_of, shortages_of
from peakroster.desk.roster import Desk, examine, follow_queues, keep_examined
from peakroster.pipeline.stages import PlanOutcome
from scheduler.audit import PlanData
from scheduler.staffing.time_varying.course_memory import Course

_NICENESS = 19


def prepare_apart(desk: Desk, when_followed: Callable[[], object] = lambda: None) -> bool:
    """Let another process follow the desk's queues and audit its plan; this one remembers the answers.

    when_followed: called once the queues are known here, before the rest. Returns whether all were given: the
    process may be ended from outside, as for its memory.
    """
    # -P: a file in the working directory must not shadow a module.
    # A session of its own keeps the terminal's Ctrl-C from the child, which ends with its input instead.
    try:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "peakroster.desk.apart"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        pickle.dump(desk, child.stdin)
        child.stdin.flush()
        remember_answers(desk, child.stdout, when_followed)
    except Exception:  # what was cut off raises anything
        return False
    finally:
        child.kill()
        child.wait()
        for stream in (child.stdin, child.stdout):
            with suppress(OSError):
                stream.close()
    return True


def tell_answers(desk: Desk, answers: IO[bytes]) -> None:
    """Compute what :func:`remember_answers` reads, each told as soon as it is known.

    No class of this module is in it: the program that is run has another name.
    """
    follow_queues(desk)
    _tell(answers, COURSES.all())
    _tell(answers, (recomputed_of(desk), shortages_of(desk, desk.plan)))
    outcome = examine(desk)
    demand = demand_if_known(PlanData(desk.shop, desk.plan, desk.earlier)) or ()
    _tell(answers, (demand, outcome.violations, outcome.shortages))


def remember_answers(
    desk: Desk, answers: IO[bytes], when_followed: Callable[[], object] = lambda: None
) -> None:
    """Take over what another process has computed for this desk. Raises EOFError where that has ended."""
    courses: Mapping[str, Course] = pickle.load(answers)
    COURSES.take(courses)
    when_followed()
    keep_explanations(desk, *pickle.load(answers))
    demand, violations, shortages = pickle.load(answers)
    remember_demand(PlanData(desk.shop, desk.plan, desk.earlier), demand)
    keep_examined(desk, PlanOutcome(desk.plan, violations, shortages))


def main() -> None:
    """Answer for the desk on standard input."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what else prints must not corrupt them
    desk: Desk = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tell_answers(desk, answers)


def _tell(answers: IO[bytes], what: object) -> None:
    pickle.dump(what, answers)
    answers.flush()


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
