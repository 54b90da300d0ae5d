"""Whom a row of an attendance system means: by employee id, the platform's id, or a name of one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from peakroster.shop.model import ShopFolder


@dataclass(frozen=True)
class Who:
    """agent: id of agents.csv; None = nobody of the shop. rivals: ids of all who could be meant."""

    agent: str | None = None
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """The agents by everything that they are called: ids, ids of platforms (mapping.csv), names.

    platform: id → agents; the same id may be another person's on another platform.
    """

    ids: Mapping[str, str]
    platform: Mapping[str, tuple[str, ...]]
    names: Mapping[str, tuple[str, ...]]
    _plain: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def who(self, agent_id: str, platform_id: str, name: str) -> Who:
        """Whom a row means. An id that somebody has goes before a name; a name tells two alike ids apart."""
        for text in (agent_id, platform_id):
            if text in self.ids:
                return Who(text)
        for text in (platform_id, agent_id):
            if found := self.platform.get(text):
                return self._one(found, name)
        for text in (agent_id, platform_id):
            # Spreadsheets take the zeros of 007 away; nobody else may be meant then.
            if len(found := self._plain.get(text, ())) == 1 and name in ("", self.ids[found[0]]):
                return Who(found[0])
        return self._one(self.names.get(name, ()), "")

    def _one(self, found: tuple[str, ...], name: str) -> Who:
        named = tuple(one for one in found if self.ids[one] == name) or found
        return Who(named[0]) if len(named) == 1 else Who(None, named)


def people_of(shop: ShopFolder) -> People:
    """The agents of a shop."""
    platform: dict[str, tuple[str, ...]] = {}
    names: dict[str, tuple[str, ...]] = {}
    plain: dict[str, tuple[str, ...]] = {}
    ids = {agent.id: agent.name for agent in shop.agents}
    for row in shop.mapping:
        if row.kind == "agent" and row.local_id in ids:
            known = platform.get(row.platform_id, ())
            platform[row.platform_id] = (*known, *({row.local_id} - set(known)))
    for own, name in ids.items():
        if name:
            names[name] = (*names.get(name, ()), own)
        if (short := own.lstrip("0")) not in ("", own):
            plain[short] = (*plain.get(short, ()), own)
    return People(ids, platform, names, plain)
