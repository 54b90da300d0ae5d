"""Which days are meant: of several orders and years those that fit weekdays, titles and the calendar."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peakroster.layouts.cells.days import Parts, WrittenDay, month_in, years_in
from peakroster.layouts.questions import Answers, Option, Question

_YEARS_BACK, _YEARS_AHEAD = 4, 1
_YEAR_END, _YEAR_START = 11, 2
"""A month from here, followed by one up to there, begins a new year."""
_ORDERS = ("ymd", "dmy", "mdy")


@dataclass(frozen=True)
class Titles:
    """What stands around a table: years in their order, and the one month."""

    years: tuple[int, ...] = ()
    month: int | None = None

    @classmethod
    def of(cls, *texts: str) -> Titles:
        """Of the first text that names a year, and of the first that names a month."""
        years = next((named for text in texts if (named := years_in(text))), ())
        month = next((found for text in texts if (found := month_in(text)) is not None), None)
        return cls(years, month)


@dataclass(frozen=True)
class Dating:
    """How the days of a sheet are read. order: of numbers with the year not in front. year: of the first."""

    order: str = ""
    year: int | None = None
    month: int | None = None
    across: bool = False

    def reader(self) -> DayReader:
        """A reader at the top of the sheet."""
        return DayReader(self)


class DayReader:
    """Reads days one after the other: what one leaves out follows from those before."""

    def __init__(self, dating: Dating) -> None:
        self._dating = dating
        self._year, self._month = dating.year, dating.month
        self._day = 0
        self._known: dict[WrittenDay, date | None] = {}

    def read(self, written: WrittenDay) -> date | None:
        """The date that is meant; None where there is none."""
        if written in self._known:
            return self._known[written]
        parts = written.parts(self._dating.order)
        if parts is None:
            return None
        if parts.year and parts.month and parts.day:
            found = _date(parts.year, parts.month, parts.day)
            self._known[written] = found
            self._year, self._month = parts.year, parts.month
            return found
        return self._partial(parts)

    def _partial(self, parts: Parts) -> date | None:
        year, month, day = self._year, parts.month, parts.day or 1
        if month is None:
            month = self._month
            if month is None or year is None:
                return None
            if self._dating.across and day < self._day:
                year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        elif parts.year:
            year = parts.year
        elif year is not None and self._month is not None:
            if self._month >= _YEAR_END and month <= _YEAR_START:
                year += 1
            elif self._month <= _YEAR_START and month >= _YEAR_END:
                year -= 1
        if year is None:
            return None
        self._year, self._month, self._day = year, month, day
        return _date(year, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True)
class Dated:
    """dating: how the days are read; None with a question, or where no reading makes days of all of them."""

    dating: Dating | None
    question: Question | None = None
    by_weekday: bool = False


def find_dating(
    written: Sequence[WrittenDay],
    titles: Titles,
    today: date,
    answers: Answers,
    *,
    weekdays: Sequence[int | None] = (),
    is_past: bool = False,
    across: bool = False,
) -> Dated:
    """The reading of these days that fits, or the question of which.

    weekdays: what stands beside each of them, as long as ``written`` where given. is_past: whether none can
    lie after today.
    """
    beside = weekdays or [day.weekday for day in written]
    orders = _orders(written)
    if answers.get("order") in orders:
        orders = [answers["order"]]
    fitting: dict[Dating, tuple[date, ...]] = {}
    for order in orders:
        for year in _start_years(written, order, titles, today, answers):
            dating = Dating(order, year, titles.month, across)
            days = _all_days(written, dating)
            if days is None or not _plausible(days, today, is_past):
                continue
            fitting[dating] = days
    by_day = {
        dating: days
        for dating, days in fitting.items()
        if all(day is None or one.weekday() == day for one, day in zip(days, beside, strict=True))
    }
    tells = any(day is not None for day in beside) and len(by_day) < len(fitting)
    if tells and not by_day:  # weekdays that fit no reading: somebody has to say what is meant
        return Dated(None, _ask(fitting, orders, today, answers, contradicts=True))
    different = {days: dating for dating, days in reversed(by_day.items())}
    if len(different) == 1:
        return Dated(next(iter(different.values())), by_weekday=tells)
    if not different:
        return Dated(None, None)
    return Dated(None, _ask(by_day, orders, today, answers))


def _orders(written: Sequence[WrittenDay]) -> list[str]:
    """Orders in which all days can be read; [""] where no form leaves a choice."""
    free = [day for day in written if "" not in dict(day.readings)]
    if not free:
        return [""]
    return [order for order in _ORDERS if all(order in dict(day.readings) for day in free)]


def _start_years(
    written: Sequence[WrittenDay], order: str, titles: Titles, today: date, answers: Answers
) -> list[int | None]:
    """Years in which the first day may lie; [None] where each day names its own."""
    parts = [each for day in written if (each := day.parts(order)) is not None]
    if all(part.year for part in parts):
        return [None]
    answer = answers.get("year", "")
    if answer.isdigit():
        return [int(answer)]
    named = [part.year for part in parts if part.year]
    if titles.years:
        first = titles.years[0]
        if titles.month is not None and titles.month == parts[0].month:
            return [first]
        return [first, first - 1] if len(titles.years) == 1 and _turns(parts) else [first]
    if named:
        return [named[0], named[0] - 1]
    return [*range(today.year + _YEARS_AHEAD, today.year - _YEARS_BACK - 1, -1)]


def _turns(parts: Sequence[Parts]) -> bool:
    """Whether a new year begins on the way."""
    months = [part.month for part in parts if part.month]
    return any(a >= _YEAR_END and b <= _YEAR_START for a, b in itertools.pairwise(months))


def _all_days(written: Sequence[WrittenDay], dating: Dating) -> tuple[date, ...] | None:
    reader = dating.reader()
    days = [reader.read(day) for day in written]
    return None if any(day is None for day in days) else tuple(day for day in days if day is not None)


def _plausible(days: Sequence[date], today: date, is_past: bool) -> bool:
    latest = today + timedelta(days=1) if is_past else today + timedelta(days=2 * 366)
    return max(days) <= latest and min(days).year >= 1990


def _ask(
    found: dict[Dating, tuple[date, ...]],
    orders: Sequence[str],
    today: date,
    answers: Answers,
    *,
    contradicts: bool = False,
) -> Question | None:
    """Which order, or which year; None where nothing could be answered."""
    by_order: dict[str, date] = {}
    for dating, days in found.items():
        by_order.setdefault(dating.order, days[0])
    if len(by_order) > 1:
        options = tuple(Option(order, f"order_{order}", {"day": f"{day}"}) for order, day in by_order.items())
        return Question("order", "order", {"first": f"{next(iter(by_order.values()))}"}, options)
    years = list(dict.fromkeys(dating.year for dating in found if dating.year))
    if "year" in answers:
        return None
    near = sorted(years, key=lambda year: abs(year - today.year))[:3]
    options = tuple(Option(f"{year}") for year in near)
    code = "year_contradicts" if contradicts else "year"
    return Question("year", code, {}, options, is_free=True, lasts=False) if options else None
