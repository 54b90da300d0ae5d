"""A lock of a folder for one writer at a time; the operating system releases it when its holder ends."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from peakroster.tables.findings import Finding, InputError

LOCK_FILE = ".lock"
LONGEST_WAIT = 60.0
"""Seconds; every writer is done within one. Who holds it longer was suspended, or hangs with its disk."""

_PAUSE = 0.01


class _Held(threading.local):
    """The folders that this thread holds."""

    def __init__(self) -> None:
        self.folders: set[Path] = set()


_held = _Held()


@contextmanager
def locked(folder: Path, longest_wait: float = LONGEST_WAIT) -> Iterator[None]:
    """Hold ``folder/.lock``; waits for another process or thread that holds it.

    A thread that holds the folder may take it again. The file is gone afterwards, but not after a holder
    that was killed; then the next one takes it up. longest_wait: in seconds. Raises InputError when it is
    still held by then; OSError when the folder cannot be written.
    """
    place = folder.resolve()
    if place in _held.folders:
        yield
        return
    file = _take(place, longest_wait)
    _held.folders.add(place)
    try:
        yield
    finally:
        _held.folders.discard(place)
        _release(place, file)


def _take(folder: Path, longest_wait: float) -> int:
    path, until = folder / LOCK_FILE, time.monotonic() + longest_wait
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            if _taken(file) and _is_there(path, file):
                return file
        except BaseException:
            os.close(file)
            raise
        os.close(file)
        if time.monotonic() > until:
            raise InputError([Finding("error", "locked_elsewhere", folder.name, value=str(folder))])
        time.sleep(_PAUSE)


def _taken(file: int) -> bool:
    """Whether the lock of the file is ours now; not when somebody else has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_there(path: Path, file: int) -> bool:
    """Whether the file that was opened still has its name: the holder before takes it away."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _release(folder: Path, file: int) -> None:
    path = folder / LOCK_FILE
    if sys.platform == "win32":  # there nobody can remove a file that is open
        os.close(file)
        with suppress(OSError):
            path.unlink()
        return
    with suppress(OSError):
        path.unlink()  # while it is held: who waits sees that the file has lost its name
    os.close(file)
