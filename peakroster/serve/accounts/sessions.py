"""Who is logged in: a row for each session, found by the digest of the secret in a signed cookie."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from peakroster.serve.accounts.cookies import LIFETIME, RENEWED, secret_of, signed
from peakroster.serve.accounts.permissions import ROLES, Principal, Role
from peakroster.serve.accounts.random_secrets import SESSION, digest_of, new_secret
from peakroster.serve.accounts.users import User
from peakroster.store.engine import Store
from peakroster.store.schema import session_keys, sessions, users

# Stated once: building a statement takes longer than the database needs to answer it.
_KEYS = (
    sa.select(session_keys.c.secret)
    .where(session_keys.c.shop == sa.bindparam("shop"))
    .order_by(session_keys.c.id)
)
_USER = (
    sa.select(users.c.id, users.c.name, users.c.role, users.c.agent_id)
    .join(sessions, sessions.c.user == users.c.id)
    .where(users.c.shop == sa.bindparam("shop"), sessions.c.digest == sa.bindparam("digest"))
    .where(sessions.c.expires_at > sa.bindparam("now"))
)


@dataclass(frozen=True)
class Sessions:
    """Sessions of the shop that the store is opened for."""

    store: Store

    def begin(self, user: User) -> tuple[str, datetime]:
        """A new session: its cookie, and when it ends in UTC. What has ended is cleared away."""
        now = datetime.now(UTC)
        secret = new_secret(SESSION)
        ends = now + LIFETIME
        with self.store.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.expires_at <= now))
            row = {"digest": secret.digest, "user": user.id, "made_at": now, "expires_at": ends}
            connection.execute(sessions.insert(), row)
            keys = self._renewed_keys(connection, now)
        return signed(secret.text, keys), ends

    def principal(self, cookie: str) -> Principal | None:
        """Whose session a cookie is, with the role that they have now; None for any that is not valid."""
        with self.store.reading() as connection:
            secret = secret_of(cookie, self._keys(connection))
            if secret is None:
                return None
            digest = digest_of(secret)
            wanted = {"shop": self.store.shop, "digest": digest, "now": datetime.now(UTC)}
            row = connection.execute(_USER, wanted).first()
        if row is None or row.role not in ROLES:
            return None
        allowed = ROLES[cast(Role, row.role)]
        return Principal(row.name, row.role, allowed, row.agent_id, f"user:{row.id}", digest)

    def end(self, digest: str) -> None:
        """Log out: the cookie is worth nothing from now on, wherever a copy of it lies."""
        with self.store.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.digest == digest))

    def _keys(self, connection: Connection) -> list[str]:
        return list(connection.execute(_KEYS, {"shop": self.store.shop}).scalars())

    def _renewed_keys(self, connection: Connection, now: datetime) -> list[str]:
        """The keys, with a new one where the newest is old, without those that no session needs."""
        mine = session_keys.c.shop == self.store.shop
        connection.execute(
            session_keys.delete().where(mine, session_keys.c.made_at < now - RENEWED - LIFETIME)
        )
        newest = connection.execute(sa.select(sa.func.max(session_keys.c.made_at)).where(mine)).scalar()
        if newest is None or newest < now - RENEWED:
            row = {"shop": self.store.shop, "secret": secrets.token_urlsafe(32), "made_at": now}
            connection.execute(session_keys.insert(), row)
        return self._keys(connection)
