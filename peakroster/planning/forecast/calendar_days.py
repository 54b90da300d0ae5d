"""What calendar.csv says to the forecast: closed hours, and dates that are other weekdays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar
from peakroster.shop.settings.calendar_days import closed_by_calendar, days_of, weekday_on
from scheduler.domain.events import Adjustment
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop

CALENDAR_ROW = 0
"""The row of an adjustment that nobody wrote: the queue is closed."""
_HOUR = timedelta(hours=1)


def calendar_of(shop: Shop, queue: str, calendar: Calendar) -> Calendar:
    """The calendar with the queue's dates that are other weekdays, which are then no holidays."""
    rows = [row for row in shop.calendar if row.queue in (None, queue) and row.as_weekday is not None]
    if not rows:
        return calendar
    weekdays: dict[date, int] = {}
    for day in sorted({day for row in rows for day in days_of(row)}):
        weekday = weekday_on(rows, day)
        if weekday is not None:
            weekdays[day] = weekday
    return replace(
        calendar,
        holidays={day: name for day, name in calendar.holidays.items() if day not in weekdays},
        workdays=calendar.workdays - weekdays.keys(),
        as_weekday=weekdays,
    )


def closed_hours_of(shop: Shop, queue: str, hours: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Which of these hours of the queue are closed by calendar.csv, shape (hours,)."""
    return closed_by_calendar(_queue(shop, queue).open, hours)


def closings_of(shop: Shop, queue: str, hours: pd.DatetimeIndex) -> list[Adjustment]:
    """Where calendar.csv closes a queue whose customers are there and wait, nobody comes: times 0."""
    found: list[Adjustment] = []
    if not shop.calendar or _queue(shop, queue).deferred is not None:
        return found
    named = [row for row in shop.calendar if row.note and row.queue in (None, queue)]
    named.sort(key=lambda row: row.queue is None)
    for hour in hours[closed_hours_of(shop, queue, hours)].to_pydatetime():
        why = next((row.note for row in named if row.holds(hour.date())), "")
        if found and found[-1].end == hour and found[-1].reason == why:
            found[-1] = replace(found[-1], end=hour + _HOUR)
        else:
            found.append(Adjustment(hour, hour + _HOUR, queue, 0.0, None, why, "", CALENDAR_ROW))
    return found


def _queue(shop: Shop, queue: str) -> Queue:
    return next(each for each in shop.settings.queues if each.id == queue)
