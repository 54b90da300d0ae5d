"""The database of a shop: made by the first write, brought up to date, refused where it cannot be used."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from peakroster.messages import LANGUAGES
from peakroster.store import engine, schema
from peakroster.store.door import writing
from peakroster.store.engine import forget_engines, open_store, read_store
from peakroster.store.log import logged_changes
from peakroster.store.place import FILE, VARIABLE, database_url
from peakroster.store.schema import changes
from peakroster.tables.findings import InputError
from tests.postgres import new_database


def entered(shop: Path) -> None:
    with writing(shop, command="plan", kind="plan", what="x") as change:
        change.put(shop / "locks.csv", b"a")


def codes_of(error: InputError) -> list[str]:
    for language in LANGUAGES:
        assert error.sentences(language)
    return [finding.code for finding in error.findings]


def test_reading_makes_no_database(shop: Path) -> None:
    """A shop without one opens as before."""
    assert read_store(shop) is None
    assert logged_changes(shop) == []
    assert not (shop / FILE).exists()
    (shop / FILE).touch()  # as a kill leaves it while it is made
    assert read_store(shop) is None


def test_migrations_make_what_the_schema_says(stored: Path) -> None:
    """And the last of them is the one that the program knows."""
    if database_url() is None:
        database = sa.create_engine(f"sqlite:///{stored / FILE}")
        engine.migrate(database)
    store = open_store(stored)
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.METADATA) == []
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_a_new_database_is_what_the_migrations_make(shop: Path) -> None:
    """Every table and its columns, indexes and triggers, and the mark of the newest migration."""
    migrated = sa.create_engine(f"sqlite:///{shop / 'other.db'}")
    engine.migrate(migrated)
    fresh = open_store(shop).engine
    told = []
    for database in (migrated, fresh):
        with database.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), schema.METADATA) == []
            query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
            triggers = [tuple(row) for row in connection.execute(sa.text(query))]
            indexes = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' ORDER BY name"
            version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()
            told.append((triggers, [tuple(row) for row in connection.execute(sa.text(indexes))], version))
    assert told[0] == told[1]
    assert len(told[0][0]) == 2 * len(schema.KEPT)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM changes",
        "UPDATE changes SET who = 'somebody'",
        "DELETE FROM change_files",
        "UPDATE change_files SET path = 'other.csv'",
    ],
)
def test_the_log_is_only_added_to(stored: Path, statement: str) -> None:
    """The database itself refuses to rewrite it."""
    entered(stored)
    before = logged_changes(stored)
    with pytest.raises(InputError), open_store(stored).writing() as connection:
        connection.execute(sa.text(statement))
    assert logged_changes(stored) == before


def test_shops_on_one_server_do_not_see_each_other(
    shop: Path, tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by its id; a copy is refused as long as the first is there, and then takes over."""
    monkeypatch.setenv(VARIABLE, new_database(postgres, "tried"))
    entered(shop)
    copied = tmp_path / "copy"
    shutil.copytree(shop, copied)
    with pytest.raises(InputError) as refused:
        entered(copied)
    assert codes_of(refused.value) == ["shop_id_taken"]
    (copied / "shop.toml").write_text('name = "x"\nid = "peony"\n', encoding="utf-8")
    assert logged_changes(copied) == []
    entered(copied)
    assert len(logged_changes(shop)) == len(logged_changes(copied)) == 1
    shutil.copy(shop / "shop.toml", copied / "shop.toml")
    shutil.rmtree(shop)
    entered(copied)
    assert len(logged_changes(copied)) == 2


def test_a_folder_that_can_only_be_read_is_read(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No side file is made, and nothing changes."""
    entered(shop)
    before = {path.name: path.read_bytes() for path in shop.iterdir()}
    monkeypatch.setattr("peakroster.store.engine.os.access", lambda *_: False)
    assert len(logged_changes(shop)) == 1
    store = read_store(shop)
    assert store is not None
    with pytest.raises(OSError, match=FILE), store.writing() as connection:
        connection.execute(sa.text("UPDATE changes SET note = 'x'"))
    assert {path.name: path.read_bytes() for path in shop.iterdir()} == before


def test_a_full_disk_is_told_as_one(shop: Path) -> None:
    """Before a file of the shop is touched."""
    entered(shop)

    @sa.event.listens_for(open_store(shop).engine, "connect")
    def _full(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # SQLite takes it for as few as there are

    with (
        pytest.raises(OSError, match="space") as refused,
        writing(shop, command="plan", kind="plan", what="x") as change,
    ):
        change.put(shop / "locks.csv", os.urandom(200_000))
    assert refused.value.errno == errno.ENOSPC
    assert (shop / "locks.csv").read_bytes() == b"a"
    assert len(logged_changes(shop)) == 1


def test_a_database_that_somebody_holds_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a while, and nothing is written."""
    entered(shop)
    forget_engines()
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(shop / FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(InputError) as refused:
        entered(shop)
    holder.close()
    assert codes_of(refused.value) == ["store_busy"]


def test_a_damaged_database_is_told(shop: Path) -> None:
    """And the shop's files stay as they are."""
    entered(shop)
    forget_engines()
    (shop / FILE).write_bytes(b"not a database, by far" * 1000)
    for work in (lambda: read_store(shop), lambda: entered(shop)):
        with pytest.raises(InputError) as refused:
            work()
        assert codes_of(refused.value) == ["store_damaged"]


def test_a_database_of_a_newer_version_is_told(shop: Path) -> None:
    """Nothing is written to it."""
    entered(shop)
    with open_store(shop).writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for work in (lambda: read_store(shop), lambda: entered(shop)):
        with pytest.raises(InputError) as refused:
            work()
        assert codes_of(refused.value) == ["store_newer"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("mysql://host/database", "store_url"),
        ("peakroster", "store_url"),
        ("postgresql://amy:secret@host:port/database", "store_url"),
        ("postgresql://nobody@127.0.0.1:1/none", "store_unreachable"),
    ],
)
def test_a_server_that_cannot_be_used_is_told(
    shop: Path, monkeypatch: pytest.MonkeyPatch, address: str, code: str
) -> None:
    """Before anything is written."""
    monkeypatch.setenv(VARIABLE, address)
    with pytest.raises(InputError) as refused:
        entered(shop)
    assert codes_of(refused.value) == [code]
    assert not (shop / "locks.csv").exists()


def test_a_server_wants_the_id_of_the_shop(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one it could not tell shops apart."""
    monkeypatch.setenv(VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    (shop / "shop.toml").write_text('name = "x"\n', encoding="utf-8")
    with pytest.raises(InputError) as refused:
        entered(shop)
    assert codes_of(refused.value) == ["shop_without_id"]


def test_one_look_sees_one_state(stored: Path) -> None:
    """What somebody else writes between two questions of one look is not seen by the second."""
    with writing(stored, command="test", kind="edit", what="a") as change:
        change.put(stored / "a.csv", b"1")
    store = read_store(stored)
    assert store is not None
    count = sa.select(sa.func.count()).select_from(changes)
    with store.reading() as connection:
        before = connection.execute(count).scalar_one()
        with writing(stored, command="test", kind="edit", what="b") as change:
            change.put(stored / "b.csv", b"2")
        assert connection.execute(count).scalar_one() == before
    assert len(logged_changes(stored)) == before + 1
