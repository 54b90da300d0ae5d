"""A day and a time in one cell: 2026-11-01 09:00 · 11月3日 上午9:00 · 2026110109 · 46327.375."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from peakroster.layouts.cells.clocks import MINUTES, Clock, clock_of
from peakroster.layouts.cells.days import WrittenDay, day_of

_SERIAL = re.compile(r"([345]\d{4})(\.\d+)", re.ASCII)
_DIGITS = re.compile(r"((?:19|20)\d{6})(\d{2})(\d{2})?(?:\d{2})?", re.ASCII)
_CUT = re.compile(r"(?<=\d)T(?=\d)|\s+|(?<=[日号])|(?<=\d)(?=上午|下午|凌晨|晚)")
_INTERVAL = re.compile(r"^(.*?\d)\s*(?:-|–|—|~|至|到)\s*\d{4}[-/.年].*$")


@dataclass(frozen=True)
class Moment:
    """A time of a day."""

    day: WrittenDay
    clock: Clock


@lru_cache(maxsize=50_000)
def moment_of(text: str) -> Moment | None:
    """Day and time of a cell; None where it has not both."""
    label = unicodedata.normalize("NFKC", text).strip()
    if len(label) < 6 or len(label) > 60:
        return None
    if match := _SERIAL.fullmatch(label):
        minute = round(float(match[2]) * MINUTES)
        day = day_of(match[1])
        return None if day is None or minute >= MINUTES else Moment(day, Clock(minute))
    if match := _DIGITS.fullmatch(label):
        day = day_of(match[1])
        hour, minute = int(match[2]), int(match[3] or 0)
        if day is None or hour > 24 or minute > 59:
            return None
        return Moment(day, Clock(hour * 60 + minute))
    if match := _INTERVAL.fullmatch(label):
        label = match[1]
    for cut in _CUT.finditer(label):
        day, clock = day_of(label[: cut.start()]), clock_of(label[cut.end() :])
        if day is not None and clock is not None and not day.is_bare:
            return Moment(day, clock)
    return None
