"""What becomes of deferred cases with the agents who are there: backlog and share in time, as a fluid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BacklogCourse:
    """By open interval, each of shape (intervals,).

    able, done, backlog: cases that the agents can do, those done in the interval, and waiting at its end.
    due, late: cases due until agents are there again after its end, and those of them not done by its end.
    """

    able: Floats
    done: Floats
    backlog: Floats
    due: Floats
    late: Floats

    @property
    def share_in_time(self) -> Floats:
        """Of the cases due in each interval; 1 where none is."""
        late = np.divide(self.late, self.due, out=np.zeros_like(self.late), where=self.due > 0)
        return np.asarray(1 - late)


def backlog_course(
    arrived: Floats, due: Floats, able: Floats, overdue: Floats | float = 0.0
) -> BacklogCourse:
    """The cases with so many agents, first come first served; the deadline is the same for all.

    arrived, due: cases that have come, and are due, by the end of each interval; rising. able: cases that
    the agents of the interval can do. overdue: of the cases that fall due in each interval, those whose
    deadline is over when it begins: late, whenever they are done. Shape (intervals,).
    """
    # Done = the least of "all that came until some interval, and everything possible since".
    possible = np.cumsum(able)
    best = np.minimum.accumulate(np.minimum(arrived - possible, 0.0)) if len(able) else possible
    done = np.minimum(possible + best, arrived)
    falls_due = np.diff(due, prepend=0.0)
    in_time = falls_due - overdue
    late = overdue + np.clip(due - np.maximum(done, due - in_time), 0.0, in_time)
    return BacklogCourse(able, np.diff(done, prepend=0.0), np.asarray(arrived - done), falls_due, late)
