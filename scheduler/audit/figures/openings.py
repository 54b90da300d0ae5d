"""The rush when a sale opens: how many times the usual rate comes in each five minutes of an interval."""

from __future__ import annotations

from datetime import datetime, timedelta

from scheduler.audit.facts.plan_data import PlanData
from scheduler.domain.queues import Queue

STEP = 5


def rush(data: PlanData, queue: Queue, start: datetime) -> tuple[float, ...]:
    """Of each five minutes of the interval its rate relative to the whole; empty where they are all alike."""
    if all(event.opening is None for event in data.shop.events):
        return ()
    parts = [
        sum(_times(data, queue, start + timedelta(minutes=minute + each)) for each in range(STEP)) / STEP
        for minute in range(0, data.interval_minutes, STEP)
    ]
    mean = sum(parts) / len(parts)
    if max(parts) - min(parts) < 1e-12:
        return ()
    return tuple(part / mean for part in parts)


def _times(data: PlanData, queue: Queue, minute: datetime) -> float:
    """Rate in this minute relative to its even hour, by the promotion that opened last in it."""
    opened, opening = None, 1.0
    for event in data.shop.events:
        if event.opening is None or queue.id not in (event.queues or (queue.id,)):
            continue
        start = event.start.replace(second=0, microsecond=0)
        same_hour = start.replace(minute=0) == minute.replace(minute=0)
        # With five minutes or less of the hour to come there is nothing that the rush could be taken from.
        if same_hour and start <= minute and start.minute < 60 - STEP and (opened is None or start >= opened):
            opened, opening = start, event.opening
    if opened is None:
        return 1.0
    to_come = 60 - opened.minute
    first = min(opening * STEP, to_come)
    if (minute - opened) < timedelta(minutes=STEP):
        return first / STEP
    return (to_come - first) / (to_come - STEP)
