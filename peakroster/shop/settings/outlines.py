"""What shop.toml says of its queues even where it does not say everything yet, or has errors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peakroster.shop.settings.presets import TARGET_PRESETS
from peakroster.tables.names import KnownNames


@dataclass(frozen=True)
class QueueOutline:
    """One queue. seconds: of its targets that ask for a share, ascending, each once."""

    id: str
    name: str
    is_deferred: bool
    seconds: tuple[float, ...]


def queue_outlines(text: str, ids: Sequence[str]) -> tuple[QueueOutline, ...]:
    """The queues of a shop.toml in their order; what cannot be made out is left out.

    text: sound TOML with a list of tables ``queues``; ids: of these, without the spaces around them.
    """
    tables: list[Mapping[str, Any]] = tomllib.loads(text)["queues"]
    outlines = {
        name: QueueOutline(
            name,
            _text(table.get("name")) or name,
            table.get("kind") == "deferred",
            tuple(sorted(set(_seconds(table.get("target"))))),
        )
        for name, table in zip(ids, tables, strict=True)
    }
    return tuple(outlines.values())


def names_of(outlines: Sequence[QueueOutline]) -> KnownNames:
    """The ids and what the queues are called."""
    return KnownNames({queue.id: queue.name for queue in outlines})


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _seconds(target: object) -> Iterator[float]:
    if isinstance(target, list):
        for each in target:
            yield from _seconds(each)
    elif isinstance(target, str):
        for part in TARGET_PRESETS.get(target, ()):
            yield from _seconds(dict(part))
    elif isinstance(target, dict) and target.get("share"):
        within = target.get("within_seconds")
        if isinstance(within, (int, float)) and not isinstance(within, bool) and within >= 0:
            yield float(within)
