"""What an attendance system calls our agents, shifts and groups: the rows of mapping.csv, checked at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from peakroster.exports.neutral import checked_roster, staff_names
from peakroster.shop.model import MappingKind, MappingRow, ShopFolder
from peakroster.tables.findings import Finding
from scheduler.domain.plan import Plan

MAPPING_FILE = "mapping.csv"


@dataclass(frozen=True)
class Platform:
    """What a system needs of mapping.csv.

    names: what mapping.csv may call it; the first is the name of the format. once: kinds of which there is
    one row. numbers: kinds whose ids are whole numbers. rest_below: a shift's number must be higher, since
    this one and those below it mean a rest day. rest: ids that mean a rest day and can be no shift.
    """

    names: tuple[str, ...]
    once: tuple[MappingKind, ...]
    numbers: frozenset[MappingKind] = frozenset()
    rest_below: int | None = None
    rest: frozenset[str] = field(default_factory=frozenset)

    @property
    def name(self) -> str:
        """Of the format, and in findings."""
        return self.names[0]


class PlatformIds:
    """A platform's ids of our agents, shifts, groups, …, with every error of the mapping.

    agents, shifts: our name → id. single: of the kinds of which there is one. findings: what is missing,
    contradicts itself or has the wrong form; where there are any, the ids are not to be used.
    """

    def __init__(
        self, shop: ShopFolder, platform: Platform, agents: Mapping[str, str], shifts: Iterable[str]
    ) -> None:
        """agents: id → name of those who need an id; shifts: names of those that do."""
        self.findings: list[Finding] = []
        self._platform = platform
        self._rows = [row for row in shop.mapping if row.platform.casefold() in platform.names]
        self._whole = {shift.name: shift.rest_of for shift in shop.shifts if shift.rest_of is not None}
        self.agents = self._named("agent", agents, {agent: {"name": name} for agent, name in agents.items()})
        self.shifts = self._named("shift", dict.fromkeys(shifts), {})
        self.single = {kind: self._single(kind) for kind in platform.once}

    @classmethod
    def of_plan(cls, shop: ShopFolder, plan: Plan, platform: Platform) -> PlatformIds:
        """The ids of everybody on staff in the plan, and of the shifts that somebody works."""
        return cls(shop, platform, staff_names(shop, plan), checked_roster(plan)["shift"])

    def _named(
        self, kind: MappingKind, wanted: Iterable[str], details: dict[str, dict[str, str]]
    ) -> dict[str, str]:
        rows: dict[str, list[MappingRow]] = {}
        for row in self._rows:
            if row.kind == kind:
                rows.setdefault(row.local_id, []).append(row)
        found = {}
        for name in wanted:
            # Of a shift that leave shortens it takes the whole: it has the leave by its own approvals.
            local_id = name if name in rows or kind != "shift" else self._whole.get(name, name)
            if local_id not in rows:
                self._error(f"unmapped_{kind}", None, "local_id", local_id, **details.get(local_id, {}))
                continue
            found[name] = self._single_id(rows[local_id])
        return found

    def _single(self, kind: MappingKind) -> str:
        rows = [row for row in self._rows if row.kind == kind]
        if not rows:
            self._error(f"unmapped_{kind}", None, "kind", kind)
            return ""
        return self._single_id(rows)

    def _single_id(self, rows: list[MappingRow]) -> str:
        """The platform id of these rows, which must agree and have the form that the platform requires."""
        first, *others = rows
        for other in others:
            if other.platform_id != first.platform_id:
                self._error("mapping_disagrees", other.row, "platform_id", other.platform_id, first=first.row)
        text, rest = first.platform_id, self._platform.rest_below
        is_number = text.isascii() and text.isdecimal()
        if first.kind in self._platform.numbers and not is_number:
            self._error("mapping_not_a_number", first.row, "platform_id", text)
        elif first.kind == "shift" and (
            text in self._platform.rest or (rest is not None and is_number and int(text) <= rest)
        ):
            self._error("mapping_means_rest", first.row, "platform_id", text)
        return text

    def _error(self, code: str, row: int | None, column: str, value: str, **details: Any) -> None:
        details = {"platform": self._platform.name, **details}
        self.findings.append(Finding("error", code, MAPPING_FILE, row, column, value, details))
