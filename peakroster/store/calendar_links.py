"""Which calendar addresses a shop's server has: whose, since when, and when a phone last asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from peakroster.store.engine import read_store
from peakroster.store.schema import calendar_links


@dataclass(frozen=True)
class CalendarLink:
    """An address that is open. Only a hash of it is kept. Moments are in UTC."""

    id: int
    agent_id: str | None
    made_at: datetime
    used_at: datetime | None


def calendars_of(folder: Path, agent_id: str) -> list[CalendarLink]:
    """The open addresses of one agent, the newest first. Raises InputError, OSError."""
    store = read_store(folder)
    if store is None:
        return []
    mine = (calendar_links.c.shop == store.shop) & (calendar_links.c.agent_id == agent_id)
    query = sa.select(calendar_links).where(mine, calendar_links.c.revoked_at.is_(None))
    with store.reading() as connection:
        rows = connection.execute(query.order_by(calendar_links.c.id.desc())).all()
    return [CalendarLink(row.id, row.agent_id, row.made_at, row.used_at) for row in rows]
