"""The hours of the queues on the dates of calendar.csv, read from its rows by the text of the documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from scheduler.domain.opening import CalendarRow, Opening, Spells
from scheduler.domain.queues import Queue
from scheduler.domain.windows import Window


def by_the_calendar(queues: tuple[Queue, ...], rows: tuple[CalendarRow, ...]) -> tuple[Queue, ...]:
    """The queues with the hours of their weekdays, and those of the calendar's dates."""
    if not rows:
        return queues
    return tuple(replace(queue, open=Opening(queue.open.week, _dates(queue, rows))) for queue in queues)


def _dates(queue: Queue, rows: Sequence[CalendarRow]) -> tuple[tuple[date, Spells], ...]:
    found: dict[date, Spells] = {}
    # Rows for all queues first: those that name the queue replace what they say.
    for own in (False, True):
        said: dict[date, list[CalendarRow]] = {}
        for row in rows:
            if row.queue == (queue.id if own else None):
                day = row.first
                while day <= row.last:
                    said.setdefault(day, []).append(row)
                    day += timedelta(days=1)
        for day, about in said.items():
            hours = _hours(queue, about, day)
            if hours is not None:
                found[day] = hours
    return tuple(sorted(found.items()))


def _hours(queue: Queue, about: Sequence[CalendarRow], day: date) -> Spells | None:
    """Closed; else hours that are written out; else those of the weekday that the day stands for."""
    hours: Spells | None = None
    for row in about:
        if row.closed:
            return ()
        if row.closed is False and hours is None:
            hours = queue.open.week[day.weekday()]
    for row in about:
        if row.as_weekday is not None:
            hours = queue.open.week[row.as_weekday]
    for row in about:
        if row.open is not None:
            hours = row.open
    return hours


def joint(queues: Sequence[Queue]) -> Opening:
    """The hours in which one of the queues is staffed."""
    days = sorted({day for queue in queues for day, _ in queue.open.dates})
    week = tuple(_merged([spell for queue in queues for spell in queue.open.week[day]]) for day in range(7))
    dates = ((day, _merged([spell for queue in queues for spell in queue.open.on(day)])) for day in days)
    return Opening(week, tuple(dates))


def _merged(spells: list[Window]) -> Spells:
    found: list[Window] = []
    for spell in sorted(spells, key=lambda each: (each.start, each.end)):
        if found and found[-1].end >= spell.start:
            found[-1] = Window(found[-1].start, max(found[-1].end, spell.end))
        else:
            found.append(spell)
    return tuple(found)
