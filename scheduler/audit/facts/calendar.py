"""Days, weeks, hours and intervals of a plan, and how long they really last where clocks change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from scheduler.audit.facts.plan_data import PlanData
from scheduler.domain.queues import Queue
from scheduler.domain.windows import Window

DAY = 1440
STEP = 15
"""Minutes; every change of clocks in force today is a multiple of it."""


def monday(day: date) -> date:
    """The Monday of the week that this day lies in."""
    return day - timedelta(days=day.weekday())


def month(day: date) -> tuple[date, date]:
    """First and last day of the calendar month that this day lies in."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.replace(day=1), following - timedelta(days=1)


def quarter(day: date) -> tuple[date, date]:
    """First and last day of the calendar quarter that this day lies in: three whole months."""
    opening = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return opening, month(date(day.year, opening.month + 2, 1))[1]


def weekend(day: date) -> date | None:
    """The Saturday of the weekend that this day belongs to; None on a weekday."""
    return day - timedelta(days=day.weekday() - 5) if day.weekday() >= 5 else None


def minute_of_day(moment: datetime) -> int:
    """Minutes since midnight."""
    return moment.hour * 60 + moment.minute


def touches(span: Window, start: int, end: int) -> bool:
    """Whether ``[start, end)``, in minutes after some midnight, meets the span of any day."""
    first, last = (start - span.end) // DAY, end // DAY
    return any(
        start < span.end + DAY * shift and span.start + DAY * shift < end for shift in range(first, last + 1)
    )


def lies_inside(span: Window, start: int, end: int) -> bool:
    """Whether ``[start, end)`` lies wholly in the span of this day or in that of the evening before."""
    return (span.start <= start and end <= span.end) or (span.start <= start + DAY and end + DAY <= span.end)


@cache
def _real_minutes_of_step(timezone: str, start: datetime) -> int:
    zone = ZoneInfo(timezone)
    first, second = (start.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != start:
        return 0
    return STEP if first.utcoffset() == second.utcoffset() else 2 * STEP


def real_minutes(timezone: str, start: datetime, minutes: int) -> int:
    """Minutes that really pass while the wall clock shows ``[start, start + minutes)``.

    None in an hour that clocks skip, twice as many in one that they repeat.
    """
    return sum(
        _real_minutes_of_step(timezone, start + timedelta(minutes=offset))
        for offset in range(0, minutes, STEP)
    )


def hours(data: PlanData) -> Iterator[datetime]:
    """Every hour of the plan and its tail that the wall clock shows."""
    return _existing(data, 60)


def intervals(data: PlanData) -> Iterator[datetime]:
    """Every planning interval of the plan and its tail that the wall clock shows."""
    return _existing(data, data.interval_minutes)


def _existing(data: PlanData, length: int) -> Iterator[datetime]:
    moment = data.start
    while moment < data.tail_end:
        if real_minutes(data.timezone, moment, length) > 0:
            yield moment
        moment += timedelta(minutes=length)


def is_open(queue: Queue, moment: datetime, length: int) -> bool:
    """Whether the queue is staffed all through the interval that starts at this moment.

    By spells of its date and by what began on the evening before; those that touch are one.
    """
    day, reached = moment.date(), minute_of_day(moment)
    end = reached + length
    spells = [(spell.start - DAY, spell.end - DAY) for spell in queue.open.on(day - timedelta(days=1))]
    spells += [(spell.start, spell.end) for spell in queue.open.on(day)]
    for begins, ends in sorted(spells):
        if begins <= reached < ends:
            reached = ends
    return reached >= end
