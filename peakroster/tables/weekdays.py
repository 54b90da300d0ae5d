"""Parses lists of weekdays."""

from __future__ import annotations

import re

from peakroster.tables.errors import UnreadableError

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE = "一二三四五六日"
CHINESE_WEEKDAYS = tuple(f"周{sign}" for sign in _CHINESE)
_SEPARATORS = re.compile(r"[;；]")


def _names() -> dict[str, int]:
    names: dict[str, int] = {}
    for day in range(7):
        sign = _CHINESE[day]
        spellings = (WEEKDAYS[day], _ENGLISH[day], str(day + 1), f"周{sign}", f"星期{sign}", f"礼拜{sign}")
        names |= dict.fromkeys(spellings, day)
    return names | {"周天": 6, "星期天": 6, "礼拜天": 6, "tues": 1, "weds": 2, "thur": 3, "thurs": 3}


WEEKDAY_NAMES = _names()
"""Every accepted name → 0 for Monday … 6 for Sunday."""


GROUPS = {
    "workdays": frozenset(range(5)),
    "weekdays": frozenset(range(5)),
    "工作日": frozenset(range(5)),
    "weekend": frozenset((5, 6)),
    "weekends": frozenset((5, 6)),
    "周末": frozenset((5, 6)),
    "双休日": frozenset((5, 6)),
}
_SPAN = re.compile(r"\s*(?:-|–|—|~|〜|至|到)\s*")


def parse_weekdays(text: str) -> frozenset[int]:
    """``mon;tue``, ``周一；周二``, ``1;2``, ``mon-fri``, ``周一至周五`` or ``周末``.

    Raises UnreadableError ``bad_weekday``.
    """
    found: set[int] = set()
    for token in (token.strip() for token in _SEPARATORS.split(text) if token.strip()):
        plain = token.casefold()
        ends = [WEEKDAY_NAMES.get(end) for end in _SPAN.split(plain)]
        first, last = ends[0], ends[-1]
        if plain in GROUPS:
            found |= GROUPS[plain]
        elif len(ends) > 2 or first is None or last is None:
            raise UnreadableError("bad_weekday", token=token)
        else:
            found |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    if not found:
        raise UnreadableError("bad_weekday", token=text)
    return frozenset(found)
