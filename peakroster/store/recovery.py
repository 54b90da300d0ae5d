"""Finishes what a killed writer had begun: its bytes are in the store, so it is rolled forward."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from peakroster.store.place import BEGUN, has_store
from peakroster.store.staged import bytes_of, put_in_place
from peakroster.tables.atomic_files import recover
from peakroster.tables.findings import InputError
from peakroster.tables.locking import locked

if TYPE_CHECKING:  # SQLAlchemy takes long to load
    from peakroster.store.engine import Store

LONGEST_PAUSE = 5.0
"""Seconds that a reader waits for a writer; putting a change in its place takes far less."""


def settle(folder: Path) -> None:
    """Before a shop is read: wait for a change that is being put in place, finish that of a killed writer.

    Costs one look for a file unless there is such a change. Who may only read sees what there is.
    """
    if not is_being_changed(folder):
        return
    with suppress(OSError, InputError), locked(folder, LONGEST_PAUSE):
        finish_begun(folder)


def is_being_changed(folder: Path) -> bool:
    """Whether files of the shop are being put in place, or were when their writer was killed."""
    return (folder / BEGUN).exists()


def finish_begun(folder: Path) -> None:
    """Roll forward every change of this folder that was begun and not ended; the caller holds the folder.

    Files that somebody has changed by hand since the kill stay as they are. Raises InputError and OSError as
    :func:`peakroster.store.engine.open_store`.
    """
    if has_store(folder):
        from peakroster.store.engine import read_store

        store = read_store(folder)
        if store is not None:
            _roll_forward(store, _marked(folder))
    (folder / BEGUN).unlink(missing_ok=True)


def _marked(folder: Path) -> int | None:
    """The change that was being put in place; None without one."""
    said = bytes_of(folder / BEGUN) or b""
    return int(said) if said.isdigit() else None


def _roll_forward(store: Store, marked: int | None) -> None:
    from peakroster.store.log import DONE, begun_here, end_change

    with store.reading() as connection:
        waiting = begun_here(connection, store, marked)
    for change in waiting:
        for place in {(store.folder / name).parent for name in [*change.after, *change.folders]}:
            recover(place)
        now = {name: bytes_of(store.folder / name) for name in change.after}
        theirs = {name for name in now if now[name] not in (None, change.before[name], change.after[name])}
        wanted = {name: now[name] if name in theirs else change.after[name] for name in now}
        kept = {name for name, content in wanted.items() if content is not None}
        emptied = [name for name in change.folders if not any(one.startswith(f"{name}/") for one in kept)]
        if now != wanted or any((store.folder / name).is_dir() for name in emptied):
            put_in_place(store.folder, wanted, change.folders)
        with store.writing() as connection:
            end_change(connection, change.id, DONE)
