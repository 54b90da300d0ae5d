"""A new SQLite database as the migrations would make it, in a tenth of their time and without Alembic.

Every shop gets one with its first change, so this is what a first command waits for. A test holds it to what
the migrations make, table by table and trigger by trigger.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.store.schema import HEAD, KEPT, METADATA


def make_fresh(connection: Connection) -> None:
    """Make all tables, the triggers that keep what was said, and the mark of the newest migration."""
    METADATA.create_all(connection)
    for name, may_change in KEPT.items():
        columns = [column.name for column in METADATA.tables[name].columns if column.name not in may_change]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{name} keeps what it says'); END"
        connection.execute(sa.text(f"CREATE TRIGGER keep_{name} BEFORE DELETE ON {name} {refuse}"))
        listed = ", ".join(f'"{column}"' for column in columns)
        connection.execute(
            sa.text(f"CREATE TRIGGER stay_{name} BEFORE UPDATE OF {listed} ON {name} {refuse}")
        )
    version = "version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)"
    connection.execute(sa.text(f"CREATE TABLE alembic_version ({version})"))
    connection.execute(sa.text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
