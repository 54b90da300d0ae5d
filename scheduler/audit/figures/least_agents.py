"""``min_agents`` in one interval, minute by minute."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scheduler.audit.facts.calendar import minute_of_day
from scheduler.domain.least_agents import LeastAgents
from scheduler.domain.queues import Queue

DAY = 1440


def least_at(queue: Queue, start: datetime, length: int) -> int:
    """The most that is asked for in any minute; of several entries for a minute the first counts."""
    if not queue.agents_by_hours:
        return queue.min_agents
    return max(_in_minute(queue, start + timedelta(minutes=minute)) for minute in range(length))


def with_least(queue: Queue, start: datetime, length: int) -> Queue:
    """The queue as it is in the interval."""
    if not queue.agents_by_hours:
        return queue
    return replace(queue, min_agents=least_at(queue, start, length), agents_by_hours=())


def _in_minute(queue: Queue, moment: datetime) -> int:
    return next((entry.agents for entry in queue.agents_by_hours if _holds(entry, moment)), queue.min_agents)


def _holds(entry: LeastAgents, moment: datetime) -> bool:
    if entry.hours is None:
        return entry.is_of(moment.date())
    for back in (0, 1):
        minute = minute_of_day(moment) + back * DAY
        if entry.hours.start <= minute < entry.hours.end:
            return entry.is_of(moment.date() - timedelta(days=back))
    return False
