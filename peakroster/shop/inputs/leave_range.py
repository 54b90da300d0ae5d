"""Ranges of a row of requests.csv: from when to when, as approvals have them, and what of each date."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pandas as pd

from peakroster.tables.clock import DASH, parse_clock, parse_window
from peakroster.tables.errors import UnreadableError
from peakroster.tables.raw_table import RawTable
from peakroster.tables.timestamps import SERIAL_ORIGIN
from scheduler.domain.windows import MINUTES_PER_DAY, Window

LONGEST = 366
"""Days of one row."""

HALVES = {"上午": 0, "am": 0, "morning": 0, "下午": 1, "pm": 1, "afternoon": 1}
_WITH_HALF = re.compile(rf"(.*\d\s*日?)\s*[(]?\s*({'|'.join(HALVES)})\s*[)]?", re.IGNORECASE)
_WITH_CLOCK = re.compile(r"(.*\d\s*日?)[T\s]\s*(\d{1,2}:\d{2}(?::00(?:\.0+)?)?)", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(\.\d+)")


@dataclass(frozen=True)
class Part:
    """Where in a day something begins or ends: a half of it, or a minute after its midnight."""

    half: int | None = None
    minute: int | None = None

    def begin(self, noon: int) -> int:
        """Minutes after midnight, as a begin."""
        return (noon if self.half else 0) if self.half is not None else self.minute or 0

    def end(self, noon: int) -> int:
        """Minutes after midnight, as an end; 23:59 is what some tools call the end of the day."""
        if self.half is not None:
            return MINUTES_PER_DAY if self.half else noon
        minute = MINUTES_PER_DAY if self.minute is None else self.minute
        return MINUTES_PER_DAY if minute == MINUTES_PER_DAY - 1 else minute


def split_moments(table: RawTable, columns: tuple[str, ...]) -> tuple[RawTable, dict[str, list[Part | None]]]:
    """The table with dates alone in these columns, and what stood behind each date: 下午, or a time."""
    cells, parts = table.cells.copy(deep=False), {}
    for column in columns:
        split = {text: _split(text) for text in cells[column].unique()}
        parts[column] = [split[text][1] for text in cells[column]]
        if any(part is not None for part in parts[column]):
            cells[column] = pd.Series(
                [split[text][0] for text in cells[column]], index=cells.index, dtype="str"
            )
    return replace(table, cells=cells), parts


def without_midnights(
    parts: dict[str, list[Part | None]], first: str, last: str
) -> dict[str, list[Part | None]]:
    """Without the times of rows whose only time is midnight: a cell of a workbook has it behind every date.

    first, last: the columns in which a range begins and ends.
    """
    midnight = Part(minute=0)
    dates = [
        one == midnight and other in (None, midnight)
        for one, other in zip(parts[first], parts[last], strict=True)
    ]
    return {
        column: [None if plain else part for plain, part in zip(dates, column_parts, strict=True)]
        for column, column_parts in parts.items()
    }


def _split(text: str) -> tuple[str, Part | None]:
    plain = unicodedata.normalize("NFKC", text).strip()
    if (match := _WITH_HALF.fullmatch(plain)) is not None:
        return match[1].strip(), Part(half=HALVES[match[2].casefold()])
    if (match := _WITH_CLOCK.fullmatch(plain)) is not None:
        try:
            return match[1].strip(), Part(minute=parse_clock(match[2], end=True))
        except UnreadableError:
            return text, None
    if (match := _SERIAL.fullmatch(plain)) is not None:
        minute = round(float(match[2]) * MINUTES_PER_DAY)
        day = SERIAL_ORIGIN + pd.Timedelta(days=int(match[1]))
        return f"{day:%Y-%m-%d}", None if minute == 0 else Part(minute=minute)
    return text, None


def parse_hours_of_leave(text: str, noon: int) -> Window:
    """``13:00-18:00``, or a half of the day: ``上午``, ``am``, ``下午``, ``pm``.

    Raises UnreadableError ``bad_half_day``, or as :func:`peakroster.tables.clock.parse_window` does for an
    hour past 24.
    """
    half = HALVES.get(unicodedata.normalize("NFKC", text).strip().casefold())
    if half is None:
        try:
            return parse_window(text)
        except UnreadableError as error:
            raise UnreadableError("bad_half_day") if error.code == "bad_window" else error from None
    return Window(noon, MINUTES_PER_DAY) if half else Window(0, noon)


def parse_ends(text: str) -> tuple[Part, Part]:
    """``hours`` of a range of several dates: where its first date begins, and where its last one ends.

    ``下午-上午``, ``14:00-12:00``; a half alone is both. Raises UnreadableError ``bad_half_day``, or what
    :func:`peakroster.tables.clock.parse_clock` raises for an hour past 24.
    """
    written = DASH.split(unicodedata.normalize("NFKC", text).strip())
    if len(written) not in (1, 2):
        raise UnreadableError("bad_half_day")
    begin, end = written[0], written[-1]
    return _part(begin, alone=len(written) == 1), _part(end, alone=len(written) == 1, end=True)


def _part(text: str, *, alone: bool, end: bool = False) -> Part:
    half = HALVES.get(text.casefold())
    if half is not None:
        return Part(half=half)
    if alone:
        raise UnreadableError("bad_half_day")
    try:
        return Part(minute=parse_clock(text, end=end))
    except UnreadableError as error:
        raise UnreadableError("bad_half_day") if error.code == "bad_time" else error from None


def pieces(
    first: date, last: date, begin: Part | None, end: Part | None, noon: int
) -> Iterator[tuple[date, Window | None]]:
    """Each date of a range with the part of it that is meant; None = the whole of it. Nothing for a range
    that ends before it begins."""
    starts, ends = (begin or Part()).begin(noon), (end or Part()).end(noon)
    day = first
    while day <= last:
        since = starts if day == first else 0
        until = ends if day == last else MINUTES_PER_DAY
        if (since, until) == (0, MINUTES_PER_DAY):
            yield day, None
        elif since < until:
            yield day, Window(since, until)
        day += timedelta(days=1)
