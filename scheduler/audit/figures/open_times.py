"""When a queue's desk is open, in seconds that really pass: of each interval its start, its length and the
next closing; and the days around the plan, as if the first and the last one went on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, inf

from scheduler.audit.facts.calendar import intervals, is_open, real_minutes
from scheduler.audit.facts.plan_data import PlanData
from scheduler.domain.queues import Queue

DAY = 86_400.0


@dataclass(frozen=True)
class OpenInterval:
    """begins: the desk was closed just before. closing: when it closes next (inf: never), and for how long it
    then stays closed. All times in seconds; like: number of the interval of the plan that it is, or is like.
    """

    start: float
    length: float
    begins: bool
    closing: float
    closed: float
    like: int

    @property
    def end(self) -> float:
        """When it is over."""
        return self.start + self.length


def open_times(data: PlanData, queue: Queue, starts: Sequence[datetime]) -> list[OpenInterval]:
    """Of the queue's open intervals with these starts, in order of time."""
    begin, length, place, passed = {}, {}, {}, 0.0
    for number, moment in enumerate(intervals(data)):
        begin[moment], place[moment] = passed, number
        length[moment] = 60 * real_minutes(data.timezone, moment, data.interval_minutes)
        passed += length[moment]
    if not starts:
        return []
    gap_before = [False] + [place[later] != place[earlier] + 1 for earlier, later in pairwise(starts)]
    last = starts[-1]
    goes_on = is_open(queue, last + timedelta(minutes=data.interval_minutes), data.interval_minutes)
    closing, closed, result = (inf if goes_on else begin[last] + length[last]), 0.0, []
    gaps = [
        begin[later] - begin[earlier] - length[earlier]
        for (earlier, later), gap in zip(pairwise(starts), gap_before[1:], strict=True)
        if gap
    ]
    if not goes_on:
        closed = gaps[-1] if gaps else DAY
    for number in range(len(starts) - 1, -1, -1):
        moment = starts[number]
        result.append(
            OpenInterval(
                begin[moment] - begin[starts[0]],
                length[moment],
                gap_before[number],
                closing - begin[starts[0]],
                closed,
                number,
            )
        )
        if gap_before[number]:
            earlier = starts[number - 1]
            closing = begin[earlier] + length[earlier]
            closed = begin[moment] - closing
    return result[::-1]


def with_days_around(times: Sequence[OpenInterval], before: float, after: float) -> list[OpenInterval]:
    """The intervals, and those of so many seconds before and after them."""
    span = times[-1].end
    day = min(DAY, span) if all(time.closing == inf for time in times) else DAY
    first = [time for time in times if time.start < day - 1e-6]
    last = [time for time in times if time.start > span - day - 1e-6]
    return [
        *(_moved(time, -day * back) for back in range(ceil(before / day), 0, -1) for time in first),
        *times,
        *(_moved(time, day * on) for on in range(1, ceil(after / day) + 1) for time in last),
    ]


def _moved(time: OpenInterval, by: float) -> OpenInterval:
    return OpenInterval(time.start + by, time.length, time.begins, time.closing + by, time.closed, time.like)
