"""When somebody's office is open: while one of the queues is that the person can serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.audit.facts.opening_hours import joint
from scheduler.domain.opening import Opening
from scheduler.domain.queues import Queue

DAY = 1440
WITHOUT_A_WORD = 30
"""Minutes before opening and after closing that a shift may have where ``closed_minutes`` says nothing."""


@dataclass(frozen=True)
class Outside:
    """Minutes of a shift before the office opens and after it has closed."""

    before: int
    after: int


class Office:
    """The office of whoever serves these queues. most: ``closed_minutes`` of the rules."""

    def __init__(self, queues: Sequence[Queue], most: int | None) -> None:
        self._queues, self._most = tuple(queues), most
        self._hours = joint(queues)
        self._weekly = Opening(self._hours.week)
        self._dates = frozenset(
            day + timedelta(days=offset) for day, _ in self._hours.dates for offset in (-1, 0, 1)
        )
        self._known: dict[tuple[date | int, int, int], bool] = {}

    def is_closed(self, day: date, start: int, end: int) -> bool:
        """Whether nobody may be given a shift of these minutes after the midnight of the day."""
        key = (day if day in self._dates else day.weekday(), start, end)
        if not self._queues:
            return False
        if key not in self._known:
            self._known[key] = self.closes_on(day) or self._is_outside(day, start, end)
        return self._known[key]

    def closes_on(self, day: date) -> bool:
        """Whether the calendar leaves a day without hours whose weekday has some."""
        usual = any(queue.open.week[day.weekday()] for queue in self._queues)
        return usual and not any(queue.open.on(day) for queue in self._queues)

    def _is_outside(self, day: date, start: int, end: int) -> bool:
        here = _outside(self._hours, day, start, end)
        if here is None:
            return True
        if self._most is not None:
            return here.before > self._most or here.after > self._most
        week = [_outside(self._weekly, _weekday(number), start, end) for number in range(7)]
        before = min((each.before for each in week if each is not None), default=0)
        after = min((each.after for each in week if each is not None), default=0)
        return here.before > max(before, WITHOUT_A_WORD) or here.after > max(after, WITHOUT_A_WORD)


def _weekday(number: int) -> date:
    return date(2024, 1, 1) + timedelta(days=number)


def _outside(hours: Opening, day: date, start: int, end: int) -> Outside | None:
    """None where the office is closed all through the shift."""
    first, last = None, None
    for offset in (-1, 0, 1):
        for spell in hours.on(day + timedelta(days=offset)):
            opens, closes = spell.start + offset * DAY, spell.end + offset * DAY
            if opens < end and closes > start:
                first = opens if first is None else min(first, opens)
                last = closes if last is None else max(last, closes)
    if first is None or last is None:
        return None
    return Outside(max(first - start, 0), max(end - last, 0))
