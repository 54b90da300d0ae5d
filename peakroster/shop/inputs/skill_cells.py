"""Skills with their levels in one cell: ``presale;aftersale``, or ``presale:primary;aftersale:secondary``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from peakroster.tables.column_parser import shared_details
from peakroster.tables.errors import UnreadableError
from peakroster.tables.names import meant, sharing
from peakroster.tables.suggestions import nearest_first
from scheduler.domain.skill_levels import SkillLevel

_PARTS = re.compile(r"[;；]")
_WRONG_SEPARATOR = re.compile(r"[,，、/|]")
_COLON = re.compile(r"[:：]")


@dataclass(frozen=True)
class Skills:
    """queues: each once. levels: queue and the name of its level, where one is stated."""

    queues: tuple[str, ...]
    levels: tuple[tuple[str, str], ...] = ()


def parse_skills(text: str, queues: Collection[str] | None, levels: Sequence[SkillLevel] | None) -> Skills:
    """The skills of a cell; queues, levels: those there are, None = not checked.

    Raises UnreadableError ``no_skills``, ``list_separator``, ``ambiguous_name``, ``unknown_queue``,
    ``skill_twice`` or ``unknown_skill_level``.
    """
    found: dict[str, str | None] = {}
    unknown: list[str] = []
    for part in (part.strip() for part in _PARTS.split(text)):
        if not part:
            continue
        queue, level = _split(part, queues)
        if queues is not None and queue not in queues:
            if _WRONG_SEPARATOR.search(queue):
                raise UnreadableError("list_separator", token=queue)
            if sharing(queue, queues):
                raise UnreadableError("ambiguous_name", **shared_details(queue, queues))
            unknown.append(queue)
            continue
        named = None if level is None else level_named(level, levels)
        if found.get(queue) not in (None, named):
            raise UnreadableError("skill_twice", token=queue)
        found[queue] = named or found.get(queue)
    if unknown:
        known = nearest_first(unknown[0], queues or ())
        raise UnreadableError("unknown_queue", token="; ".join(unknown), known=known)
    if not found:
        raise UnreadableError("no_skills")
    return Skills(tuple(found), tuple((queue, level) for queue, level in found.items() if level))


def level_named(text: str, levels: Sequence[SkillLevel] | None) -> str:
    """The level that is called so. Raises UnreadableError ``unknown_skill_level``."""
    word = _folded(text)
    for level in levels or ():
        if word in (_folded(level.name), *(_folded(name) for name in level.also)):
            return level.name
    if levels is None:
        return text
    names = [level.name for level in levels]
    raise UnreadableError("unknown_skill_level", token=text, known=nearest_first(text, names, 12))


def _split(part: str, queues: Collection[str] | None) -> tuple[str, str | None]:
    """The queue and its level; a queue's own name may have a colon in it."""
    whole = meant(part, queues)
    if queues is not None and (whole in queues or sharing(part, queues)):
        return whole, None
    colons = list(_COLON.finditer(part))
    if not colons:
        return whole, None
    last = colons[-1].start()
    name, level = part[:last].strip(), part[last + 1 :].strip()
    return meant(name, queues), level or None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
