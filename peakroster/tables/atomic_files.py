"""Atomic writes: files are written to a temporary name, then renamed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_changes: ContextVar[list[Path] | None] = ContextVar("changes", default=None)


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


def write_file(path: Path, content: bytes) -> Path:
    """Write a file; the old one stays until the new one is complete."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(content)
        os.replace(partial, path)
        note_change(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def write_folder(folder: Path, contents: Mapping[str, bytes]) -> list[Path]:
    """Replace a folder by one that holds exactly these files.

    Returns the files in the order of ``contents``. The old folder is set aside, and put back when the
    new one cannot take its place.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = folder.with_name(f".{folder.name}.partial")
    aside = folder.with_name(f".{folder.name}.aside")
    if aside.exists() and not folder.exists():  # an earlier run was killed between its two renames
        aside.rename(folder)
    for leftover in (partial, aside):
        shutil.rmtree(leftover, ignore_errors=True)
    try:
        partial.mkdir()
        for name, content in contents.items():
            (partial / name).write_bytes(content)
        if folder.exists():
            folder.rename(aside)
        partial.rename(folder)
        note_change(folder)
    except BaseException:
        if aside.exists() and not folder.exists():
            aside.rename(folder)
        raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    shutil.rmtree(aside, ignore_errors=True)
    return [folder / name for name in contents]
