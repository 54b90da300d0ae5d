"""calendar.csv brought to the queues: the dates whose hours differ from those of their weekday."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from peakroster.shop.settings.opening import hours_of_week, open_minutes
from scheduler.domain.opening import CalendarRow, Opening, Spells
from scheduler.domain.queues import Queue
from scheduler.domain.shop import Settings

_DAY = timedelta(days=1)


def days_of(row: CalendarRow) -> Iterator[date]:
    """Its days in order."""
    return (row.first + step * _DAY for step in range((row.last - row.first).days + 1))


def with_calendar(settings: Settings, rows: Sequence[CalendarRow]) -> Settings:
    """The settings whose queues know the dates of calendar.csv; as they are where it has no rows."""
    if not rows:
        return settings
    return replace(settings, queues=tuple(_with_dates(queue, rows) for queue in settings.queues))


def _with_dates(queue: Queue, rows: Sequence[CalendarRow]) -> Queue:
    own = [row for row in rows if row.queue in (None, queue.id)]
    days = sorted({day for row in own for day in days_of(row)})
    dates = ((day, spells_on(queue.open, own, day)) for day in days)
    differing = tuple((day, spells) for day, spells in dates if spells is not None)
    return replace(queue, open=Opening(queue.open.week, differing))


def spells_on(opening: Opening, rows: Iterable[CalendarRow], day: date) -> Spells | None:
    """The spells of a day by the rows that concern a queue; None where they say nothing of its hours.

    What a row says of one queue comes before what another says of all.
    """
    for speaking in _by_weight(rows, day):
        stated = [row for row in speaking if row.closed is not None or row.open is not None]
        if any(row.closed for row in stated):
            return ()
        hours = [row.open for row in stated if row.open is not None]
        if hours:
            return hours[0]
        weekdays = [row.as_weekday for row in speaking if row.as_weekday is not None]
        if weekdays:
            return opening.week[weekdays[0]]
        if stated:  # said to be open, and nothing else
            return opening.week[day.weekday()]
    return None


def weekday_on(rows: Iterable[CalendarRow], day: date) -> int | None:
    """The weekday whose customers the day has, where calendar.csv names one."""
    for speaking in _by_weight(rows, day):
        for row in speaking:
            if row.as_weekday is not None:
                return row.as_weekday
    return None


def closed_by_calendar(opening: Opening, hours: pd.DatetimeIndex) -> NDArray[np.bool_]:
    """Which of these hours are closed because calendar.csv says so, shape (hours,).

    Nobody is there in any part of them, though somebody would be on another such weekday; of a day without
    any hours all of it, but for what the evening before leaves.
    """
    found = np.zeros(len(hours), dtype=np.bool_)
    days = hours.normalize()
    usual = hours_of_week(opening)
    for day, spells in opening.dates:
        # What begins on one day may last into the next.
        for offset in (0, 1):
            own = np.flatnonzero(days == pd.Timestamp(day) + pd.Timedelta(days=offset))
            if not len(own):
                continue
            date_, clock = day + offset * _DAY, hours[own].hour.to_numpy()
            shut = ~np.asarray(open_minutes(opening, date_, 1).reshape(24, 60).any(axis=1))[clock]
            whole = offset == 0 and not spells
            found[own] |= shut & (usual[date_.weekday()][clock] | whole)
    return found


def _by_weight(rows: Iterable[CalendarRow], day: date) -> tuple[list[CalendarRow], list[CalendarRow]]:
    """The rows of a day: those that name the queue, then those for all."""
    found = [row for row in rows if row.holds(day)]
    return [row for row in found if row.queue is not None], [row for row in found if row.queue is None]
