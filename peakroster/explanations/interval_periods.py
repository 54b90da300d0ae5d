"""What targets of a day or a month come to, over all their customers and in one interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pandas as pd

from peakroster.planning.staffing.requirement import StaffedQueue
from scheduler.domain.queues import Queue


@dataclass(frozen=True)
class PeriodValue:
    """A target of a day or a month, as the requirement keeps it.

    place: its index among the queue's targets. first, last: days of the plan and its tail in the period.
    value: expected share or mean seconds of all customers of these days; here: of those of the interval. None
    where nobody comes.
    """

    place: int
    first: date
    last: date
    value: float | None
    here: float | None


def period_values(queue: Queue, staffed: StaffedQueue, start: datetime) -> tuple[PeriodValue, ...]:
    """Of each target of a period that counts in the interval that begins at ``start``."""
    demand, starts = staffed.asked.demand, staffed.asked.starts
    customers = (demand.weights @ demand.arrivals_per_hour) * demand.hours
    (at,) = np.flatnonzero(starts == pd.Timestamp(start).to_datetime64())
    places = [place for place, target in enumerate(queue.targets) if target.floor is not None]
    found = []
    for place, asked, used in zip(places, staffed.asked.periods, staffed.used, strict=True):
        if not asked.counts[at]:
            continue
        inside = asked.periods == asked.periods[at]
        days = starts[inside].astype("datetime64[D]").astype(object)
        is_mean = asked.target.share is None
        found.append(
            PeriodValue(
                place,
                days[0],
                days[-1],
                _value(used[inside].sum(), customers[inside].sum(), is_mean=is_mean),
                _value(used[at], customers[at], is_mean=is_mean),
            )
        )
    return tuple(found)


def _value(amount: float, customers: float, *, is_mean: bool) -> float | None:
    if customers <= 0:
        return None
    return float(amount / customers) if is_mean else float(1 - amount / customers)
