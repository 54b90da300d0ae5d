"""Atomic writes: files are written to a temporary name, made durable, then renamed.

A power cut or a killed process leaves the old file or the new one, whole. The bytes are on the disk before
the name points to them, and the name before the writer goes on: a rename alone may reach the disk first, and
then leaves an empty file under the right name. One writer at a time holds the folder, so that two of them
never share a temporary name, and what a killed one left is anybody's to clear away.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

from peakroster.tables.errors import naming
from peakroster.tables.findings import InputError
from peakroster.tables.locking import locked

_changes: ContextVar[list[Path] | None] = ContextVar("changes", default=None)
_LEFTOVER = re.compile(r"\.(?P<name>.+)\.peakroster\.(?P<state>partial|whole|aside)")
_STATES = ("partial", "whole", "aside")
_PROBE_BYTES = 1_000_000
"""More than a plan of a team of sixty."""


@contextmanager
def recorded_changes() -> Iterator[list[Path]]:
    """Files and folders that are put in place inside the ``with``, in the order in which that happened."""
    changes: list[Path] = []
    token = _changes.set(changes)
    try:
        yield changes
    finally:
        _changes.reset(token)


def note_change(path: Path) -> None:
    """Say that a new file or folder is in its place, to whoever records changes."""
    changes = _changes.get()
    if changes is not None and path not in changes:
        changes.append(path)


def write_durably(path: Path, content: bytes) -> None:
    """Write a file and wait until its bytes are on the disk; not atomic by itself. Its OSError names it."""
    with naming(path), path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can (Windows does so by itself)."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems know no such thing
            os.fsync(handle)
    finally:
        os.close(handle)


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, and wait until their names are on the disk."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def check_space(folder: Path) -> None:
    """Raise OSError now, not after a minute of computing, where the folder will take no file.

    Writes a megabyte to it, or to what there is above it, and takes it away again.
    """
    folder = folder.absolute()
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    probe = temporary_name(folder / "space", "partial")
    with naming(folder), locked(folder):
        try:
            write_durably(probe, bytes(_PROBE_BYTES))
        finally:
            with suppress(OSError):
                probe.unlink()


def temporary_name(path: Path, state: str) -> Path:
    """The name beside a file or folder that it has before it is in its place, or after."""
    return path.with_name(f".{path.name}.peakroster.{state}")


def write_file(path: Path, content: bytes) -> Path:
    """Write a file; the old one stays until the new one is complete. A link stays one."""
    _make_folder(path.parent)
    place = path.resolve()
    with naming(path), locked(place.parent):
        partial = temporary_name(place, "partial")
        try:
            write_durably(partial, content)
            os.replace(partial, place)
            sync_folder(place.parent)
            note_change(path)
        finally:
            partial.unlink(missing_ok=True)
    return path


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Replace a folder by one that holds exactly these files.

    Returns the files in the order of ``contents``. The old folder is set aside, and put back when the
    new one cannot take its place. Killed between these two renames, the new one is put in place by
    :func:`recover`, or by the next write.
    """
    named, folder = folder, folder.resolve()
    _make_folder(folder.parent)
    partial, whole, aside = (temporary_name(folder, state) for state in _STATES)
    with locked(folder.parent):
        _finish(folder)
        try:
            partial.mkdir()
            for name, content in contents.items():
                with naming(named / name):
                    (partial / name).parent.mkdir(parents=True, exist_ok=True)
                    write_durably(partial / name, content)
            for below in sorted(path for path in partial.rglob("*") if path.is_dir()):
                sync_folder(below)
            sync_folder(partial)
            partial.rename(whole)
            if folder.exists():
                folder.rename(aside)
            whole.rename(folder)
            sync_folder(folder.parent)
            note_change(named)
        except BaseException:
            if aside.exists() and not folder.exists():
                aside.rename(folder)
            raise
        finally:
            for leftover in (partial, whole):
                shutil.rmtree(leftover, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)
    return [named / name for name in contents]


def is_leftover(name: str) -> bool:
    """Whether a file or folder of this name is one that is being written, or that a killed writer left."""
    return _LEFTOVER.fullmatch(name) is not None


def recover(parent: Path) -> None:
    """Finish or clear away what killed writers left in a folder; passed over where it cannot be written."""
    with suppress(OSError, InputError):
        if not any(is_leftover(entry.name) for entry in parent.iterdir()):
            return
        with locked(parent):
            for entry in sorted(parent.iterdir()):
                found = _LEFTOVER.fullmatch(entry.name)
                if found is None:
                    continue
                if entry.is_dir():
                    _finish(parent / found["name"])
                elif found["state"] == "partial":
                    entry.unlink(missing_ok=True)


def _finish(folder: Path) -> None:
    """Put a folder in place whose writer was killed, and clear away what else it left; the caller holds the
    lock of its parent.

    A new one that is whole comes first: it was to take the place of the one that was set aside.
    """
    partial, whole, aside = (temporary_name(folder, state) for state in _STATES)
    for complete in (whole, aside):
        if complete.exists() and not folder.exists():
            complete.rename(folder)
            sync_folder(folder.parent)
    for leftover in (partial, whole, aside):
        shutil.rmtree(leftover, ignore_errors=True)
