"""Results of scenarios."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the table of results. They go with their scenario, and a newer one takes an older one's place."""
    op.create_table(
        "scenario_results",
        sa.Column("scenario", _NUMBER, nullable=False),
        sa.Column("depth", sa.String(16), nullable=False),
        sa.Column("basis", sa.JSON, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("plan", sa.LargeBinary),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scenario", "depth", name="pk_scenario_results"),
        sa.ForeignKeyConstraint(
            ["scenario"], ["scenarios.id"], name="fk_scenario_results_scenario", ondelete="CASCADE"
        ),
    )
