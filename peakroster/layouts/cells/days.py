"""Days as people write them, with every reading that fits: 11月3日 · 20261101 · 02.01.2026 · 1日."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from peakroster.tables.weekdays import WEEKDAY_NAMES

_ORIGIN = date(1899, 12, 30)
_SHORT_YEARS = 2000
_WEEKDAY = re.compile(
    r"[(\[【]?\s*(?:(?:周|星期|礼拜)[一二三四五六日天]|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?)\s*[)\]】]?,?",
    re.IGNORECASE,
)
_LONE = re.compile(r"[(\[【]\s*([一二三四五六日天])\s*[)\]】]")
_CHINESE = re.compile(r"(?:(\d{4}|\d{2})\s*年)?\s*(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号]?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,2})", re.ASCII)
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", re.ASCII)
_SERIAL = re.compile(r"[345]\d{4}", re.ASCII)
_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_SHORT_DOT = re.compile(r"(\d{1,2})\.(\d{1,2})\.", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})", re.ASCII)
_DAY = re.compile(r"(\d{1,2})\s*[日号]", re.ASCII)
_BARE = re.compile(r"(\d{1,2})", re.ASCII)
_NAMED = (
    re.compile(
        r"(?P<month>[a-z]{3,9})\.?[-\s/]*(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:[-,\s/]+(?P<year>\d{4}|\d{2}))?"
    ),
    re.compile(
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[-\s/]*(?P<month>[a-z]{3,9})\.?(?:[-,\s/]+(?P<year>\d{4}|\d{2}))?"
    ),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december", "sept"),
)


@dataclass(frozen=True)
class Parts:
    """Year, month and day as far as they are written."""

    year: int | None
    month: int | None
    day: int | None


@dataclass(frozen=True)
class WrittenDay:
    """A day as it stands in a cell.

    Attributes
    ----------
    readings
        Order → what is meant in it: ``""`` where the form leaves no choice, else ``dmy``, ``mdy``, ``ymd``.
    weekday
        0 for Monday, where it stands beside it.
    is_bare
        Whether it is a number alone, which is a day only where a month is known.
    """

    readings: tuple[tuple[str, Parts], ...]
    weekday: int | None = None
    is_bare: bool = False

    def parts(self, order: str) -> Parts | None:
        """What is meant in an order; a form without a choice means the same in each."""
        found = dict(self.readings)
        return found.get("", found.get(order))

    @property
    def is_whole(self) -> bool:
        """Whether year, month and day are all there."""
        return all(parts.year and parts.month and parts.day for _, parts in self.readings)


@lru_cache(maxsize=50_000)
def day_of(text: str) -> WrittenDay | None:
    """The day that a text names; None for anything else. A month alone (3月) is not one."""
    label = unicodedata.normalize("NFKC", text).strip()
    if not label or len(label) > 40 or not any(letter.isdigit() for letter in label):
        return None
    weekday = None
    if found := _WEEKDAY.search(label):
        weekday = weekday_of(re.sub(r"[()\[\]【】,\s]", "", found[0]))
        label = (label[: found.start()] + " " + label[found.end() :]).strip()
    elif found := _LONE.search(label):
        weekday = weekday_of(found[1])
        label = (label[: found.start()] + label[found.end() :]).strip()
    label = re.sub(r"[T\s]+0{1,2}:00(?::00)?(?:\.0+)?$", "", label)
    readings = _readings(label)
    if readings:
        return WrittenDay(readings, weekday)
    if match := _BARE.fullmatch(label):
        day = int(match[1])
        return WrittenDay((("", Parts(None, None, day)),), weekday, True) if 1 <= day <= 31 else None
    return None


def _readings(label: str) -> tuple[tuple[str, Parts], ...]:
    if match := _YEAR_FIRST.fullmatch(label):
        return _sure(int(match[1]), int(match[3]), int(match[4]))
    if match := _DIGITS.fullmatch(label):
        return _sure(*(int(part) for part in match.groups()))
    if (match := _CHINESE.fullmatch(label)) and match[3]:
        return _sure(_year(match[1]), int(match[2]), int(match[3]))
    if match := _LAST.fullmatch(label):
        return _numbers(match[1], match[2], match[3], match[4])
    if match := _SHORT_DOT.fullmatch(label):
        return _sure(None, int(match[2]), int(match[1]))
    if match := _NO_YEAR.fullmatch(label):
        first, last = int(match[1]), int(match[3])
        return _sure(None, first, last) or _sure(None, last, first)
    if match := _DAY.fullmatch(label):
        return (("", Parts(None, None, int(match[1]))),) if 1 <= int(match[1]) <= 31 else ()
    if _SERIAL.fullmatch(label):
        counted = _ORIGIN + timedelta(days=int(label))
        return _sure(counted.year, counted.month, counted.day)
    for pattern in _NAMED:
        if (match := pattern.fullmatch(label.casefold())) and (month := _month(match["month"])):
            return _sure(_year(match["year"]), month, int(match["day"]))
    return ()


def _numbers(first: str, sign: str, second: str, third: str) -> tuple[tuple[str, Parts], ...]:
    """Three numbers with one sign between them, the year not first with four digits."""
    a, b, c = int(first), int(second), int(third)
    if len(third) == 4:
        orders = {"dmy": (c, b, a)} if sign == "." else {"dmy": (c, b, a), "mdy": (c, a, b)}
    else:
        orders = {
            "ymd": (_SHORT_YEARS + a, b, c),
            "dmy": (_SHORT_YEARS + c, b, a),
            "mdy": (_SHORT_YEARS + c, a, b),
        }
        if sign == ".":
            del orders["mdy"]
        if sign == "-":
            orders = {"ymd": orders["ymd"]} if len(first) == 2 and _sure(*orders["ymd"]) else orders
    fitting = {order: parts[0][1] for order, each in orders.items() if (parts := _sure(*each))}
    if len(set(fitting.values())) == 1 and len(orders) == 1:
        return (("", next(iter(fitting.values()))),)
    return tuple(fitting.items())


def _sure(year: int | None, month: int | None, day: int | None) -> tuple[tuple[str, Parts], ...]:
    """One reading, or none where no calendar has the day."""
    try:
        date(year or 2000, month or 1, day or 1)
    except (ValueError, TypeError):
        return ()
    return (("", Parts(year, month, day)),)


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if len(text) == 4 else _SHORT_YEARS + int(text)


def _month(name: str) -> int | None:
    short = name[:3]
    whole = name in _MONTHS or name in _MONTH_NAMES
    return _MONTHS.index(short) + 1 if whole and short in _MONTHS else None


@lru_cache(maxsize=5_000)
def weekday_of(text: str) -> int | None:
    """0 for Monday: ``一``, ``周一``, ``星期一``, ``Mon``; None for anything else, digits too."""
    label = unicodedata.normalize("NFKC", text).strip().casefold().strip("().[]【】")
    if len(label) == 1 and label in "一二三四五六日天":
        label = f"周{label}"
    return None if label.isdigit() else WEEKDAY_NAMES.get(label)


_TITLE_YEAR = re.compile(r"(?<!\d)(20\d{2})(?!\d)|(?<!\d)(20\d{2})(?=\d{2}(?:\d{2})?(?!\d))", re.ASCII)
_TITLE_MONTH = re.compile(
    r"(?<!\d)(1[0-2]|0?[1-9])\s*月(?!\s*\d)|(?<!\d)20\d{2}[-/._年]?(1[0-2]|0[1-9])(?!\d)|(?<!\d)20\d{2}[-/.](\d)(?!\d)",
    re.ASCII,
)


def years_in(text: str) -> tuple[int, ...]:
    """The years that a title names, in their order, each once."""
    label = unicodedata.normalize("NFKC", text)
    return tuple(dict.fromkeys(int(match[1] or match[2]) for match in _TITLE_YEAR.finditer(label)))


def month_in(text: str) -> int | None:
    """The one month that a title names; None for none and for several."""
    label = unicodedata.normalize("NFKC", text)
    found = {int(next(part for part in match.groups() if part)) for match in _TITLE_MONTH.finditer(label)}
    found |= {
        _MONTHS.index(word[:3]) + 1
        for word in re.findall(r"[a-z]{3,9}", label.casefold())
        if _month(word) is not None
    }
    return next(iter(found)) if len(found) == 1 else None


_DAY_IN_TITLE = re.compile(
    r"(?:\d{4}\s*[-/.年]\s*)?\d{1,2}\s*[-/.月]\s*\d{1,2}\s*[日号]?|(?<!\d)20\d{6}(?!\d)", re.ASCII
)


def day_in(text: str) -> WrittenDay | None:
    """The one day that a title names; None for none and for several."""
    label = unicodedata.normalize("NFKC", text)
    found = {match[0].strip() for match in _DAY_IN_TITLE.finditer(label)}
    days = {day for each in found if (day := day_of(each)) is not None}
    return next(iter(days)) if len(days) == 1 else None
