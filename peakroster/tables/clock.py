"""Parses times of day and windows of the day as people and spreadsheets write them."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from peakroster.tables.errors import UnreadableError
from scheduler.domain.windows import MINUTES_PER_DAY, Window

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)
_FRACTION = re.compile(r"(?:0?\.\d+|0|1|1\.0+|0\.0+)", re.ASCII)
DASH = re.compile(r"\s*(?:-|–|—|―|~|〜|至|到)\s*")
"""Separators between two times."""


def parse_clock(text: str, *, end: bool = False) -> int:
    """Minutes after midnight of ``08:00``, ``8:00``, ``08:00:00`` or a spreadsheet's day fraction ``0.3333``.

    end: whether ``24:00`` is allowed. Fractions are rounded to the minute.
    Raises UnreadableError: ``bad_time``, or ``time_past_24`` for hours that would lie on the next day.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := _CLOCK.fullmatch(plain):
        hour, minute, second = (int(part or 0) for part in match.groups())
        if minute > 59 or second:
            raise UnreadableError("bad_time")
        minutes = hour * 60 + minute
    elif _FRACTION.fullmatch(plain):
        minutes = round(float(plain) * MINUTES_PER_DAY)
    else:
        raise UnreadableError("bad_time")
    if minutes > MINUTES_PER_DAY or (minutes == MINUTES_PER_DAY and not end):
        raise UnreadableError("time_past_24", instead=format_clock(minutes % MINUTES_PER_DAY))
    return minutes


def parse_window(text: str) -> Window:
    """``09:00-23:00``; an end that is not after the start lies on the next day.

    Raises UnreadableError: ``bad_window``, or what :func:`parse_clock` raises for an hour past 24.
    """
    parts = DASH.split(unicodedata.normalize("NFKC", text).strip())
    if len(parts) != 2:
        raise UnreadableError("bad_window")
    try:
        start, end = parse_clock(parts[0]), parse_clock(parts[1], end=True)
    except UnreadableError as problem:
        if problem.code == "time_past_24":
            raise
        raise UnreadableError("bad_window") from None
    return Window(start, end if end > start else end + MINUTES_PER_DAY)


def format_clock(minutes: int) -> str:
    """``HH:MM`` of minutes after midnight; ``24:00`` for the end of the day, then again from ``00:01``."""
    shown = minutes if minutes <= MINUTES_PER_DAY else minutes - MINUTES_PER_DAY
    return f"{shown // 60:02d}:{shown % 60:02d}"


def format_window(window: Window) -> str:
    """``HH:MM-HH:MM``."""
    return f"{format_clock(window.start)}-{format_clock(window.end)}"


def minutes_of_day(window: Window | None) -> NDArray[np.bool_]:
    """Shape (1440,): the minutes of the day that lie in a window; None = all."""
    minutes = np.zeros(MINUTES_PER_DAY, dtype=bool)
    if window is None:
        minutes[:] = True
    else:
        minutes[np.arange(window.start, window.end) % MINUTES_PER_DAY] = True
    return minutes
