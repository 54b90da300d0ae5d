"""``[skill_levels]`` of shop.toml: how fast somebody of a level is, and what an hour of it costs."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from peakroster.shop.settings.strict import Strict, Text
from scheduler.domain.agents import FASTEST, SLOWEST
from scheduler.domain.skill_levels import KNOWN_LEVELS, SkillLevel

MOST_PRICE = 1_000
"""Points of an hour."""


class SkillLevelTable(Strict):
    """One level; the key is its name."""

    speed: Annotated[float, Field(ge=SLOWEST, le=FASTEST)] | None = None
    price: Annotated[float, Field(ge=0, le=MOST_PRICE)] | None = None


SkillLevelTables = dict[Text, SkillLevelTable]


def stated_levels(tables: Mapping[str, SkillLevelTable]) -> tuple[SkillLevel, ...]:
    """Levels that agents.csv may name: those known to everybody, as shop.toml has them, and its own."""
    levels = list(KNOWN_LEVELS)
    for name, table in tables.items():
        key = _folded(name)
        place = next((at for at, one in enumerate(levels) if key in _names(one)), len(levels))
        if place == len(levels):
            levels.append(SkillLevel(name.strip()))
        said = levels[place]
        levels[place] = replace(
            said,
            speed=said.speed if table.speed is None else table.speed,
            points=said.points if table.price is None else table.price,
        )
    return tuple(levels)


def _names(level: SkillLevel) -> set[str]:
    return {_folded(name) for name in (level.name, *level.also)}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
