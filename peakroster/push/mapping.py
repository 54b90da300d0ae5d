"""A proposal for mapping.csv: which of a platform's people and shifts are ours, and where nobody can tell."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from peakroster.exports.platforms.ids import Platform
from peakroster.push.client import Listed
from peakroster.push.lists import Lists, Span, span_of
from peakroster.shop.inputs.mapping import read_mapping
from peakroster.shop.model import MappingKind, ShopFolder
from peakroster.shop.table_specs import MAPPING
from peakroster.store.editing import edit_table
from peakroster.tables.editing import TableEdit
from peakroster.tables.raw_table import RawTable

Way = Literal["id", "number", "name", "hours"]


@dataclass(frozen=True)
class Proposal:
    """A row of mapping.csv. way: what the two have in common. other_name: the platform's name differs."""

    kind: MappingKind
    local_id: str
    name: str
    theirs: Listed
    way: Way
    other_name: bool = False


@dataclass(frozen=True)
class Open:
    """One of ours for whom there is no proposal. candidates: who could be meant; empty = nobody."""

    kind: MappingKind
    local_id: str
    name: str
    candidates: tuple[Listed, ...] = ()


@dataclass
class Proposals:
    """there: rows of the platform that mapping.csv has. single: kinds of one row that it lacks."""

    platform: Platform
    there: int
    proposed: list[Proposal] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)
    single: tuple[MappingKind, ...] = ()


@dataclass(frozen=True)
class _Ours:
    id: str
    name: str
    span: Span | None = None


def propose(shop: ShopFolder, platform: Platform, lists: Lists) -> Proposals:
    """Match by id, then by name, then by hours; whatever could be two things is proposed for none.

    Ids of the platform that mapping.csv already has are nobody else's.
    """
    rows = [row for row in shop.mapping if row.platform.casefold() in platform.names]
    mapped = {(row.kind, row.local_id) for row in rows}
    taken = {(row.kind, row.platform_id) for row in rows}
    kinds = {row.kind for row in rows}
    found = Proposals(platform, len(rows), single=tuple(kind for kind in platform.once if kind not in kinds))
    agents = [_Ours(each.id, each.name) for each in shop.agents if ("agent", each.id) not in mapped]
    people = [each for each in lists.people if ("agent", each.id) not in taken]
    shifts = [
        _Ours(each.name, each.name, (each.start, each.end))
        for each in shop.shifts
        if ("shift", each.name) not in mapped and each.rest_of is None
    ]
    theirs = [
        each for each in lists.shifts if ("shift", each.id) not in taken and _can_be_shift(each, platform)
    ]
    _match(found, "agent", agents, people, [("id", _by_id), ("name", _by_name)])
    _match(found, "shift", shifts, theirs, [("id", _by_id), ("name", _by_name), ("hours", _by_hours)])
    return found


def _can_be_shift(listed: Listed, platform: Platform) -> bool:
    is_number = listed.id.isascii() and listed.id.isdecimal()
    if "shift" in platform.numbers and not is_number:
        return False
    below = platform.rest_below
    return listed.id not in platform.rest and not (
        below is not None and is_number and int(listed.id) <= below
    )


Alike = Callable[[_Ours, Listed], bool]
"""Whether one of ours and one of theirs have something in common that nobody else should have."""


def _by_id(ours: _Ours, theirs: Listed) -> bool:
    """An id and a job number are one step: where they name two people, neither goes before the other."""
    return ours.id in (theirs.id, theirs.job_number)


def _by_name(ours: _Ours, theirs: Listed) -> bool:
    return bool(ours.name) and _plain(ours.name) == _plain(theirs.name)


def _by_hours(ours: _Ours, theirs: Listed) -> bool:
    return ours.span is not None and ours.span == (span_of(theirs.hours) or span_of(theirs.name))


def _plain(name: str) -> str:
    """A name without what nobody sees or means: width, case, spaces."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _match(
    found: Proposals,
    kind: MappingKind,
    ours: Sequence[_Ours],
    theirs: Sequence[Listed],
    ways: Iterable[tuple[Way, Alike]],
) -> None:
    unmatched, free = list(ours), list({each.id: each for each in theirs}.values())
    unclear: dict[str, tuple[Listed, ...]] = {}
    for way, alike in ways:
        possible = {each.id: [one for one in free if alike(each, one)] for each in unmatched}
        wanted = Counter(theirs.id for each in possible.values() for theirs in each)
        for each in list(unmatched):
            candidates = possible[each.id]
            if len(candidates) == 1 and wanted[candidates[0].id] == 1 and each.id not in unclear:
                (theirs_,) = candidates
                real: Way = "number" if way == "id" and theirs_.id != each.id else way
                differs = _plain(theirs_.name) != _plain(each.name)
                found.proposed.append(Proposal(kind, each.id, each.name, theirs_, real, differs))
                unmatched.remove(each)
                free.remove(theirs_)
            elif candidates:
                unclear.setdefault(each.id, tuple(candidates))
    found.open += [Open(kind, each.id, each.name, unclear.get(each.id, ())) for each in unmatched]


def write_proposals(shop: ShopFolder, proposals: Proposals) -> int:
    """Add the proposed rows to mapping.csv, and return how many; rows that are there stay.

    Raises InputError where the file cannot be read any more, or the rows would contradict what it says.
    """
    platform = proposals.platform
    added: list[Mapping[str, str]] = []

    def edit(table: RawTable | None) -> TableEdit:
        there = set()
        if table is not None:
            columns = (table.cells[name] for name in ("kind", "platform", "local_id"))
            there = {
                (kind, local)
                for kind, name, local in zip(*columns, strict=True)
                if name.casefold() in platform.names
            }
        added[:] = [
            {
                "kind": each.kind,
                "platform": platform.name,
                "local_id": each.local_id,
                "platform_id": each.theirs.id,
            }
            for each in proposals.proposed
            if (each.kind, each.local_id) not in there
        ]
        return TableEdit(added=added)

    edit_table(shop.folder, MAPPING, edit, lambda table, report: read_mapping(table, report, None, None))
    return len(added)
