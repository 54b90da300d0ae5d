"""What is legal but odd in calendar.csv."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import numpy as np

from peakroster.shop.settings.opening import format_spells, minutes_of_week, open_minutes
from peakroster.tables.report import Report
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY

CALENDAR = "calendar.csv"


def warn_of_calendar(shop: Shop, report: Report) -> None:
    """Hours to come that no weekday has: the history says nothing of them, and nobody is forecast."""
    if not shop.calendar or shop.history.empty:
        return
    last = shop.history["timestamp"].max().date()
    for row in shop.calendar:
        if row.open is None or row.last <= last:
            continue
        for queue in shop.settings.queues:
            day = max(row.first, last + timedelta(days=1))
            if row.queue in (None, queue.id) and _is_unseen(shop, queue, day):
                report.warning(
                    "calendar_hours_unseen",
                    CALENDAR,
                    row.row,
                    column="open",
                    value=format_spells(row.open),
                    queue=queue.id,
                )
                break


def _is_unseen(shop: Shop, queue: Queue, day: date) -> bool:
    """Whether it is open in hours that it has on no weekday, and no event or number brings anybody then."""
    usual = minutes_of_week(queue.open).reshape(-1, MINUTES_PER_DAY).any(axis=0)
    more = np.asarray(open_minutes(queue.open, day, 1) & ~usual)
    known = [(each.start, each.end) for each in shop.events if each.concerns(queue.id)]
    known += [
        (row.start, row.end)
        for row in shop.adjustments
        if row.set_to is not None and row.queue in (None, queue.id)
    ]
    midnight = datetime.combine(day, time())
    for span in known:
        start, end = (max(0, int((moment - midnight) / timedelta(minutes=1))) for moment in span)
        more[start:end] = False
    return bool(more.any())
