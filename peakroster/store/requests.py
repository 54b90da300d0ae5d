"""Requests in the store: what agents ask for, and what was decided. A decided one keeps what it says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.engine import Store, read_store
from peakroster.store.schema import requests

ASKED, APPROVED, REFUSED, WITHDRAWN = STATES = ("asked", "approved", "refused", "withdrawn")


@dataclass(frozen=True)
class StoredRequest:
    """kind: ``leave``, ``wish`` or ``swap``; content: what of it, in the types of JSON. Moments are in UTC.

    note: of whoever decided. change: the number of the change by which an approved one came into the files.
    """

    id: int
    agent_id: str
    kind: str
    content: Mapping[str, Any]
    state: str
    asked_at: datetime
    asked_by: str
    decided_at: datetime | None
    decided_by: str | None
    note: str
    change: int | None


def add_request(
    connection: Connection, store: Store, agent_id: str, kind: str, content: Mapping[str, Any], who: str
) -> int:
    """Enter a request that waits; returns its number."""
    row = {
        "shop": store.shop,
        "agent_id": agent_id,
        "kind": kind,
        "content": dict(content),
        "state": ASKED,
        "asked_at": datetime.now(UTC),
        "asked_by": who,
        "note": "",
    }
    return int(connection.execute(requests.insert().returning(requests.c.id), row).scalar_one())


def decide_request(
    connection: Connection,
    store: Store,
    number: int,
    state: str,
    who: str,
    note: str,
    change: int | None = None,
) -> bool:
    """Decide a request that waits; False where it waits no more, and nothing is changed.

    change: by which it comes into the files.
    """
    waiting = (requests.c.shop == store.shop) & (requests.c.id == number) & (requests.c.state == ASKED)
    decided = {"state": state, "decided_at": datetime.now(UTC), "decided_by": who, "note": note}
    done = connection.execute(requests.update().where(waiting).values(**decided, change=change))
    return bool(done.rowcount)


def requests_of(
    folder: Path, *, states: Collection[str] | None = None, agent_id: str | None = None
) -> list[StoredRequest]:
    """The requests of a shop in the order in which they were made; empty without a store.

    states, agent_id: only these. Raises InputError, OSError.
    """
    store = read_store(folder)
    if store is None:
        return []
    query = sa.select(requests).where(requests.c.shop == store.shop).order_by(requests.c.id)
    if states is not None:
        query = query.where(requests.c.state.in_(states))
    if agent_id is not None:
        query = query.where(requests.c.agent_id == agent_id)
    with store.reading() as connection:
        return [_request(row) for row in connection.execute(query)]


def find_request(folder: Path, number: int) -> StoredRequest | None:
    """A request by its number; None without it. Raises InputError, OSError."""
    return next((one for one in requests_of(folder) if one.id == number), None)


def _request(row: Any) -> StoredRequest:
    return StoredRequest(
        row.id,
        row.agent_id,
        row.kind,
        row.content,
        row.state,
        row.asked_at,
        row.asked_by,
        row.decided_at,
        row.decided_by,
        row.note,
        row.change,
    )
