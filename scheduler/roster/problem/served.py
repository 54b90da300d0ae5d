"""Who serves which queue when: the activities of a roster as counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scheduler.roster.problem.problem import Problem
from scheduler.roster.problem.solution import Activity


def served_by(problem: Problem, activities: Sequence[Activity], whole: bool = False) -> NDArray[np.int64]:
    """Thousandths of an agent who serve each queue in each slot, earlier plans included, shape (queues,
    slots).

    whole: a slot in which an activity only begins is not served by it.
    """
    scheduled = problem.scheduled_before.copy()
    rows = [(row.agent, row.what, row.start, row.end) for row in activities if row.what >= 0]
    if not rows:
        return scheduled
    agents, queues, starts, ends = np.array(rows, dtype=np.int64).T
    interval = problem.interval_minutes
    first = np.minimum(-(-starts // interval) if whole else starts // interval, problem.slots)
    last = np.maximum(first, np.minimum(ends // interval, problem.slots))
    # What a row adds begins in one slot and ends in another.
    steps = np.zeros((len(problem.queues), problem.slots + 1), dtype=np.int64)
    counts = problem.thousandths_in[agents, queues]
    np.add.at(steps, (queues, first), counts)
    np.add.at(steps, (queues, last), -counts)
    return np.asarray(scheduled + steps[:, :-1].cumsum(axis=1))
