"""Opens the store of a shop: a connection for reading, or one for writing, brought up to date first."""

from __future__ import annotations

import errno
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from peakroster.store import schema
from peakroster.store.place import (
    SETTINGS,
    VARIABLE,
    database_file,
    database_url,
    has_store,
    shop_id,
    shop_key,
)
from peakroster.tables.findings import Finding, InputError
from peakroster.tables.locking import locked

BUSY_SECONDS = 30.0
"""How long a connection waits for another one that writes."""

_MIGRATING = 7_216_021
"""The number of PostgreSQL's lock that one migration at a time holds."""

_engines: dict[tuple[str, int], Engine] = {}
_current: set[tuple[str, int]] = set()
"""Databases known to be of this version, by address and process."""


@dataclass(frozen=True)
class Store:
    """The database that a shop's history lies in. shop: its number in the table ``shops``."""

    folder: Path
    engine: Engine
    shop: int

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One look at the database: what is read inside belongs together. Raises InputError, OSError."""
        with translated(self.folder), self.engine.connect() as plain:
            # SQLite sees one state throughout; PostgreSQL does only where it is asked to.
            level = {"isolation_level": "REPEATABLE READ"} if plain.dialect.name == "postgresql" else {}
            connection = plain.execution_options(**level)
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, durably, when the ``with`` ends, or nothing of it is.

        Raises InputError where the database cannot be used, OSError where its disk takes nothing more.
        """
        with translated(self.folder), self.engine.connect() as plain:
            connection = plain.execution_options(peakroster_writes=True)
            with connection.begin():
                yield connection


def read_store(folder: Path) -> Store | None:
    """The store of a shop, for reading; None where nothing has been written yet. Never makes one.

    One of an older version is brought up to date first. Raises InputError for a database that is damaged, out
    of reach, or of a newer version.
    """
    if not has_store(folder):
        return None
    with translated(folder):
        engine = _engine(folder, to_write=False)
        revision = _revision(engine, folder)
        if revision is None:
            return None
        if revision != schema.HEAD:
            return open_store(folder)
        with engine.connect() as connection:
            number = _number_of(connection, shop_key(folder))
        return None if number is None else Store(folder, engine, number)


def open_store(folder: Path) -> Store:
    """The store of a shop, for writing; made and brought up to date where that is needed.

    Raises InputError for a database that is damaged, out of reach, or of a newer version, for a shop without
    an id where a server is to keep it, and for an id that is another shop's; OSError where the folder takes
    no file.
    """
    key = shop_key(folder)
    with translated(folder):
        engine = _engine(folder, to_write=True)
        if _revision(engine, folder) != schema.HEAD:
            with locked(folder):
                _bring_up_to_date(engine, folder)
        return Store(folder, engine, _own_number(engine, folder, key))


def kept_open(store: Store) -> Store:
    """The same store over connections that stay open: for a server, which reads it all the time.

    The file of a folder that is removed meanwhile stays open, too.
    """
    if database_url() is not None:
        return store
    engine = _file_engine(store.engine.url, sa.QueuePool, pool_size=8, max_overflow=40)
    return Store(store.folder, engine, store.shop)


def place_of(folder: Path) -> str:
    """This machine and the folder, as the log keeps it; a database in the folder goes where that goes."""
    if database_url() is None:
        return "."
    return f"{socket.gethostname()}:{folder.resolve()}"


@contextmanager
def translated(folder: Path) -> Iterator[None]:
    """Around what the database does: its failures become findings, or the OSError of its file."""
    try:
        yield
    except SQLAlchemyError as problem:
        raise _failure(folder, problem) from problem


def forget_engines() -> None:
    """Close every connection; the next use opens them anew."""
    for engine in _engines.values():
        with suppress(SQLAlchemyError):
            engine.dispose()
    _engines.clear()
    _current.clear()


def _failure(folder: Path, problem: SQLAlchemyError) -> Exception:
    said = str(getattr(problem, "orig", None) or problem)
    reason = " ".join(said.split())
    if database_url() is not None:
        if isinstance(problem, DatabaseError):
            code = "store_unreachable" if isinstance(problem, OperationalError) else "store_refused"
            return InputError([Finding("error", code, "PostgreSQL", details={"reason": reason})])
        return problem
    path = database_file(folder)
    number = next((number for words, number in _DISK.items() if words in said), None)
    if number in (errno.EIO, errno.EACCES) and _is_full(path.parent):
        number = errno.ENOSPC  # SQLite says so where it cannot make its side files
    if number is not None:
        return OSError(number, os.strerror(number), str(path))
    if isinstance(problem, DatabaseError):
        busy = "locked" in said or "busy" in said
        code = "store_busy" if busy else "store_damaged"
        return InputError([Finding("error", code, path.name, value=str(path), details={"reason": reason})])
    return problem


def _is_full(folder: Path) -> bool:
    """Whether the disk has less room than the side files of a database take at least."""
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    except OSError:
        return False


_LEAST_ROOM = 1 << 16
"""Bytes: SQLite's shared memory takes 32 kB, and its log some pages."""

