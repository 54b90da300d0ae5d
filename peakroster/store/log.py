"""The log of changes: what is written ahead of a change, and what is read of it afterwards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.blobs import digest_of, keep_blobs, read_blobs
from peakroster.store.engine import Store, place_of, read_store
from peakroster.store.schema import change_files, changes

BEGUN, DONE, ABANDONED = "begun", "done", "abandoned"


@dataclass(frozen=True)
class Entry:
    """What stands beside a change. kind: one word for what was done, ``what``: to which object, in words of
    the shop (``plan 2026-11-09``, ``locks.csv``). command: the command or page it was made by."""

    command: str
    kind: str
    what: str
    note: str = ""


@dataclass(frozen=True)
class LoggedChange:
    """A change as the log has it. at: in UTC. files: path → (digest before, digest after), None = no file."""

    id: int
    at: datetime
    who: str
    entry: Entry
    state: str
    files: Mapping[str, tuple[str | None, str | None]]


def write_ahead(
    connection: Connection,
    store: Store,
    entry: Entry,
    who: str,
    before: Mapping[str, bytes | None],
    after: Mapping[str, bytes | None],
    folders: Sequence[str],
) -> int:
    """Enter a change with all of its bytes, before any file is touched; returns its number.

    Without files and folders there is nothing to be done afterwards: then it is done with the transaction.
    """
    contents = (*before.values(), *after.values())
    keep_blobs(connection, [content for content in contents if content is not None])
    row = {
        "shop": store.shop,
        "at": datetime.now(UTC),
        "who": who,
        "command": entry.command,
        "kind": entry.kind,
        "what": entry.what,
        "note": entry.note,
        "state": BEGUN if after or folders else DONE,
        "place": place_of(store.folder),
        "folders": list(folders),
    }
    number = int(connection.execute(changes.insert().returning(changes.c.id), row).scalar_one())
    rows = [
        {"change": number, "path": path, "before": _digest(before.get(path)), "after": _digest(content)}
        for path, content in after.items()
    ]
    if rows:
        connection.execute(change_files.insert(), rows)
    return number


def end_change(connection: Connection, number: int, state: str) -> None:
    """Mark a change as done or abandoned."""
    connection.execute(changes.update().where(changes.c.id == number).values(state=state))


@dataclass(frozen=True)
class Begun:
    """A change that was written ahead and not ended. before, after: bytes by path; None = no file."""

    id: int
    before: Mapping[str, bytes | None]
    after: Mapping[str, bytes | None]
    folders: list[str]


def begun_here(connection: Connection, store: Store, marked: int | None) -> list[Begun]:
    """Changes of this folder that nobody has ended, the oldest first.

    marked: the number that the folder's own mark says. It counts whatever the machine was called that began
    it: a container has another name each time.
    """
    here = (changes.c.place == place_of(store.folder)) | (changes.c.id == marked)
    mine = (changes.c.shop == store.shop) & here
    query = sa.select(changes.c.id, changes.c.folders).where(mine, changes.c.state == BEGUN)
    found = []
    for number, folders in connection.execute(query.order_by(changes.c.id)).all():
        rows = connection.execute(sa.select(change_files).where(change_files.c.change == number)).all()
        contents = read_blobs(
            connection, (digest for row in rows for digest in (row.before, row.after) if digest is not None)
        )
        before = {row.path: None if row.before is None else contents[row.before] for row in rows}
        after = {row.path: None if row.after is None else contents[row.after] for row in rows}
        found.append(Begun(number, before, after, list(folders)))
    return found


def logged_changes(
    folder: Path, *, path: str | None = None, most: int | None = None, kinds: Collection[str] = ()
) -> list[LoggedChange]:
    """The log of a shop, the newest first; empty without a store.

    path: only changes of this file, or of files in this folder. kinds: only of these. most: how many.
    Raises InputError as :func:`read_store`.
    """
    store = read_store(folder)
    if store is None:
        return []
    query = sa.select(changes).where(changes.c.shop == store.shop).order_by(changes.c.id.desc())
    if path is not None:
        inside = (change_files.c.path == path) | change_files.c.path.startswith(f"{path}/", autoescape=True)
        query = query.where(changes.c.id.in_(sa.select(change_files.c.change).where(inside)))
    if kinds:
        query = query.where(changes.c.kind.in_(kinds))
    if most is not None:
        query = query.limit(most)
    with store.reading() as connection:
        rows = connection.execute(query).all()
        files: dict[int, dict[str, Any]] = {row.id: {} for row in rows}
        # By the query and not by its ids: a server takes 65,535 of them at most.
        touched = sa.select(change_files).where(
            change_files.c.change.in_(query.with_only_columns(changes.c.id))
        )
        for each in connection.execute(touched.order_by(change_files.c.path)):
            files[each.change][each.path] = (each.before, each.after)
    return [_logged(row, files[row.id]) for row in rows]


def bytes_by_digest(folder: Path, digests: Sequence[str]) -> dict[str, bytes]:
    """Bytes that the store keeps; those that it does not know are missing."""
    store = read_store(folder)
    if store is None:
        return {}
    with store.reading() as connection:
        return read_blobs(connection, digests)


def _digest(content: bytes | None) -> str | None:
    return None if content is None else digest_of(content)


def _logged(row: Any, files: Mapping[str, tuple[str | None, str | None]]) -> LoggedChange:
    entry = Entry(row.command, row.kind, row.what, row.note)
    return LoggedChange(row.id, row.at, row.who, entry, row.state, files)
