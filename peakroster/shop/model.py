"""A shop and the folder that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from peakroster.messages import Translator
from peakroster.tables.findings import Finding
from peakroster.tables.names import KnownNames
from scheduler.domain.shop import Shop

MappingKind = Literal["agent", "shift", "group", "operator", "company"]


@dataclass(frozen=True)
class MappingRow:
    """A row of mapping.csv: what a platform calls one of our agents, shifts, groups, …"""

    kind: MappingKind
    platform: str
    local_id: str
    platform_id: str
    row: int


@dataclass(frozen=True, kw_only=True, repr=False)
class ShopFolder(Shop):
    """A shop as its folder states it.

    folder: where its files lie. mapping: rows of mapping.csv. warnings: what is legal to write but odd.
    stated: what shop.toml says, as :func:`peakroster.shop.settings.stated.stated_settings` has it.
    """

    folder: Path
    mapping: tuple[MappingRow, ...] = ()
    warnings: tuple[Finding, ...] = ()
    stated: Mapping[str, str] = field(default_factory=dict)

    @property
    def people(self) -> KnownNames:
        """The agents by id, or by name where nobody else bears it."""
        return KnownNames({agent.id: agent.name for agent in self.agents})

    def remarks(self, language: str = "en") -> list[str]:
        """The warnings with place and remedy, in ``en`` or ``zh``."""
        translate = Translator(language)
        return [finding.sentence(translate) for finding in self.warnings]
