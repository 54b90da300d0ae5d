"""Times of day and hours: 09:00 · 9点 · 9时 · 上午9:00 · 8:00 AM · 00:00-01:00 · 9-10点 · 9."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

MINUTES = 1440

_MORNING = r"上午|早上|早晨|凌晨|清晨|早|am|a\.m\."
_AFTERNOON = r"下午|晚上|傍晚|夜间|午后|晚|pm|p\.m\."
_HALF = rf"(?:{_MORNING}|{_AFTERNOON}|中午|半夜)"
_POINT = re.compile(
    rf"""(?P<before>{_HALF})?\s*
    (?P<hour>\d{{1,2}})
    (?:\s*(?P<unit>[时點点]|h(?:rs?|ours?)?\b|h(?=\d))整?|(?P<colon>:))?
    (?:(?P<half>半)|(?P<minute>\d{{2}})(?:分)?(?::\d{{2}}(?:\.0+)?)?)?
    \s*(?P<after>am|pm|a\.m\.|p\.m\.)?""",
    re.VERBOSE | re.ASCII,
)
_BETWEEN = re.compile(r"\s*(?:-|–|—|―|~|〜|至|到|to)\s*")
_FRACTION = re.compile(r"0?\.\d{3,}")
_WORDS = re.compile(r"^(?:第|时段|hour)\s*|(?:时段|之间)$")


@dataclass(frozen=True)
class Clock:
    """minute: after midnight, 0 … 1440. end: of an interval, up to 2880.

    is_bare: a number alone, without a sign that it is a time of day.
    """

    minute: int
    end: int | None = None
    is_bare: bool = False


@lru_cache(maxsize=50_000)
def clock_of(text: str) -> Clock | None:
    """The time or the interval that a text names; None for anything else."""
    label = unicodedata.normalize("NFKC", text).strip().casefold()
    if not label or len(label) > 30 or not any(letter.isdigit() for letter in label):
        return None
    if _FRACTION.fullmatch(label):
        return Clock(round(float(label) * MINUTES) % MINUTES)
    label = _WORDS.sub("", label).strip()
    parts = _BETWEEN.split(label)
    if len(parts) == 1:
        point = _point(label)
        return None if point is None else Clock(point[0], None, point[1])
    if len(parts) != 2:
        return None
    return _interval(*parts)


def _interval(first: str, last: str) -> Clock | None:
    """An interval: the unit may stand behind its end alone (9-10点), a half of the day before its start."""
    start, end = _point(first), _point(last)
    if start is None or end is None:
        return None
    begins, ends = start[0], end[0]
    if begins >= MINUTES:
        return None
    if start[2] == "pm" and not end[2] and ends <= 720 and ends + 720 > begins:
        ends += 720
    if ends <= begins:
        ends += MINUTES
    return Clock(begins, ends, start[1] and end[1])


def _point(text: str) -> tuple[int, bool, str] | None:
    """Minute, whether it is a number alone, and the half of the day that is named."""
    match = _POINT.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    marked = bool(match["unit"] or match["colon"])
    if match["minute"] and not marked:
        return None
    if match["half"]:
        if not match["unit"]:
            return None
        minute = 30
    half = match["before"] or match["after"] or ""
    if half and (hour > 12 and not (hour <= 24 and match["before"])):
        return None
    if re.fullmatch(_AFTERNOON, half):
        hour += 12 if hour < 12 else 0
        name = "pm"
    elif half in ("中午",):
        hour += 12 if hour < 10 else 0
        name = "noon"
    elif half:
        hour = 0 if hour == 12 and half not in ("上午", "早上", "早晨", "早") else hour
        name = "am"
    else:
        name = ""
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return hour * 60 + minute, not (marked or half), name
