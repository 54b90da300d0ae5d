"""Long work of the desk that is under way: a push, a search, a week being planned.

A row lies here as long as the work goes on. One whose process is gone was cut, and lies here until somebody
takes note of it.
"""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from peakroster.store.engine import open_store, read_store
from peakroster.store.schema import desk_jobs
from peakroster.store.who import require_allowed, who

PUSH, SEARCH, PLAN = "push", "search", "plan"

_GONE = timedelta(seconds=30)
"""After which the process of a row that was not seen counts as gone."""

_PROCESS = secrets.token_hex(6)
"""A name for this process: its number may be that of an earlier one, as it always is in a container."""


@dataclass(frozen=True)
class Job:
    """Work that was cut. what: the platform of a push, the days of a week to be planned. Moments are in UTC.

    seen_at: when it was known to go on. done, total: rows that were sent by then, of how many; 0, 0 = of none
    yet, and for other work.
    """

    id: int
    kind: str
    first_day: date
    what: str
    who: str
    begun_at: datetime
    seen_at: datetime
    done: int
    total: int


def begin_job(folder: Path, kind: str, first_day: date, what: str = "") -> int:
    """Say that work begins; returns its number. Raises InputError for who may not do it, OSError."""
    require_allowed(kind, f"plans/{first_day}")
    store = open_store(folder)
    now = datetime.now(UTC)
    row = {
        "shop": store.shop,
        "kind": kind,
        "first_day": first_day,
        "what": what,
        "who": who(),
        "place": _place(),
        "begun_at": now,
        "seen_at": now,
        "done": 0,
        "total": 0,
    }
    with store.writing() as connection:
        same = (desk_jobs.c.shop == store.shop) & (desk_jobs.c.kind == kind) & (desk_jobs.c.what == what)
        for found in connection.execute(sa.select(desk_jobs).where(same, desk_jobs.c.first_day == first_day)):
            if _is_cut(found.place, found.seen_at, now):  # it is done again now
                connection.execute(desk_jobs.delete().where(desk_jobs.c.id == found.id))
        number: int = connection.execute(desk_jobs.insert().returning(desk_jobs.c.id), row).scalar_one()
    return number


def tell_job(folder: Path, number: int, done: int, total: int) -> None:
    """Say that work goes on, and how far it is. Raises InputError, OSError."""
    told = {"seen_at": datetime.now(UTC), "done": done, "total": total}
    with open_store(folder).writing() as connection:
        connection.execute(desk_jobs.update().where(desk_jobs.c.id == number).values(**told))


def end_job(folder: Path, number: int) -> None:
    """Say that work has ended, however. Raises InputError, OSError."""
    with open_store(folder).writing() as connection:
        connection.execute(desk_jobs.delete().where(desk_jobs.c.id == number))


def dismiss_job(folder: Path, job: Job) -> None:
    """Take note of work that was cut. Raises InputError for who may not do such work, OSError."""
    require_allowed(job.kind, f"plans/{job.first_day}")
    end_job(folder, job.id)


def cut_jobs(folder: Path) -> list[Job]:
    """Work that ended with its process, the latest first. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    now = datetime.now(UTC)
    query = sa.select(desk_jobs).where(desk_jobs.c.shop == store.shop).order_by(desk_jobs.c.id.desc())
    with store.reading() as connection:
        rows = connection.execute(query).all()
    return [
        Job(*(getattr(row, name) for name in Job.__dataclass_fields__))
        for row in rows
        if _is_cut(row.place, row.seen_at, now)
    ]


def _place() -> str:
    return f"{socket.gethostname()} {os.getpid()} {_PROCESS}"


def _is_cut(place: str, seen_at: datetime, now: datetime) -> bool:
    """Whether the process that works at it is gone: known on this machine, judged by silence on another."""
    host, pid, process = place.rsplit(" ", 2)
    if process == _PROCESS:
        return False
    if now - seen_at > _GONE:
        return True
    return host == socket.gethostname() and (int(pid) == os.getpid() or not _is_alive(int(pid)))


def _is_alive(pid: int) -> bool:
    if os.name == "nt":  # where signal 0 is not a question
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True
