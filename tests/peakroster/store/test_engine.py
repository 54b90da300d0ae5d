"""The database of a shop: made by the first write, brought up to date, refused where it cannot be used."""

from __future__ import annotations

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
from peakroster.store.place import FILE, VARIABLE
from peakroster.tables.findings import InputError


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


def test_migrations_make_what_the_schema_says(shop: Path) -> None:
    """And the last of them is the one that the program knows."""
    store = open_store(shop)
    with store.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.METADATA) == []
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM changes",
        "UPDATE changes SET who = 'somebody'",
        "DELETE FROM change_files",
        "UPDATE change_files SET path = 'other.csv'",
    ],
)
def test_the_log_is_only_added_to(shop: Path, statement: str) -> None:
    """The database itself refuses to rewrite it."""
    entered(shop)
    before = logged_changes(shop)
    with pytest.raises(InputError), open_store(shop).writing() as connection:
        connection.execute(sa.text(statement))
    assert logged_changes(shop) == before


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
