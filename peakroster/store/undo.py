"""A change of the log taken back: its files hold what they held before, if nobody has changed them since."""

from __future__ import annotations

from pathlib import Path

from peakroster.store.door import writing
from peakroster.store.log import LoggedChange, bytes_by_digest, logged_changes
from peakroster.store.outdated import digests
from peakroster.store.place import ORIGINALS
from peakroster.tables.findings import Finding, InputError


def undoable(folder: Path, change: LoggedChange) -> bool:
    """Whether :func:`undo` would take a change back: its files are inputs, and as it left them."""
    names = [*change.files]
    if change.state != "done" or not names or any("/" in name for name in names if not _is_original(name)):
        return False
    now = digests(folder, (folder / name for name in names))
    return all(now.get(name) == after for name, (_, after) in change.files.items())


def _is_original(name: str) -> bool:
    """Whether a file is one that was imported, which goes with the import."""
    return name.startswith(f"{ORIGINALS}/")


def undo(folder: Path, number: int) -> LoggedChange:
    """Take a change back, by its number, as a change of its own; returns the one that was taken back.

    Raises InputError ``undo_missing`` for a number that is none, ``undo_not_possible`` where the change is
    one of plans, or a file of it has been changed since.
    """
    change = next((one for one in logged_changes(folder) if one.id == number), None)
    if change is None:
        raise InputError([Finding("error", "undo_missing", "log", value=f"{number}")])
    if not undoable(folder, change):
        files = ", ".join(change.files) or "–"
        raise InputError(
            [Finding("error", "undo_not_possible", "log", value=f"{number}", details={"files": files})]
        )
    before = [digest for digest, _ in change.files.values() if digest is not None]
    contents = bytes_by_digest(folder, before)
    expects = {name: after for name, (_, after) in change.files.items()}
    with writing(folder, kind="undo", what=change.entry.what, note=f"#{number}", expects=expects) as door:
        for name, (digest, _) in change.files.items():
            door.put(folder / name, None if digest is None else contents[digest])
    return change
