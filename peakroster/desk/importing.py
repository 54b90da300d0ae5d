"""Files that somebody drops on the desk: kept aside, looked at, imported, taken back.

What is understood of them is :mod:`peakroster.importing`'s; here is what a page needs around it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from peakroster.importing.changes import TableChange
from peakroster.importing.context import context_of
from peakroster.importing.understanding import SheetUnderstood, Understanding, understand
from peakroster.importing.writing import Written, planned, with_roster_question, write
from peakroster.layouts.results import Kind
from peakroster.messages import Translator
from peakroster.shop.examples import is_example
from peakroster.shop.table_specs import (
    AGENTS,
    EVENTS,
    HISTORY,
    PERFORMANCE,
    REQUESTS,
    ROSTER,
    SHIFTS,
)
from peakroster.store.place import has_store
from peakroster.store.who import EDIT, may, require_allowed
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.reader import find_file
from peakroster.tables.report import Report

if TYPE_CHECKING:  # SQLAlchemy takes long to load
    from peakroster.store.log import LoggedChange

MOST_MEGABYTES = 200
"""The largest file that is taken: a browser holds all of it, and so does the server."""

_SPECS = {
    "history": HISTORY,
    "staff": AGENTS,
    "leave": REQUESTS,
    "roster": ROSTER,
    "shifts": SHIFTS,
    "events": EVENTS,
    "performance": PERFORMANCE,
}


@dataclass(frozen=True)
class Staged:
    """Files that lie aside until they are imported; they go with this object.

    digest: of all names and bytes, so that the same files are known again.
    """

    files: tuple[Path, ...]
    digest: str
    place: TemporaryDirectory[str] = field(repr=False)


@dataclass(frozen=True)
class Look:
    """Files as they are understood, and what importing them would change.

    staged: keeps them from going. changes: while nothing is open. problems: why they cannot be imported,
    though all is answered.
    """

    staged: Staged
    understanding: Understanding
    changes: tuple[TableChange, ...] = ()
    problems: tuple[Finding, ...] = ()

    @property
    def attends(self) -> bool:
        """Whether records of attendance would be stored."""
        return any(
            each.reading.kind == "attendance" and not each.reading.left_out
            for each in self.understanding.sheets
        )

    @property
    def has_news(self) -> bool:
        """Whether importing them changes anything."""
        return self.attends or any(one.added or one.changed or one.removed for one in self.changes)

    @property
    def is_ready(self) -> bool:
        """Whether they can be imported, and that would change something."""
        return self.understanding.is_complete and not self.problems and self.has_news


def may_import() -> bool:
    """Whether whoever is at work may change the shop."""
    return may(EDIT)


def lacks_history(folder: Path) -> bool:
    """Whether the shop has no history of its own: none, or the example of a new shop."""
    try:
        return find_file(folder, HISTORY, Report()) is None or is_example(folder, HISTORY)
    except OSError:
        return False


def stage(files: Sequence[tuple[str, bytes]]) -> Staged:
    """Put files (name, bytes) aside; of two with one name, the second gets a number.

    Raises InputError for who may not import, and for files that are too large.
    """
    require_allowed("import", "; ".join(name for name, _ in files)[:200])
    errors = [
        Finding("error", "file_too_big", name, details={"megabytes": size, "most": MOST_MEGABYTES})
        for name, content in files
        if (size := round(len(content) / 1e6)) > MOST_MEGABYTES
    ]
    if errors:
        raise InputError(errors)
    place = TemporaryDirectory(prefix="peakroster-import-")
    digest = hashlib.sha256()
    paths: list[Path] = []
    for given, content in files:
        name = _file_name(given)
        path, number = Path(place.name) / name, 1
        while path in paths:
            number += 1
            path = Path(place.name) / f"{Path(name).stem} ({number}){Path(name).suffix}"
        path.write_bytes(content)
        paths.append(path)
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return Staged(tuple(paths), digest.hexdigest(), place)


def _file_name(given: str) -> str:
    """The name of a file without folders; it comes from whoever sends it."""
    name = PurePosixPath(given.replace("\\", "/")).name.replace("\0", "").strip()
    return name if name.strip(".") else "file"


def look(staged: Staged, folder: Path, answers: Mapping[str, str] | None = None) -> Look:
    """What the files are, what is open, and what would change; nothing is written.

    Raises InputError where shop.toml does not say which queues there are.
    """
    found = with_roster_question(understand(staged.files, context_of(folder), answers))
    if not found.is_complete:
        return Look(staged, found, problems=found.errors)
    try:
        return Look(staged, found, planned(found, folder))
    except InputError as error:
        return Look(staged, found, problems=tuple(error.findings))


def state_of(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Name, time and size of the shop's files: another one, and what was seen of it may not hold any more."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".csv", ".xlsx", ".toml"):
            about = path.stat()
            found.append((path.name, about.st_mtime_ns, about.st_size))
    return tuple(found)


def import_now(folder: Path, found: Look) -> Written:
    """Import what was looked at. Raises as :func:`peakroster.importing.writing.write`."""
    return write(folder, found.understanding)


def heading(kind: Kind, column: str, translate: Translator) -> str:
    """A column of what was read, as the reader calls it."""
    spec = _SPECS.get(kind)
    known = next((one for one in spec.columns if one.name == column), None) if spec else None
    return known.chinese if known and translate.language == "zh" else column.replace("_", " ")


def after_rows(found: Understanding, each: SheetUnderstood) -> tuple[tuple[str, ...], ...]:
    """The first rows of what was read, queues by their names; its columns first, as the table has them."""
    rows = each.after
    if not rows or each.reading.kind != "history":
        return rows
    head = rows[0]
    time, queue = head.index("timestamp"), head.index("queue")
    shown = [list(row) for row in rows[1:]]
    for row in shown:
        row[time] = row[time].replace("T", " ")
        row[queue] = queue_name(found, row[queue])
    return (head, *map(tuple, shown))


def queue_name(found: Understanding, queue: str) -> str:
    """The name of a queue, where the shop has one for it."""
    queues = None if found.context is None else found.context.known.queues
    return (queues or {}).get(queue, queue)


def named_key(found: Understanding, stem: str, key: str) -> str:
    """Whose cell changes: of the history, an hour and the name of the queue."""
    if stem != "history":
        return key
    hour, _, queue = key.rpartition(" ")
    return f"{hour} {queue_name(found, queue)}"


def latest_import(folder: Path) -> LoggedChange | None:
    """The latest import, if it can be taken back; None without one."""
    if not has_store(folder):
        return None
    from peakroster.store.log import logged_changes
    from peakroster.store.undo import undoable

    found = next((one for one in logged_changes(folder, most=50) if one.entry.kind == "import"), None)
    return found if found is not None and undoable(folder, found) else None


def take_import_back(folder: Path, number: int) -> None:
    """Take an import back. Raises InputError as :func:`peakroster.store.undo.undo`."""
    from peakroster.store.undo import undo

    undo(folder, number)
