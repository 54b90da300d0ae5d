"""Publications in the store: versions of plans that people were told, with a row for each person and day.

A publication never changes. It may be withdrawn as a whole; what it said stays readable.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.engine import Store, read_store
from peakroster.store.schema import plan_versions, publication_rows, publications


@dataclass(frozen=True)
class StoredPublication:
    """id: in the store, unlike ``number`` unique. version: number of the plan's version. at: in UTC.

    in_spite_of: why it was published although its audit was not clean; None = it was. withdrawn_at: in UTC;
    None = it holds.
    """

    id: int
    first_day: date
    number: int
    version: int
    days: int | None
    at: datetime
    who: str
    note: str
    in_spite_of: str | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class StoredRow:
    """A person's day in a publication. shift: None on a day off. row: that of the neutral table."""

    agent: str
    day: date
    shift: str | None
    status: str
    row: dict[str, Any]


def add_publication(
    connection: Connection,
    store: Store,
    first_day: date,
    version: int,
    rows: Sequence[StoredRow],
    *,
    change: int,
    who: str,
    note: str,
    in_spite_of: str | None,
) -> int:
    """Enter a publication as the next one of its first day; returns its number.

    version: number of the plan's version, which has to be there.
    """
    mine = (publications.c.shop == store.shop) & (publications.c.first_day == first_day)
    last = connection.execute(sa.select(sa.func.max(publications.c.number)).where(mine)).scalar() or 0
    named = (
        (plan_versions.c.shop == store.shop)
        & (plan_versions.c.first_day == first_day)
        & (plan_versions.c.number == version)
    )
    entry = {
        "shop": store.shop,
        "first_day": first_day,
        "number": last + 1,
        "version": connection.execute(sa.select(plan_versions.c.id).where(named)).scalar_one(),
        "change": change,
        "at": datetime.now(UTC),
        "who": who,
        "note": note,
        "in_spite_of": in_spite_of,
    }
    publication = connection.execute(publications.insert().returning(publications.c.id), entry).scalar_one()
    lines = [
        {
            "publication": publication,
            "position": position,
            "agent_id": row.agent,
            "date": row.day,
            "shift": row.shift,
            "status": row.status,
            "row": json.dumps(row.row, ensure_ascii=False),
        }
        for position, row in enumerate(rows)
    ]
    if lines:
        connection.execute(publication_rows.insert(), lines)
    return last + 1


def withdraw_publication(connection: Connection, publication: int) -> None:
    """Mark a publication as withdrawn: its shifts no longer hold."""
    mine = publications.c.id == publication
    connection.execute(publications.update().where(mine).values(withdrawn_at=datetime.now(UTC)))


def read_publications(
    connection: Connection, store: Store, first_day: date | None = None
) -> list[StoredPublication]:
    """Publications in the order in which they were made, of one first day if it is given."""
    query = (
        sa.select(publications, plan_versions.c.number.label("plan_version"), plan_versions.c.days)
        .join(plan_versions, plan_versions.c.id == publications.c.version)
        .where(publications.c.shop == store.shop)
        .order_by(publications.c.id)
    )
    if first_day is not None:
        query = query.where(publications.c.first_day == first_day)
    return [
        StoredPublication(
            row.id,
            row.first_day,
            row.number,
            row.plan_version,
            row.days,
            row.at,
            row.who,
            row.note,
            row.in_spite_of,
            row.withdrawn_at,
        )
        for row in connection.execute(query)
    ]


def read_rows(connection: Connection, publication: int) -> list[StoredRow]:
    """The rows of a publication, by its id, in their order."""
    mine = publication_rows.c.publication == publication
    query = sa.select(publication_rows).where(mine).order_by(publication_rows.c.position)
    return [
        StoredRow(row.agent_id, row.date, row.shift, row.status, json.loads(row.row))
        for row in connection.execute(query)
    ]


def publications_of(folder: Path, first_day: date | None = None) -> list[StoredPublication]:
    """The publications of a shop; empty without a store. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    with store.reading() as connection:
        return read_publications(connection, store, first_day)


def rows_of(folder: Path, publication: StoredPublication) -> list[StoredRow]:
    """The rows of a publication. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    with store.reading() as connection:
        return read_rows(connection, publication.id)
