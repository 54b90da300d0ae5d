"""What stands in the cells of shifts.csv beside plain times: lengths, times after the start, short breaks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from peakroster.tables.clock import DASH, parse_clock
from peakroster.tables.errors import UnreadableError
from scheduler.domain.windows import MINUTES_PER_DAY

_OFFSET = re.compile(r"\+\s*(\d{1,2}):(\d{2})", re.ASCII)
_BREAK = re.compile(r"(\d{1,4})\s*@(.+)", re.ASCII)
_HOURS = re.compile(r"\d{1,2}(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Moment:
    """A time in a shift: minutes after midnight or, with ``after_start``, after the start of the shift."""

    minutes: int
    after_start: bool = False


@dataclass(frozen=True)
class WrittenBreak:
    """A break as it is written; ``earliest`` and ``latest`` are of one kind."""

    minutes: int
    earliest: Moment
    latest: Moment
    text: str

    @property
    def all_minutes(self) -> tuple[int, int, int]:
        """All that must lie on the grid."""
        return self.minutes, self.earliest.minutes, self.latest.minutes


def parse_moment(text: str, *, end: bool = False) -> Moment:
    """``11:00``, or ``+2:30`` for two and a half hours after the start of the shift.

    end: whether ``24:00`` is allowed. Raises UnreadableError: ``bad_offset``, or as :func:`parse_clock`.
    """
    plain = _plain(text)
    if not plain.startswith("+"):
        return Moment(parse_clock(plain, end=end))
    match = _OFFSET.fullmatch(plain)
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else None
    if minutes is None or minutes > MINUTES_PER_DAY:
        raise UnreadableError("bad_offset")
    return Moment(minutes, after_start=True)


def parse_lengths(text: str) -> tuple[int, ...]:
    """Hours such as ``4;5;6.5``; returns minutes, ascending, each once.

    Raises UnreadableError ``bad_length`` for what is no number of whole minutes up to 24 hours.
    """
    found: set[int] = set()
    for token in _items(text):
        minutes = float(token) * 60 if _HOURS.fullmatch(token) else 0.0
        if not 0 < minutes <= MINUTES_PER_DAY or abs(minutes - round(minutes)) > 1e-6:
            raise UnreadableError("bad_length", token=token)
        found.add(round(minutes))
    if not found:
        raise UnreadableError("bad_length", token=text)
    return tuple(sorted(found))


def parse_breaks(text: str) -> tuple[WrittenBreak, ...]:
    """``15@10:00-11:00;15@15:00-16:30`` or, after the start of the shift, ``15@+1:30-+3:00``.

    Raises UnreadableError ``bad_break``.
    """
    items = _items(text)
    if not items:
        raise UnreadableError("bad_break", token=text)
    return tuple(_break(token) for token in items)


def _break(token: str) -> WrittenBreak:
    match = _BREAK.fullmatch(token)
    parts = DASH.split(match[2].strip()) if match else []
    if match is None or len(parts) != 2 or not int(match[1]):
        raise UnreadableError("bad_break", token=token)
    try:
        earliest, latest = parse_moment(parts[0]), parse_moment(parts[1], end=True)
    except UnreadableError:
        raise UnreadableError("bad_break", token=token) from None
    if earliest.after_start != latest.after_start:
        raise UnreadableError("bad_break", token=token)
    return WrittenBreak(int(match[1]), earliest, latest, token)


def _items(text: str) -> list[str]:
    return [part for part in (part.strip() for part in _plain(text).split(";")) if part]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
