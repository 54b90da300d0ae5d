"""``min_agents`` of each interval."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.queues import Queue
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_ALL_DAY = Window(0, MINUTES_PER_DAY)
_DAY = timedelta(days=1)


def min_agents_at(queue: Queue, starts: NDArray[np.datetime64], minutes: int) -> NDArray[np.int64]:
    """The least number of people in the intervals of ``minutes`` at ``starts``; same shape.

    Of several entries that hold in a minute the first counts, and of the minutes of an interval that with
    most people.
    """
    if not queue.agents_by_hours or not starts.size:
        return np.full(starts.shape, queue.min_agents, dtype=np.int64)
    days, place = np.unique(starts.astype("datetime64[D]"), return_inverse=True)
    by_minute = np.stack([_of_day(queue, day) for day in days.astype(date)])
    minute = (starts - starts.astype("datetime64[D]")).astype("timedelta64[m]").astype(np.int64)
    at = place.reshape(starts.shape)[..., np.newaxis], minute[..., np.newaxis] + np.arange(minutes)
    return np.asarray(by_minute[at].max(axis=-1), dtype=np.int64)


def _of_day(queue: Queue, day: date) -> NDArray[np.int64]:
    """Shape (1440,)."""
    found = np.full(MINUTES_PER_DAY, queue.min_agents, dtype=np.int64)
    for entry in reversed(queue.agents_by_hours):
        hours = entry.hours or _ALL_DAY
        if entry.is_of(day):
            found[hours.start : min(hours.end, MINUTES_PER_DAY)] = entry.agents
        if hours.end > MINUTES_PER_DAY and entry.is_of(day - _DAY):
            found[: hours.end - MINUTES_PER_DAY] = entry.agents
    return found
