"""What files say of a shop that there is not yet: its platform, its queues, who and what is in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from peakroster.importing import Understanding, understand
from peakroster.layouts.matrix.shift_cells import OFF
from peakroster.layouts.results import Kind
from peakroster.shop.proposed_openings import ProposedOpening, opening_toml, proposed_openings
from peakroster.shop.settings.opening import opening_term
from peakroster.starting.kinds import ShopKind, kind_in
from peakroster.starting.shifts import ShiftDraft, proposed_shifts, shifts_for_short_days, told_shifts
from peakroster.starting.short_settings import QueueDraft
from scheduler.domain.opening import Opening
from scheduler.domain.windows import Window

ENDINGS = (".xlsx", ".xlsm", ".xls", ".csv", ".tsv", ".txt")

_MOST_OPEN = 16 * 60
"""Minutes; where people write for longer than that, they do not care who is there."""
_ONE = "service"
"""The id of a queue that is the only one; its name is a word of the reader's language."""
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
    weeks
        Queue, as the history names it → its hours by weekday, where these differ.
    told
        Those of them whose hours stand above or below the roster.
    kinds
        What is among them: ``history``, ``staff``, ``shifts``, ….
    hours
        From the earliest opening to the latest closing that the history lets guess; None where people come
        at all hours.
    """

    found: Understanding
    kind: ShopKind | None
    queues: tuple[QueueDraft, ...]
    roster_shifts: tuple[str, ...]
    kinds: frozenset[Kind]
    hours: Window | None = None
    told: tuple[ShiftDraft, ...] = ()
    weeks: Mapping[str, Opening] = field(default_factory=dict)

    def queues_open(self, hours: Window) -> tuple[QueueDraft, ...]:
        """The queues, each with its own hours of the history if the shop's are as the history has them."""
        if hours == self.hours:
            return self.queues
        return tuple(replace(queue, open="") for queue in self.queues if queue.id != _ONE)


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
    openings = {one.queue: one.opening for one in _openings(found) if not one.is_always_open}
    spells = [spell for one in openings.values() if one is not None for day in one.week for spell in day]
    hours = Window(min(s.start for s in spells), max(s.end for s in spells)) if spells else None
    if hours is not None and hours.end - hours.start > _MOST_OPEN:
        hours, openings = None, {}
    names = _roster_shifts(found)
    notes = [text for sheet in found.sheets for text in sheet.reading.notes]
    return FilesSeen(
        found,
        kind_in(titles),
        _queues(found, openings),
        names,
        frozenset(sheet.reading.kind for sheet in found.sheets),
        hours,
        told_shifts(notes, names),
        {name: one for name, one in openings.items() if one is not None and len(set(one.week)) > 1},
    )


def shifts_seen(seen: FilesSeen | None, hours: Window) -> tuple[ShiftDraft, ...]:
    """Shifts proposed for hours and for what files say: names of a roster, and weekdays with fewer hours."""
    if seen is None:
        return proposed_shifts(hours)
    found = proposed_shifts(hours, seen.roster_shifts, seen.told)
    if hours != seen.hours or not found:
        return found
    return (*found, *shifts_for_short_days(found, list(seen.weeks.values())))


def weeks_open(seen: FilesSeen, hours: Window, language: str) -> tuple[str, ...]:
    """Hours by weekday that the queues will have, in words; none if the shop's differ from the history's."""
    if hours != seen.hours:
        return ()
    terms = {name: opening_term(one) for name, one in seen.weeks.items()}
    words = {name: term.english if language == "en" else term.chinese for name, term in terms.items()}
    sign = ": " if language == "en" else "："
    return tuple(f"{name}{sign}{text}" if name else text for name, text in words.items())


def _openings(found: Understanding) -> tuple[ProposedOpening, ...]:
    tables = [sheet.reading.table for sheet in found.tables("history") if sheet.reading.table is not None]
    columns = ["timestamp", "queue", "inquiries"]
    return proposed_openings(pd.concat([table[columns] for table in tables])) if tables else ()


def _queues(found: Understanding, openings: Mapping[str, Opening | None]) -> tuple[QueueDraft, ...]:
    """Those that the history names; the one that needs no name where its hours are known."""
    names: dict[str, None] = {}
    for sheet in found.tables("history"):
        table = sheet.reading.table
        if table is not None:
            names |= dict.fromkeys(str(name) for name in table["queue"].unique() if name)
    opened = {name: opening_toml(one) for name, one in openings.items() if one is not None}
    if not names and "" in opened:
        return (QueueDraft(_ONE, "", opened[""]),)
    return tuple(QueueDraft(_id(name), name, opened.get(name, "")) for name in names)


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
