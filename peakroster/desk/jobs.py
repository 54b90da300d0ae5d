"""Long work noted in the store while it goes on, so that one that was cut is told at the next start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from peakroster.store.jobs import begin_job, end_job, tell_job
from peakroster.tables.findings import InputError

_LOOK_SECONDS = 1.0
_BEAT_LOOKS = 8
"""Looks after which work is said to go on, though it is no further."""


@contextmanager
def noted(
    folder: Path, kind: str, first_day: date, what: str, rows: Callable[[], tuple[int, int]]
) -> Iterator[None]:
    """Inside the ``with`` the work stands in the store, with how far it is.

    rows: how many are done, of how many; asked once a second by a thread of its own, so that the work waits
    for no disk. A store that cannot be written keeps no work from being done. Raises InputError for who may
    not do it.
    """
    try:
        number = begin_job(folder, kind, first_day, what)
    except InputError as error:
        if any(one.code.startswith("not_allowed") for one in error.findings):
            raise
        yield
        return
    except OSError:
        yield
        return
    over = threading.Event()
    beat = threading.Thread(target=_beat, args=(folder, number, rows, over), daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()
        with suppress(InputError, OSError):
            end_job(folder, number)


def _beat(folder: Path, number: int, rows: Callable[[], tuple[int, int]], over: threading.Event) -> None:
    told, looks = (0, 0), 0
    while not over.wait(_LOOK_SECONDS):
        now, looks = rows(), looks + 1
        if now != told or looks % _BEAT_LOOKS == 0:
            with suppress(InputError, OSError):
                tell_job(folder, number, *now)
                told = now
