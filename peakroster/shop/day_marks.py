"""What is special about a date: closed, a holiday, a make-up working day, a name in calendar.csv."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from forecast import Calendar
from peakroster.calendar import national_calendar
from peakroster.messages import Translator
from peakroster.wording import full_weekday_name, holiday_name
from scheduler.domain.shop import Shop


@dataclass(frozen=True)
class DayMark:
    """A date as workbooks, pages and pictures mark it.

    closed: no queue is staffed by a spell that begins on it. name: what the shop calls it in calendar.csv,
    else the holiday of ``[[holidays]]`` or ``statutory_holidays``; "" where it has none. family: the national
    holiday, in English, "" for none. make_up: a weekend day that is worked by decree, or that calendar.csv
    gives the hours of another weekday (``as_weekday``: 0 for Monday; None where it does not say).
    """

    day: date
    closed: bool = False
    name: str = ""
    family: str = ""
    make_up: bool = False
    as_weekday: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether nothing is special about it."""
        return self == DayMark(self.day)


def day_mark(shop: Shop, day: date) -> DayMark:
    """What is special about a date in this shop."""
    rows = [row for row in shop.calendar if row.holds(day)]
    closed = bool(shop.settings.queues) and not any(queue.open.on(day) for queue in shop.settings.queues)
    # What is said of all queues goes before what one alone has.
    names = [row.note for row in sorted(rows, key=lambda row: row.queue is not None) if row.note]
    names += [holiday.name for holiday in shop.settings.holidays if holiday.day == day]
    weekdays = [row.as_weekday for row in rows if row.queue is None and row.as_weekday is not None]
    national = _national(shop.settings.country, day.year)
    as_weekday = weekdays[0] if weekdays else None
    worked = day in national.workdays if as_weekday is None else day.weekday() >= 5 > as_weekday
    return DayMark(
        day,
        closed,
        names[0] if names else "",
        "" if worked else national.holidays.get(day, ""),
        worked and not closed,
        as_weekday,
    )


def mark_label(mark: DayMark, translate: Translator) -> str:
    """What a narrow cell says of the date: ``春节``, ``休``, ``班``; "" where nothing is special."""
    name = mark.name or (holiday_name(mark.family, translate) if mark.family else "")
    if name:
        return name
    if mark.closed:
        return translate("openings.closed_short")
    return translate("openings.make_up_short") if mark.make_up else ""


def mark_sentence(mark: DayMark, translate: Translator) -> str:
    """The same in full, for whoever points at the date: ``春节，休息``; "" where nothing is special."""
    parts = [mark.name or (holiday_name(mark.family, translate) if mark.family else "")]
    parts.append(translate("openings.closed") if mark.closed else "")
    if mark.as_weekday is not None:
        parts.append(translate("openings.as_weekday", weekday=full_weekday_name(mark.as_weekday, translate)))
    elif mark.make_up:
        parts.append(translate("openings.make_up"))
    return translate("openings.joined").join(part for part in parts if part)


@lru_cache(maxsize=64)
def _national(country: str, year: int) -> Calendar:
    return national_calendar(country, [year])
