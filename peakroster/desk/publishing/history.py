"""The log as a manager asks it: who changed what, when, and whom it concerned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.store.differences import row_differences
from peakroster.store.place import has_store

if TYPE_CHECKING:
    from peakroster.store.log import LoggedChange

_TEXT = (".csv", ".toml")
_BEGUN = "differing="
"""Note of a push that begins, see ``peakroster.push.log``."""
MOST = 200
"""Changes that are looked through."""


@dataclass(frozen=True)
class HistoryRow:
    """A change. at: in UTC. gone, come: rows of its text files, where they were asked for."""

    id: int
    at: datetime
    who: str
    command: str
    kind: str
    what: str
    note: str
    state: str
    files: tuple[str, ...]
    gone: tuple[str, ...] = ()
    come: tuple[str, ...] = ()


def history(
    folder: Path,
    *,
    who: str | None = None,
    agent: str | None = None,
    day: date | None = None,
    most: int = MOST,
) -> list[HistoryRow]:
    """The newest changes of a shop, the newest first; empty without a store. Raises InputError, OSError.

    who: only of this one. agent, day: only changes of rows that name this agent and this day, or whose note
    or object does. most: so many of the log are looked through.
    """
    if not has_store(folder):
        return []
    from peakroster.store.log import logged_changes

    found = _pushes_once([one for one in logged_changes(folder, most=most) if who in (None, one.who)])
    if agent is None and day is None:
        return [row_of(one) for one in found]
    asked = [text for text in (agent, None if day is None else f"{day}") if text is not None]
    return list(_concerning(folder, found, asked))


def _pushes_once(changes: Sequence[LoggedChange]) -> list[LoggedChange]:
    """Without the beginnings of pushes whose end is there: of each the newest, what it came to.

    changes: the newest first. A beginning stays where nothing came after it.
    """
    ended: set[str] = set()
    found = []
    for one in changes:
        entry = one.entry
        if entry.kind == "push":
            if entry.note.startswith(_BEGUN) and entry.what in ended:
                ended.discard(entry.what)
                continue
            if not entry.note.startswith(_BEGUN):
                ended.add(entry.what)
        found.append(one)
    return found


def people_of_log(folder: Path) -> list[str]:
    """Everybody who changed anything lately, by name."""
    return sorted({one.who for one in history(folder)})


def _concerning(folder: Path, changes: Sequence[LoggedChange], asked: Sequence[str]) -> Iterator[HistoryRow]:
    from peakroster.store.log import bytes_by_digest

    for change in changes:
        texts = {name: pair for name, pair in change.files.items() if name.endswith(_TEXT)}
        wanted = [digest for pair in texts.values() for digest in pair if digest is not None]
        contents = bytes_by_digest(folder, wanted)
        gone: list[str] = []
        come: list[str] = []
        for before, after in texts.values():
            old = contents.get(before, b"") if before is not None else b""
            new = contents.get(after, b"") if after is not None else b""
            went, came = row_differences(old, new)
            gone += [line for line in went if _names(line, asked)]
            come += [line for line in came if _names(line, asked)]
        said = f"{change.entry.what} {change.entry.note}"
        if gone or come or all(text in said for text in asked):
            yield row_of(change, gone, come)


def _names(line: str, asked: Sequence[str]) -> bool:
    """Whether a line of a table has a cell for each of these; moments begin with their date."""
    cells = [cell.strip().strip('"') for cell in line.split(",")]
    return all(any(cell == text or cell.startswith(f"{text}T") for cell in cells) for text in asked)


def row_of(change: LoggedChange, gone: Sequence[str] = (), come: Sequence[str] = ()) -> HistoryRow:
    """A change of the log; gone, come: its rows of one person or day."""
    entry = change.entry
    return HistoryRow(
        change.id,
        change.at,
        change.who,
        entry.command,
        entry.kind,
        entry.what,
        entry.note,
        change.state,
        tuple(change.files),
        tuple(gone),
        tuple(come),
    )
