"""The log of changes, versions, publications, drafts, scenarios and requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)

_FINAL = ("change_files", "plan_versions", "version_files", "publication_rows")
"""Tables whose rows are never changed; those of _MAY_CHANGE in these columns only. None is ever deleted."""
_MAY_CHANGE = {"changes": ("state", "note"), "publications": ("withdrawn_at",)}


def upgrade() -> None:
    """Make every table and the triggers that keep what was said."""
    op.create_table(
        "shops",
        sa.Column("id", _NUMBER, sa.Identity(), nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shops"),
        sa.UniqueConstraint("key", name="uq_shops_key"),
    )
    op.create_table(
        "blobs",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_blobs"),
    )
    _log()
    _plans()
    _work()
    for table in (*_FINAL, *_MAY_CHANGE):
        _keep_rows(table)


def _id() -> sa.Column[int]:
    return sa.Column("id", _NUMBER, sa.Identity(), nullable=False)


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}")


def _log() -> None:
    op.create_table(
        "changes",
        _id(),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("command", sa.Text, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("folders", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        _refers("changes", "shop", "shops.id"),
    )
    op.create_index("ix_changes_shop_state", "changes", ["shop", "state"])
    op.create_table(
        "change_files",
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("before", sa.String(64)),
        sa.Column("after", sa.String(64)),
        sa.PrimaryKeyConstraint("change", "path", name="pk_change_files"),
        _refers("change_files", "change", "changes.id"),
        _refers("change_files", "before", "blobs.digest"),
        _refers("change_files", "after", "blobs.digest"),
    )


def _plans() -> None:
    op.create_table(
        "plan_versions",
        _id(),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("days", sa.Integer),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("change", _NUMBER),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_plan_versions"),
        sa.UniqueConstraint("shop", "first_day", "number", name="uq_plan_versions_shop_first_day_number"),
        _refers("plan_versions", "shop", "shops.id"),
        _refers("plan_versions", "change", "changes.id"),
    )
    op.create_table(
        "version_files",
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("version", "name", name="pk_version_files"),
        _refers("version_files", "version", "plan_versions.id"),
        _refers("version_files", "digest", "blobs.digest"),
    )
    op.create_table(
        "publications",
        _id(),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("in_spite_of", sa.Text),
        sa.Column("withdrawn_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
        sa.UniqueConstraint("shop", "first_day", "number", name="uq_publications_shop_first_day_number"),
        _refers("publications", "shop", "shops.id"),
        _refers("publications", "version", "plan_versions.id"),
        _refers("publications", "change", "changes.id"),
    )
    op.create_table(
        "publication_rows",
        sa.Column("publication", _NUMBER, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("shift", sa.Text),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("row", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("publication", "position", name="pk_publication_rows"),
        _refers("publication_rows", "publication", "publications.id"),
    )
    columns = ["publication", "agent_id", "date"]
    op.create_index("ix_publication_rows_publication_agent_id_date", "publication_rows", columns)
    op.create_index("ix_publication_rows_date", "publication_rows", ["date"])


def _work() -> None:
    op.create_table(
        "drafts",
        _id(),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
        sa.UniqueConstraint("shop", "first_day", "who", name="uq_drafts_shop_first_day_who"),
        _refers("drafts", "shop", "shops.id"),
    )
    op.create_table(
        "scenarios",
        _id(),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("overrides", sa.JSON, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenarios"),
        sa.UniqueConstraint("shop", "first_day", "name", name="uq_scenarios_shop_first_day_name"),
        _refers("scenarios", "shop", "shops.id"),
    )
    op.create_table(
        "requests",
        _id(),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("agent_id", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("decided_at", _MOMENT),
        sa.Column("decided_by", sa.Text),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("change", _NUMBER),
        sa.PrimaryKeyConstraint("id", name="pk_requests"),
        _refers("requests", "shop", "shops.id"),
        _refers("requests", "change", "changes.id"),
    )
    op.create_index("ix_requests_shop_state", "requests", ["shop", "state"])


def _keep_rows(table: str) -> None:
    """Refuse to delete rows of a table, and to change more of them than may change."""
    may = _MAY_CHANGE.get(table, ())
    columns = [name for name in _columns(table) if name not in may]
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} keeps what it says'); END"
        op.execute(f"CREATE TRIGGER keep_{table} BEFORE DELETE ON {table} {refuse}")
        listed = ", ".join(f'"{name}"' for name in columns)
        op.execute(f"CREATE TRIGGER stay_{table} BEFORE UPDATE OF {listed} ON {table} {refuse}")
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION peakroster_keeps() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% keeps what it says', TG_TABLE_NAME; END $$"
    )
    listed = ", ".join(f'"{name}"' for name in columns)
    call = "FOR EACH ROW EXECUTE FUNCTION peakroster_keeps()"
    op.execute(f"CREATE TRIGGER keep_{table} BEFORE DELETE ON {table} {call}")
    op.execute(f"CREATE TRIGGER stay_{table} BEFORE UPDATE OF {listed} ON {table} {call}")


def _columns(table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)]