_DISK = {
    "disk is full": errno.ENOSPC,
    "readonly database": errno.EROFS,
    "unable to open database file": errno.EACCES,
    "disk I/O error": errno.EIO,
}
"""What SQLite says of the disk, and the system's number for it."""


def _engine(folder: Path, *, to_write: bool) -> Engine:
    server = database_url()
    address = _server_address(server) if server else _file_address(folder, to_write=to_write)
    known = (address.render_as_string(hide_password=False), os.getpid())
    if known not in _engines:
        _engines[known] = _server_engine(address) if server else _file_engine(address)
    return _engines[known]


def _server_address(address: str) -> sa.URL:
    """Raises InputError for one that cannot be read; it is not repeated, since it has a password in it."""
    try:
        return sa.make_url(address)
    except (ValueError, ArgumentError):
        raise InputError([Finding("error", "store_url", VARIABLE)]) from None


def _file_address(folder: Path, *, to_write: bool) -> sa.URL:
    """The address of the file. What cannot be written is read as it lies there, without its side files."""
    path = database_file(folder.resolve())
    if to_write or (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return sa.URL.create("sqlite", database=str(path))
    options = {"mode": "ro", "uri": "true"}
    if not path.with_name(f"{path.name}-wal").exists():
        options["immutable"] = "1"  # else SQLite wants to make a side file even to read
    return sa.URL.create("sqlite", database=f"file:{quote(str(path))}", query=options)


def _server_engine(address: sa.URL) -> Engine:
    return sa.create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=20, hide_parameters=True)


def _file_engine(address: sa.URL, pool: type[sa.Pool] = NullPool, **options: Any) -> Engine:
    """Each use opens the file anew, which takes a millisecond: nothing keeps hold of a folder that goes.

    pool, options: another way to keep connections, see SQLAlchemy's ``create_engine``.
    """
    arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = sa.create_engine(
        address, poolclass=pool, connect_args=arguments, hide_parameters=True, **options
    )

    @sa.event.listens_for(engine, "connect")
    def _set_up(connection: Any, record: object) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        cursor = connection.cursor()
        if "mode" not in address.query:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("peakroster_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _revision(engine: Engine, folder: Path) -> str | None:
    """The last migration that the database has seen; None for a new one.

    Raises InputError where it is one that this program does not know.
    """
    known = (str(engine.url), os.getpid())
    if known in _current and (database_url() is not None or database_file(folder).exists()):
        return schema.HEAD
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found is not None and str(found) > schema.HEAD:
        name = "PostgreSQL" if database_url() is not None else database_file(folder).name
        details = {"known": schema.HEAD}
        raise InputError([Finding("error", "store_newer", name, value=str(found), details=details)])
    if found == schema.HEAD and database_url() is not None:
        _current.add(known)
    return None if found is None else str(found)


def _bring_up_to_date(engine: Engine, folder: Path) -> None:
    """Make a new database, or run the migrations that an older one lacks; the caller holds the folder."""
    if engine.dialect.name == "sqlite" and _revision(engine, folder) is None:
        from peakroster.store.fresh import make_fresh

        with engine.connect() as plain:
            connection = plain.execution_options(peakroster_writes=True)
            with connection.begin():
                make_fresh(connection)
    else:
        migrate(engine)


def migrate(engine: Engine, to: str = "head") -> None:
    """Run migrations, all of them if not told how far; PostgreSQL's lock is held here, a folder's by the
    caller."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as plain:
        connection = plain.execution_options(peakroster_writes=True)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING})
            config.attributes["connection"] = connection
            command.upgrade(config, to)


def _number_of(connection: Connection, key: str) -> int | None:
    found = connection.execute(sa.select(schema.shops.c.id).where(schema.shops.c.key == key)).scalar()
    return None if found is None else int(found)


def _own_number(engine: Engine, folder: Path, key: str) -> int:
    """The shop's number; it is entered where it is new, and its place where it has moved."""
    place, shops = place_of(folder), schema.shops
    with engine.connect() as connection:
        found = connection.execute(sa.select(shops.c.id, shops.c.place).where(shops.c.key == key)).first()
    if found is not None and found.place == place:
        return int(found.id)
    with engine.connect() as plain:
        connection = plain.execution_options(peakroster_writes=True)
        with connection.begin():
            found = connection.execute(sa.select(shops.c.id, shops.c.place).where(shops.c.key == key)).first()
            if found is None:
                row = {"key": key, "place": place, "made_at": datetime.now(UTC)}
                return int(connection.execute(shops.insert().returning(shops.c.id), row).scalar_one())
            _require_moved(found.place, folder, key)
            connection.execute(shops.update().where(shops.c.id == found.id).values(place=place))
            return int(found.id)


def _require_moved(before: str, folder: Path, key: str) -> None:
    """Raise InputError where the folder that had this id before is still there, with the same id."""
    if database_url() is None:
        return
    host, _, name = before.partition(":")
    other = Path(name)
    if host == socket.gethostname() and other != folder.resolve() and shop_id(other) == key:
        finding = Finding("error", "shop_id_taken", SETTINGS, column="id", value=key, details={"other": name})
        raise InputError([finding])
