"""From wall-clock times of a plan to elapsed seconds, across changes of the clocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.planning.staffing.intervals import planning_intervals
from scheduler.domain.plan import Plan

_HOUR_SECONDS = 3600.0


@dataclass(frozen=True)
class SimulationClock:
    """The planning intervals of a plan and its tail on the wall clock and in elapsed seconds.

    starts: wall clock, datetime64[us], shape (intervals,), rising. edges: seconds since the first, shape
    (intervals + 1,), rising. An interval that the clocks repeat lasts twice as long; one that they skip is
    missing.
    """

    starts: NDArray[np.datetime64]
    edges: NDArray[np.float64]
    minutes: int

    def seconds(self, moments: pd.Series) -> NDArray[np.float64]:
        """Seconds from the first interval to each of these moments; those outside lie on its ends."""
        times = moments.to_numpy("datetime64[us]")
        place = np.clip(np.searchsorted(self.starts, times, side="right") - 1, 0, len(self.starts) - 1)
        into = (times - self.starts[place]) / np.timedelta64(self.minutes, "m")
        lasting = np.diff(self.edges)
        return np.asarray(self.edges[place] + np.clip(into, 0.0, 1.0) * lasting[place])

    def places(self, timestamps: pd.Series) -> NDArray[np.int64]:
        """The number of the interval that starts at each of these moments; -1 where none does."""
        index = pd.DatetimeIndex(self.starts)
        return np.asarray(index.get_indexer(pd.DatetimeIndex(timestamps)), dtype=np.int64)


def clock_of(plan: Plan, timezone: str, interval_minutes: int) -> SimulationClock:
    """The simulation clock of a plan, tail included."""
    intervals = planning_intervals(timezone, interval_minutes, plan.first_day, plan.days)
    lasting = intervals.real_hours.ravel()
    exist = lasting > 0
    edges = np.concatenate([[0.0], np.cumsum(lasting[exist])]) * _HOUR_SECONDS
    return SimulationClock(intervals.starts.ravel()[exist], edges, interval_minutes)
