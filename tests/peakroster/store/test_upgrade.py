"""A database that the first migration made is brought up to date with every row."""

from __future__ import annotations

import socket
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from peakroster.store import engine, schema
from peakroster.store.engine import open_store
from peakroster.store.place import FILE, VARIABLE
from tests.postgres import new_database

DUMP = Path(__file__).parent / "golden" / "0001.sql"
"""Made by ``sqlite3 peakroster.db .dump`` when there was one migration; every table has rows."""


def rows_of(database: sa.Engine, names: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Every row of these tables, as the database itself describes them."""
    reflected, found = sa.MetaData(), {}
    reflected.reflect(database, only=names)
    with database.connect() as connection:
        for name in names:
            rows = connection.execute(sa.select(reflected.tables[name])).mappings()
            found[name] = [dict(row) for row in rows]
    return found


def revision_of(database: sa.Engine) -> str:
    with database.connect() as connection:
        return str(connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one())


def lost(
    before: dict[str, list[dict[str, Any]]], after: dict[str, list[dict[str, Any]]]
) -> list[tuple[str, Any]]:
    """Rows that are not there with every value that they had, and tables that have more of them."""
    found: list[tuple[str, Any]] = []
    for name, rows in before.items():
        now = [{column: _plain(row[column]) for column in rows[0]} for row in after[name]]
        was = [{column: _plain(value) for column, value in row.items()} for row in rows]
        found += [(name, row) for row in was if row not in now]
        if len(now) != len(rows):
            found.append((name, len(now)))
    return found


def _in_utc(row: dict[str, Any]) -> dict[str, Any]:
    return {name: _aware(value) for name, value in row.items()}


def _aware(value: Any) -> Any:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value if value.tzinfo is None else value.astimezone(UTC).replace(tzinfo=None)
    return bytes(value) if isinstance(value, memoryview) else value


def test_an_old_file_is_upgraded_with_every_row(shop: Path) -> None:
    """By the first use, with what the program of today needs beside it."""
    with sqlite3.connect(shop / FILE) as old:
        old.executescript(DUMP.read_text(encoding="utf-8"))
    database = sa.create_engine(f"sqlite:///{shop / FILE}")
    names = sorted(set(sa.inspect(database).get_table_names()) - {"alembic_version"})
    before = rows_of(database, names)
    assert all(before.values())
    open_store(shop)
    assert revision_of(database) == schema.HEAD
    assert lost(before, rows_of(database, names)) == []


def test_an_old_server_is_upgraded_with_every_row(
    shop: Path, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same rows, on PostgreSQL."""
    old = tmp_path / "old.db"
    with sqlite3.connect(old) as file:
        file.executescript(DUMP.read_text(encoding="utf-8"))
    source = sa.create_engine(f"sqlite:///{old}")
    names = sorted(set(sa.inspect(source).get_table_names()) - {"alembic_version"})
    before = rows_of(source, names)
    before["shops"][0] |= {"key": "camellia", "place": f"{socket.gethostname()}:{shop.resolve()}"}
    address = new_database(postgres, "old")
    database = sa.create_engine(address.replace("postgresql://", "postgresql+psycopg://"))
    engine.migrate(database, "0001")
    reflected = sa.MetaData()
    reflected.reflect(database)
    with database.begin() as connection:
        for table in reflected.sorted_tables:
            if table.name in before:
                connection.execute(table.insert(), [_in_utc(row) for row in before[table.name]])
    monkeypatch.setenv(VARIABLE, address)
    open_store(shop)
    assert revision_of(database) == schema.HEAD
    assert lost(before, rows_of(database, names)) == []
    database.dispose()
