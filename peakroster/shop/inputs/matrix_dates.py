"""The dates above a matrix of people and days, as people write them: often without the year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from peakroster.tables.weekdays import WEEKDAY_NAMES

_ORIGIN = date(1899, 12, 30)  # day 0 of a workbook's serial numbers
_YEARS = 5
"""How far from the anchor a year is looked for; weekdays fit the same date every five to eleven years."""

_WEEKDAY = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天]|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b\.?", re.IGNORECASE
)
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】")
_WHOLE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?", re.ASCII)
_SERIAL = re.compile(r"[345]\d{4}", re.ASCII)
_NO_YEAR = re.compile(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[日号]?", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?[-\s/]?(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[-\s/]?([A-Za-z]{3,9})\.?", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TITLE_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|[-/.])", re.ASCII)
_TITLE_MONTH = re.compile(r"(?<!\d)(\d{1,2})\s*月|(?<!\d)20\d\d[-/.](\d{1,2})(?!\d)", re.ASCII)


@dataclass(frozen=True)
class WrittenDay:
    """The header of a day; what it leaves out is None. weekday: 0 for Monday, where it stands beside."""

    year: int | None
    month: int | None
    day: int
    weekday: int | None = None


def written_day(text: str) -> WrittenDay | None:
    """``2026-11-23``, ``11月23日``, ``11/23 周一``, ``Nov 23``, ``23日`` or ``23``; None for other texts."""
    plain = unicodedata.normalize("NFKC", text)
    beside = _WEEKDAY.search(plain)
    inside = [weekday_of(part) for part in re.split(r"[\s()]+", plain) + ([beside[0]] if beside else [])]
    weekday = next((known for known in inside if known is not None), None)
    plain = _BRACKETS.sub("", _WEEKDAY.sub("", _BRACKETS.sub("", plain))).strip()
    year: int | None = None
    month: int | None = None
    day: int | None = None
    if match := _WHOLE.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
    elif _SERIAL.fullmatch(plain):
        counted = _ORIGIN + timedelta(days=int(plain))
        year, month, day = counted.year, counted.month, counted.day
    elif match := _NO_YEAR.fullmatch(plain):
        month, day = int(match[1]), int(match[2])
    elif match := _DAY.fullmatch(plain):
        day = int(match[1])
    elif match := _MONTH_FIRST.fullmatch(plain):
        month, day = _month(match[1]), int(match[2])
    elif match := _DAY_FIRST.fullmatch(plain):
        month, day = _month(match[2]), int(match[1])
    named = any(letter.isalpha() and letter.isascii() for letter in plain)
    if day is None or not 1 <= day <= 31 or (named and month is None) or not 1 <= (month or 1) <= 12:
        return None
    return WrittenDay(year, month, day, weekday)


def weekday_of(text: str) -> int | None:
    """0 for Monday: ``一``, ``周一``, ``星期一``, ``Mon``; None for anything else, digits too."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold().rstrip(".")
    if len(plain) == 1 and plain in "一二三四五六日天":
        plain = f"周{plain}"
    return None if plain.isdigit() else WEEKDAY_NAMES.get(plain)


def _month(name: str) -> int | None:
    short = name[:3].casefold()
    return _MONTHS.index(short) + 1 if short in _MONTHS else None


@dataclass(frozen=True)
class Dated:
    """The dates of a header row; ``guessed``: whether the year was nowhere written."""

    days: tuple[date, ...]
    guessed: bool


def dated(written: Sequence[WrittenDay], titles: str, anchor: date) -> Dated | None:
    """The dates that these headers mean; None where no year and month makes dates of them.

    titles: the text above the header, which may name year and month. anchor: a day near which the dates lie;
    of the years that fit the weekdays, that of the nearest dates is taken.
    """
    month = next((day.month for day in written if day.month), None)
    if month is None and (named := _TITLE_MONTH.search(titles)):
        month = int(named[1] or named[2])
    if month is None or not 1 <= month <= 12:
        return None
    year = next((day.year for day in written if day.year), None)
    if year is None and (named := _TITLE_YEAR.search(titles)):
        year = int(named[1])
    years = [year] if year else sorted(range(anchor.year - _YEARS, anchor.year + _YEARS + 1))
    found = [days for start in years if (days := _in_year(written, start, month))]
    if not found:
        return None
    fitting = [days for days in found if _weekdays_fit(written, days)] or found
    nearest = min(fitting, key=lambda days: (abs((days[0] - anchor).days), days[0]))
    return Dated(nearest, guessed=year is None)


def _in_year(written: Sequence[WrittenDay], year: int, month: int) -> tuple[date, ...]:
    """The dates from this year and month on: a smaller month or day begins the next. () if there is none."""
    days: list[date] = []
    for day in written:
        if day.month is None and days and day.day < days[-1].day:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        elif day.month is not None:
            if day.year is not None:
                year = day.year
            elif days and day.month < days[-1].month:
                year += 1
            month = day.month
        try:
            days.append(date(year, month, day.day))
        except ValueError:
            return ()
    return tuple(days)


def _weekdays_fit(written: Sequence[WrittenDay], days: Sequence[date]) -> bool:
    return all(day.weekday in (None, real.weekday()) for day, real in zip(written, days, strict=True))
