"""Users, sessions, tokens and calendar links of the server."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables of accounts. Their rows may change and go, unlike those of the log."""
    _users()
    _sessions()
    _tokens()
    op.create_table(
        "calendar_links",
        *_of_shop(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("agent_id", sa.Text),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.Column("revoked_at", _MOMENT),
        *_keys("calendar_links"),
        sa.UniqueConstraint("digest", name="uq_calendar_links_digest"),
    )
    op.create_index("ix_calendar_links_shop", "calendar_links", ["shop"])


def _users() -> None:
    op.create_table(
        "users",
        *_of_shop(),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("agent_id", sa.Text),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", _MOMENT),
        sa.Column("closed_until", _MOMENT),
        *_keys("users"),
        sa.UniqueConstraint("shop", "name_key", name="uq_users_shop_name_key"),
    )


def _sessions() -> None:
    op.create_table(
        "session_keys",
        *_of_shop(),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        *_keys("session_keys"),
    )
    op.create_index("ix_session_keys_shop", "session_keys", ["shop"])
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("user", _NUMBER, nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sessions_user", ondelete="CASCADE"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])


def _tokens() -> None:
    op.create_table(
        "tokens",
        *_of_shop(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("agent_id", sa.Text),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.Column("revoked_at", _MOMENT),
        *_keys("tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_index("ix_tokens_shop", "tokens", ["shop"])


def _of_shop() -> tuple[sa.Column[int], sa.Column[int]]:
    return (
        sa.Column("id", _NUMBER, sa.Identity(), nullable=False),
        sa.Column("shop", _NUMBER, nullable=False),
    )


def _keys(table: str) -> tuple[sa.PrimaryKeyConstraint, sa.ForeignKeyConstraint]:
    return (
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.ForeignKeyConstraint(["shop"], ["shops.id"], name=f"fk_{table}_shop"),
    )
