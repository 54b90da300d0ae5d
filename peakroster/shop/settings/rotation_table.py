"""``[[rotation]]`` of shop.toml: a pattern of shifts and days off that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from peakroster.shop.settings.strict import Date, Strict, Text
from scheduler.domain.rotations import Entry, Rotation
from scheduler.domain.shifts import OFF

MOST_ENTRIES = 366
_OFF = (OFF, "休", "休息")
_WORK = ("work", "班", "上班")
"""Any shift."""


def _entries(value: object) -> tuple[Entry, ...]:
    """Raises PydanticCustomError for what is no list of entries, and for one without any work."""
    if not isinstance(value, list):
        raise PydanticCustomError("key_not_list", "not a list")
    found = tuple(_entry(place, each) for place, each in enumerate(value, 1))
    if all(entry == () for entry in found):
        raise PydanticCustomError("rotation_without_work", "nothing but days off")
    if len(found) > MOST_ENTRIES:
        raise PydanticCustomError("rotation_too_long", "too long", {"most": MOST_ENTRIES})
    return found


def _entry(place: int, value: object) -> Entry:
    texts = [value] if isinstance(value, str) else value
    names = [text.strip() for text in texts if isinstance(text, str)] if isinstance(texts, list) else []
    if not isinstance(texts, list) or not all(names) or not names or len(names) < len(texts):
        raise PydanticCustomError("rotation_entry", "no entry", {"place": place})
    if len(names) == 1 and names[0] in _OFF:
        return ()
    if len(names) == 1 and names[0] in _WORK:
        return None
    if set(names) & {*_OFF, *_WORK}:
        raise PydanticCustomError("rotation_entry", "a choice of shifts and more", {"place": place})
    return tuple(dict.fromkeys(names))


class RotationTable(Strict):
    """One ``[[rotation]]``."""

    name: Text
    pattern: Annotated[Any, PlainValidator(_entries)]
    start: Date
    hard: bool = False


def stated_rotations(tables: Sequence[RotationTable]) -> tuple[Rotation, ...]:
    """The same for the engine."""
    return tuple(Rotation(table.name, table.pattern, table.start, table.hard) for table in tables)
