"""A database of an older version is brought up to date with every row."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from peakroster.store import engine, schema
from peakroster.store.engine import forget_engines, open_store, place_of, read_store


def test_the_first_database_becomes_todays(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading leaves it as it is; the first write upgrades it, and what it said is still there."""
    upgrade = command.upgrade
    with monkeypatch.context() as old:
        old.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
        old.setattr(schema, "HEAD", "0001")
        old.setattr(engine, "_bring_up_to_date", lambda found, _: engine.migrate(found))
        first = open_store(shop)
        row = {
            "shop": first.shop,
            "at": datetime(2026, 11, 9, 8, tzinfo=UTC),
            "who": "amy",
            "command": "plan",
            "kind": "plan",
            "what": "plan 2026-11-09",
            "note": "",
            "state": "done",
            "place": place_of(shop),
            "folders": [],
        }
        with first.writing() as connection:
            connection.execute(schema.changes.insert(), row)
    forget_engines()
    assert read_store(shop) is not None
    assert revision(shop) == "0001"
    with open_store(shop).writing() as connection:
        kept = connection.execute(sa.select(schema.changes)).mappings().one()
        assert {name: kept[name] for name in row} == row
        assert connection.execute(sa.select(schema.users)).all() == []
        with pytest.raises(sa.exc.IntegrityError):  # the triggers came along
            connection.execute(schema.changes.delete())
    assert revision(shop) == schema.HEAD


def revision(shop: Path) -> str | None:
    store = read_store(shop)
    assert store is not None
    return engine._revision(store.engine, shop)
