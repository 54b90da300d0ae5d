"""The tables of the store. ``migrations`` makes them; a test holds both to each other.

Moments are in UTC, days are those of the shop. What is said once is never rewritten: triggers refuse to
change or delete rows of the log, of versions and of publications (see the first migration).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

HEAD = "0005"
"""The migration that makes what stands here; known without loading Alembic."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

NUMBER = BigInteger().with_variant(Integer, "sqlite")
"""The type of keys that count up."""

KEPT = {
    "change_files": (),
    "plan_versions": (),
    "version_files": (),
    "publication_rows": (),
    "changes": ("state", "note"),
    "publications": ("withdrawn_at",),
    "desk_steps": (),
}
"""Tables whose rows stay, and the columns of them that may change."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, with its zone, whatever the database keeps of it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """An aware moment as the database takes it."""
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """What the database keeps, as an aware moment."""
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _key() -> Column[int]:
    return Column("id", NUMBER, primary_key=True, autoincrement=True)


def _refers(name: str, to: str, *, nullable: bool = False, key: bool = False) -> Column[Any]:
    kind = String(64) if to.startswith("blobs") else NUMBER
    return Column(name, kind, ForeignKey(to), nullable=nullable, primary_key=key)


shops = Table(
    "shops",
    METADATA,
    _key(),
    Column("key", Text, nullable=False, unique=True),
    Column("place", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)
"""place: host and folder that the shop was last written from."""

blobs = Table(
    "blobs",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Bytes of files by their SHA-256. content: packed by zlib. size: unpacked, in bytes."""

changes = Table(
    "changes",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("what", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("place", Text, nullable=False),
    Column("folders", JSON, nullable=False),
    Index(None, "shop", "state"),
)
"""The log. state: begun, done or abandoned. folders: names of those that were replaced whole."""

change_files = Table(
    "change_files",
    METADATA,
    _refers("change", "changes.id", key=True),
    Column("path", Text, primary_key=True),
    _refers("before", "blobs.digest", nullable=True),
    _refers("after", "blobs.digest", nullable=True),
)
"""path: relative to the shop folder, with ``/``. before, after: None = no such file."""

plan_versions = Table(
    "plan_versions",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("first_day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    Column("days", Integer, nullable=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    _refers("change", "changes.id", nullable=True),
    Column("kind", String(16), nullable=False),
    Column("note", Text, nullable=False),
    UniqueConstraint("shop", "first_day", "number"),
)
"""number: from 1 for each first day. kind: see ``peakroster.store.versions``."""

version_files = Table(
    "version_files",
    METADATA,
    _refers("version", "plan_versions.id", key=True),
    Column("name", Text, primary_key=True),
    _refers("digest", "blobs.digest"),
)

publications = Table(
    "publications",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("first_day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    _refers("version", "plan_versions.id"),
    _refers("change", "changes.id"),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("in_spite_of", Text, nullable=True),
    Column("withdrawn_at", Moment, nullable=True),
    UniqueConstraint("shop", "first_day", "number"),
)
"""in_spite_of: the reason why a plan with violations was published; None = its audit was clean."""

publication_rows = Table(
    "publication_rows",
    METADATA,
    _refers("publication", "publications.id", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("agent_id", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("shift", Text, nullable=True),
    Column("status", String(16), nullable=False),
    Column("row", Text, nullable=False),
    Index(None, "publication", "agent_id", "date"),
    Index(None, "date"),
)
"""row: that of the neutral table as JSON; the other columns are for looking it up."""

drafts = Table(
    "drafts",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("first_day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("base", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("saved_at", Moment, nullable=False),
    UniqueConstraint("shop", "first_day", "who"),
)
"""What is on somebody's desk. base: digest of what it was begun from."""

desk_drafts = Table(
    "desk_drafts",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("first_day", Date, nullable=False),
    Column("base", JSON, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("begun_by", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("open_key", Text, nullable=True),
    Column("revision", Integer, nullable=False),
    Column("ended_at", Moment, nullable=True),
    Column("ended_by", Text, nullable=True),
    UniqueConstraint("open_key"),
    Index(None, "shop", "first_day"),
)
"""What is on the desk of a plan and not saved, one for all who work on it. base: file → digest, of what it
was begun from. state: open, saved or discarded. open_key: shop and first day while it is open, so that there
is one. revision: number of its last step."""

desk_steps = Table(
    "desk_steps",
    METADATA,
    _refers("draft", "desk_drafts.id", key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("undoes", Integer, nullable=True),
    _refers("content", "blobs.digest"),
)
"""The steps of a draft, never changed. undoes: the step that this one takes back. content: the cells as they
are after it, JSON."""

desk_present = Table(
    "desk_present",
    METADATA,
    _refers("shop", "shops.id", key=True),
    Column("session", String(64), primary_key=True),
    Column("first_day", Date, nullable=False),
    Column("who", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
"""Which sessions look at which plan, as they said last."""

desk_jobs = Table(
    "desk_jobs",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("kind", String(16), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("what", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("begun_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Index(None, "shop"),
)
"""Work that goes on, or was cut. place: host, number and name of its process."""

scenarios = Table(
    "scenarios",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("name", Text, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("overrides", JSON, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("shop", "first_day", "name"),
)

scenario_results = Table(
    "scenario_results",
    METADATA,
    Column("scenario", NUMBER, ForeignKey("scenarios.id", ondelete="CASCADE"), primary_key=True),
    Column("depth", String(16), primary_key=True),
    Column("basis", JSON, nullable=False),
    Column("content", JSON, nullable=False),
    Column("plan", LargeBinary, nullable=True),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
"""What was computed of a scenario. basis: what from. content: figures. plan: its files, zipped."""

requests = Table(
    "requests",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("agent_id", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("content", JSON, nullable=False),
    Column("state", String(16), nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("decided_at", Moment, nullable=True),
    Column("decided_by", Text, nullable=True),
    Column("note", Text, nullable=False),
    _refers("change", "changes.id", nullable=True),
    Index(None, "shop", "state"),
)
"""Leave and swaps that wait for approval. state: asked, approved, refused or withdrawn. change: by which an
approved one came into the files."""


users = Table(
    "users",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("agent_id", Text, nullable=True),
    Column("password", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Moment, nullable=True),
    Column("closed_until", Moment, nullable=True),
    UniqueConstraint("shop", "name_key"),
)
"""Who may log in to the server. name_key: the name without differences of case and width. password: its hash.
failures: wrong passwords in a row. closed_until: no password is listened to before."""

session_keys = Table(
    "session_keys",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("secret", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Index(None, "shop"),
)
"""What signs the cookies of sessions; the newest signs, older ones still check."""

sessions = Table(
    "sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("user", NUMBER, ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Index(None, "user"),
)

tokens = Table(
    "tokens",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("digest", String(64), nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("scopes", JSON, nullable=False),
    Column("agent_id", Text, nullable=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    Index(None, "shop"),
)
"""What programs show instead of a password. agent_id: whose shifts the scope ``read-own`` means."""

calendar_links = Table(
    "calendar_links",
    METADATA,
    _key(),
    _refers("shop", "shops.id"),
    Column("digest", String(64), nullable=False, unique=True),
    Column("agent_id", Text, nullable=True),
    Column("first_name", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("used_at", Moment, nullable=True),
    Column("revoked_at", Moment, nullable=True),
    Index(None, "shop"),
)
"""Addresses that phones subscribe to. agent_id: None = the whole team. first_name: the name
of the shop on which its events' UIDs hang, whatever it is called later."""
