"""Single values of shop.toml as they are read: spans, names and codes.

The codes of the errors are codes of findings.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from holidays.registry import EntityLoader
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.presets import RULE_PRESETS, TARGET_PRESETS
from peakroster.tables.clock import parse_clock, parse_window
from peakroster.tables.errors import UnreadableError
from peakroster.tables.suggestions import nearest_first
from peakroster.tables.weekdays import parse_weekdays
from scheduler.domain.windows import Window


def read_window(value: object) -> Window:
    """A time span such as 09:00-21:00."""
    if not isinstance(value, str):
        raise PydanticCustomError("key_not_text", "a window is a text")
    try:
        return parse_window(value)
    except UnreadableError as problem:
        raise PydanticCustomError(problem.code, "no window", problem.details) from None


def read_clock(value: object) -> int:
    """A time of day such as 12:30, in minutes after midnight."""
    if not isinstance(value, str):
        raise PydanticCustomError("key_not_text", "a time is a text")
    try:
        return parse_clock(value)
    except UnreadableError as problem:
        raise PydanticCustomError(problem.code, "no time", problem.details) from None


def read_date(value: object) -> date:
    """A date of TOML, or a text such as 2026-10-01."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if isinstance(value, str):
            return date.fromisoformat(value.strip())
    except ValueError:
        pass
    raise PydanticCustomError("bad_holiday_date", "no date")


def known_timezone(name: str) -> str:
    """The name of a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PydanticCustomError("bad_timezone", "unknown time zone") from None
    return name


def known_country(code: str) -> str:
    """The code of a country whose holidays are known."""
    known = {*EntityLoader.get_country_codes()}  # the list of countries would load the days of every one
    if code not in known:
        known_first = nearest_first(code, sorted(known))
        raise PydanticCustomError("bad_country", "unknown country", {"known": known_first})
    return code


def filled_text(text: str) -> str:
    """A text that is not empty, without blanks around it."""
    if not text.strip():
        raise PydanticCustomError("key_empty", "empty")
    return text.strip()


def read_weekdays(value: object) -> frozenset[int]:
    """``"sat;sun"``, or a list of such names."""
    names = value if isinstance(value, list) else [value]
    texts = [name for name in names if isinstance(name, str)]
    if len(texts) < len(names):
        raise PydanticCustomError("key_not_text", "weekdays are texts")
    try:
        return parse_weekdays(";".join(texts))
    except UnreadableError as problem:
        raise PydanticCustomError(problem.code, "no weekday", problem.details) from None


def pair_of_shifts(value: object) -> tuple[str, str]:
    """Two names of shifts."""
    names = [name.strip() for name in value if isinstance(name, str)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(value) != 2 or len(names) != 2 or not all(names):
        raise PydanticCustomError("succession_no_pair", "not two shifts")
    return names[0], names[1]


def expanded_targets(value: object) -> object:
    """A preset, a table or a list of both → a list of tables."""
    if isinstance(value, str):
        if value not in TARGET_PRESETS:
            known = nearest_first(value, TARGET_PRESETS)
            raise PydanticCustomError("unknown_target", "unknown preset", {"known": known})
        return [dict(target) for target in TARGET_PRESETS[value]]
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list):
        expanded: list[object] = []
        for item in value:
            one = expanded_targets(item) if not isinstance(item, list) else item
            expanded += one if isinstance(one, list) else [one]
        return expanded
    raise PydanticCustomError("bad_target", "neither preset nor table nor list")


def expanded_bot_share(value: object) -> object:
    """A share, a table or a list of tables → a list of tables."""
    if isinstance(value, list):
        return value
    return [value] if isinstance(value, dict) else [{"share": value}]


def known_rule_preset(name: str) -> str:
    """The name of a preset of rules."""
    if name not in RULE_PRESETS:
        known = nearest_first(name, RULE_PRESETS)
        raise PydanticCustomError("unknown_preset", "unknown preset", {"known": known})
    return name


def filled_tables(value: object) -> object:
    """One table or more."""
    if not isinstance(value, list):
        raise PydanticCustomError("queues_not_list", "[queues] instead of [[queues]]")
    if not value:
        raise PydanticCustomError("no_queues", "no queues")
    return value
