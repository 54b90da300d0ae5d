"""What files say of a shop that there is not yet: its platform, its queues, who and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peakroster.importing import Understanding, understand
from peakroster.layouts.matrix.shift_cells import OFF
from peakroster.layouts.results import Kind
from peakroster.starting.kinds import ShopKind, kind_in
from peakroster.starting.short_settings import QueueDraft

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt")

_IDS = {"售前": "presale", "售后": "aftersale", "客服": "service"}


@dataclass(frozen=True)
class FilesSeen:
    """What files tell by themselves.

    Attributes
    ----------
    found
        The files as they are understood without a shop.
    kind
        The platform that their titles name; None for none, or several.
    queues
        Queues that the history names; empty for one that needs no name.
    roster_shifts
        Names of shifts in a roster's cells, in the order in which they came up; hours are none.
    kinds
        What is among them: ``history``, ``staff``, ``shifts``, ….
    """

    found: Understanding
    kind: ShopKind | None
    queues: tuple[QueueDraft, ...]
    roster_shifts: tuple[str, ...]
    kinds: frozenset[Kind]


def files_among(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The files, with those that could be tables of each folder among them."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.iterdir())
            found += [
                one
                for one in inside
                if one.is_file() and one.suffix.lower() in ENDINGS and not one.name.startswith(("~$", "."))
            ]
        else:
            found.append(path)
    return tuple(dict.fromkeys(found))


def look_at(paths: Sequence[Path], answers: Mapping[str, str] | None = None) -> FilesSeen:
    """Look at files; nothing is written. Files that cannot be read are among ``found.errors``."""
    found = understand(paths, None, answers)
    titles: list[str] = []
    for sheet in found.sheets:
        titles += [sheet.path.stem, sheet.title, *(cell for row in sheet.before[:2] for cell in row[:2])]
    return FilesSeen(
        found,
        kind_in(titles),
        _queues(found),
        _roster_shifts(found),
        frozenset(sheet.reading.kind for sheet in found.sheets),
    )


def _queues(found: Understanding) -> tuple[QueueDraft, ...]:
    names: dict[str, None] = {}
    for sheet in found.tables("history"):
        table = sheet.reading.table
        if table is not None:
            names |= dict.fromkeys(str(name) for name in table["queue"].unique() if name)
    return tuple(QueueDraft(_id(name), name) for name in names)


def _id(name: str) -> str:
    return _IDS.get(name, name)


def _roster_shifts(found: Understanding) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for sheet in found.tables("roster"):
        table = sheet.reading.table
        if table is not None:
            plain = table[(table["start"] == "") & (table["shift"] != OFF)]
            names |= dict.fromkeys(plain["shift"])
    return tuple(names)
