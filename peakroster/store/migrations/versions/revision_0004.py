"""Drafts of the desk, shared by all who work on a plan, and who is there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)
_STEPS = "desk_steps"


def upgrade() -> None:
    """Make the tables; steps are only appended."""
    op.create_table(
        "desk_drafts",
        sa.Column("id", _NUMBER, sa.Identity(), nullable=False),
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("base", sa.JSON, nullable=False),
        sa.Column("begun_at", _MOMENT, nullable=False),
        sa.Column("begun_by", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("open_key", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.Column("ended_by", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_desk_drafts"),
        sa.ForeignKeyConstraint(["shop"], ["shops.id"], name="fk_desk_drafts_shop"),
        sa.UniqueConstraint("open_key", name="uq_desk_drafts_open_key"),
    )
    op.create_index("ix_desk_drafts_shop_first_day", "desk_drafts", ["shop", "first_day"])
    op.create_table(
        _STEPS,
        sa.Column("draft", _NUMBER, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("content", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("draft", "number", name="pk_desk_steps"),
        sa.ForeignKeyConstraint(["draft"], ["desk_drafts.id"], name="fk_desk_steps_draft"),
        sa.ForeignKeyConstraint(["content"], ["blobs.digest"], name="fk_desk_steps_content"),
    )
    op.create_table(
        "desk_present",
        sa.Column("shop", _NUMBER, nullable=False),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("shop", "session", name="pk_desk_present"),
        sa.ForeignKeyConstraint(["shop"], ["shops.id"], name="fk_desk_present_shop"),
    )
    _keep_steps()


def _keep_steps() -> None:
    columns = ("draft", "number", "at", "who", "kind", "undoes", "content")
    listed = ", ".join(f'"{column}"' for column in columns)
    if op.get_bind().dialect.name == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_STEPS} keeps what it says'); END"
        op.execute(f"CREATE TRIGGER keep_{_STEPS} BEFORE DELETE ON {_STEPS} {refuse}")
        op.execute(f"CREATE TRIGGER stay_{_STEPS} BEFORE UPDATE OF {listed} ON {_STEPS} {refuse}")
        return
    call = "FOR EACH ROW EXECUTE FUNCTION peakroster_keeps()"  # of the first migration
    op.execute(f"CREATE TRIGGER keep_{_STEPS} BEFORE DELETE ON {_STEPS} {call}")
    op.execute(f"CREATE TRIGGER stay_{_STEPS} BEFORE UPDATE OF {listed} ON {_STEPS} {call}")
