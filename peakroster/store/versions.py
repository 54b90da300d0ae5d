"""Versions of plans: every plan that lay in its place, numbered from 1 for each first day.

A version never changes. ``saved``: a command or the desk put it in place. ``found``: it lay there without the
store having put it there, edited by hand or written before there was a store. ``taken_in``: it came from a
folder ``plans/history``. ``aside``: it was made from files that others changed meanwhile, so it was kept and
never put in place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.blobs import digest_of, keep_blobs, read_blobs
from peakroster.store.engine import Store, read_store
from peakroster.store.log import DONE
from peakroster.store.schema import changes, plan_versions, version_files

SAVED, FOUND, TAKEN_IN, ASIDE = "saved", "found", "taken_in", "aside"


@dataclass(frozen=True)
class PlanVersion:
    """id: in the store, unlike ``number`` unique. days: None where nothing says it. made_at: in UTC.

    files: name → digest.
    """

    id: int
    first_day: date
    number: int
    days: int | None
    made_at: datetime
    made_by: str
    kind: str
    note: str
    files: Mapping[str, str]


def add_version(
    connection: Connection,
    store: Store,
    first_day: date,
    days: int | None,
    contents: Mapping[str, bytes],
    *,
    kind: str,
    made_by: str,
    change: int | None,
    note: str = "",
    made_at: datetime | None = None,
) -> int:
    """Keep a plan as the next version of its first day; returns its number.

    contents: name → bytes of its files. Where the newest version that lay in place has the same, that one's
    number is returned and nothing is added, unless the plan is kept aside. What was computed from a plan,
    in folders of its own, makes no other version of it.
    """
    digests = {name: digest_of(content) for name, content in contents.items()}
    if kind != ASIDE:
        newest = newest_in_place(connection, store, first_day, change)
        if newest is not None and _top(newest.files) == _top(digests):
            return newest.number
    keep_blobs(connection, contents.values())
    mine = (plan_versions.c.shop == store.shop) & (plan_versions.c.first_day == first_day)
    last = connection.execute(sa.select(sa.func.max(plan_versions.c.number)).where(mine)).scalar()
    row = {
        "shop": store.shop,
        "first_day": first_day,
        "number": (last or 0) + 1,
        "days": days,
        "made_at": made_at or datetime.now(UTC),
        "made_by": made_by,
        "change": change,
        "kind": kind,
        "note": note,
    }
    version = connection.execute(plan_versions.insert().returning(plan_versions.c.id), row).scalar_one()
    rows = [{"version": version, "name": name, "digest": digest} for name, digest in digests.items()]
    if rows:
        connection.execute(version_files.insert(), rows)
    return (last or 0) + 1


def newest_in_place(
    connection: Connection, store: Store, first_day: date, change: int | None = None
) -> PlanVersion | None:
    """The version of a first day that lay in its place last; None without one.

    change: one that is being made, whose versions count too.
    """
    found = read_versions(connection, store, first_day, change)
    return next((version for version in reversed(found) if version.kind != ASIDE), None)


def read_versions(
    connection: Connection, store: Store, first_day: date | None = None, change: int | None = None
) -> list[PlanVersion]:
    """Versions by first day and number, of one first day if it is given; those of changes that are done.

    change: one that is being made, whose versions count too.
    """
    query = (
        sa.select(plan_versions)
        .outerjoin(changes, changes.c.id == plan_versions.c.change)
        .where(plan_versions.c.shop == store.shop)
        .where(sa.or_(plan_versions.c.change.is_(None), changes.c.state == DONE, changes.c.id == change))
        .order_by(plan_versions.c.first_day, plan_versions.c.number)
    )
    if first_day is not None:
        query = query.where(plan_versions.c.first_day == first_day)
    rows = connection.execute(query).all()
    files: dict[int, dict[str, str]] = {row.id: {} for row in rows}
    wanted = sa.select(version_files).where(version_files.c.version.in_(files))
    for each in connection.execute(wanted.order_by(version_files.c.name)):
        files[each.version][each.name] = each.digest
    return [_version(row, files[row.id]) for row in rows]


def versions_of(folder: Path, first_day: date | None = None) -> list[PlanVersion]:
    """The versions that the store of a shop knows; empty without a store. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    with store.reading() as connection:
        return read_versions(connection, store, first_day)


def files_of_version(folder: Path, version: PlanVersion) -> dict[str, bytes]:
    """Name → bytes of every file of a version. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return {}
    with store.reading() as connection:
        contents = read_blobs(connection, version.files.values())
    return {name: contents[digest] for name, digest in version.files.items()}


def _top(files: Mapping[str, str]) -> dict[str, str]:
    return {name: digest for name, digest in files.items() if "/" not in name}


def _version(row: Any, files: Mapping[str, str]) -> PlanVersion:
    return PlanVersion(
        row.id,
        row.first_day,
        row.number,
        row.days,
        row.made_at,
        row.made_by,
        row.kind,
        row.note,
        files,
    )
