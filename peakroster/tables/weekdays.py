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


def parse_weekdays(text: str) -> frozenset[int]:
    """``mon;tue``, ``周一；周二`` or ``1;2``. Raises UnreadableError ``bad_weekday``."""
    tokens = [token.strip() for token in _SEPARATORS.split(text) if token.strip()]
    unknown = [token for token in tokens if token.casefold() not in WEEKDAY_NAMES]
    if unknown or not tokens:
        raise UnreadableError("bad_weekday", token=unknown[0] if unknown else text)
    return frozenset(WEEKDAY_NAMES[token.casefold()] for token in tokens)
